"""What can be refused about a procedure, in words people can act on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal

from .packs import PackProblem


class ProcedureNotFound(Refusal):
    code = "procedure-not-found"
    message = _("There is no procedure “%(procedure)s” here.")
    advice = _("Search by name or code, or look in the list of procedures.")


class ProcedureNotYetInForce(Refusal):
    code = "procedure-not-yet-in-force"
    message = _("“%(name)s” (%(procedure)s) is in force from %(since)s only.")
    advice = _("Come back on that day.")


class ProcedureRepealed(Refusal):
    """Details: ``procedure``, ``name``, ``until`` (date), ``replaced_by`` (code, maybe empty)."""

    code = "procedure-repealed"
    message = _("“%(name)s” (%(procedure)s) was repealed; its last day was %(until)s.")

    @property
    def what_to_do(self) -> str:
        if not self.details["replaced_by"]:
            return str(_("Search for the procedure that serves you today."))
        return str(_("It was replaced by %(replaced_by)s.") % self.shown)


class NotFiledOnline(Refusal):
    """Details: ``procedure``, ``name``, ``reason`` (of the law, maybe empty), ``body``."""

    code = "procedure-not-filed-online"
    message = _("“%(name)s” (%(procedure)s) is not filed online. %(reason)s")
    advice = _("Go to %(body)s, or ask at any public service centre of the province.")


class DataAlreadyEnded(Refusal):
    """Details: ``last_day``."""

    code = "published-data-ended"
    message = _("These data ceased to replace the paper on %(last_day)s already.")
    advice = _("Publish them anew from a later day if they serve again.")


class PackHasProblems(Refusal):
    code = "pack-has-problems"
    message = _("The pack has %(count)d problems and was not published.")
    advice = _("Correct each at its place and publish again.")

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class GuideHasProblems(Refusal):
    code = "guide-has-problems"
    message = _("The guide of the lists has %(count)d problems and was not loaded.")
    advice = _("Correct each at its place and load the lists again.")

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class DiffersFromRecord(Refusal):
    """Details: ``code`` and ``name`` of the pack, ``record_code`` and ``record_name``."""

    code = "differs-from-national-record"
    message = _(
        "The pack says “%(name)s” (%(code)s) where the national record says "
        "“%(record_name)s” (%(record_code)s)."
    )
    advice = _("Correct the pack, read the record again, or give the ground why they differ.")


class RecordUnreadable(Refusal):
    """Details: ``why``."""

    code = "national-record-unreadable"
    message = _("The national record cannot be read. %(why)s")
    advice = _("Take the record anew from the national database.")


class OriginalNotKept(Refusal):
    code = "original-not-kept"
    message = _("Version %(digest)s of %(procedure)s was published before its files were kept.")
    advice = _("Publish the pack once more with any change, such as in its README.")
