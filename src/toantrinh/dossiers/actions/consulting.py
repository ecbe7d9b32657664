"""Steps of other bodies that did not answer: going on without them, and what comes too late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record, record_all

from .. import bodies, consulting
from ..consulting_errors import AnsweredInTime, GroundToGoOnMissing, StillHasTime
from ..errors import WrongTask
from ..events import OpinionCameLate
from ..handling import about, finish, locked, still_waiting
from ..models import LateOpinion, Task, TaskState
from ..moments import moment


@transaction.atomic
def go_on_without(*, task: Task, ground: str, by: Account, at: datetime | None = None) -> Task:
    """Go on without what another body did not do in its time, or a linked dossier that could not
    be opened. The ground stays with the step, with who, when and which body.

    Raises:
        NotPermitted: ``by`` does not process dossiers of the competent body.
        TaskNotWaiting: it has answered meanwhile. WrongTask: no other body does this step.
        GroundToGoOnMissing: no ground. StillHasTime: its time is not over.
    """
    require(by, Permission.DOSSIER_PROCESS, on=task.dossier)
    at = at or clock.now()
    task, dossier = still_waiting(task, kind=(StepKind.WORK, StepKind.DOSSIER), by=by)
    if not task.elsewhere and task.kind != StepKind.DOSSIER:
        raise WrongTask
    if task.kind == StepKind.DOSSIER and dossier.linked.filter(linked_step=task.key).exists():
        raise WrongTask
    if not ground.strip():
        raise GroundToGoOnMissing
    if task.elsewhere and task.due_at is not None and at <= task.due_at:
        raise StillHasTime(body=task.agency.name, until=moment(task.due_at))
    events = finish(task, dossier, outcome=bodies.PASSED_OVER, by=by, at=at, note=ground.strip())
    record_all(events, by=by, at=at)
    return task


@transaction.atomic
def give_late_opinion(
    *, task: Task, outcome: str, by: Account, note: str = "", at: datetime | None = None
) -> LateOpinion:
    """Keep what a body says after the dossier went on without it. It undoes nothing.

    A second click changes nothing.

    Raises:
        NotPermitted: ``by`` does not do this step at that body.
        AnsweredInTime: it answered, or has still to answer, in the ordinary way.
        OutcomeUnknown, OutcomeNeedless: the step does not end like that.
        OutcomeUnexplained: who objects says why.
    """
    require(by, Permission.DOSSIER_PROCESS, on=task)
    at = at or clock.now()
    dossier = locked(task.dossier)
    task = Task.objects.select_for_update(of=["self"]).select_related("agency").get(pk=task.pk)
    task.dossier = dossier
    if task.state != TaskState.DONE or task.outcome not in bodies.WITHOUT_ANSWER:
        raise AnsweredInTime
    ended = consulting.outcome_of(task, outcome, note)
    kept = LateOpinion.objects.filter(task=task).first()
    if kept is not None:
        return kept
    kept = LateOpinion(task=task, outcome=ended, given_by=by, given_at=at)
    kept.note = note.strip()
    kept.save()
    event = OpinionCameLate(
        **about(dossier), task=str(task.uid), step=task.key, outcome=ended, body=task.agency.name
    )
    record(event, by=by, at=at)
    return kept
