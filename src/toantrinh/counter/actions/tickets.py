"""Numbers are taken, called, handed on, and ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record
from toantrinh.trail.events import Event

from .. import queries
from ..errors import (
    MatterUnknown,
    NobodyWaits,
    ServingAnother,
    TicketOfAnotherDay,
    TicketOver,
)
from ..events import TicketCalled, TicketEnded, TicketIssued, TicketMoved
from ..models import DailyTickets, Ticket, TicketState


@transaction.atomic
def issue_ticket(
    *,
    agency: Agency,
    matter: str,
    key: str,
    priority: str = "",
    by: Actor,
    at: datetime | None = None,
) -> Ticket:
    """Take a number. Nobody is asked who they are; a priority is believed.

    Args:
        matter: code of ``queries.matters``. priority: code of ``queries.priorities``, or empty.
        key: from the page; the same key is the same number.

    Raises:
        NotPermitted: ``by`` serves no queue at ``agency`` and is no part of the house.
        MatterUnknown: there is no such matter or priority today.
    """
    require(by, Permission.QUEUE_SERVE, on=agency)
    at = at or clock.now()
    day = clock.local_day(at)
    if matter not in queries.matters(day) or (priority and priority not in queries.priorities(day)):
        raise MatterUnknown(matter=matter)
    place = DailyTickets.objects.next(agency, day)  # two clicks at once wait for each other here
    if there := Ticket.objects.of_day(agency, day).filter(key=key).first():
        DailyTickets.objects.filter(agency=agency, day=day).update(last=place - 1)
        return there
    ticket = Ticket.objects.create(
        agency=agency,
        day=day,
        place=place,
        matter=matter,
        priority=priority,
        key=key,
        issued_at=at,
    )
    event = TicketIssued(**_about(ticket), number=ticket.number, matter=matter, priority=priority)
    record(event, by=by, at=at)
    return ticket


@transaction.atomic
def call_next(
    *,
    agency: Agency,
    matters: Collection[str] = (),
    window: str,
    by: Account,
    at: datetime | None = None,
) -> Ticket:
    """Call whoever comes next to ``window``. Two officers at once get two numbers.

    What ``by`` has handed on comes to them again only when nobody else waits.

    Args:
        matters: only these; all when empty.

    Raises:
        NotPermitted. ServingAnother: ``by`` has a number before them. NobodyWaits.
    """
    require(by, Permission.QUEUE_SERVE, on=agency)
    at = at or clock.now()
    _one_at_a_time(by)
    if serving := queries.serving(by):
        raise ServingAnother(number=serving.number)
    rows = Ticket.objects.of_day(agency, clock.local_day(at)).waiting_for(by)
    if matters:
        unmoved = Q(moved_to="", matter__in=matters)
        rows = rows.filter(unmoved | Q(moved_to__in=matters))
    ticket = rows.select_for_update(of=["self"], skip_locked=True).first()
    if ticket is None:
        raise NobodyWaits
    return _call(ticket, window, by=by, at=at)


@transaction.atomic
def call_again(*, ticket: Ticket, window: str, by: Account, at: datetime | None = None) -> Ticket:
    """Call once more a number that ``by`` has called, or one that did not come before.

    Raises:
        NotPermitted. TicketOfAnotherDay. ServingAnother.
        TicketOver: it is served, or with somebody else.
    """
    require(by, Permission.QUEUE_SERVE, on=ticket)
    at = at or clock.now()
    _of_today(ticket, at)
    _one_at_a_time(by)
    ticket = _locked(ticket)
    serving = queries.serving(by)
    if serving is not None and serving.pk != ticket.pk:
        raise ServingAnother(number=serving.number)
    is_mine = ticket.state == TicketState.CALLED and ticket.called_by_id == by.pk
    if not (is_mine or ticket.state == TicketState.ABSENT):
        raise TicketOver(number=ticket.number, state=ticket.get_state_display())
    return _call(ticket, window, by=by, at=at)


@transaction.atomic
def move_ticket(*, ticket: Ticket, matter: str, by: Account, at: datetime | None = None) -> Ticket:
    """Hand a number that ``by`` has called to another matter. It keeps its place in the queue.

    Raises:
        NotPermitted. TicketOfAnotherDay. MatterUnknown.
        TicketOver: it is not with ``by`` any more.
    """
    require(by, Permission.QUEUE_SERVE, on=ticket)
    at = at or clock.now()
    _of_today(ticket, at)
    if matter not in queries.matters(clock.local_day(at)):
        raise MatterUnknown(matter=matter)
    ticket = _mine(ticket, by)
    number = ticket.number
    ticket.moved_to, ticket.state = matter, TicketState.WAITING
    ticket.save(update_fields=["moved_to", "state"])
    record(TicketMoved(**_about(ticket), number=number, matter=matter), by=by, at=at)
    return ticket


@transaction.atomic
def end_ticket(*, ticket: Ticket, came: bool, by: Account, at: datetime | None = None) -> Ticket:
    """The person was served, or did not come. A second time changes nothing.

    Raises:
        NotPermitted. TicketOver: it is with somebody else, or waits again.
    """
    require(by, Permission.QUEUE_SERVE, on=ticket)
    at = at or clock.now()
    ended = TicketState.SERVED if came else TicketState.ABSENT
    ticket = _locked(ticket)
    if ticket.state == ended and ticket.called_by_id == by.pk:
        return ticket
    ticket = _mine(ticket, by)
    ticket.state, ticket.ended_at = ended, at
    ticket.save(update_fields=["state", "ended_at"])
    event = TicketEnded(**_about(ticket), number=ticket.number, outcome=ended.value)
    record(event, by=by, at=at)
    return ticket


def _call(ticket: Ticket, window: str, *, by: Account, at: datetime) -> Ticket:
    ticket.state, ticket.called_by, ticket.window = TicketState.CALLED, by, window.strip()[:40]
    ticket.called_at = ticket.called_at or at
    ticket.last_called_at, ticket.ended_at = at, None
    ticket.calls += 1
    ticket.save()
    event: Event = TicketCalled(
        **_about(ticket),
        number=ticket.number,
        window=ticket.window,
        calls=ticket.calls,
        waited=int((ticket.called_at - ticket.issued_at).total_seconds()),
    )
    record(event, by=by, at=at)
    return ticket


def _one_at_a_time(by: Account) -> None:
    """Two clicks of one officer wait for each other, so that the second sees the first."""
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)


def _of_today(ticket: Ticket, at: datetime) -> None:
    """What was left at a counter overnight can be ended, no more.

    Raises:
        TicketOfAnotherDay.
    """
    if ticket.day != clock.local_day(at):
        raise TicketOfAnotherDay(number=ticket.number, day=f"{ticket.day:%d/%m/%Y}")


def _locked(ticket: Ticket) -> Ticket:
    rows = Ticket.objects.select_for_update(of=["self"]).select_related("agency")
    return rows.get(pk=ticket.pk)


def _mine(ticket: Ticket, by: Account) -> Ticket:
    """Errors: TicketOver."""
    ticket = _locked(ticket)
    if ticket.state != TicketState.CALLED or ticket.called_by_id != by.pk:
        raise TicketOver(number=ticket.number, state=ticket.get_state_display())
    return ticket


def _about(ticket: Ticket) -> dict[str, str]:
    return {"case": f"ticket:{ticket.uid}", "agency": ticket.agency.code}
