"""What can be refused about many dossiers at once, and about one of them when its turn comes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NothingMarked(Refusal):
    code = "batch-nothing-marked"
    message = _("No dossier is marked.")
    advice = _("Mark the dossiers in the list, or choose all that match, then go on.")


class NobodyChosen(Refusal):
    code = "batch-nobody-chosen"
    message = _("It is not said to whom the steps are assigned.")
    advice = _("Choose a colleague below the list, then go on.")


class NotReady(Refusal):
    code = "batch-not-ready"
    message = _("The dossiers are still being looked through.")
    advice = _("It takes a few seconds. Open the page again.")


class NothingPossible(Refusal):
    code = "batch-nothing-possible"
    message = _("None of these dossiers can be done now.")
    advice = _("Beside each of them stands why. Mark others, or do what is missing first.")


class DraftsUnseen(Refusal):
    """Details: ``unseen``, how many."""

    code = "batch-drafts-unseen"
    message = _("%(unseen)s of these drafts you have not opened yet. Nothing was signed.")
    advice = _("Look through them, or say below that you sign them unseen.")


class BatchOver(Refusal):
    """Details: ``who``, maybe empty for the house, and ``at`` as people read it."""

    code = "batch-over"
    message = _("This batch is over since %(at)s (%(who)s).")
    advice = _("Beside each dossier stands what became of it.")


class NotYours(Refusal):
    """Details: ``who`` made it."""

    code = "batch-of-another"
    message = _("This batch is of %(who)s; only they can confirm or change it.")
    advice = _("As the head of the agency you may stop what is not done yet.")


class PostEnded(Refusal):
    """Details: ``post``, in which the batch was ordered."""

    code = "batch-post-ended"
    message = _("The post in which this was ordered is not held any more: %(post)s.")
    advice = _("Whoever holds the office now does it from their own list.")


class OtherStep(Refusal):
    code = "batch-other-step"
    message = _("The dossier is at another step: “%(step)s”.")
    advice = _("Open the dossier, or mark it for what is done in this step.")


class ChangedSince(Refusal):
    """Details: ``state`` in which the dossier is now."""

    code = "batch-changed-since"
    message = _("After you had looked, the dossier became “%(state)s”.")
    advice = _("Open the dossier, then decide about it by itself.")


class StepFailed(Refusal):
    """Details: ``reference`` of the entry in the log."""

    code = "batch-step-failed"
    message = _("Something went wrong with this dossier; nothing of it was done (%(reference)s).")
    advice = _("Try it by itself. If it fails again, tell whoever runs the system the code.")


class RemindedToday(Refusal):
    """Details: ``at`` as people read it."""

    code = "reminded-today"
    message = _("This dossier was already urged today, at %(at)s.")
    advice = _("Once a day is enough; talk to whoever holds it.")


class NothingWaits(Refusal):
    code = "reminder-nothing-waits"
    message = _("Nobody is waited for in this dossier.")
    advice = _("Open the dossier to see where it is now.")
