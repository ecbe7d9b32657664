"""How a due time comes about, day by day: lines whose counts add up to the limit.

Values in, values out, as ``timekeeping``. The words are put to the lines by ``explaining``, the
same for the citizen, the officer, the leader and machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from toantrinh.core.calendar import (
    MINUTE,
    SATURDAY,
    LimitKind,
    WorkCalendar,
    day_of_receipt,
    due,
    whole_minute,
)
from toantrinh.core.clock import local_day

from .timekeeping import IN_DAYS, Clock, read_stills, still_days

DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a day, or some of its time, counts or does not."""

    RECEIPT = "receipt"  # the day of receipt does not count
    AFTER_CUTOFF = "after_cutoff"  # it came after the cut-off: the next working day is its receipt
    COUNTED = "counted"
    WEEKEND = "weekend"
    OFF = "off"  # a holiday, or a day off in exchange
    STANDING = "standing"
    MADE_UP = "made_up"  # time that stood still, given back after the end of the day
    MOVED = "moved"  # the last day is off: on to the next working day
    EXTENDED = "extended"


@dataclass(frozen=True)
class Line:
    """Days from ``first`` to ``last`` (local, inclusive) for one reason.

    ``counted``: how much of the limit, or of the extension, they use up: days, or minutes.
    ``end``: for the last line of a stretch, when it ends (UTC).
    """

    first: date
    last: date
    why: Why
    counted: int = 0
    in_minutes: bool = False
    end: datetime | None = None


def lines(clock: Clock) -> list[Line]:
    """From the receipt to ``clock.due``. Of the lines ``COUNTED`` the sum is the limit, of those
    ``EXTENDED`` the extension; the last line ends at the due time."""
    kind = clock.limit.kind
    if kind in IN_DAYS:
        found = _days(clock)
    elif kind is LimitKind.WITHIN_DAY:
        found = _within(clock)
    elif kind is LimitKind.HOURS:
        found = _through_nights(clock)
    else:
        found = _open_time(clock, clock.received.at, clock.due)
    joined = _joined(_extended(clock, found))
    joined[-1] = replace(joined[-1], end=clock.due)
    return joined


def counted(found: Iterable[Line], why: Why = Why.COUNTED) -> int:
    """What the lines count of the limit, or of its extension: days, or minutes."""
    return sum(line.counted for line in found if line.why is why)


def _extended(clock: Clock, found: Iterable[Line]) -> Iterator[Line]:
    """What is counted beyond the limit itself is the extension's."""
    in_hours = clock.limit.kind in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
    left = int(clock.limit.amount * (60 if in_hours else 1))
    for line in found:
        if line.why is not Why.COUNTED:
            yield line
            continue
        own = min(left, line.counted)
        left -= own
        if own:
            yield replace(line, counted=own)
        if own < line.counted:
            yield replace(line, why=Why.EXTENDED, counted=line.counted - own)


def _days(clock: Clock) -> Iterator[Line]:
    calendar, limit = clock.calendar, clock.limit
    day = day_of_receipt(calendar, clock.received.at, limit.cutoff)
    yield from _receipt(calendar, local_day(clock.received.at), day)
    still = still_days(calendar, limit.kind, clock.counted_stills)
    left, last = int(limit.amount) + clock.extra, local_day(clock.due)
    while day < last:
        day += DAY
        is_off = not calendar.is_working_day(day)
        if limit.kind is LimitKind.WORKING_DAYS and is_off:
            yield Line(day, day, _closed(day))
        elif day in still:
            yield Line(day, day, Why.STANDING)
        elif left:
            left -= 1
            yield Line(day, day, Why.COUNTED, 1)
        else:
            yield Line(day, day, Why.MOVED)


def _receipt(calendar: WorkCalendar, came: date, counts_as: date) -> Iterator[Line]:
    if came < counts_as:
        yield Line(came, came, Why.AFTER_CUTOFF)
        for number in range(1, (counts_as - came).days):
            day = came + number * DAY
            yield Line(day, day, _closed(day))
    yield Line(counts_as, counts_as, Why.RECEIPT)


