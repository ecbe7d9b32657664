"""What the actions on a dossier share: lock it, know its facts, move its process on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.core.calendar import Limit, WorkCalendar, due
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Role
from toantrinh.lists import queries as lists
from toantrinh.payments import actions as payments
from toantrinh.payments import queries as payments_queries
from toantrinh.process import engine
from toantrinh.process.steps import StepKind
from toantrinh.trail.events import Event

from . import assignments, bodies, ledger, meanwhile, negative
from .errors import WrongState, WrongTask
from .events import TaskCompleted, TaskOpened
from .knowing import complete_answers, facts
from .later_errors import AlreadyDecided
from .models import AskingState, Dossier, ExtensionState, Task, TaskState
from .states import State
from .time_events import TimeStopped, TimeWentOn
from .timekeeping import Clock, Ended, Reason, Stopped, WentOn

CONTENT_FIELDS = ["data_key", "content_sealed"]
OFFICE_OF_STEP = {
    "nguoi_nop": Role.OWNER,
    "he_thong": Role.SYSTEM,
    "tiep_nhan": Role.ONE_STOP,
    "tra_ket_qua": Role.ONE_STOP,
    "chuyen_vien": Role.SPECIALIST,
    "phoi_hop": Role.SPECIALIST,
    "thue": Role.SPECIALIST,
    "hoi_dong": Role.SPECIALIST,
    "lanh_dao_phong": Role.HEAD,
    "lanh_dao": Role.HEAD,
    "van_thu": Role.CLERK,
}


def locked(dossier: Dossier) -> Dossier:
    """The row as it is now, held until the commit, with what every action needs at hand.

    Errors: ChangedMeanwhile when ``dossier`` comes from a page and another person has done
    something about it since that page was shown.
    """
    found = (
        Dossier.objects.select_for_update(of=["self"])
        .select_related(
            *(
                "version",
                "agency",
                "owner",
                "submitted_by",
                "assisted_by",
                "taken_in_by",
                "counted_by",
            )
        )
        .defer("version__definition")
        .get(pk=dossier.pk)
    )
    if dossier.seen is not None:
        meanwhile.refuse_if_changed(found, dossier.seen)
    return found


def draft_of(dossier: Dossier) -> Dossier:
    """``locked``, while it is a draft. Errors: WrongState."""
    dossier = locked(dossier)
    if not dossier.is_draft:
        raise WrongState(state=dossier.get_state_display())
    return dossier


def move(dossier: Dossier, state: State) -> None:
    """Change the state on the object. Errors: WrongState where the law knows no such way."""
    if not dossier.can_become(state):
        raise WrongState(state=dossier.get_state_display())
    dossier.state = state


def refuse_unless(dossier: Dossier, *states: State) -> None:
    """For acts that the law of states alone would also allow out of a withdrawal that was asked
    for, because taking it back leads there. Errors: WrongState."""
    if dossier.state not in states:
        raise WrongState(state=dossier.get_state_display())


def is_decided(dossier: Dossier) -> bool:
    """Once somebody competent has decided to sign, the result is on its way."""
    if dossier.settled_at is not None:
        return True
    approved = dossier.tasks.filter(kind=StepKind.SIGN)
    return approved.filter(state__in=[TaskState.SIGNING, TaskState.DONE]).exists()


def refuse_decided(dossier: Dossier) -> None:
    """Errors: AlreadyDecided."""
    if is_decided(dossier):
        raise AlreadyDecided


def calendar_of(dossier: Dossier, at: datetime) -> WorkCalendar:
    """The working time of its agency: of an accepted dossier by the rules of its receipt."""
    if dossier.accepted_at is not None:
        return ledger.calendars(dossier, dossier.accepted_at)(dossier.edition)
    return lists.calendar_for(dossier.settling_agency.code, clock.local_day(at))


def answer_due(dossier: Dossier, at: datetime) -> tuple[datetime, int]:
    """Until when what came at ``at`` is to be answered, and the edition of the calendar for it:
    within the hours of the house, or those of the version if they are over before."""
    current = lists.current(clock.local_day(at))
    calendar = current.calendar_for(dossier.settling_agency.code)
    limits = answer_limits(dossier.version, current)
    return min(due(calendar, limit, at) for limit in limits), current.edition


def answer_limits(version: ProcedureVersion, then: lists.Lists) -> tuple[Limit, Limit]:
    """Within what a filing is to be answered by the rules of ``then``: the shorter one holds."""
    within = then.time_rule("answer_within").limit
    return within, catalogue_rules.answer_limit(version.pack, within)


def about(dossier: Dossier) -> dict[str, str]:
    """The columns that every event of a dossier fills."""
    return {
        "case": dossier.case,
        "subject": dossier.owner.subject_id,
        "agency": dossier.agency.code if dossier.agency else "",
        "procedure": dossier.version.code,
    }


def principal(dossier: Dossier, by: Actor) -> str:
    """The party ``by`` acts for; empty when the dossier is their own, or an officer's duty."""
    helps = Role.HELPER in dossier.roles_of(by)
    acts_for = isinstance(by, Account) and Role.OWNER in dossier.owner.roles_of(by)
    is_own = not isinstance(by, Account) or by.party_id == dossier.owner_id
    return dossier.owner.subject_id if helps or (acts_for and not is_own) else ""


