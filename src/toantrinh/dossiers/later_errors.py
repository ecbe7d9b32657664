"""What can be refused about a dossier after it was filed, in words people can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NothingAsked(Refusal):
    code = "supplement-empty"
    message = _("Nothing is marked to be completed.")
    advice = _("Mark everything that is wrong or missing, all at once, with its reason.")


class ReasonMissing(Refusal):
    code = "supplement-reason-missing"
    message = _("For “%(name)s” it is not said what is wrong, or on which ground.")
    advice = _("Choose a defect of the procedure, or write the reason and its legal ground.")


class GroundMissing(Refusal):
    code = "ground-missing"
    message = _("A ground is missing.")
    advice = _("Choose at least one ground that this procedure names.")


class GroundUnknown(Refusal):
    code = "ground-unknown"
    message = _("“%(ground)s” is no ground that this procedure names.")
    advice = _("A dossier is refused or stopped on a ground of its procedure only.")


class SecondNeedsGround(Refusal):
    code = "supplement-second-without-ground"
    message = _("The applicant was already asked to complete this dossier.")
    advice = _("Say why this could not be asked the first time; the head of the agency decides.")


class AskedAlready(Refusal):
    code = "supplement-asked-already"
    message = _("A request to complete this dossier already waits for the head of the agency.")
    advice = _("It goes out, or comes back to you with the reason, once the head has decided.")


class NotWaitedFor(Refusal):
    code = "supplement-not-waited-for"
    message = _("What was asked has already been answered, or is not waited for any more.")
    advice = _("Open the dossier to see where it is now.")


class StoppedMeanwhile(Refusal):
    code = "supplement-after-the-end"
    message = _("No answer came by %(day)s, and the agency has stopped this dossier.")
    advice = _("What you typed and your files are kept. You may file a new dossier with them.")


class NotCompleted(Refusal):
    code = "supplement-not-completed"
    message = _("%(count)d of the things asked for are not completed yet: %(names)s.")
    advice = _("Complete them, or say below why they need not be.")

    def __init__(self, targets: dict[str, str]) -> None:
        super().__init__(count=len(targets), names="; ".join(targets.values()))
        self.targets = targets


class NotAskedFor(Refusal):
    code = "supplement-not-asked-for"
    message = _("“%(name)s” was not asked for, so it cannot be changed now.")
    advice = _("Change only what the agency has marked.")


class AlreadyDecided(Refusal):
    code = "dossier-already-decided"
    message = _("The result of this dossier is already decided.")
    advice = _("It can no longer be withdrawn, stopped or held up; the result is on its way.")


class AlreadyClosing(Refusal):
    code = "dossier-already-closing"
    message = _("This dossier is already being closed.")
    advice = _("Open the dossier to see where it is now.")


class ExtendedAlready(Refusal):
    code = "extension-once-only"
    message = _("This dossier was already extended %(times)d times, and no more is allowed.")
    advice = _("Settle it; until then every further apology leaves the due time as it is.")


class ExtensionTooLong(Refusal):
    code = "extension-too-long"
    message = _("An extension is 1 to %(most)d %(unit)s here, not %(amount)s.")
    advice = _("Choose a shorter time; it is a rule with its source, see the page of rules.")


class ExtensionDecided(Refusal):
    code = "extension-decided"
    message = _("%(who)s has already decided about this at %(at)s.")
    advice = _("Open the dossier to see the due time that holds now.")


class NoteNeeded(Refusal):
    code = "reason-needed"
    message = _("The reason is missing.")
    advice = _("Write in one or two sentences why, for the applicant to read.")


class NothingOwed(Refusal):
    code = "nothing-owed"
    message = _("Nothing is owed for this dossier.")
    advice = _("Time stands still only while the applicant really owes money.")


class RefundMissing(Refusal):
    code = "refund-missing"
    message = _("It is not said what becomes of the fee that was paid.")
    advice = _("Choose whether it is paid back, and how much.")


class NotAtCentre(Refusal):
    """The centre that took it in has nothing more to say about it."""

    code = "dossier-not-at-centre"
    message = _("This dossier has been answered since it was taken in: it is with %(agency)s.")
    advice = _("%(agency)s accepts it, or asks again. The receipt shows how it stands.")


class PaperNotMade(Refusal):
    code = "paper-not-made"
    message = _("The receipt (form 01) is not there yet.")
    advice = _("It is made with the acceptance; open the page again in a few seconds.")