def _within(clock: Clock) -> Iterator[Line]:
    calendar, came = clock.calendar, local_day(clock.received.at)
    end = due(calendar, clock.limit, clock.received.at)
    day = local_day(end)
    if came < day:
        yield Line(came, came, Why.AFTER_CUTOFF)
        for number in range(1, (day - came).days):
            off = came + number * DAY
            yield Line(off, off, _closed(off))
    yield Line(day, day, Why.COUNTED, 1)
    for _number in range(clock.extra):
        next_day = calendar.working_day_after(day)
        while (day := day + DAY) < next_day:
            yield Line(day, day, _closed(day))
        yield Line(day, day, Why.COUNTED, 1)
    end = calendar.closing(day)
    if clock.due > end:
        for line in _open_time(replace(clock, stills=()), end, clock.due):
            yield replace(line, why=Why.MADE_UP) if line.why is Why.COUNTED else line


def _open_time(clock: Clock, since: datetime, until: datetime) -> Iterator[Line]:
    """Open time between two moments, day by day, without what stood still."""
    calendar, day, last = clock.calendar, local_day(since), local_day(until)
    stills, begin = read_stills(calendar, clock.counted_stills), whole_minute(since)
    while day <= last:
        spans = [(max(opens, begin), min(closes, until)) for opens, closes in calendar.spans(day)]
        open_now = [(opens, closes) for opens, closes in spans if closes > opens]
        standing = _overlap(open_now, stills)
        total = sum((closes - opens) // MINUTE for opens, closes in open_now)
        if not calendar.is_working_day(day):
            yield Line(day, day, _closed(day), in_minutes=True)
        if standing:
            yield Line(day, day, Why.STANDING, in_minutes=True)
        if total - standing:
            yield Line(day, day, Why.COUNTED, total - standing, in_minutes=True)
        elif day == last and not standing and calendar.is_working_day(day):
            yield Line(day, day, Why.MOVED, in_minutes=True)
        day += DAY


def _through_nights(clock: Clock) -> Iterator[Line]:
    """Continuous hours: from the receipt to their end, then to the next opening."""
    begin, end = whole_minute(clock.received.at), clock.due
    left = int((clock.limit.amount + clock.extra) * 60)
    ran_to = begin
    stills = read_stills(clock.calendar, clock.counted_stills)
    for since, until in [*stills, (end, end)]:
        used = min(left, max(0, (min(since, end) - begin) // MINUTE))
        if used:
            ran_to = begin + used * MINUTE
            yield Line(local_day(begin), local_day(ran_to), Why.COUNTED, used, in_minutes=True)
            left -= used
        if until > since:
            yield Line(local_day(since), local_day(until), Why.STANDING, in_minutes=True)
        begin = max(begin, until)
    if ran_to < end and not any(since < end <= until for since, until in stills):
        yield Line(local_day(ran_to), local_day(end), Why.MOVED, in_minutes=True)


def _overlap(
    spans: list[tuple[datetime, datetime]], stills: list[tuple[datetime, datetime]]
) -> int:
    """Minutes of ``spans`` that lie in ``stills``, both without overlaps of their own."""
    return sum(
        max(min(end, until) - max(begin, since), timedelta()) // MINUTE
        for since, until in stills
        for begin, end in spans
    )


def _closed(day: date) -> Why:
    return Why.WEEKEND if day.weekday() >= SATURDAY else Why.OFF


def _joined(found: Iterable[Line]) -> list[Line]:
    """Neighbouring lines of one reason as one. Minutes stay by day: people check them by day."""
    joined: list[Line] = []
    for line in found:
        before = joined[-1] if joined else None
        if before and before.why is line.why and not (line.in_minutes and line.counted):
            joined[-1] = replace(before, last=line.last, counted=before.counted + line.counted)
        else:
            joined.append(line)
    return joined
