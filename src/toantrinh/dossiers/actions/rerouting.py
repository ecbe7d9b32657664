"""Handing dossiers over to another competent body, one by one, with trace and notice.

The clock is not touched: the time of an accepted dossier goes on counting by the hours of the
agency that accepted it, and what was promised stays.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Permission, require
from toantrinh.papers import actions as papers
from toantrinh.papers.models import IssuedPaper, PaperState
from toantrinh.payments import actions as payments
from toantrinh.payments import queries as payments_queries
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record

from ..handling import about, locked
from ..models import (
    AppointmentState,
    Dossier,
    Handover,
    HandoverState,
    PaperKind,
    ReroutedDossier,
    ReroutedState,
    Rerouting,
    TaskState,
)
from ..rerouting import MOST, OPEN, Chosen, fits
from ..rerouting_errors import (
    BeingSigned,
    DossierGone,
    GroundNeeded,
    NotAlike,
    NothingToReroute,
    SignedNotSealed,
)
from ..rerouting_events import DossierRerouted, ReroutingOrdered

HOUSE = System("dossiers")
BATCH = 1_000  # rows written at once
SET_AGAIN = (StepKind.SIGN, StepKind.CONFIRM_DRAFT)


@transaction.atomic
def order_rerouting(
    *,
    chosen: Chosen,
    to: Agency,
    ground: str,
    act_number: str,
    key: str,
    by: Account,
    at: datetime | None = None,
) -> Rerouting:
    """Order that the chosen dossiers go to ``to``; the worker hands them over one by one. Asked
    twice with the same key, it is ordered once.

    Raises:
        NotPermitted: ``by`` neither heads the agency (or its successor) nor administers it.
        GroundNeeded: no ground, or no act. NotAlike: ``to`` is no such body.
        NothingToReroute: no open dossier fits.
    """
    require(by, Permission.DOSSIER_REROUTE, on=_order(chosen.agency, to))
    at = at or clock.now()
    if not ground.strip() or not act_number.strip():
        raise GroundNeeded
    if chosen.agency.pk == to.pk or not fits(chosen.agency, to, clock.local_day(at)):
        raise NotAlike(to=to.name, agency=chosen.agency.name)
    order = _order(chosen.agency, to)
    order.key, order.account, order.ordered_at = key, by, at
    order.procedure, order.state = chosen.procedure, chosen.state
    order.ground, order.act_number = ground.strip()[:500], act_number.strip()[:60]
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        return Rerouting.objects.get(account=by, key=key)
    keys = list(chosen.rows.order_by("pk").values_list("pk", flat=True)[:MOST])
    if not keys:
        raise NothingToReroute
    items = (ReroutedDossier(rerouting=order, dossier_id=each) for each in keys)
    ReroutedDossier.objects.bulk_create(items, batch_size=BATCH)
    order.total = len(keys)
    order.save(update_fields=["total"])
    app.configure_task("dossiers.reroute", lock=order.case).defer(rerouting=str(order.uid))
    event = ReroutingOrdered(
        case=order.case,
        agency=chosen.agency.code,
        procedure=chosen.procedure,
        to=to.code,
        act=order.act_number,
        count=order.total,
    )
    record(event, by=by, at=at)
    return order


@transaction.atomic
def reroute(*, item: ReroutedDossier, by: Account, at: datetime | None = None) -> ReroutedDossier:
    """Hand one dossier over: its open steps to the offices of the new body, those that somebody
    held to its head, the times agreed on to its days, what is owed to its account. What other
    bodies are asked stays with them. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` no longer has the right to.
        DossierGone, BeingSigned, SignedNotSealed: it stays where it is.
    """
    require(by, Permission.DOSSIER_REROUTE, on=item)
    at = at or clock.now()
    order = item.rerouting
    dossier = locked(item.dossier)
    item = ReroutedDossier.objects.select_for_update(of=["self"]).get(pk=item.pk)
    if item.state != ReroutedState.WAITING:
        return item
    _refuse_staying(dossier, order)
    _hand_over(dossier, order.to_agency, at=at)
    item.state, item.done_at = ReroutedState.DONE, at
    item.save(update_fields=["state", "done_at"])
    event = DossierRerouted(
        **about(dossier),
        rerouting=str(order.uid),
        from_agency=order.from_agency.code,
        act=order.act_number,
    )
    record(event, by=by, at=at)
    return item


@transaction.atomic
def keep_where_it_is(
    *, item: ReroutedDossier, refusal: str, by: Actor, at: datetime | None = None
) -> ReroutedDossier:
    """Write down that a dossier of an order stays, and why (the code of the refusal).

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=item)
    waiting = ReroutedDossier.objects.filter(pk=item.pk, state=ReroutedState.WAITING)
    waiting.update(state=ReroutedState.REFUSED, refusal=refusal, done_at=at or clock.now())
    return item


@transaction.atomic
def end_rerouting(*, rerouting: Rerouting, by: Actor, at: datetime | None = None) -> Rerouting:
    """Write down that nothing of an order waits any more; a second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=rerouting)
    rows = Rerouting.objects.filter(pk=rerouting.pk, ended_at=None)
    if not rerouting.items.filter(state=ReroutedState.WAITING).exists():
        rows.update(ended_at=at or clock.now())
    return rerouting


def _order(from_agency: Agency, to: Agency) -> Rerouting:
    return Rerouting(from_agency=from_agency, to_agency=to)


def _refuse_staying(dossier: Dossier, order: Rerouting) -> None:
    if dossier.agency_id != order.from_agency_id or dossier.state not in OPEN:
        raise DossierGone
    if dossier.tasks.filter(state=TaskState.SIGNING).exists():
        raise BeingSigned
    if dossier.tasks.open().filter(kind=StepKind.SEAL).exists():
        raise SignedNotSealed


def _hand_over(dossier: Dossier, to: Agency, *, at: datetime) -> None:
    before = dossier.settling_agency
    if dossier.accepted_at is not None and dossier.counted_by is None:
        dossier.counted_by = before
    if dossier.counted_by_id == to.pk:
        dossier.counted_by = None
    dossier.agency, dossier.changed_at = to, at
    if dossier.taken_in_by_id == to.pk:
        dossier.taken_in_by = None
    dossier.save(update_fields=["agency", "counted_by", "taken_in_by", "changed_at"])
    dossier.appointments.filter(state=AppointmentState.SET).update(agency=to)
    tasks = dossier.tasks.open().filter(elsewhere=False)  # who else is asked stays asked
    offers = Handover.objects.filter(task__in=tasks, state=HandoverState.OFFERED)
    offers.exclude(agency=to).update(state=HandoverState.ENDED, ended_at=at)
    head = _head_of(to, at)
    tasks.filter(assignee__isnull=False).update(
        assignee=head, assigned_at=at if head is not None else None
    )
    tasks.update(agency=to)
    charge = payments_queries.charge_of(dossier.case)
    if charge is not None and not charge.is_paid:
        payments.move_charge(charge=charge, to=to, procedure=dossier.version.code, by=HOUSE, at=at)
    _set_anew(dossier, to, at=at)


def _head_of(agency: Agency, at: datetime) -> Account | None:
    """Whoever heads it by the office itself; None where nobody does."""
    heads = Post.objects.of_heads().held_on(clock.local_day(at)).filter(agency=agency)
    post = heads.select_related("account").order_by("pk").first()
    return post.account if post else None


def _set_anew(dossier: Dossier, to: Agency, *, at: datetime) -> None:
    """What was prepared in the name of the old body is set anew in that of the new one; the old
    draft is no longer the paper that is reserved, so it cannot be signed."""
    dossier.papers.filter(kind=PaperKind.DRAFT).update(issued=None)
    reserved = IssuedPaper.objects.filter(
        case=dossier.case, kind=PaperKind.RESULT, state=PaperState.RESERVED
    ).first()
    if reserved is not None:
        papers.readdress(paper=reserved, agency=to, by=HOUSE, at=at)
    for task in dossier.tasks.open().filter(kind__in=SET_AGAIN):
        app.configure_task("dossiers.make_draft", lock=f"{dossier.case}:papers").defer(
            task=str(task.uid)
        )
