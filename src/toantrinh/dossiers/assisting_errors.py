"""What can be refused about a filing at the counter, in words people can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NotTakenAtCounter(Refusal):
    code = "not-taken-at-counter"
    message = _("“%(procedure)s” is not taken in at a counter.")
    advice = _("It is filed online only; help the person to file it with their own account.")


class ConfirmationMissing(Refusal):
    code = "filing-confirmation-missing"
    message = _("The person has not confirmed what was written for them as it stands now.")
    advice = _("Let them read it, then confirm by a code sent to them or by their signature.")


class CodeWrong(Refusal):
    code = "filing-code-wrong"
    message = _("This is not the code that was sent. %(left)s more tries.")
    advice = _("Let the person read it out once more.")


class CodeOver(Refusal):
    code = "filing-code-over"
    message = _("The code does not count any more.")
    advice = _("Send a new one. Whatever is changed after a code was sent needs a new code.")


class CodesSpent(Refusal):
    code = "filing-codes-spent"
    message = _("%(count)s codes were sent for this filing within a day; no more are.")
    advice = _("Print the declaration and let the person sign it, or go on tomorrow.")


class StackUnsorted(Refusal):
    code = "stack-unsorted"
    message = _("There are scanned pages that belong to no paper yet.")
    advice = _("Say for each page which paper it is, or leave it out.")


class StackBlank(Refusal):
    code = "stack-blank"
    message = _("All %(pages)s scanned pages are blank.")
    advice = _("Turn the stack over and scan it again; nothing was kept.")


class PageUnplaced(Refusal):
    code = "stack-page-unplaced"
    message = _("Page %(number)s belongs to no paper of this procedure.")
    advice = _("Choose a paper from the list for it, or leave it out.")
