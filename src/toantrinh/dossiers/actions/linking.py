"""Dossiers opened by a step of another one: from the answers that were given once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.catalogue.linking import Opening
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record, record_all
from toantrinh.trail.events import Event
from toantrinh.trail.models import TrailEntry

from .. import competence, limits, linked
from ..errors import TaskNotWaiting
from ..events import LinkedNotOpened, LinkedOpened
from ..handling import CONTENT_FIELDS, about, finish, locked, move, still_waiting
from ..knowing import complete_answers, facts
from ..models import Assistance, Attachment, Dossier, Task
from ..states import State
from .filing import enter


@transaction.atomic
def open_linked(*, task: Task, by: Actor, at: datetime | None = None) -> Dossier | None:
    """Open and file the dossier of another procedure that the step waits for, filled with what was
    answered here. It has a code, an agency and a clock of its own; fees are owed here only.

    A second time changes nothing, unless that dossier has ended: then the step is over.

    None where it cannot be opened now: the step goes on waiting, the trail says why, and it is
    tried again until a person goes on without it; nor while the applicant wants the dossier back.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=task)
    at = at or clock.now()
    try:
        task, leading = still_waiting(task, kind=(StepKind.DOSSIER,), by=by)
    except TaskNotWaiting:
        return None
    if opened := leading.linked.filter(linked_step=task.key).first():
        return _opened(opened, by=by, at=at)
    step, day = leading.version.pack.step(task.key), clock.local_day(at)
    if step.opening is None:
        raise ValueError(f"step {task.key} of {leading.version.code} opens nothing")
    version = _fitting(leading, task, step.opening, by=by, at=at)
    if version is None or leading.state == State.WITHDRAWAL_ASKED:
        return None
    dossier = _filled(leading, version, step.opening, task, at=at)
    told = facts(dossier, at=at)
    dossier.agency = competence.found(version, told, complete_answers(dossier), None, day)
    if dossier.agency is None:
        _not_opened(leading, task, step.procedure, "no-agency", by=by, at=at)
        return None
    dossier.save()
    _hang_files(leading, dossier, step.opening, at=at)
    move(dossier, State.FILED)
    if leading.submitted_by is None:
        raise ValueError(f"{leading} was never filed")
    opened_by = LinkedOpened(**about(dossier), leading=leading.case, step=task.key)
    return enter(
        dossier=dossier,
        told=told,
        account=leading.submitted_by,
        centre=_desk(leading),
        by=by,
        at=at,
        before=[opened_by],
        leniently=True,
    )


def _opened(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """It may have ended while nobody waited for it."""
    if outcome := linked.outcome_of(dossier):
        hear_linked(dossier=dossier, outcome=outcome, by=by, at=at)
    return dossier


def _fitting(
    leading: Dossier, task: Task, opening: Opening, *, by: Actor, at: datetime
) -> ProcedureVersion | None:
    """The version in force, if what was answered here fits it; the trail says why not."""
    code = leading.version.pack.step(task.key).procedure
    versions = ProcedureVersion.objects.in_force_on(clock.local_day(at)).filter(code=code)
    version = versions.defer("definition", "found_by").first()
    if version is None:
        _not_opened(leading, task, code, "not-in-force", by=by, at=at)
        return None
    if not opening.answers.keys() <= version.form.field_by_key.keys():
        _not_opened(leading, task, code, "answers", by=by, at=at)
        return None
    return version


def _desk(leading: Dossier) -> Agency | None:
    """Where the leading one was handed in, if it was: this one is some other body's business."""
    is_helped = leading.assistance == Assistance.OFFICER
    return leading.taken_in_by or (leading.assisted_in if is_helped else None)


def _filled(
    leading: Dossier, version: ProcedureVersion, opening: Opening, task: Task, *, at: datetime
) -> Dossier:
    told = {**complete_answers(leading), **leading.content["findings"]}
    dossier = Dossier(
        version=version,
        owner=leading.owner,
        assisted_by=leading.assisted_by,
        assisted_in=leading.assisted_in,
        assistance=leading.assistance,
        channel=leading.channel,
        leading=leading,
        linked_step=task.key,
        key=f"linked:{task.uid}",
        begun_at=at,
        changed_at=at,
    )
    dossier.write_content(answers=opening.filled(told, facts(leading, at=at)))
    return dossier


def _hang_files(leading: Dossier, dossier: Dossier, opening: Opening, *, at: datetime) -> None:
    """The same files under the components of the other procedure."""
    given = list(leading.attachments.present().select_related("file"))
    for theirs, ours in opening.files.items():
        for each in given:
            if each.component == ours:
                copy = Attachment(
                    dossier=dossier,
                    component=theirs,
                    file=each.file,
                    added_by_id=each.added_by_id,
                    added_at=at,
                )
                copy.name = each.name
                copy.save()


def _not_opened(
    leading: Dossier, task: Task, code: str, why: str, *, by: Actor, at: datetime
) -> None:
    """Told once for each reason, however often it is tried."""
    told = TrailEntry.objects.filter(case=leading.case, kind=LinkedNotOpened.kind)
    if not told.filter(data__step=task.key, data__why=why).exists():
        event = LinkedNotOpened(**about(leading), step=task.key, code=code, why=why)
        record(event, by=by, at=at)


@transaction.atomic
def hear_linked(
    *, dossier: Dossier, outcome: str, by: Actor, at: datetime | None = None
) -> Dossier:
    """Take over into the leading dossier what officers found in this one, and, once it has ended,
    that its step is over. How it ended stops none of the others. A second time changes nothing.

    Args:
        outcome: how it ended, one of ``linked``; empty while it goes on.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        GatewayUndecided: the next step depends on a fact nobody has told.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    opening = linked.opening_of(dossier)
    if dossier.leading is None or opening is None:
        raise ValueError(f"{dossier} was opened by no other dossier")
    leading = locked(dossier.leading)
    dossier.refresh_from_db(fields=["content_sealed"])
    theirs, before = dossier.content["findings"], leading.content["findings"]
    told = {own: theirs[key] for own, key in opening.findings.items() if key in theirs}
    if opening.outcome and outcome:
        told[opening.outcome] = outcome == linked.GRANTED
    fresh = {key: value for key, value in told.items() if before.get(key) != value}
    events: list[Event] = []
    if fresh:
        leading.write_content(findings={**before, **fresh})
        leading.save(update_fields=CONTENT_FIELDS)
        events += limits.change(leading, fresh, at=at)
    waiting = leading.tasks.open().filter(kind=StepKind.DOSSIER, key=dossier.linked_step).first()
    if outcome and waiting is not None:
        waiting.dossier = leading
        events += finish(waiting, leading, outcome=outcome, by=by, at=at)
    record_all(events, by=by, at=at)
    return leading
