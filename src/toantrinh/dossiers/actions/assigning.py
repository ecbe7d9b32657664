"""Whose a step is: taken, given back, assigned, handed over and taken over.

The clock of the dossier knows nothing of it, and nothing here touches a due time.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Absence, Account, Agency
from toantrinh.identity.permissions import Permission, may, require
from toantrinh.trail.actions import record, record_all

from .. import bodies
from ..assigning_errors import (
    AnswerMissing,
    AwayToday,
    DossierNotMoved,
    HandedOverAlready,
    NotHeld,
    NotOfTheOffice,
)
from ..assigning_events import (
    HandoverAccepted,
    HandoverDeclined,
    TaskAssigned,
    TaskClaimed,
    TaskReleased,
)
from ..assignments import FIELDS, heir, holds_office, refuse_held_by_another, refuse_unless_waiting
from ..events import OpinionPassedOn
from ..handling import about
from ..models import Handover, HandoverReason, HandoverState, Task, TaskState
from ..offers import (
    close_offer,
    end_offer,
    held_offer,
    locked_step,
    of_offer,
    of_step,
    offered,
    open_offer,
    refuse_over,
    uid_of,
    waits_for_head,
)


@transaction.atomic
def claim(*, task: Task, by: Account, at: datetime | None = None) -> Task:
    """Take a step that nobody holds, or that a colleague holds for whom ``by`` stands in.

    A second time changes nothing.

    Raises:
        NotPermitted: ``by`` does not hold the office of the step.
        TaskNotWaiting: it is done. HeldByAnother: somebody was faster; who, and since when.
    """
    require(by, Permission.TASK_CLAIM, on=task)
    at = at or clock.now()
    task = locked_step(task)
    refuse_unless_waiting(task, by)
    if task.assignee_id == by.pk:
        return task
    refuse_held_by_another(task, by=by, at=at)
    ended = end_offer(task, HandoverState.ENDED, by=by, at=at)
    _give(task, by, at)
    record_all([*ended, TaskClaimed(**of_step(task))], by=by, at=at)
    return task


@transaction.atomic
def release(*, task: Task, by: Account, at: datetime | None = None) -> Task:
    """Give a step back to the whole office: by whoever holds it, or by the head.

    A second time changes nothing.

    Raises:
        NotPermitted: ``by`` neither holds an office of the step nor heads its agency.
        NotHeld: somebody else holds it. TaskNotWaiting: it is done.
    """
    require(by, Permission.TASK_CLAIM, on=task.agency)
    at = at or clock.now()
    task = locked_step(task)
    refuse_unless_waiting(task, by)
    if task.assignee is None:
        return task
    if task.assignee_id != by.pk and not may(by, Permission.TASK_ASSIGN, on=task.agency):
        raise NotHeld
    events = end_offer(task, HandoverState.ENDED, by=by, at=at)
    released = TaskReleased(**of_step(task), giver=uid_of(task.assignee))
    task.assignee = task.assigned_at = None
    task.save(update_fields=FIELDS)
    record_all([*events, released], by=by, at=at)
    return task


@transaction.atomic
def assign(
    *,
    task: Task,
    to: Account,
    by: Actor,
    ground: str = "",
    reason: HandoverReason = HandoverReason.ASSIGNED,
    at: datetime | None = None,
) -> Task:
    """Give a step to somebody who holds its office today; whoever held it holds it no more.

    To whom it belongs already changes nothing.

    Args:
        ground: why, for both to read; may be empty.

    Raises:
        NotPermitted: ``by`` does not head the agency of the step.
        TaskNotWaiting: it is done. NotOfTheOffice: ``to`` does not hold the office of the step.
        AwayToday: ``to`` is recorded as away.
    """
    require(by, Permission.TASK_ASSIGN, on=task.agency)
    at = at or clock.now()
    task = locked_step(task)
    refuse_unless_waiting(task, by)
    if task.assignee_id == to.pk:
        return task
    _refuse_outside(task, to, at)
    _refuse_away(to, by, at)
    giver = task.assignee
    taken_over = HandoverState.ACCEPTED if waits_for_head(task) else HandoverState.ENDED
    events = end_offer(task, taken_over, by=by, at=at)
    row = Handover(
        task=task,
        agency=task.agency,
        giver=giver,
        receiver=to,
        reason=reason,
        state=HandoverState.ACCEPTED,
        offered_at=at,
        ended_at=at,
        ended_by=by if isinstance(by, Account) else None,
    )
    row.note = ground
    row.save(force_insert=True)
    _give(task, to, at)
    assigned = TaskAssigned(**of_step(task), giver=uid_of(giver), receiver=uid_of(to))
    record_all([*events, assigned], by=by, at=at)
    return task


@transaction.atomic
def hand_over(
    *,
    task: Task,
    to: Account | None,
    by: Account,
    note: str = "",
    at: datetime | None = None,
) -> Handover:
    """Offer a step that ``by`` holds to a colleague, or, when ``to`` is None, to the head. Until it
    is taken over it stays with ``by``. Nobody's step is taken by offering it.

    Raises:
        NotPermitted: ``by`` does not hold the office of the step.
        TaskNotWaiting: it is done. HeldByAnother: somebody else holds it.
        NotOfTheOffice: the colleague does not hold the office of the step. AwayToday: they are
            recorded as away.
        HandedOverAlready: it already waits for somebody.
    """
    require(by, Permission.TASK_CLAIM, on=task)
    at = at or clock.now()
    task = locked_step(task)
    refuse_unless_waiting(task, by)
    if task.assignee_id != by.pk:
        refuse_held_by_another(task, by=by, at=at)
    if to is not None:
        _refuse_outside(task, to, at)
        _refuse_away(to, by, at)
    if (there := open_offer(task)) is not None:
        who = there.receiver.name if there.receiver else str(there.agency)
        raise HandedOverAlready(who=who)
    if task.assignee is None:
        _give(task, by, at)
    return offered(task, to, HandoverReason.ASKED, note=note, by=by, at=at)


@transaction.atomic
def pass_to_head(*, task: Task, by: Actor, at: datetime | None = None) -> Task:
    """Let a step whose holder has left the office wait for the head of its agency, who says whose
    it is; of an agency that has ended, for the head of the one that has its work since. What it was
    asked by another agency goes to that one at once. Twice, or when it is done, changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=task)
    at = at or clock.now()
    task, day = locked_step(task), clock.local_day(at)
    is_left = task.assignee is None or not holds_office(task.assignee, task.agency, task.role, day)
    to = heir(task.agency, day)
    has_ended = to != task.agency
    if task.is_ended or not (has_ended or (is_left and task.assignee)):
        return task
    if has_ended and task.elsewhere:
        return _ask_heir(task, to, by=by, at=at)
    offer = open_offer(task)
    if offer is not None and offer.receiver is None:
        return task
    if offer is not None:
        record_all(end_offer(task, HandoverState.ENDED, by=by, at=at), by=by, at=at)
    reason = HandoverReason.UNIT_ENDED if has_ended else HandoverReason.POST_ENDED
    offered(task, None, reason, note="", by=by, at=at)
    return task


