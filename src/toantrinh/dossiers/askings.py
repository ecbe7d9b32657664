"""What is known of requests to complete a dossier before one goes out: for the act and its page."""

from __future__ import annotations

from datetime import datetime

from toantrinh.core import clock
from toantrinh.core.calendar import due
from toantrinh.lists import queries as lists

from .handling import calendar_of
from .models import AskingState, Dossier, SupplementRequest


def next_round(dossier: Dossier) -> int:
    """1 for the first request; one that the head did not let go out does not count."""
    return dossier.askings.exclude(state=AskingState.REFUSED).count() + 1


def needs_head(number: int, at: datetime) -> bool:
    """Whether the request of this round waits for the head, by the rule of the day."""
    rules = lists.current(clock.local_day(at))
    return number > rules.time_rule("supplement_times_without_head").number


def answer_by(dossier: Dossier, at: datetime) -> datetime:
    """Until when an answer is waited for to what is asked ``at``."""
    rule = lists.current(clock.local_day(at)).time_rule("supplement_answer_within")
    return due(calendar_of(dossier, at), rule.limit, at)


def proposed(dossier: Dossier) -> SupplementRequest | None:
    """The request that waits for the head."""
    rows = dossier.askings.filter(state=AskingState.PROPOSED).select_related("asked_by__party")
    return rows.first()
