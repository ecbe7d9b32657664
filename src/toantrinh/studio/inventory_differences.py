"""What a proposal would make of an internal procedure, beside what the inventory says of it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.inventory import Entry
from toantrinh.catalogue.models import BetweenWhom, PlanOf

from . import inventory_typed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: Final[Mapping[str, StrOrPromise]] = {
    "name": gettext_lazy("Name of the internal procedure"),
    "owner": gettext_lazy("In charge"),
    "between": gettext_lazy("Between whom"),
    "legal_basis": gettext_lazy("Legal basis"),
    "plan": gettext_lazy("What is to become of it"),
    "how": gettext_lazy("What changes, and why"),
    "per_year": gettext_lazy("Times a year"),
    "hours_now": gettext_lazy("Hours of officials now"),
    "spent_now": gettext_lazy("Bought, printed, sent now (đồng)"),
    "papers_now": gettext_lazy("Papers made now"),
    "days_now": gettext_lazy("Working days to the answer now"),
    "hours_after": gettext_lazy("Hours of officials afterwards"),
    "spent_after": gettext_lazy("Bought, printed, sent afterwards (đồng)"),
    "papers_after": gettext_lazy("Papers made afterwards"),
    "days_after": gettext_lazy("Working days to the answer afterwards"),
    "rate_year": gettext_lazy("Year of the hourly income"),
    "rate_amount": gettext_lazy("Hourly income (đồng)"),
    "rate_source": gettext_lazy("Whence the hourly income"),
    "source": gettext_lazy("Whence the count and the hours"),
    "verified": gettext_lazy("Held against the source"),
}


@dataclass(frozen=True)
class Line:
    """One thing that is said of a procedure: ``old`` now, ``new`` as proposed."""

    label: StrOrPromise
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


def lines(before: Entry, after: Entry, names: Mapping[str, str]) -> list[Line]:
    """All of it, in the order of the form. ``names``: of agencies, by code."""
    old, new = _shown(before, names), _shown(after, names)
    return [Line(label, old[key], new[key]) for key, label in LABELS.items()]


def _shown(entry: Entry, names: Mapping[str, str]) -> dict[str, str]:
    typed = inventory_typed.shown(entry)
    words = {
        "owner": names.get(entry.owner, entry.owner),
        "between": str(BetweenWhom(entry.between.value).label),
        "plan": str(PlanOf(entry.plan.value).label),
        "verified": _("Yes") if entry.verified else _("No"),
    }
    return {key: words.get(key) or typed.get(key, "") or "–" for key in LABELS}