@transaction.atomic
def accept_handover(*, handover: Handover, by: Account, at: datetime | None = None) -> Task:
    """Take a step over. What waits for the head becomes the head's own when it is a step of the
    head, and the whole office's otherwise; to give it to one person the head assigns it.

    A second time changes nothing.

    Raises:
        NotPermitted: it was not offered to ``by``, who does not head the agency either.
        NotOfTheOffice: ``by`` has left the office meanwhile.
        HandoverOver: it was answered, taken back or overtaken.
        DossierNotMoved: the agency of the step has ended, and its dossier still lies there.
    """
    require(by, Permission.TASK_CLAIM, on=handover)
    at = at or clock.now()
    task, row = held_offer(handover)
    if row.state == HandoverState.ACCEPTED and row.ended_by_id == by.pk:
        return task
    refuse_over(task, row)
    if row.agency_id != task.agency_id:
        raise DossierNotMoved(agency=task.agency.name, successor=row.agency.name)
    own = row.receiver is not None or holds_office(by, task.agency, task.role, clock.local_day(at))
    if row.receiver is not None:
        _refuse_outside(task, by, at)
    told = HandoverAccepted(**of_offer(row))
    close_offer(row, HandoverState.ACCEPTED, by=by, at=at)
    if own:
        _give(task, by, at)
    else:
        task.assignee = task.assigned_at = None
        task.save(update_fields=FIELDS)
    record(told, by=by, at=at)
    return task


