"""A year as twelve small months, for a page."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toantrinh.core import clock
from toantrinh.core.calendar import WorkCalendar
from toantrinh.lists.calendars import SpecialDay


@dataclass(frozen=True)
class Cell:
    """One day. ``mark`` is ``off``, ``worked``, ``rest`` for an ordinary Saturday or Sunday, or
    empty; ``is_local`` when it is so for some agencies only, or was decided here."""

    day: date
    mark: str
    name: str
    is_local: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """``weeks`` from Monday to Sunday; None for a day of another month."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


def months(calendar: WorkCalendar, special: Iterable[SpecialDay], year: int) -> list[Month]:
    """The months of a year that the calendar knows."""
    known = {each.day: each for each in special}
    made = []
    for number in range(1, 13):
        weeks = tuple(
            tuple(
                _cell(calendar, known.get(day), day) if day.month == number else None
                for day in week
            )
            for week in Calendar().monthdatescalendar(year, number)
        )
        worked = sum(
            calendar.is_working_day(cell.day) for week in weeks for cell in week if cell is not None
        )
        made.append(Month(date(year, number, 1), weeks, worked))
    return made


def _cell(calendar: WorkCalendar, special: SpecialDay | None, day: date) -> Cell:
    works = calendar.is_working_day(day)
    worked, rest = ("worked", "off") if special is not None else ("", "rest")
    is_local = special is not None and (bool(special.agency_code) or special.is_local)
    name = special.name if special else ""
    return Cell(day, worked if works else rest, name, is_local, day == clock.today())
