"""Handling: steps are done, confirmed, sent back; silence becomes an answer; registers answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.process import engine
from toantrinh.process.errors import WrongTask as NotGoneBackTo
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record_all
from toantrinh.trail.events import Event

from .. import consulting, internal, limits, linked, negative, presence
from ..errors import FindingMissing, FindingUnknown, NoteMissing, TaskNotWaiting, WrongTask
from ..events import TaskSentBack
from ..handling import (
    CONTENT_FIELDS,
    about,
    finish,
    held,
    open_tasks,
    owe_fee,
    process_of,
    stand_in_steps,
)
from ..knowing import facts
from ..models import ClosingState, Dossier, Task, TaskState
from ..time_events import NegativeDropped


@transaction.atomic
def complete_task(
    *,
    task: Task,
    by: Account,
    findings: Mapping[str, Any] | None = None,
    note: str = "",
    outcome: str = "",
    bodies: Sequence[Agency] = (),
    ground: str = "",
    at: datetime | None = None,
) -> Task:
    """Finish a step of the unit, or of another body that is asked, with what the officer found and
    a note to the next.

    Args:
        findings: by the key of a fact of origin ``officer`` that this step names.
        outcome: one of those the step has; nothing where it is just done.
        bodies, ground: whom a later step asks and why, where the officer chooses it in this one.

    Raises:
        NotPermitted: ``by`` does not process dossiers of this agency.
        TaskNotWaiting: somebody was faster. WrongTask: it is not a step of this kind.
        FindingUnknown, FindingMissing: not what the step finds, or not all of it.
        OutcomeUnknown, OutcomeNeedless: the step does not end like that.
        OutcomeUnexplained: who objects says why.
        BodiesMissing, BodyUnknown, BodiesNeedless, ConsultingGroundMissing: of the choice.
        GatewayUndecided: the next step depends on a fact nobody has told.
        PresenceMissing: the law wants somebody there in this step, and nobody was.
        The refusals of ``internal.refuse_unless_sound``.
    """
    require(by, Permission.DOSSIER_PROCESS, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.WORK,), by=by, at=at)
    internal.refuse_unless_sound(dossier)
    ended = consulting.outcome_of(task, outcome, note)
    _keep_findings(dossier, task.key, findings or {})
    consulting.choose(task, bodies, ground, by=by, at=at)
    presence.refuse_while_missing(task)
    owe_fee(dossier, facts(dossier, at=at), at=at)
    changed = limits.change(dossier, findings or {}, at=at)
    told = linked.found(dossier, findings or {})
    also = CONTENT_FIELDS if findings else ()
    done = finish(task, dossier, outcome=ended, by=by, at=at, note=note, also=also)
    record_all([*changed, *told, *done], by=by, at=at)
    return task


def _keep_findings(dossier: Dossier, step: str, findings: Mapping[str, Any]) -> None:
    wanted = dossier.version.pack.step(step).findings
    for key in findings:
        if key not in wanted:
            raise FindingUnknown(finding=key)
    told = {**dossier.content["findings"], **findings}
    labels = {fact.key: fact.label for fact in dossier.version.pack.facts}
    if missing := [labels[key] for key in wanted if told.get(key) in (None, "")]:
        raise FindingMissing(names="; ".join(missing))  # labels have commas
    if findings:
        dossier.write_content(findings=told)  # saved as the step ends


@transaction.atomic
def confirm_draft(
    *, task: Task, by: Account, agree: bool, note: str = "", at: datetime | None = None
) -> Task:
    """The applicant says whether the draft of the result is right.

    Disagreeing sends the dossier back to the step before, with what is wrong.

    Raises:
        NotPermitted: ``by`` is not the owner.
        TaskNotWaiting: it is already answered, or silence was taken for agreement.
        NoteMissing: whoever disagrees says what is wrong.
    """
    require(by, Permission.DOSSIER_CONFIRM_DRAFT, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.CONFIRM_DRAFT,), by=by, at=at)
    if agree:
        record_all(finish(task, dossier, outcome="agreed", by=by, at=at, note=note), by=by, at=at)
    else:
        _send_back(task, dossier, by=by, at=at, note=note)
    return task


@transaction.atomic
def take_silence(*, task: Task, by: Actor, at: datetime | None = None) -> Task:
    """Take silence for agreement, as the version says, once its time is over: of the applicant
    about a draft, or of a body that was asked for its opinion.

    A second time, or after an answer, changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=task)
    at = at or clock.now()
    try:
        task, dossier = held(task, kind=(StepKind.CONFIRM_DRAFT, StepKind.WORK), by=by, at=at)
    except TaskNotWaiting:
        return task
    if task.wakes_at is not None and task.wakes_at <= at:
        record_all(finish(task, dossier, outcome="silence", by=by, at=at), by=by, at=at)
    return task


