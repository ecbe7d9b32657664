"""One internal procedure as people type it, and as a form shows it again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from toantrinh.catalogue.cost import Rate
from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.catalogue.inventory import HOURS, Between, Effort, Entry, Plan

from . import reading

Typed = Mapping[str, str]
Chosen = TypeVar("Chosen", Between, Plan)
LONGEST: Final = {"name": 500, "legal_basis": 1000, "how": 2000, "rate_source": 300, "source": 500}
LONGEST_NUMBER: Final = 12


def entry(code: str, typed: Typed) -> Entry:
    """Errors: ChangeNotUnderstood, with the field."""
    plan = _choice(Plan, typed, "plan", _("Choose what is to become of it."))
    changes = plan in (Plan.SIMPLIFY, Plan.DELEGATE)
    return Entry(
        code=code,
        name=_said(typed, "name"),
        owner=typed.get("owner", "")[:35],
        between=_choice(Between, typed, "between", _("Choose between whom it runs.")),
        legal_basis=_said(typed, "legal_basis"),
        plan=plan,
        how=_said(typed, "how"),
        per_year=_whole(typed, "per_year"),
        now=_effort(typed, "now"),
        after=_effort(typed, "after") if changes else None,
        rate=Rate(
            _whole(typed, "rate_year"), _whole(typed, "rate_amount"), _said(typed, "rate_source")
        ),
        verified="verified" in typed,
        source=_said(typed, "source"),
    )


def shown(found: Entry) -> dict[str, str]:
    """The fields of the form as they were typed."""
    efforts = {"now": found.now, "after": found.after}
    return {
        **{key: str(getattr(found, key)) for key in ("code", "name", "owner", "legal_basis")},
        **{key: str(getattr(found, key)) for key in ("between", "plan", "how", "source")},
        "per_year": str(found.per_year),
        "rate_year": str(found.rate.year),
        "rate_amount": str(found.rate.amount),
        "rate_source": found.rate.source,
        **({"verified": "co"} if found.verified else {}),
        **{
            f"{key}_{when}": hours(effort.hours) if key == "hours" else str(getattr(effort, key))
            for when, effort in efforts.items()
            if effort is not None
            for key in ("hours", "spent", "papers", "days")
        },
    }


def hours(value: Decimal) -> str:
    """``1,5``: without zeros that say nothing."""
    return f"{value.normalize():f}".replace(".", ",")


def _effort(typed: Typed, when: str) -> Effort:
    return Effort(
        _hours(typed, f"hours_{when}"),
        reading.amount(typed.get(f"spent_{when}", ""), f"spent_{when}") or 0,
        _whole(typed, f"papers_{when}"),
        _whole(typed, f"days_{when}"),
    )


def _said(typed: Typed, key: str) -> str:
    return typed.get(key, "").strip()[: LONGEST[key]]


def _choice(kind: type[Chosen], typed: Typed, key: str, asked: str) -> Chosen:
    try:
        return kind(typed.get(key, ""))
    except ValueError as error:
        raise ChangeNotUnderstood(field=key, what=asked) from error


def _whole(typed: Typed, key: str) -> int:
    digits = typed.get(key, "").strip().replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        what = _("“%(text)s” is not a whole number; write it as 120.")
        raise ChangeNotUnderstood(field=key, what=what % {"text": typed.get(key, "")[:40]})
    return int(digits)


def _hours(typed: Typed, key: str) -> Decimal:
    text = typed.get(key, "").strip()
    if not HOURS.fullmatch(text):
        what = _("“%(text)s” is not a number of hours; write it as 1,5.")
        raise ChangeNotUnderstood(field=key, what=what % {"text": text[:40]})
    return Decimal(text.replace(",", "."))
