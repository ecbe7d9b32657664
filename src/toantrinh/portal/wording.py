"""How limits and kinds are said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.catalogue.once_only import Supply
from toantrinh.catalogue.pricing import Fee
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.clock import today
from toantrinh.core.expressions import Expression, ExpressionFailure, Type
from toantrinh.dossiers.queries import ComponentState, UsualTime

SERVICE_LEVELS: Final[dict[str, str | Promise]] = {
    "toan_trinh": gettext_lazy("Fully online"),
    "mot_phan": gettext_lazy("Partly online"),
    "thong_tin": gettext_lazy("Information only"),
}


HOURS_UP_TO = 48


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


def usual(time: UsualTime | None) -> str:
    """How long a procedure really takes, in a sentence; empty while it cannot be said."""
    if time is None:
        return ""
    return _(
        "In practice half of the dossiers were settled within %(half)s and nine in ten within "
        "%(nine)s (%(count)s dossiers of the last %(days)s days)."
    ) % {
        "half": _days(time.half),
        "nine": _days(time.nine_in_ten),
        "count": time.count,
        "days": time.days,
    }


def _days(time: timedelta) -> str:
    """Hours up to two days, then whole days begun."""
    hours = max(1, round(time.total_seconds() / 3600))
    if hours <= HOURS_UP_TO:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = -(-hours // 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def supplied(state: ComponentState) -> str:
    """Where a component comes from that the applicant need not bring, in a sentence."""
    provision = state.provision
    if provision is None:
        return _("It is not needed in your case.")
    source = {"source": provision.source}
    if provision.supply is Supply.FORM:
        return _("It comes from your answers.")
    if provision.supply is Supply.HELD and not provision.source:
        return _("You have it among your papers here; nothing to send.")
    if provision.supply is Supply.HELD:
        return _("The state already has it: %(source)s.") % source
    if provision.published:
        return _("The agency looks it up itself in: %(source)s (%(document)s).") % {
            **source,
            "document": provision.published.document,
        }
    return _("The agency looks it up itself in: %(source)s.") % source


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
