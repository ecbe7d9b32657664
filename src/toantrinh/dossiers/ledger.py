"""The clock of a dossier, read from its trail and written down beside it.

The trail is the truth. What stands in the columns of the dossier and of its steps is what lists
and queues need; ``recompute`` finds where it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from toantrinh.core import clock as present
from toantrinh.core.calendar import Limit, LimitKind, WorkCalendar
from toantrinh.lists import queries as lists
from toantrinh.trail.models import TrailEntry

from .events import DossierAccepted
from .models import Dossier, Task
from .time_events import (
    DossierExtended,
    DossierRecalendared,
    DossierStopped,
    LimitChanged,
    TimeStopped,
    TimeWentOn,
)
from .timekeeping import (
    Calendars,
    Change,
    Clock,
    Ended,
    Extended,
    LimitFound,
    Reason,
    Recalendared,
    Received,
    Stopped,
    WentOn,
    end_of,
)

STEPS = "steps"  # the ref of time that stands still in steps the version does not count
SETTLED = "dossier.result-issued"
Data = dict[str, Any]
CHANGES: dict[str, Callable[[datetime, Data], Change]] = {
    TimeStopped.kind: lambda at, data: Stopped(
        at, Reason(data["reason"]), data["ref"], data["ground"]
    ),
    TimeWentOn.kind: lambda at, data: WentOn(at, data["ref"]),
    LimitChanged.kind: lambda at, data: LimitFound(at, limit_of(data), data["ground"]),
    DossierExtended.kind: lambda at, data: Extended(at, data["amount"], data["ground"]),
    DossierRecalendared.kind: lambda at, data: Recalendared(at, data["edition"], data["ground"]),
    DossierStopped.kind: lambda at, data: Ended(at),
    SETTLED: lambda at, data: Ended(at),
}
KINDS = (DossierAccepted.kind, *CHANGES)


def limit_of(data: Data) -> Limit:
    """The limit that an event tells of (``events.OfLimit``)."""
    cutoff = time.fromisoformat(data["limit_cutoff"]) if data["limit_cutoff"] else None
    return Limit(LimitKind(data["limit_kind"]), Decimal(data["limit_amount"]), cutoff)


def told(limit: Limit, ground: str) -> dict[str, str]:
    """The same the other way: the fields of ``events.OfLimit``."""
    return {
        "limit_kind": limit.kind.value,
        "limit_amount": f"{limit.amount:f}"
        if isinstance(limit.amount, Decimal)
        else str(limit.amount),
        "limit_cutoff": f"{limit.cutoff:%H:%M}" if limit.cutoff else "",
        "ground": ground,
    }


def calendars(dossier: Dossier, at: datetime, code: str = "") -> Calendars:
    """The calendar by edition, under the rules of the day of receipt ``at``, of the agency that
    accepted it (``code``), whoever settles it now."""
    code, day = code or dossier.counting_code, present.local_day(at)

    def of_edition(edition: int) -> WorkCalendar:
        return lists.Lists(edition, day).calendar_for(code)

    return of_edition


def read(dossier: Dossier) -> Clock | None:
    """The clock as the trail tells it; None before acceptance."""
    entries = TrailEntry.objects.filter(case=dossier.case, kind__in=KINDS).order_by("seq")
    return from_entries(dossier, entries)


def from_entries(dossier: Dossier, entries: Iterable[TrailEntry]) -> Clock | None:
    """The clock that these entries make, in their order. Should the time of the server have gone
    back between two of them, the later one happened when the earlier one did."""
    found: Clock | None = None
    last: datetime | None = None
    for entry in entries:
        at = max(entry.at, last) if last else entry.at
        last = at
        if entry.kind == DossierAccepted.kind:
            received = Received(
                at, limit_of(entry.data), entry.data["edition"], entry.data["limit"]
            )
            found = Clock.begin(received, calendars(dossier, at, entry.agency))
        elif found is not None and entry.kind in CHANGES:
            found = found.after(CHANGES[entry.kind](at, entry.data))
    return found


def keep(dossier: Dossier, found: Clock) -> None:
    """Write what the clock says into the columns of the dossier and of its open steps."""
    dossier.original_due_at, dossier.due_at = found.original_due, found.due
    dossier.stands_since, dossier.edition = found.stands_since, found.edition
    fields = ["original_due_at", "due_at", "stands_since", "edition"]
    if found.ended is not None:
        dossier.verdict = found.verdict(found.ended).value
        fields.append("verdict")
    dossier.save(update_fields=fields)
    if found.ended is None and found.stands_since is None:
        _keep_steps(dossier, found)


def _keep_steps(dossier: Dossier, found: Clock) -> None:
    for task in dossier.tasks.open():
        end = step_due(dossier, task, found)
        if end != task.due_at:
            if task.wakes_at is not None:
                task.wakes_at = end
            task.due_at = end
            task.save(update_fields=["due_at", "wakes_at"])


def step_due(dossier: Dossier, task: Task, found: Clock | None) -> datetime | None:
    """Until when a step is to be done: by its inner hours, without the time that stood still for
    another reason than the step itself; without inner hours, when the dossier is due. Another body
    answers within the hours of the step by its own calendar, whatever the dossier waits for."""
    hours = dossier.version.pack.step(task.key).hours
    if found is None or (task.elsewhere and hours):
        code = task.agency.code if task.elsewhere else dossier.counting_code
        calendar = lists.calendar_for(code, present.local_day(task.opened_at))
        return end_of(calendar, hours, task.opened_at) if hours else dossier.due_at
    if hours is None:
        return found.due
    return end_of(found.calendar, hours, task.opened_at, _others(found, task))


def _others(found: Clock, task: Task) -> list[tuple[datetime, datetime]]:
    return [
        (max(still.since, task.opened_at), still.until)
        for still in found.stills
        if still.ref != STEPS and still.until is not None and still.until > task.opened_at
    ]
