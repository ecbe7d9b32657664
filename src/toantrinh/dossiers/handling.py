"""What the actions on a dossier share: lock it, know its facts, move its process on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from toantrinh.catalogue import once_only
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.core.calendar import Limit, WorkCalendar, due
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role
from toantrinh.lists import queries as lists
from toantrinh.payments import actions as payments
from toantrinh.payments import queries as payments_queries
from toantrinh.process import engine
from toantrinh.process.steps import StepKind
from toantrinh.trail.events import Event
from toantrinh.vault import queries as vault

from . import ledger, meanwhile, negative
from .errors import TaskNotWaiting, WrongState, WrongTask
from .events import TaskCompleted, TaskOpened
from .later_errors import AlreadyDecided
from .models import AskingState, Channel, Dossier, ExtensionState, Task, TaskState
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
        .select_related("version", "agency", "owner", "submitted_by", "assisted_by")
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
    return dossier.owner.subject_id if Role.HELPER in dossier.roles_of(by) else ""


def known_values(dossier: Dossier) -> dict[str, Any]:
    """What sources said, by ``source.path``: of a draft as they say now, else as they said."""
    return dossier.owner.known if dossier.submitted_at is None else dossier.content["known"]


def known_fields(
    dossier: Dossier, version: ProcedureVersion | None = None
) -> dict[str, dict[str, Any]]:
    """What the state already knows for fields of the form: value and source, by key."""
    return catalogue_rules.prefill((version or dossier.version).pack, known_values(dossier))


def complete_answers(dossier: Dossier) -> dict[str, Any]:
    """The answers, with what sources said in the fields that are not asked because of it."""
    said = {key: each["value"] for key, each in known_fields(dossier).items()}
    return {**said, **dossier.answers}


def facts(
    dossier: Dossier,
    *,
    at: datetime,
    version: ProcedureVersion | None = None,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything the rules of the version may ask about, by name; what is unknown is absent.

    ``version`` and ``answers`` in place of the dossier's own tell how it would be.
    """
    content, pack = dossier.content, (version or dossier.version).pack
    unit = catalogue_rules.of_unit(pack, dossier.agency.code if dossier.agency else "")
    return catalogue_rules.facts(
        pack,
        content["answers"] if answers is None else answers,
        known={**known_values(dossier), **unit},
        findings=content["findings"],
        system={
            "kenh": Channel(dossier.channel).in_rules,
            "ngay_nop": dossier.submitted_on or clock.local_day(at),
        },
    )


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


def provisions(
    dossier: Dossier, told: Mapping[str, Any], *, at: datetime
) -> list[once_only.Provision]:
    """Who brings each component, as things stood when the dossier was filed; of a draft, now."""
    pack = dossier.version.pack
    day = dossier.submitted_on or clock.local_day(at)
    return once_only.provisions(
        pack,
        catalogue_rules.components(pack, told),
        known=known_values(dossier),
        results=vault.results_of(dossier.owner),
        published=catalogue.published_data(day),
        day=day,
    )


def limit_in_words(choice: catalogue_rules.LimitChoice) -> dict[str, str]:
    """What a dossier keeps of the limit that holds for it."""
    return {
        "kind": choice.limit.kind.value,
        "amount": str(choice.limit.amount),
        "cutoff": f"{choice.limit.cutoff:%H:%M}" if choice.limit.cutoff else "",
        "rule": choice.rule,
        "ground": choice.legal_basis,
    }


def owe_fee(dossier: Dossier, told: Mapping[str, Any], *, at: datetime) -> None:
    """Set the fee once its sum is known; a free procedure has no row about money at all."""
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


def open_tasks(dossier: Dossier, waiting: Sequence[engine.Waiting], *, at: datetime) -> list[Event]:
    """Rows for the steps that wait now and have none yet; the events to record."""
    open_tokens = set(dossier.tasks.open().values_list("token", flat=True))
    new = [_row(dossier, item, at) for item in waiting if item.id not in open_tokens]
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
        )
        for task in new
    ]


def _row(dossier: Dossier, item: engine.Waiting, at: datetime) -> Task:
    step = dossier.version.pack.step(item.key)
    ends_at = due(calendar_of(dossier, at), step.hours, at) if step.hours else None
    return Task(
        dossier=dossier,
        agency=dossier.settling_agency,
        key=step.key,
        token=item.id,
        kind=step.kind,
        role=OFFICE_OF_STEP[step.role],
        name=step.action,
        counts=step.counts_toward_limit,
        opened_at=at,
        due_at=ends_at or dossier.due_at,
        wakes_at=ends_at if step.silence == "agree" else None,
    )


def held(
    task: Task, *, kind: Sequence[str], at_state: str = TaskState.WAITING
) -> tuple[Task, Dossier]:
    """The task and its dossier, both held until the commit.

    Errors: TaskNotWaiting when it is done or under way, WrongTask when it is of another kind.
    """
    dossier = locked(task.dossier)
    task = Task.objects.select_for_update(of=["self"]).get(pk=task.pk)
    task.dossier = dossier
    if task.state != TaskState.WAITING:
        raise TaskNotWaiting
    if task.kind not in kind:
        raise WrongTask
    return task, dossier


def finish(
    task: Task, dossier: Dossier, *, outcome: str, by: Actor, at: datetime, note: str = ""
) -> list[Event]:
    """End a task, move the process on, open what waits next; the events to record.

    Saves task and process; the caller saves what else it changed. Errors: GatewayUndecided.
    """
    if negative.is_of(task):
        waiting = negative.after(task)
    else:
        progress = engine.complete(
            process_of(dossier.version), dossier.progress or {}, task.token, facts(dossier, at=at)
        )
        dossier.progress, waiting = progress.state, progress.waiting
    dossier.changed_at = at
    dossier.save(update_fields=["progress", "changed_at"])
    task.state, task.outcome, task.done_at = TaskState.DONE, outcome, at
    task.done_by = by if isinstance(by, Account) else None  # the house has no account
    task.note = note
    task.save(update_fields=["state", "outcome", "done_at", "done_by", "note_sealed"])
    done = TaskCompleted(
        **about(dossier),
        task=str(task.uid),
        step=task.key,
        step_kind=task.kind,
        outcome=outcome,
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
