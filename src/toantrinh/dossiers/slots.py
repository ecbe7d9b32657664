"""The times at which an agency can be met, out of its working hours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from toantrinh.core.calendar import WorkCalendar, add_working
from toantrinh.core.clock import local_day

AHEAD: Final = 10
"""Working days within which times are offered."""


def of_day(calendar: WorkCalendar, day: date, minutes: int) -> Iterator[datetime]:
    """Beginnings of the appointments of a day, UTC: one after another from each opening, none that
    would end after a closing; none on a day off."""
    step = timedelta(minutes=minutes)
    for opens, closes in calendar.spans(day):
        start = opens
        while start + step <= closes:
            yield start
            start += step


def earliest(calendar: WorkCalendar, now: datetime, lead: int) -> datetime:
    """The first moment that is ``lead`` working hours away, in open time."""
    return add_working(calendar, now, lead * 60)


def last_day(calendar: WorkCalendar, now: datetime) -> date:
    """The last day for which an appointment is made."""
    return calendar.working_day_after(local_day(now), AHEAD)


def offered(
    calendar: WorkCalendar, now: datetime, *, lead: int, minutes: int
) -> Iterator[datetime]:
    """All beginnings between the earliest moment and the last day."""
    first, end = earliest(calendar, now, lead), last_day(calendar, now)
    day = local_day(first)
    while day <= end:
        for start in of_day(calendar, day, minutes):
            if start >= first:
                yield start
        day += timedelta(days=1)


def is_open(calendar: WorkCalendar, start: datetime, minutes: int) -> bool:
    """Whether it lies in open time from its beginning to its end."""
    end = start + timedelta(minutes=minutes)
    return any(
        opens <= start and end <= closes for opens, closes in calendar.spans(local_day(start))
    )
