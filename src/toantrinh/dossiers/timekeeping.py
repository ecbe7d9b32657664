"""The legal clock of one dossier: what happened to it goes in, its due time comes out.

Values in, values out: no database, no clock that ticks, no request. A due time is never stored
knowledge but the sum of what is in the trail: the receipt, the limit, the times in which time
stood still, a limit changed by a finding, an extension. The same changes give the same due time,
to the minute, today and in ten years.

Legal sources:

* limits and days: see ``core.calendar``.
* time stands still while the applicant owes papers or money, and in a step that the version marks
  as not counted: Nghị định 118/2025/NĐ-CP; the version names its own source for each step.
* in a limit of days the day of an event does not count (Bộ luật Dân sự 2015, Điều 147 khoản 2), so
  that the days that stood still are those after the day on which it stopped, up to and with the
  day on which it goes on; in a limit of hours every minute does (khoản 1).
* an extension before the due time moves it; afterwards nothing does (Thông tư 03/2025/TT-VPCP,
  form 04).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, assert_never

from toantrinh.core.calendar import (
    MINUTE,
    Limit,
    LimitKind,
    WorkCalendar,
    add_working,
    due,
    whole_minute,
    working_minutes,
)
from toantrinh.core.clock import local_day

IN_DAYS: Final = frozenset({LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS})
Calendars = Callable[[int], WorkCalendar]  # by edition of the lists


class Reason(StrEnum):
    """Why time stands still. There is no other reason."""

    SUPPLEMENT = "supplement"  # the applicant owes papers: paper 02 was issued
    PAYMENT = "payment"  # the applicant owes money: the payment notice was issued
    STEP = "step"  # the version does not count this step


class Verdict(StrEnum):
    """What is said of a limit. Computed, never typed."""

    EARLY = "early"  # ended on a day before that of the due time
    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"  # still open, and the due time is over
    STANDING = "standing"


@dataclass(frozen=True)
class Received:
    """The receipt, from which the limit counts under the calendar of ``edition``."""

    at: datetime
    limit: Limit
    edition: int
    ground: str = ""


@dataclass(frozen=True)
class Stopped:
    """Time stands still from now on; ``ref`` names the paper or the step."""

    at: datetime
    reason: Reason
    ref: str
    ground: str = ""


@dataclass(frozen=True)
class WentOn:
    at: datetime
    ref: str


@dataclass(frozen=True)
class LimitFound:
    """A finding of the officer gives the case another limit. Once, and before the first ends."""

    at: datetime
    limit: Limit
    ground: str = ""


@dataclass(frozen=True)
class Extended:
    """``by``: in the unit of the limit, hours or days; of a limit within the day, working days."""

    at: datetime
    by: int
    ground: str = ""


@dataclass(frozen=True)
class Recalendared:
    """The calendar was corrected, and the correction was applied to this dossier."""

    at: datetime
    edition: int
    ground: str = ""


@dataclass(frozen=True)
class Ended:
    """Settled, stopped: nothing counts any more."""

    at: datetime


Change = Stopped | WentOn | LimitFound | Extended | Recalendared | Ended


@dataclass(frozen=True)
class Still:
    """A time in which the clock stood still, or, while ``until`` is None, stands still."""

    since: datetime
    until: datetime | None
    reason: Reason
    ref: str
    ground: str


@dataclass(frozen=True)
class Clock:
    """What is known of the time of a dossier after some of its changes.

    Attributes:
        original_due: as it was told at the receipt; never changes.
        refused: changes that came too late or too often to change anything, in order.
    """

    received: Received
    calendars: Calendars = field(compare=False, repr=False)
    limit: Limit
    edition: int
    original_due: datetime
    stills: tuple[Still, ...] = ()
    extensions: tuple[Extended, ...] = ()
    found: LimitFound | None = None
    refused: tuple[Change, ...] = ()
    ended: datetime | None = None

    @classmethod
    def begin(cls, received: Received, calendars: Calendars) -> Clock:
        first = due(calendars(received.edition), received.limit, received.at)
        return cls(received, calendars, received.limit, received.edition, first)

    @property
    def calendar(self) -> WorkCalendar:
        return self.calendars(self.edition)

    @cached_property
    def _standing(self) -> tuple[list[tuple[datetime, datetime]], datetime | None]:
        """The times that stood still and are over, and since when time stands still.

        What began after the due time was over heals nothing, so it is left out.
        """
        counted: list[tuple[datetime, datetime]] = []
        for still in sorted(self.stills, key=lambda each: each.since):
            since = max(still.since, self.received.at)
            if whole_minute(since) > self._end(counted):
                break
            if still.until is None:
                return [(a, min(b, since)) for a, b in counted], since
            if still.until > since:
                counted.append((since, still.until))
        return counted, None

    def _end(self, stills: Sequence[tuple[datetime, datetime]]) -> datetime:
        return end_of(self.calendar, self.limit, self.received.at, stills, extra=self.extra)

    @property
    def stands_since(self) -> datetime | None:
        """Since when time stands still; None while it goes."""
        return self._standing[1]

    @property
    def counted_stills(self) -> list[tuple[datetime, datetime]]:
        """The times that stood still and are over, as far as they count."""
        return self._standing[0]

    @cached_property
    def due(self) -> datetime:
        """The due time by all that has happened; while time stands still, as it was before."""
        return self._end(self.counted_stills)

    @property
    def extra(self) -> int:
        """By how much the limit was extended in all, in its unit."""
        return sum(each.by for each in self.extensions)

    def after(self, change: Change) -> Clock:
        """The clock once ``change`` has happened too; after the end nothing happens."""
        if self.ended is not None:
            return replace(self, refused=(*self.refused, change))
        match change:
            case Stopped():
                return self._stopped(change)
            case WentOn():
                return self._went_on(change)
            case LimitFound():
                return self._found(change)
            case Extended():
                return self._extended(change)
            case Recalendared():
                return replace(self, edition=change.edition)
            case Ended():
                stills = tuple(
                    each if each.until else replace(each, until=change.at) for each in self.stills
                )
                return replace(self, stills=stills, ended=change.at)
        assert_never(change)

    def _stopped(self, change: Stopped) -> Clock:
        if any(each.ref == change.ref and each.until is None for each in self.stills):
            return self
        still = Still(change.at, None, change.reason, change.ref, change.ground)
        return replace(self, stills=(*self.stills, still))

    def _went_on(self, change: WentOn) -> Clock:
        stills = tuple(
            replace(each, until=max(change.at, each.since))
            if each.ref == change.ref and each.until is None
            else each
            for each in self.stills
        )
        return replace(self, stills=stills)

    def _found(self, change: LimitFound) -> Clock:
        if self.found is not None or self.extensions or self.is_over(change.at):
            return replace(self, refused=(*self.refused, change))
        return replace(self, limit=change.limit, found=change)

    def _extended(self, change: Extended) -> Clock:
        if self.is_over(change.at):
            return replace(self, refused=(*self.refused, change))
        return replace(self, extensions=(*self.extensions, change))

    def is_over(self, at: datetime) -> bool:
        """Whether the due time has passed at ``at``; never while time stands still."""
        return self.stands_since is None and whole_minute(at) > self.due

    def verdict(self, at: datetime) -> Verdict:
        """What is to be said at ``at`` (now, for what is open)."""
        if self.ended is not None:
            return judged(self.due, self.ended)
        if self.stands_since is not None:
            return Verdict.STANDING
        return Verdict.OVERDUE if self.is_over(at) else Verdict.RUNNING


def replay(received: Received, changes: Iterable[Change], calendars: Calendars) -> Clock:
    """The clock after all ``changes``, in their order."""
    clock = Clock.begin(received, calendars)
    for change in changes:
        clock = clock.after(change)
    return clock


def judged(end: datetime, ended: datetime) -> Verdict:
    """The verdict on what ended at ``ended`` and was due at ``end``. Seconds do not count.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    >>> judged(noon, noon.replace(second=59)).value, judged(noon, noon + MINUTE).value
    ('on_time', 'late')
    """
    if whole_minute(ended) > end:
        return Verdict.LATE
    return Verdict.EARLY if local_day(ended) < local_day(end) else Verdict.ON_TIME


def end_of(
    calendar: WorkCalendar,
    limit: Limit,
    since: datetime,
    stills: Sequence[tuple[datetime, datetime]] = (),
    *,
    extra: int = 0,
) -> datetime:
    """When ``limit`` and ``extra`` more of its unit end that count from ``since``, with the times
    that stood still left out.

    In UTC, to the minute, in open time; later or the same with every still that is added, and the
    same whether a still is told at once or in parts.
    """
    if limit.kind in IN_DAYS:
        days = extra + len(still_days(calendar, limit.kind, stills))
        return due(calendar, replace(limit, amount=limit.amount + days), since)
    minutes = still_minutes(calendar, limit.kind, stills)
    if limit.kind is LimitKind.WITHIN_DAY:
        end = due(calendar, limit, since)
        if extra:
            end = calendar.closing(calendar.working_day_after(local_day(end), extra))
        return add_working(calendar, end, minutes) if minutes else end
    total = int((limit.amount + extra) * 60) + minutes
    if limit.kind is LimitKind.HOURS:  # what runs out in closed time: the next opening
        return add_working(calendar, whole_minute(since) + total * MINUTE, 0)
    return add_working(calendar, since, total)


def still_days(
    calendar: WorkCalendar, kind: LimitKind, stills: Sequence[tuple[datetime, datetime]]
) -> frozenset[date]:
    """The days that do not count because time stood still: after the day on which it stopped, up
    to and with the day on which it goes on; of a limit in working days, the working ones."""
    found: set[date] = set()
    for since, until in read_stills(calendar, stills):
        day, last = local_day(since) + timedelta(days=1), local_day(until)
        while day <= last:
            if kind is LimitKind.CALENDAR_DAYS or calendar.is_working_day(day):
                found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


def still_minutes(
    calendar: WorkCalendar, kind: LimitKind, stills: Sequence[tuple[datetime, datetime]]
) -> int:
    """Minutes that do not count: of open time, or of all time for a limit in continuous hours."""
    joined = read_stills(calendar, stills)
    if kind is LimitKind.HOURS:
        return sum((until - since) // MINUTE for since, until in joined)
    return sum(working_minutes(calendar, since, until) for since, until in joined)


def read_stills(
    calendar: WorkCalendar, stills: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """To the minute, without overlaps, in order. What is answered in closed time is read at the
    next opening: until then time stands still."""
    joined: list[tuple[datetime, datetime]] = []
    for since, until in sorted(stills):
        begin, end = whole_minute(since), add_working(calendar, until, 0)
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, max(end, begin)))
    return joined
