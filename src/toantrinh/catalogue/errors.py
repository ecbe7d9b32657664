"""What can be refused about a procedure, in words people can act on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal
from toantrinh.lists.changes import Fault

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


class ZipRefused(Refusal):
    """Details: ``why``, one of the texts below; ``name`` of the file, where one is to blame."""

    code = "pack-zip-refused"
    message = _("The file was not taken: %(why)s")
    advice = _("Send the folder of one pack as a .zip of at most 5 MB.")

    TOO_LARGE = _("it is too large, or grows too large when unpacked.")
    TOO_MANY = _("it holds more than 200 files.")
    UNREADABLE = _("it is no zip archive that can be read without a password.")
    EMPTY = _("it holds no file.")
    NAME = _("the name of a file in it leads out of the folder or has unusual signs.")
    KIND = _("it holds a kind of file that packs do not have.")
    NOT_A_FILE = _("it holds a link instead of a file.")
    TWICE = _("it holds one file twice.")

    def __str__(self) -> str:
        name = self.details.get("name", "")
        return f"{super().__str__()} {name}".rstrip()


class ProposalClosed(Refusal):
    code = "proposal-closed"
    message = _("This proposal is not being prepared any more, so it cannot be changed.")
    advice = _("Take it back first, or begin a new one.")


class ProposalNotSubmitted(Refusal):
    code = "proposal-not-submitted"
    message = _("This proposal has not been handed over to be checked.")
    advice = _("The one who prepared it hands it over first.")


class ProposalOfSomeoneElse(Refusal):
    code = "proposal-of-someone-else"
    message = _("Only the one who began this proposal changes it.")
    advice = _("Begin a proposal of your own, or ask them.")


class SamePerson(Refusal):
    code = "proposal-same-person"
    message = _("You prepared this proposal, so another person has to check and publish it.")
    advice = _("Ask a colleague of the control office.")


class ProposalStale(Refusal):
    code = "proposal-stale"
    message = _("Another version of “%(name)s” was published after this proposal was begun.")
    advice = _("Begin again from the version in force, so that nothing of it is lost.")


class ProposalChangedMeanwhile(Refusal):
    code = "proposal-changed-meanwhile"
    message = _("The proposal was changed after you opened this page.")
    advice = _("Look at it again, then decide.")


class ProposalBeingAnnounced(Refusal):
    code = "proposal-being-announced"
    message = _("This proposal was handed in to be announced; the signed decision publishes it.")
    advice = _("Follow the dossier among the internal procedures, or ask to have it completed.")


class AnnouncedElsewhere(Refusal):
    code = "proposal-announced-elsewhere"
    message = _("The proposal “%(name)s” is not handed in with this dossier.")
    advice = _("Look at the proposal in the design of procedures.")


class SignedForAnother(Refusal):
    """Details: ``name``, ``digest`` of what was signed, shortened."""

    code = "proposal-signed-for-another"
    message = _("The pack of “%(name)s” is not the one that the decision names (%(digest)s).")
    advice = _("Nothing was published. Hand the changed pack in anew and have that signed.")


class DecisionMissing(Refusal):
    """Details: ``field``, where it is missing; ``what``, in words."""

    code = "decision-missing"
    message = _("%(what)s is missing.")
    advice = _("Both decisions are named by number, day, signer and agency.")


class ChangeNotUnderstood(Refusal):
    """Details: ``field``; ``what``, in words."""

    code = "change-not-understood"
    message = _("%(what)s")


class ChangeHasFaults(Refusal):
    """``faults`` names each with the field in which it was given."""

    code = "change-has-faults"
    message = _("The change cannot be made so: %(first)s")
    advice = _("Correct what is named and send it again, or propose the change anew.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(first=faults[0].message)
        self.faults = tuple(faults)


class ChangeClosed(Refusal):
    code = "change-closed"
    message = _("This change is decided already, or was withdrawn.")
    advice = _("Propose it anew if it is still wanted.")
