"""The days of a due time in plain words: which days, what they count, why, what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.core.calendar import SATURDAY, LimitKind
from toantrinh.core.clock import local_day
from toantrinh.lists import queries as lists
from toantrinh.lists.calendars import SpecialDay

from . import reckoning
from .changing import ChangeKind, ChangeLine
from .reckoning import Why
from .timekeeping import Clock

DAY = timedelta(days=1)
HOUR: Final = 60  # minutes
GROUNDS: Final = {
    Why.RECEIPT: "khoản 2 Điều 147 Bộ luật Dân sự 2015",
    Why.MOVED: "khoản 5 Điều 148 Bộ luật Dân sự 2015",
}


class Unit(StrEnum):
    DAYS = "days"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Line:
    """Days that count, or do not, for one reason.

    ``when`` says which days, ``text`` the reason, ``detail`` more about it (a holiday by its name,
    the paper that let time stand still); ``amount`` is ``counted`` in words, empty for nothing.
    ``end``: of the last line, when it ends.
    """

    kind: Why
    when: str
    text: str
    detail: str
    amount: str
    counted: int
    unit: Unit
    first: date
    last: date
    end: datetime | None = None

    @property
    def counts(self) -> bool:
        return self.counted > 0


class Days:
    """What the days of the calendar of a clock are called. Asks for the names of a year once."""

    def __init__(self, found: Clock, agency_code: str) -> None:
        self.clock = found
        self.agency_code = agency_code
        self.lists = lists.Lists(found.edition, local_day(found.received.at))
        self._special: dict[int, dict[date, SpecialDay]] = {}

    def special(self, day: date) -> SpecialDay | None:
        if day.year not in self._special:
            found = self.lists.special_days(self.agency_code, day.year)
            self._special[day.year] = {each.day: each for each in found}
        return self._special[day.year].get(day)

    def names(self, line: reckoning.Line, *, worked: bool) -> str:
        """Of the days off, or of the days made up, between two days."""
        return "; ".join(
            dict.fromkeys(
                f"{each.name} ({each.basis})" if each.basis else each.name
                for day in days_of(line)
                if (each := self.special(day)) and each.worked is worked and each.name
            )
        )

    def line(self, line: reckoning.Line) -> Line:
        text, detail = self._words(line)
        unit = Unit.MINUTES if line.in_minutes else Unit.DAYS
        return Line(
            kind=line.why,
            when=_when(line.first, line.last),
            text=text,
            detail=detail,
            amount=amount(self.clock, line.counted, unit) if line.counted else "",
            counted=line.counted,
            unit=unit,
            first=line.first,
            last=line.last,
            end=line.end,
        )

    def _words(self, line: reckoning.Line) -> tuple[str, str]:
        """The reason in words, and more about it."""
        if line.why is Why.AFTER_CUTOFF:
            return self._after_cutoff()
        if line.why is Why.MOVED and line.in_minutes:
            return _("It ran out while the office is closed: its next opening"), ""
        text = {
            Why.RECEIPT: _("Day of receipt: does not count"),
            Why.COUNTED: _("Counts"),
            Why.WEEKEND: _("Weekend: does not count"),
            Why.OFF: _("Day off: does not count"),
            Why.STANDING: _("Time stood still: does not count"),
            Why.MADE_UP: _("Given back for the time that stood still"),
            Why.MOVED: _("The last day is a day off: the next working day"),
            Why.EXTENDED: _("Extension"),
        }
        return text[line.why], self._detail(line)

    def _detail(self, line: reckoning.Line) -> str:
        if line.why is Why.WEEKEND:
            return _weekdays(line)
        if line.why is Why.OFF:
            return self.names(line, worked=False)
        if line.why in (Why.COUNTED, Why.EXTENDED):
            return self._made_up(line)
        return GROUNDS.get(line.why, "")

    def _after_cutoff(self) -> tuple[str, str]:
        words = _("Came after hours: counts as received on the next working day")
        cutoff = self.clock.limit.cutoff
        if cutoff is None:
            return words, ""
        return words, _("The procedure says: until %(at)s") % {"at": f"{cutoff:%H:%M}"}

    def _made_up(self, line: reckoning.Line) -> str:
        """That a Saturday or Sunday is worked is said, because people would not expect it."""
        days = [
            day
            for day in days_of(line)
            if day.weekday() >= SATURDAY and day in self.clock.calendar.days_worked
        ]
        if not days:
            return ""
        told = ", ".join(f"{weekday(day)} {day:%d/%m}" for day in days)
        words = _("%(days)s is worked for another day off") % {"days": told}
        names = self.names(line, worked=True)
        return f"{words}: {names}" if names else words


def days_of(line: reckoning.Line) -> Iterable[date]:
    day = line.first
    while day <= line.last:
        yield day
        day += DAY


def named(lines: Iterable[Line], found: Clock, changes: Sequence[ChangeLine]) -> tuple[Line, ...]:
    """The lines of time that stood still, and of the extension, with their papers."""
    told = []
    for line in lines:
        if line.kind is Why.STANDING:
            line = replace(line, detail=upper("; ".join(_reasons(line, changes))))
        elif line.kind is Why.EXTENDED and not line.detail:
            grounds = dict.fromkeys(each.ground for each in found.extensions if each.ground)
            line = replace(line, detail="; ".join(grounds))
        told.append(line)
    return tuple(told)


def _reasons(line: Line, changes: Sequence[ChangeLine]) -> list[str]:
    """Why time stood still on these days. What was answered in closed time is read on the next
    working day, after the pause itself: then it is the last one before."""
    counted = [each for each in changes if each.kind is ChangeKind.PAUSE and each.counts]
    within = [each.why for each in counted if each.covers(line.first, line.last)]
    before = [each.why for each in counted if local_day(each.at) <= line.first]
    return list(dict.fromkeys(within or before[-1:]))


def unit_of(found: Clock) -> Unit:
    in_hours = found.limit.kind in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
    return Unit.MINUTES if in_hours else Unit.DAYS


def amount(found: Clock, counted: int, unit: Unit | None = None) -> str:
    """Days or minutes as people say them: “2 ngày làm việc”, “2 giờ 30 phút”."""
    if (unit or unit_of(found)) is Unit.DAYS:
        if found.limit.kind is LimitKind.CALENDAR_DAYS:
            words = ngettext("%(n)d day", "%(n)d days", counted)
        else:
            words = ngettext("%(n)d working day", "%(n)d working days", counted)
        return words % {"n": counted}
    hours, minutes = divmod(counted, HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    return " ".join(parts)


def _when(first: date, last: date) -> str:
    if first == last:
        return _("%(weekday)s %(day)s") % {
            "weekday": upper(weekday(first)),
            "day": f"{first:%d/%m/%Y}",
        }
    return _("%(first)s %(from)s to %(last)s %(to)s") % {
        "first": upper(weekday(first)),
        "from": f"{first:%d/%m}" if first.year == last.year else f"{first:%d/%m/%Y}",
        "last": weekday(last),
        "to": f"{last:%d/%m/%Y}",
    }


def _weekdays(line: reckoning.Line) -> str:
    return upper(", ".join(dict.fromkeys(weekday(day) for day in days_of(line))))


def weekday(day: date) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]