@dataclass(frozen=True)
class _Wanted:
    """Equal digests are equal processes, so each is loaded once a process of ours."""

    digest: str
    version: ProcedureVersion = field(compare=False)


@lru_cache(maxsize=256)
def _process(wanted: _Wanted) -> str:
    return wanted.version.process


def process_of(version: ProcedureVersion) -> str:
    """The BPMN of a version; the large column is read only the first time."""
    return _process(_Wanted(version.digest, version))


def owe_fee(dossier: Dossier, told: Mapping[str, Any], *, at: datetime) -> None:
    """Set the fee once its sum is known; a free procedure has no row about money at all. A linked
    dossier owes nothing: what a group costs is said, and owed once, in the leading one."""
    if dossier.leading_id is not None:
        return
    statement = catalogue_rules.fees(dossier.version.pack, told)
    if not statement.total or payments_queries.charge_of(dossier.case):
        return
    payments.owe(
        case=dossier.case,
        owner=dossier.owner,
        agency=dossier.settling_agency,
        procedure=dossier.version.code,
        lines=[
            {"name": line.name, "amount": line.amount or 0, "ground": line.ground}
            for line in statement.lines
        ],
        by=System("dossiers"),
        at=at,
    )


def open_tasks(
    dossier: Dossier, waiting: Sequence[engine.Waiting], *, at: datetime, again: bool = True
) -> list[Event]:
    """Rows for the steps that wait now and have none yet; the events to record.

    Args:
        again: whether other bodies that have answered such a step are asked once more.
    """
    open_tokens = set(dossier.tasks.open().values_list("token", flat=True))
    fresh = [item for item in waiting if item.id not in open_tokens]
    new = [row for item in fresh for row in _rows(dossier, item, at)]
    if not again:
        done = dossier.tasks.filter(state=TaskState.DONE, elsewhere=True)
        answered = set(done.values_list("token", "agency"))
        new = [row for row in new if (row.token, row.agency_id) not in answered]
    Task.objects.bulk_create(new)
    return [
        TaskOpened(
            **about(dossier),
            task=str(task.uid),
            step=task.key,
            step_kind=task.kind,
            role=task.role,
            counts=task.counts,
            due=task.due_at.isoformat() if task.due_at else "",
            body=task.agency.name if task.elsewhere else "",
        )
        for task in new
    ]


def _rows(dossier: Dossier, item: engine.Waiting, at: datetime) -> list[Task]:
    """One of the competent body, or one of each other body that does the step."""
    step, day = dossier.version.pack.step(item.key), clock.local_day(at)
    others = bodies.asked(dossier, step, complete_answers(dossier), day) if step.body else []
    if others:
        return [
            _row(dossier, item, at, body, lists.calendar_for(body.code, day)) for body in others
        ]
    return [_row(dossier, item, at, dossier.settling_agency, calendar_of(dossier, at))]


def _row(
    dossier: Dossier, item: engine.Waiting, at: datetime, body: Agency, calendar: WorkCalendar
) -> Task:
    step = dossier.version.pack.step(item.key)
    ends_at = due(calendar, step.hours, at) if step.hours else None
    return Task(
        dossier=dossier,
        agency=body,
        elsewhere=body.pk != dossier.agency_id,
        key=step.key,
        token=item.id,
        kind=step.kind,
        role=OFFICE_OF_STEP[step.role],
        name=negative.named(item) or step.action,
        counts=step.counts_toward_limit,
        opened_at=at,
        due_at=ends_at or dossier.due_at,
        wakes_at=ends_at if step.silence == "agree" else None,
    )