@transaction.atomic
def answer_received(
    *, task: Task, findings: Mapping[str, Any], by: Actor, at: datetime | None = None
) -> Task:
    """Finish a step that waited for a register, with what it said. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=task)
    at = at or clock.now()
    try:
        task, dossier = held(task, kind=(StepKind.QUERY,), by=by, at=at)
    except TaskNotWaiting:
        return task
    dossier.write_content(findings={**dossier.content["findings"], **findings})
    dossier.save(update_fields=CONTENT_FIELDS)
    changed = limits.change(dossier, findings, at=at)
    done = finish(task, dossier, outcome="answered", by=by, at=at)
    record_all([*changed, *done], by=by, at=at)
    return task


@transaction.atomic
def send_back(*, task: Task, by: Account, note: str, at: datetime | None = None) -> Task:
    """The head, or the clerk, sends the dossier back to the unit with what is to be corrected.

    Raises:
        NotPermitted: ``by`` neither decides nor numbers dossiers of this agency.
        TaskNotWaiting, WrongTask: not a step that waits for a signature or a number.
        NoteMissing: nothing says what is to be corrected.
    """
    require(by, Permission.SIGNATURE_ASK, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.SIGN,), by=by, at=at)
    _send_back(task, dossier, by=by, at=at, note=note)
    return task


def _send_back(task: Task, dossier: Dossier, *, by: Account, at: datetime, note: str) -> None:
    """Open again the last step of the unit that was done before ``task``."""
    if not note.strip():
        raise NoteMissing
    dropped, to_step, progress = _back(task, dossier, at)
    dossier.progress, dossier.changed_at = progress.state, at
    dossier.save(update_fields=["progress", "changed_at"])
    dossier.tasks.open().update(state=TaskState.RECALLED, outcome="sent-back", done_at=at)
    task.refresh_from_db()
    task.done_by, task.note = by, note.strip()
    task.save(update_fields=["done_by", "note_sealed"])
    back = TaskSentBack(**about(dossier), task=str(task.uid), step=task.key, to_step=to_step)
    opened = open_tasks(dossier, progress.waiting, at=at, again=not dropped)
    record_all([*dropped, back, *opened, *stand_in_steps(dossier, at=at)], by=by, at=at)


def _back(task: Task, dossier: Dossier, at: datetime) -> tuple[list[Event], str, engine.Progress]:
    """Where the dossier goes back to: to the last step of the unit, or, from a negative result, to
    where the process was left; with the event of what is dropped thereby."""
    closing = negative.closing_of(dossier) if negative.is_of(task) else None
    if closing is None:
        to, progress = _step_before(dossier)
        return [], to.key, progress
    closing.state, closing.decided_at = ClosingState.DROPPED, at
    closing.save()
    progress = engine.resume(process_of(dossier.version), dossier.progress or {})
    dropped = NegativeDropped(
        **about(dossier), closing=str(closing.uid), grounds=",".join(closing.grounds)
    )
    return [dropped], progress.waiting[0].key, progress


def _step_before(dossier: Dossier) -> tuple[Task, engine.Progress]:
    """The last step of the unit that the process can go back to. Errors: WrongTask for none."""
    own = dossier.tasks.filter(state=TaskState.DONE, kind=StepKind.WORK, elsewhere=False)
    done = own.order_by("-done_at", "-id")
    for task in done:
        with suppress(NotGoneBackTo):
            return task, engine.back_to(
                process_of(dossier.version), dossier.progress or {}, task.token
            )
    raise WrongTask
