"""How limits and kinds are said to people."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.core.calendar import Limit, LimitKind

SERVICE_LEVELS: Final[dict[str, str | Promise]] = {
    "toan_trinh": gettext_lazy("Fully online"),
    "mot_phan": gettext_lazy("Partly online"),
}


def limit(value: Limit) -> str:
    """A time limit in words, such as ``trong ngày làm việc`` or ``8 giờ làm việc``."""
    if value.kind is LimitKind.WITHIN_DAY:
        return _within_day(value)
    count = int(value.amount) if value.amount == int(value.amount) else value.amount
    words = {
        LimitKind.WORKING_HOURS: ngettext(
            "%(n)s working hour", "%(n)s working hours", int(value.amount)
        ),
        LimitKind.WORKING_DAYS: ngettext(
            "%(n)s working day", "%(n)s working days", int(value.amount)
        ),
        LimitKind.CALENDAR_DAYS: ngettext("%(n)s day", "%(n)s days", int(value.amount)),
        LimitKind.HOURS: ngettext("%(n)s hour", "%(n)s hours", int(value.amount)),
    }
    return words[value.kind] % {"n": str(count).replace(".", ",")}


def _within_day(value: Limit) -> str:
    if value.cutoff is None:
        return _("the same working day")
    return _("the same working day; received after %(time)s: the next working day") % {
        "time": f"{value.cutoff:%H:%M}"
    }
