"""What is asked about the counter for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, ExpressionWrapper, F, Max, Q
from django.db.models.fields import DurationField

from toantrinh.core import clock
from toantrinh.identity.models import Account, Agency
from toantrinh.lists import queries as lists

from .models import Device, Outcome, Sitting, Ticket, TicketState

DEVICE_COOKIE = "thiet-bi"
MATTERS, PRIORITIES = "counter-matter", "counter-priority"
SITTINGS = 30  # days that the figures of sittings look back


def matters(day: date | None = None) -> dict[str, str]:
    """For what numbers are given on ``day``, by letter; data of the lists."""
    return dict(lists.current(day).terms(MATTERS))


def priorities(day: date | None = None) -> dict[str, str]:
    """Who is called first on ``day``; data of the lists, with their legal source there."""
    return dict(lists.current(day).terms(PRIORITIES))


def serving(account: Account) -> Ticket | None:
    """The number that ``account`` has before them."""
    mine = Ticket.objects.filter(called_by=account, state=TicketState.CALLED)
    return mine.select_related("agency").first()


def device_of(token: str) -> Device | None:
    """The device in use whose browser holds ``token``."""
    return Device.objects.with_token(token).select_related("agency").first() if token else None


@dataclass(frozen=True)
class Queue:
    """One centre today: who waits, what was called last, how long it took."""

    waiting: list[Ticket]
    called: list[Ticket]
    absent: list[Ticket]
    served: int
    longest: timedelta | None
    half: timedelta | None


def queue(agency: Agency) -> Queue:
    """Four statements, however long the queue is; of the waiting the first hundred."""
    today = Ticket.objects.of_day(agency, clock.today())
    called = today.filter(state=TicketState.CALLED).order_by("-last_called_at")
    waited = ExpressionWrapper(F("called_at") - F("issued_at"), DurationField())
    told = today.aggregate(
        served=Count("pk", filter=Q(state=TicketState.SERVED)),
        longest=Max(waited, filter=Q(called_at__isnull=False)),
    )
    times = today.filter(called_at__isnull=False).order_by(waited).values_list(waited, flat=True)
    count = times.count()
    return Queue(
        waiting=list(today.waiting()[:100]),
        called=list(called.select_related("called_by__party")[:20]),
        absent=list(today.filter(state=TicketState.ABSENT).order_by("-last_called_at")[:20]),
        served=told["served"],
        longest=told["longest"],
        half=times[count // 2] if count else None,
    )


def on_screen(agency: Agency) -> tuple[list[Ticket], int]:
    """What hangs in the hall: the numbers called last, and how many wait."""
    today = Ticket.objects.of_day(agency, clock.today())
    called = today.filter(state=TicketState.CALLED).order_by("-last_called_at")
    return list(called[:6]), today.filter(state=TicketState.WAITING).count()


def before(ticket: Ticket) -> int:
    """How many are called before this number as things stand."""
    today = Ticket.objects.of_day(ticket.agency, ticket.day).waiting()
    order = list(today.values_list("pk", flat=True))
    return order.index(ticket.pk) if ticket.pk in order else 0


def open_sitting(account: Account) -> Sitting | None:
    return Sitting.objects.filter(guide=account, ended_at=None).select_related("agency").first()


@dataclass(frozen=True)
class Sittings:
    """What the teams of some agencies did in the last ``SITTINGS`` days."""

    count: int
    minutes: int
    filed_alone: int
    by_outcome: Mapping[str, int]


def sittings(agencies: set[int]) -> Sittings:
    since = clock.now() - timedelta(days=SITTINGS)
    rows = Sitting.objects.filter(agency__in=agencies, began_at__gte=since, ended_at__isnull=False)
    found = list(rows.values_list("outcome", "began_at", "ended_at"))
    counts = {outcome.value: 0 for outcome in Outcome}
    for outcome, _began, _ended in found:
        counts[outcome] += 1
    took = sum(((ended - began) for _outcome, began, ended in found if ended), timedelta())
    minutes = int(took.total_seconds()) // 60
    return Sittings(len(found), minutes, counts[Outcome.FILED_ALONE], counts)
