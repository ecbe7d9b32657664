"""A step offered to a colleague or to the head: read, made and ended. Whether one may is for the
actions to judge, which hold the step."""

from __future__ import annotations

from datetime import datetime

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.trail.actions import record
from toantrinh.trail.events import Event

from .assigning_errors import HandoverOver
from .assigning_events import HandoverAccepted, HandoverEnded, HandoverOffered
from .assignments import heir
from .handling import about
from .models import Handover, HandoverReason, HandoverState, Task


def locked_step(task: Task) -> Task:
    """The row as it is now, held until the commit, with what the trail is told of it.

    The holder is not joined: a row that waited for its lock would come with that of before.
    """
    rows = Task.objects.select_related("dossier__version", "dossier__agency", "dossier__owner")
    wide = ("dossier__version__definition", "dossier__version__found_by")
    return rows.defer(*wide).select_for_update(of=["self"]).get(pk=task.pk)


def held_offer(handover: Handover) -> tuple[Task, Handover]:
    """The step and the offer, both held until the commit, in this order."""
    task = locked_step(handover.task)
    rows = Handover.objects.select_related("giver__party", "receiver__party", "agency")
    row = rows.select_for_update(of=["self"]).get(pk=handover.pk)
    row.task = task
    return task, row


def open_offer(task: Task) -> Handover | None:
    rows = Handover.objects.filter(task=task, state=HandoverState.OFFERED)
    return rows.select_related("giver", "receiver__party").first()


def waits_for_head(task: Task) -> bool:
    offer = open_offer(task)
    return offer is not None and offer.receiver is None


def offered(
    task: Task,
    to: Account | None,
    reason: HandoverReason,
    *,
    note: str,
    by: Actor,
    at: datetime,
) -> Handover:
    row = Handover(
        task=task,
        agency=heir(task.agency, clock.local_day(at)),
        giver=task.assignee,
        receiver=to,
        reason=reason,
        offered_at=at,
    )
    row.note = note
    row.save(force_insert=True)
    record(HandoverOffered(**of_offer(row), reason=reason.value), by=by, at=at)
    return row


def end_offer(task: Task, state: HandoverState, *, by: Actor, at: datetime) -> list[Event]:
    """The offer that waits is over in ``state``; the event to record."""
    row = open_offer(task)
    if row is None:
        return []
    row.task = task
    close_offer(row, state, by=by, at=at)
    told = HandoverAccepted if state == HandoverState.ACCEPTED else HandoverEnded
    return [told(**of_offer(row))]


def close_offer(row: Handover, state: HandoverState, *, by: Actor, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.ended_by = by if isinstance(by, Account) else None
    row.save(update_fields=["state", "ended_at", "ended_by", "answer_sealed"])


def refuse_over(task: Task, row: Handover) -> None:
    if row.state != HandoverState.OFFERED:
        raise HandoverOver(state=row.get_state_display())
    if task.is_ended:
        raise HandoverOver(state=HandoverState.ENDED.label)


def of_step(task: Task) -> dict[str, str]:
    return {**about(task.dossier), "task": str(task.uid), "step": task.key}


def of_offer(row: Handover) -> dict[str, str]:
    return {
        **of_step(row.task),
        "handover": str(row.uid),
        "giver": uid_of(row.giver),
        "receiver": uid_of(row.receiver),
    }


def uid_of(account: Account | None) -> str:
    return str(account.uid) if account else ""