def held(task: Task, *, kind: Sequence[str], by: Actor, at: datetime) -> tuple[Task, Dossier]:
    """The task and its dossier, both held until the commit. Nobody's step is taken by acting on it;
    the caller saves ``assignments.FIELDS``.

    Errors: TaskNotWaiting when it is done or under way, TaskDoneBy by whom if that was somebody
    else, WrongTask when it is of another kind, HeldByAnother when a colleague holds it.
    """
    task, dossier = still_waiting(task, kind=kind, by=by)
    assignments.refuse_held_by_another(task, by=by, at=at)
    assignments.take(task, by=by, at=at)
    return task, dossier


def still_waiting(task: Task, *, kind: Sequence[str], by: Actor) -> tuple[Task, Dossier]:
    """``held`` for whoever does not do the step themself: whose it is stays as it is."""
    dossier = locked(task.dossier)
    # The holder is not joined: a row that waited for its lock would come with that of before.
    task = Task.objects.select_for_update(of=["self"]).get(pk=task.pk)
    task.dossier = dossier
    assignments.refuse_unless_waiting(task, by)
    if task.kind not in kind:
        raise WrongTask
    return task, dossier


def finish(
    task: Task,
    dossier: Dossier,
    *,
    outcome: str,
    by: Actor,
    at: datetime,
    note: str = "",
    also: Sequence[str] = (),
) -> list[Event]:
    """End a task, move the process on, open what waits next; the events to record.

    Saves task and process, and the columns of the dossier that the caller changed and names in
    ``also``. Errors: GatewayUndecided.
    """
    if negative.is_of(task):
        waiting = negative.after(task)
    elif task.elsewhere and bodies.others_asked(task):
        waiting = []
    else:
        progress = engine.complete(
            process_of(dossier.version), dossier.progress or {}, task.token, facts(dossier, at=at)
        )
        dossier.progress, waiting = progress.state, progress.waiting
    dossier.changed_at = at
    dossier.save(update_fields=["progress", "changed_at", *also])
    task.state, task.outcome, task.done_at = TaskState.DONE, outcome, at
    task.done_by = by if isinstance(by, Account) else None  # the house has no account
    task.note = note
    told = ("state", "outcome", "done_at", "done_by", "note_sealed")
    task.save(update_fields=[*told, *assignments.FIELDS])
    done = TaskCompleted(
        **about(dossier),
        task=str(task.uid),
        step=task.key,
        step_kind=task.kind,
        outcome=outcome,
        body=task.agency.name if task.elsewhere else "",
        late=bodies.is_late(task, at),
    )
    opened = open_tasks(dossier, waiting, at=at)
    return [done, *opened, *stand_in_steps(dossier, at=at)]


def stand_in_steps(dossier: Dossier, *, at: datetime) -> list[Event]:
    """Let time stand still, or go on: it stands while every step that waits is one that the
    version does not count. Beside a step that counts, time goes. The events to record."""
    if dossier.accepted_at is None or dossier.settled_at is not None:
        return []
    waiting = list(dossier.tasks.open().values_list("key", "counts"))
    stands = bool(waiting) and not any(counts for _key, counts in waiting)
    if not stands and dossier.stands_since is None:
        return []
    found = ledger.read(dossier)
    if found is None:
        return []
    stood = any(still.ref == ledger.STEPS and still.until is None for still in found.stills)
    if stands == stood:
        return []
    if stands:
        sources = [dossier.version.pack.step(key).legal_source for key, _counts in waiting]
        ground = "; ".join(dict.fromkeys(filter(None, sources)))
        ledger.keep(dossier, found.after(Stopped(at, Reason.STEP, ledger.STEPS, ground)))
        return [
            TimeStopped(**about(dossier), reason=Reason.STEP.value, ref=ledger.STEPS, ground=ground)
        ]
    return [go_on(dossier, found, ledger.STEPS, at=at)]


def go_on(dossier: Dossier, found: Clock, ref: str, *, at: datetime) -> TimeWentOn:
    """What let time stand still under ``ref`` is over; the event to record."""
    ledger.keep(dossier, found := found.after(WentOn(at, ref)))
    return TimeWentOn(**about(dossier), ref=ref, due=found.due.isoformat())


def end(dossier: Dossier, *, at: datetime) -> None:
    """The dossier is settled or stopped at ``at``: its clock ends, the verdict is computed, and
    nothing that was proposed about it waits any more."""
    dossier.extensions.filter(state__in=[ExtensionState.DRAFT, ExtensionState.PROPOSED]).update(
        state=ExtensionState.NEEDLESS
    )
    dossier.askings.filter(state=AskingState.PROPOSED).update(
        state=AskingState.REFUSED, ended_at=at
    )
    if (found := ledger.read(dossier)) is not None:
        ledger.keep(dossier, found.after(Ended(at)))
