"""Every stored time, state and verdict, computed again from the trail and held against it.

Columns exist for lists and queues. Whoever changes one by hand, or a fault of ours, is found here:
the trail decides. ``toantrinh trail recompute --check`` runs it over the whole database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from toantrinh.core import clock as present
from toantrinh.core.calendar import due
from toantrinh.lists import queries as lists
from toantrinh.trail.models import TrailEntry

from . import ledger
from .handling import answer_limits
from .models import Dossier, Task, TaskState
from .states import State
from .time_events import TimeWentOn
from .timekeeping import Clock

BATCH = 500
_STATES: dict[str, Callable[[dict[str, Any], State, bool], State]] = {
    "dossier.submitted": lambda data, state, accepted: State.FILED,
    "dossier.accepted": lambda data, state, accepted: State.ACCEPTED,
    "dossier.forwarded": lambda data, state, accepted: State.PROCESSING,
    "supplement.asked": lambda data, state, accepted: State.SUPPLEMENT_ASKED,
    "supplement.answered": lambda data, state, accepted: (
        State.PROCESSING if accepted else State.FILED
    ),
    "dossier.payment-asked": lambda data, state, accepted: State.PAYMENT_ASKED,
    "dossier.payment-met": lambda data, state, accepted: State.PROCESSING,
    "dossier.withdrawal-asked": lambda data, state, accepted: State.WITHDRAWAL_ASKED,
    "dossier.withdrawal-dropped": lambda data, state, accepted: State(data["to_state"]),
    "dossier.refused": lambda data, state, accepted: State.NOT_ACCEPTED,
    "dossier.stopped": lambda data, state, accepted: State.STOPPED,
    ledger.SETTLED: lambda data, state, accepted: State.SETTLED,
    "dossier.result-returned": lambda data, state, accepted: State.RESULT_RETURNED,
}
KINDS = frozenset(
    {*ledger.KINDS, *_STATES, "task.opened", "task.completed", "dossier.rerouted", TimeWentOn.kind}
)


@dataclass(frozen=True)
class Difference:
    """A stored value that is not what the trail says."""

    case: str
    reference: str
    field: str
    stored: str
    computed: str


def all_differences(dossiers: QuerySet[Dossier] | None = None) -> Iterator[Difference | int]:
    """Every difference of every filed dossier; now and then how many dossiers were looked at.

    Streams in batches: two statements a batch, memory does not grow with the database.
    """
    rows = Dossier.objects.exclude(state=State.DRAFT) if dossiers is None else dossiers
    done, last = 0, 0
    while batch := list(
        rows.filter(pk__gt=last)
        .select_related("version", "agency", "counted_by")
        .defer("version__definition", "version__found_by", "content_sealed", "progress")
        .order_by("pk")[:BATCH]
    ):
        yield from _of_batch(batch)
        done, last = done + len(batch), batch[-1].pk
        yield done


def differences(dossier: Dossier) -> Iterator[Difference]:
    """What is stored of one dossier and is not what its trail says."""
    yield from _of_batch([dossier])


def _of_batch(batch: list[Dossier]) -> Iterator[Difference]:
    cases = {each.case: each for each in batch}
    rows = TrailEntry.objects.filter(case__in=cases, kind__in=KINDS).order_by("case", "seq")
    trails = {case: list(entries) for case, entries in groupby(rows, key=lambda row: row.case)}
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(dossier__in=batch):
        tasks.setdefault(task.dossier_id, []).append(task)
    for case, dossier in cases.items():
        yield from _of_one(dossier, trails.get(case, []), tasks.get(dossier.pk, []))


def _of_one(dossier: Dossier, entries: list[TrailEntry], tasks: list[Task]) -> Iterator[Difference]:
    found = ledger.from_entries(dossier, entries)
    computed = _columns(dossier, entries, found)
    for field, value in computed.items():
        if (stored := getattr(dossier, field)) != value:
            yield _difference(dossier, field, stored, value)
    yield from _of_agencies(dossier, entries)
    yield from _of_tasks(dossier, entries, tasks, found)


def _of_agencies(dossier: Dossier, entries: list[TrailEntry]) -> Iterator[Difference]:
    """Who settles it, and by whose hours its time counts, as the trail says."""
    told = [e.agency for e in entries if e.kind in ("dossier.submitted", "dossier.rerouted")]
    if told and dossier.settling_agency.code != told[-1]:
        yield _difference(dossier, "agency", dossier.settling_agency.code, told[-1])
    accepted = next((e.agency for e in entries if e.kind == "dossier.accepted"), "")
    if accepted and dossier.counting_code != accepted:
        yield _difference(dossier, "counted_by", dossier.counting_code, accepted)


@dataclass
class _Told:
    """What the trail has told so far of one dossier."""

    state: State = State.DRAFT
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    answer_due_at: datetime | None = None
    settled_at: datetime | None = None
    returned_at: datetime | None = None
    closed_at: datetime | None = None

    def hear(self, dossier: Dossier, entry: TrailEntry) -> None:
        if entry.kind in _STATES:
            self.state = _STATES[entry.kind](entry.data, self.state, self.accepted_at is not None)
        self._hear_time(dossier, entry, entry.at)

    def _hear_time(self, dossier: Dossier, entry: TrailEntry, at: datetime) -> None:
        match entry.kind:
            case "dossier.submitted" | "supplement.answered" if self.accepted_at is None:
                self.submitted_at, self.answered_at = self.submitted_at or at, None
                self.answer_due_at = _answer_due(dossier, at, entry)
            case "dossier.accepted":
                self.accepted_at = self.answered_at = at
            case "supplement.asked":
                self.answered_at = self.answered_at or at
            case "dossier.refused":
                self.answered_at, self.closed_at = self.answered_at or at, at
            case "dossier.stopped":
                self.closed_at = at
            case ledger.SETTLED:
                self.settled_at = at
            case "dossier.result-returned":
                self.returned_at = at


def _columns(dossier: Dossier, entries: list[TrailEntry], found: Clock | None) -> dict[str, Any]:
    """What the columns of the dossier have to be."""
    told = _Told()
    for entry in entries:
        told.hear(dossier, entry)
    return {
        **{field: getattr(told, field) for field in told.__dataclass_fields__},
        "original_due_at": found.original_due if found else None,
        "due_at": found.due if found else None,
        "stands_since": found.stands_since if found else None,
        "verdict": found.verdict(found.ended).value if found and found.ended else "",
    }


def _answer_due(dossier: Dossier, at: datetime, entry: TrailEntry) -> datetime:
    then = lists.Lists(entry.data["edition"], present.local_day(at))
    calendar = then.calendar_for(entry.agency or dossier.settling_agency.code)
    return min(due(calendar, limit, at) for limit in answer_limits(dossier.version, then))


def _of_tasks(
    dossier: Dossier, entries: list[TrailEntry], tasks: list[Task], found: Clock | None
) -> Iterator[Difference]:
    opened = {e.data["task"]: e for e in entries if e.kind == "task.opened"}
    done = {e.data["task"]: e for e in entries if e.kind == "task.completed"}
    for task in tasks:
        entry = opened.get(str(task.uid))
        if entry is None:
            yield _difference(dossier, f"task {task.key}", "in the table", "not in the trail")
            continue
        if task.opened_at != entry.at:
            yield _difference(dossier, "task opened_at", task.opened_at, entry.at)
        ended = done.get(str(task.uid))
        if task.state == TaskState.DONE and (ended is None or ended.at != task.done_at):
            yield _difference(
                dossier, "task done_at", task.done_at, ended.at if ended else "not in the trail"
            )
        is_open = task.state in (TaskState.WAITING, TaskState.SIGNING)
        if is_open and found is not None and found.ended is None and found.stands_since is None:
            end = ledger.step_due(dossier, task, found)
            if task.due_at != end:
                yield _difference(dossier, "task due_at", task.due_at, end)


def _difference(dossier: Dossier, field: str, stored: object, computed: object) -> Difference:
    return Difference(dossier.case, dossier.reference, field, _shown(stored), _shown(computed))


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(present.ZONE):%H:%M:%S %d/%m/%Y}"
    return "–" if value is None else str(value)
