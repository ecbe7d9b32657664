"""Limits of dates: a day, or so far from today."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_RELATIVE: Final = re.compile(r"today(?:([+-])(\d{1,4})(wd|d|m|y))?", re.ASCII)
CENTURIES: Final = 200  # years: no answer about people or things of today lies further away
_ABSOLUTE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class DayBound:
    """The day itself, or ``amount`` of ``unit`` (d, wd, m, y) after (before, if negative) today."""

    text: str
    day: date | None = None
    amount: int = 0
    unit: str = "d"

    def on(self, today: date) -> date:
        """The day this means today.

        A month or a year that has no such day ends on its last one: a year after 29/2 is 28/2.

        >>> read("today-18y").on(date(2026, 7, 1))
        datetime.date(2008, 7, 1)
        >>> read("today+1m").on(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        >>> read("today+3wd").on(date(2026, 7, 3))
        datetime.date(2026, 7, 8)
        """
        if self.day is not None:
            return self.day
        if self.unit == "wd":
            return _working_days(today, self.amount)
        if self.unit == "d":
            return today + timedelta(days=self.amount)
        return months_after(today, self.amount * (12 if self.unit == "y" else 1))


def read(text: str) -> DayBound:
    """``2026-01-31``, ``today``, ``today-18y``, ``today+24m``, ``today+60d`` or ``today+3wd``.

    Errors: ValueError for anything else.
    """
    found = _RELATIVE.fullmatch(text)
    if found:
        sign, amount, unit = found.groups(default="")
        if unit == "y" and int(amount) > CENTURIES:
            raise ValueError(text)
        return DayBound(text, None, int(f"{sign}{amount or 0}"), unit or "d")
    if _ABSOLUTE.fullmatch(text):
        return DayBound(text, date.fromisoformat(text))
    raise ValueError(text)


def months_after(day: date, amount: int) -> date:
    """So many months later; a month that has no such day ends on its last one.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + amount, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _working_days(day: date, amount: int) -> date:
    """Mondays to Fridays: a form is of no agency, and its holidays are found when it is handled."""
    step = timedelta(days=1 if amount >= 0 else -1)
    left = abs(amount)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
