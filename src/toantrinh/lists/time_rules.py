"""Limits, thresholds and graces of the house as dated data: what there is, read and asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toantrinh.core.calendar import Limit, LimitKind

from .models import TimeRule

# What the code asks for, what kind of value it is, and what people call it.
KEYS: Final[Mapping[str, tuple[type, str | Promise]]] = {
    "answer_within": (Limit, _("Answer to an online dossier after it was filed")),
    "answer_alert": (Limit, _("Alert while a dossier waits for its answer")),
    "answer_escalation": (Limit, _("The head is told that an answer is late")),
    "due_soon": (Limit, _("A dossier counts as due soon before its due time")),
    "extension_times": (int, _("Extensions of a dossier, at most")),
    "extension_longest": (Limit, _("One extension, at most")),
    "extension_draft_before": (Limit, _("Draft of the apology before the due time")),
    "supplement_times_without_head": (int, _("Supplement requests without the head, at most")),
    "supplement_answer_within": (Limit, _("The applicant answers a supplement request")),
    "reminder_step_before": (Limit, _("Reminder before a step is due")),
    "escalate_step_after": (Limit, _("The head is told that a step is late")),
    "bulk_recall_minutes": (int, _("What is ordered for many can be recalled, minutes")),
    "finding_share_alarm": (int, _("Alarm: share of dossiers with a changed limit, percent")),
    "daily_load_alarm": (int, _("Alarm: dossiers that come in on one day")),
}


class NoTimeRule(KeyError):
    """No rule of this key holds on the day: lists that lack it were loaded, or none at all."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(key, day)
        self.key, self.day = key, day

    def __str__(self) -> str:
        return f"no time rule “{self.key}” holds on {self.day}: see packs/lists/time-rules.yaml"


@dataclass(frozen=True)
class Rule:
    """A time rule as it holds in one period. ``verified``: held against the text of the law."""

    key: str
    value: Limit | int | str
    valid_from: date
    valid_to: date | None
    legal_source: str
    verified: bool
    note: str = ""

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return KEYS[self.key][1] if self.key in KEYS else self.key

    @property
    def limit(self) -> Limit:
        """Errors: TypeError where the rule is no limit."""
        if not isinstance(self.value, Limit):
            raise TypeError(f"the time rule “{self.key}” is no limit")
        return self.value

    @property
    def number(self) -> int:
        """Errors: TypeError where the rule is no whole number."""
        if not isinstance(self.value, int):
            raise TypeError(f"the time rule “{self.key}” is no whole number")
        return self.value

    @property
    def text(self) -> str:
        """Errors: TypeError where the rule is no text."""
        if not isinstance(self.value, str):
            raise TypeError(f"the time rule “{self.key}” is no text")
        return self.value

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def of_row(row: TimeRule) -> Rule:
    """What a row says."""
    return Rule(
        key=row.key,
        value=value(row.value),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_source=row.legal_source,
        verified=row.verified,
        note=row.note,
    )


def value(written: Any) -> Limit | int | str:
    """A value as it is stored. Errors: ValueError for one that makes no sense.

    >>> value({"kind": "working_hours", "amount": 8}).amount
    Decimal('8')
    """
    if isinstance(written, Mapping):
        if set(written) != {"kind", "amount"}:
            raise ValueError("a limit has kind and amount")
        try:
            return Limit(LimitKind(written["kind"]), Decimal(str(written["amount"])))
        except InvalidOperation as error:
            raise ValueError(f"“{written['amount']}” is no amount") from error
    if isinstance(written, bool) or not isinstance(written, int | str):
        raise ValueError("a value is a limit, a whole number or a text")
    if isinstance(written, int) and written < 0:
        raise ValueError("a number is not less than 0")
    return written


def check(key: str, written: Any) -> None:
    """Errors: ValueError for an unknown key, or a value that is not what the key wants."""
    if key not in KEYS:
        raise ValueError(f"nothing asks for the time rule “{key}”")
    wanted = KEYS[key][0]
    if not isinstance(value(written), wanted):
        what = "a limit" if wanted is Limit else "a whole number"
        raise ValueError(f"the time rule “{key}” is {what}")
