"""What the desk refuses before an action is asked."""

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NumberMissing(Refusal):
    code = "outside-number-missing"
    message = _("The number of the result is missing.")
    advice = _("Type the number printed on the result.")


class FileMissing(Refusal):
    code = "outside-file-missing"
    message = _("The file of the result is missing.")
    advice = _("Choose the PDF that the other system issued.")


class DayUnreadable(Refusal):
    code = "day-unreadable"
    message = _("“%(text)s” is not a day.")
    advice = _("Write the day of the result as 27/3/2026.")
