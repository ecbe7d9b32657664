"""How limits and kinds are said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.clock import today
from toantrinh.core.expressions import Expression, ExpressionFailure, Type

from .pricing import Fee

SERVICE_LEVELS: Final[dict[str, str | Promise]] = {
    "toan_trinh": gettext_lazy("Fully online"),
    "mot_phan": gettext_lazy("Partly online"),
    "thong_tin": gettext_lazy("Information only"),
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


def short_limit(value: Limit) -> str:
    """A time limit without what happens after the cut-off hour."""
    return limit(replace(value, cutoff=None))


def _within_day(value: Limit) -> str:
    if value.cutoff is None:
        return _("the same working day")
    return _("the same working day; received after %(time)s: the next working day") % {
        "time": f"{value.cutoff:%H:%M}"
    }


def prices(fee: Fee, names: Mapping[str, Type]) -> list[tuple[str, int]]:
    """What a fee is today, for one who has told nothing: the case, empty if there is one only, and
    the amount in whole đồng, for one of what it is counted by. ``names``: those of the pack."""
    price = next((each for each in fee.prices if each.holds_on(today())), None)
    if price is None:
        return []
    if price.amount is not None:
        told = [("", _for_one(price.amount, names))]
    else:
        told = [(row.text, _for_one(row.amount, names)) for row in price.rows]
    return [(case, amount) for case, amount in told if amount]


def _for_one(amount: Expression, names: Mapping[str, Type]) -> int:
    """The amount when every number that it depends on is 1 and nothing else is said to be so;
    0 when it cannot be told."""
    ordinary = {Type.NUMBER: 1, Type.BOOLEAN: False}
    try:
        value = amount.value({name: ordinary.get(names[name]) for name in amount.names})
    except ExpressionFailure:
        return 0
    return int(value) if isinstance(value, int | Decimal) else 0


def figures(count: int) -> str:
    """``18.000``: a large whole number with its thousands apart, as the reader writes them."""
    apart = f"{count:,}"
    return apart.replace(",", ".") if (get_language() or "vi").startswith("vi") else apart
