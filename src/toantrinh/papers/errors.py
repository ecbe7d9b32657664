"""What papers refuse, and what is wrong with a template."""

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class TemplateProblem(ValueError):
    """A template that cannot be set: for whoever writes the pack, in typst's own words.

    ``line`` and ``column`` count from 1; 0 when the fault is not at a place of the template.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class CompositorStopped(RuntimeError):
    """Setting the paper took too long or too much memory and was stopped; nothing was made."""


class LettersNotPrintable(Refusal):
    """The paper would have holes where these letters stand."""

    code = "letters-not-printable"
    message = _("These letters cannot be printed on an official paper: %(letters)s")
    advice = _("Write the name in Latin letters, as on the identity document.")


class TemplateNotInForce(Refusal):
    code = "paper-template-not-in-force"
    message = _("There is no form of this paper that is in force on that day: %(kind)s.")
    advice = _("Ask the administrator to load the forms of papers for that day.")


class AlreadyIssued(Refusal):
    code = "paper-already-issued"
    message = _("This paper has been issued and does not change any more.")
    advice = _("To correct it, issue a new paper that replaces it.")


class NotInForce(Refusal):
    code = "paper-not-in-force"
    message = _("This paper is not in force.")
    advice = _("Only a paper that was issued and has not ended can be revoked or replaced.")


class TemplateTooEarly(Refusal):
    code = "paper-template-too-early"
    message = _("A form cannot be put in force for days that are over.")
    advice = _("Papers of those days have gone out. Choose today or a later day.")


class TemplateNeedsTooMuch(Refusal):
    code = "paper-template-needs-too-much"
    message = _("This form fails when little is known of a dossier: %(problem)s (line %(line)s).")
    advice = _("Read the data with get(…) or of(…), which give an empty text where there is none.")


class TemplateWithoutRoom(Refusal):
    code = "paper-template-without-room"
    message = _("This form has no room for what is put on such a paper later: %(rooms)s.")
    advice = _(
        "Add heading-block() for the number, head-closing() or officer-column() for the signatures."
    )


class TemplateRefused(Refusal):
    code = "paper-template-refused"
    message = _("This form cannot be used: %(problem)s (line %(line)s).")
    advice = _("Correct the source of the form and try again.")
