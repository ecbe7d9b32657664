"""A negative result: examined, and not granted. Another thing than a refusal at receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record_all

from .. import grounds, negative
from ..errors import ResultIssuedElsewhere, WrongTask
from ..handling import about, held, open_tasks, refuse_unless, stand_in_steps
from ..later_errors import AlreadyClosing, NoteNeeded
from ..models import Closing, ClosingKind, ClosingState, Task, TaskState
from ..states import State
from ..time_events import NegativeProposed


@transaction.atomic
def propose_negative(
    *,
    task: Task,
    grounds_named: Sequence[str],
    note: str,
    by: Account,
    at: datetime | None = None,
) -> Closing:
    """Propose not to grant what was asked for; whoever decides reads and signs the document.

    Raises:
        NotPermitted: ``by`` does not process dossiers of this agency.
        TaskNotWaiting, WrongTask: it is not a step of the unit that waits.
        GroundMissing, GroundUnknown: a ground of the version, nothing else.
        NoteNeeded: the applicant has to read why in this case.
        ResultIssuedElsewhere: another system issues the result, and its refusal too.
        WrongState: it is not being processed: the applicant owes something, or wants it back.
        AlreadyClosing: the dossier is being closed.
    """
    require(by, Permission.DOSSIER_PROCESS, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.WORK,), by=by, at=at)
    if task.elsewhere:
        raise WrongTask
    refuse_unless(dossier, State.PROCESSING)
    told = grounds.refusal(dossier.version.pack, grounds_named)
    if not note.strip():
        raise NoteNeeded
    if not negative.is_possible(dossier):
        raise ResultIssuedElsewhere(system=dossier.version.pack.route.system_name)
    if dossier.closings.exclude(state=ClosingState.DROPPED).exists():
        raise AlreadyClosing
    closing = Closing(
        dossier=dossier,
        kind=ClosingKind.NEGATIVE,
        state=ClosingState.ASKED,
        grounds=[each["key"] for each in told],
        from_state=dossier.state,
        asked_by=by,
        asked_at=at,
    )
    closing.note = note.strip()
    closing.save()
    dossier.tasks.open().update(state=TaskState.RECALLED, outcome="negative", done_at=at)
    Task.objects.filter(pk=task.pk).update(done_by=by)
    opened = open_tasks(dossier, negative.first(dossier, closing), at=at)
    dossier.changed_at = at
    dossier.save(update_fields=["changed_at"])
    event = NegativeProposed(
        **about(dossier), closing=str(closing.uid), grounds=",".join(closing.grounds)
    )
    record_all([event, *opened, *stand_in_steps(dossier, at=at)], by=by, at=at)
    return closing