@transaction.atomic
def decline_handover(
    *, handover: Handover, by: Account, answer: str, at: datetime | None = None
) -> Handover:
    """Do not take a step over: it stays with whoever holds it. Who has left the office meanwhile
    cannot keep it, so that it waits for the head then.

    Raises:
        NotPermitted: it was not offered to ``by``. AnswerMissing: it is not said why.
        HandoverOver: it was answered, taken back or overtaken.
    """
    require(by, Permission.TASK_CLAIM, on=handover)
    at = at or clock.now()
    task, row = held_offer(handover)
    refuse_over(task, row)
    if row.receiver_id != by.pk:
        raise NotHeld
    if not answer.strip():
        raise AnswerMissing
    row.answer = answer
    close_offer(row, HandoverState.DECLINED, by=by, at=at)
    record(HandoverDeclined(**of_offer(row)), by=by, at=at)
    day = clock.local_day(at)
    if task.assignee and not holds_office(task.assignee, task.agency, task.role, day):
        offered(task, None, HandoverReason.POST_ENDED, note="", by=by, at=at)
    return row


@transaction.atomic
def take_back_handover(*, handover: Handover, by: Account, at: datetime | None = None) -> Handover:
    """Do not hand a step over after all. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` holds no office at the agency. NotHeld: it was offered by another.
        HandoverOver: it was answered meanwhile.
    """
    require(by, Permission.TASK_CLAIM, on=handover.agency)
    at = at or clock.now()
    task, row = held_offer(handover)
    if row.giver_id != by.pk:
        raise NotHeld
    if row.state == HandoverState.ENDED:
        return row
    refuse_over(task, row)
    record_all(end_offer(task, HandoverState.ENDED, by=by, at=at), by=by, at=at)
    row.refresh_from_db()
    return row


def _ask_heir(task: Task, to: Agency, *, by: Actor, at: datetime) -> Task:
    """What was asked of a body is from now on asked of the one that has its work; where that one
    is asked the same already, once is enough, and its silence counts once."""
    events = end_offer(task, HandoverState.ENDED, by=by, at=at)
    passed = OpinionPassedOn(
        **about(task.dossier),
        task=str(task.uid),
        step=task.key,
        before=task.agency.name,
        body=to.name,
    )
    task.assignee = task.assigned_at = None
    if bodies.is_asked(to, task):
        task.state, task.outcome, task.done_at = TaskState.RECALLED, bodies.PASSED_ON, at
    else:
        task.agency = to
    task.save(update_fields=["agency", "state", "outcome", "done_at", *FIELDS])
    record_all([*events, passed], by=by, at=at)
    return task


def _refuse_outside(task: Task, to: Account, at: datetime) -> None:
    if not holds_office(to, task.agency, task.role, clock.local_day(at)):
        raise NotOfTheOffice(who=to.name)


def _refuse_away(to: Account, by: Actor, at: datetime) -> None:
    """Whoever takes it themselves is there, whatever is recorded."""
    away = Absence.objects.on(clock.local_day(at)).filter(account=to).first() if to != by else None
    if away is not None:
        raise AwayToday(who=to.name, until=f"{away.last_day:%d/%m/%Y}")


def _give(task: Task, to: Account, at: datetime) -> None:
    task.assignee, task.assigned_at = to, at
    task.save(update_fields=FIELDS)
