"""What can be refused about steps of other bodies and about linked dossiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class OutcomeUnknown(Refusal):
    """Details: ``outcome`` as it was told, ``step``, ``possible`` in words. What was told is a key
    or was made up, and says nothing to people."""

    code = "outcome-unknown"
    message = _("No outcome that the step “%(step)s” has is chosen.")
    advice = _("Choose one of what the procedure knows: %(possible)s.")


class OutcomeNeedless(Refusal):
    """The step is just done; nothing is to be chosen. Detail: ``step``."""

    code = "outcome-needless"
    message = _("The step “%(step)s” has no outcomes to choose from.")
    advice = _("Open the page of the dossier again and finish the step there.")


class BodiesMissing(Refusal):
    code = "bodies-missing"
    message = _("Nobody is chosen for “%(step)s”.")
    advice = _("Choose the bodies that are to be asked, or record that nobody has to be asked.")


class BodyUnknown(Refusal):
    code = "body-unknown"
    message = _("These bodies cannot be asked here: %(names)s.")
    advice = _("Choose from the list. A body that is dissolved has a successor in it.")


class BodiesNeedless(Refusal):
    code = "bodies-needless"
    message = _("Bodies are chosen, but by what was recorded nobody has to be asked.")
    advice = _("Correct what was recorded, or choose nobody.")


class ConsultingGroundMissing(Refusal):
    code = "consulting-ground-missing"
    message = _("It is not said why these bodies are asked.")
    advice = _("Write in a few words about what they are to answer.")


class StillHasTime(Refusal):
    """Details: ``body``, ``until`` in words."""

    code = "opinion-still-has-time"
    message = _("%(body)s still has time to answer, until %(until)s.")
    advice = _("Wait until then, or ask there. Afterwards you may go on with a ground.")


class GroundToGoOnMissing(Refusal):
    code = "opinion-ground-missing"
    message = _("It is not said why the dossier goes on without this answer.")
    advice = _("Write the ground; it stays with your name, the time and the name of the body.")


class AnsweredInTime(Refusal):
    code = "opinion-answered"
    message = _("This body has already answered.")
    advice = _("An answer stays as it was given. Write to the unit that settles the dossier.")


class OutcomeUnexplained(Refusal):
    """Details: ``outcome`` in words."""

    code = "outcome-unexplained"
    message = _("Say why: “%(outcome)s” needs its reason.")
    advice = _("Whoever goes on with the dossier reads exactly what you write.")
