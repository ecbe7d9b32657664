"""A change of the working calendar as a value: what it says, how it is stored, and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from toantrinh.core.calendar import Season, WorkCalendar

from . import rules

Hours = tuple[tuple[str, str], ...]
LONGEST: Final = 200  # letters of a name or a basis, as the tables have them


@dataclass(frozen=True)
class DayChange:
    """A day that is to be off, or worked; ``basis`` is the document that says so."""

    day: date
    worked: bool
    name: str
    basis: str


@dataclass(frozen=True)
class HoursChange:
    """A season of office hours. Those of a change with the same first day are one rule together.

    ``begins``: (month, day); ``hours``: pairs of local times such as ``("07:30", "11:30")``.
    """

    begins: tuple[int, int]
    hours: Hours
    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True)
class Changes:
    """What is to change for ``scope`` and all agencies whose codes begin with it, or for the whole
    country when it is empty. ``announced`` is a year whose days off the government has decided."""

    scope: str = ""
    days: tuple[DayChange, ...] = ()
    hours: tuple[HoursChange, ...] = ()
    announced: int | None = None

    @property
    def first_day(self) -> date | None:
        """The first day whose working time is another afterwards; none when no time changes."""
        days = [each.day for each in self.days] + [each.valid_from for each in self.hours]
        return min(days, default=None)

    def as_json(self) -> dict[str, Any]:
        """What ``of_json`` reads again."""
        return {
            "days": [
                {"day": str(each.day), "worked": each.worked}
                | {"name": each.name, "basis": each.basis}
                for each in self.days
            ],
            "hours": [
                {
                    "begins": list(each.begins),
                    "hours": [list(span) for span in each.hours],
                    "valid_from": str(each.valid_from),
                    "valid_to": str(each.valid_to) if each.valid_to else None,
                    "basis": each.basis,
                }
                for each in self.hours
            ],
            "announced": self.announced,
        }


def of_json(scope: str, stored: Mapping[str, Any]) -> Changes:
    """The change that ``as_json`` wrote."""
    return Changes(
        scope=scope,
        days=tuple(
            DayChange(date.fromisoformat(each["day"]), each["worked"], each["name"], each["basis"])
            for each in stored["days"]
        ),
        hours=tuple(
            HoursChange(
                begins=(each["begins"][0], each["begins"][1]),
                hours=tuple((opens, closes) for opens, closes in each["hours"]),
                valid_from=date.fromisoformat(each["valid_from"]),
                valid_to=date.fromisoformat(each["valid_to"]) if each["valid_to"] else None,
                basis=each["basis"],
            )
            for each in stored["hours"]
        ),
        announced=stored["announced"],
    )


class Fault(NamedTuple):
    """Why a change cannot be: ``field`` is where it was given (``days.2``, ``hours.0``, …)."""

    field: str
    message: str


def faults(
    changes: Changes, calendar: WorkCalendar, *, rule: tuple[Season, ...], announced: bool
) -> Iterator[Fault]:
    """All that stands against a change, each fault once.

    ``calendar`` is that of the scope as it is, ``rule`` the office hours that hold there on the
    first day of the hours that are given, ``announced`` whether the announced year is so already.
    """
    found = [*_faults_of_days(changes, calendar), *_faults_of_hours(changes, rule)]
    if not (changes.days or changes.hours or changes.announced):
        found.append(
            Fault("", _("Nothing is changed. Give days, hours, or a year that was announced."))
        )
    if changes.announced is not None:
        found += _faults_of_year(changes, calendar, announced=announced)
    yield from dict.fromkeys(found)


def _faults_of_days(changes: Changes, calendar: WorkCalendar) -> Iterator[Fault]:
    seen: dict[date, bool] = {}
    for number, each in enumerate(changes.days):
        field, told = f"days.{number}", {"day": f"{each.day:%d/%m/%Y}"}
        if each.day in seen and seen[each.day] is not each.worked:
            yield Fault(field, _("%(day)s cannot be both off and worked.") % told)
        elif each.day in seen:
            yield Fault(field, _("%(day)s is there twice.") % told)
        elif each.day.year not in calendar.known_years:
            yield Fault(field, _("%(day)s is too far away for the calendar.") % told)
        elif calendar.is_working_day(each.day) is each.worked:
            so = _("%(day)s is a working day already.")
            off = _("%(day)s is a day off already.")
            yield Fault(field, (so if each.worked else off) % told)
        seen.setdefault(each.day, each.worked)
        if not each.name.strip():
            yield Fault(field, _("The name of the day is missing."))
        elif len(each.name) > LONGEST:
            yield Fault(field, _("The name of the day is longer than 200 letters."))
        yield from _faults_of_basis(each.basis)


def _faults_of_hours(changes: Changes, rule: tuple[Season, ...]) -> Iterator[Fault]:
    begun: set[tuple[int, int]] = set()
    for number, each in enumerate(changes.hours):
        field = f"hours.{number}"
        if why := _wrong(each):
            yield Fault(field, why)
        if each.begins in begun:
            yield Fault(field, _("Two seasons begin on the same day of the year."))
        begun.add(each.begins)
        if each.valid_to and each.valid_to < each.valid_from:
            yield Fault(field, _("The last day of validity is not before the first."))
        yield from _faults_of_basis(each.basis)
    if len({(each.valid_from, each.valid_to) for each in changes.hours}) > 1:
        yield Fault("hours.0", _("All seasons of one change hold from the same day to the same."))
    try:
        given = frozenset(rules.season(each.begins, each.hours) for each in changes.hours)
    except ValueError:  # told above
        return
    if given and given == frozenset(rule) and all(each.valid_to is None for each in changes.hours):
        yield Fault("hours.0", _("These are the office hours already."))


def _wrong(change: HoursChange) -> str:
    """What is wrong with the times of a season (Bộ luật Lao động 2019, Điều 105); or empty."""
    try:
        date(2000, *change.begins)  # a leap year: every day of a year can be written in it
    except ValueError:
        return _("A season begins on a day of the year, such as 15/4.")
    try:
        rules.season(change.begins, change.hours)
    except ValueError:
        return _(
            "Office hours are written such as 07:30, follow one another without overlapping, and "
            "are 8 hours a day together."
        )
    return ""


def _faults_of_year(
    changes: Changes, calendar: WorkCalendar, *, announced: bool
) -> Iterator[Fault]:
    told = {"year": changes.announced}
    if changes.scope:
        yield Fault("announced", _("A year is announced for the whole country only."))
    elif changes.announced not in calendar.known_years:
        yield Fault("announced", _("%(year)d is too far away for the calendar.") % told)
    elif announced:
        yield Fault("announced", _("The days off of %(year)d are announced already.") % told)


def _faults_of_basis(basis: str) -> Iterator[Fault]:
    if not basis.strip():
        yield Fault("basis", _("The legal ground is missing."))
    elif len(basis) > LONGEST:
        yield Fault("basis", _("The legal ground is longer than 200 letters."))
