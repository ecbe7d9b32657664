"""What the desk refuses before an action is asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem


class NumberMissing(Refusal):
    code = "outside-number-missing"
    message = _("The number of the result is missing.")
    advice = _("Type the number printed on the result.")


class ScanMissing(Refusal):
    code = "scan-missing"
    message = _("No scan was chosen.")
    advice = _("Choose the PDF of the scanner, or pictures of the pages.")


class AgencyJustChosen(Refusal):
    code = "agency-just-chosen"
    message = _("%(agency)s settles it now; nothing is filed yet.")
    advice = _("Read it over with the person, who confirms it for this agency.")


class FileMissing(Refusal):
    code = "outside-file-missing"
    message = _("The file of the result is missing.")
    advice = _("Choose the PDF that the other system issued.")


class DayUnreadable(Refusal):
    code = "day-unreadable"
    message = _("“%(text)s” is not a day.")
    advice = _("Write the day of the result as 27/3/2026.")


class ItemsUnclear(Refusal):
    code = "desk-items-unclear"
    message = _("For some of what is asked for, something is still missing.")
    advice = _("Every item needs what is wrong with it and the legal ground.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems


class AmountUnreadable(Refusal):
    code = "extension-amount-unreadable"
    message = _("“%(text)s” is not a number of days or hours.")
    advice = _("Write a whole number, such as 2.")


class NobodyChosen(Refusal):
    code = "desk-nobody-chosen"
    message = _("Nobody is chosen yet.")
    advice = _("Choose a colleague from the list.")


class MomentMissing(Refusal):
    code = "moment-missing"
    message = _("No day and hour is given yet.")
    advice = _("Choose one of the free times, or write a day and an hour such as 27/3/2026, 08:30.")


class MomentUnreadable(Refusal):
    code = "moment-unreadable"
    message = _("“%(text)s” is not a day and an hour.")
    advice = _("Choose one of the free times, or write a day and an hour such as 27/3/2026, 08:30.")
