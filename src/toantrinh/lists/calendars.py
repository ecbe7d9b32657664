"""Calendars put together from rows, edition by edition. What is kept in memory never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from toantrinh.core.calendar import Season, WorkCalendar

from . import keeping, rules, time_rules
from .changes import Changes
from .models import FILES, CalendarDay, CalendarYear, OfficeHours, TimeRule

FIRST_YEAR: Final = 2015  # of calendars: no dossier here is older
YEARS_AHEAD: Final = 10
EDITIONS: Final = 64  # kept in memory: open dossiers live under the editions of some years
Layer = tuple[tuple[date, bool], ...]  # (day, worked)


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not what its weekday says, and who says so: a row, or the rule of the law.

    ``source`` is the file or the uid of the change; empty for a day that is computed.
    """

    day: date
    worked: bool
    name: str
    basis: str
    agency_code: str
    source: str

    @property
    def is_local(self) -> bool:
        """Whether it was decided here."""
        return bool(self.source) and self.source not in FILES

    @property
    def is_computed(self) -> bool:
        return not self.source


@dataclass(frozen=True)
class HoursRule:
    """Office hours of one agency, all seasons together, between two dates."""

    agency_code: str
    valid_from: date
    valid_to: date | None
    basis: str
    source: str
    is_local: bool
    seasons: tuple[Season, ...]

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def order(self) -> tuple[date, bool]:
        """By this, what counts among the rules of one agency comes last."""
        return self.valid_from, self.is_local


def calendar(edition: int, day: date, agency_code: str) -> WorkCalendar:
    """See ``Lists.calendar_for``."""
    scopes, special = rules.scopes(agency_code), days(edition)
    relevant = tuple(each for each in reversed(scopes) if each in special)
    rule = hours_of(hours(edition), day, agency_code)
    return _calendar(edition, rule, relevant, day.year + YEARS_AHEAD)


def proposed(edition: int, day: date, agency_code: str, changes: Changes) -> WorkCalendar:
    """The calendar as it would be with ``changes``; as it is where they do not reach."""
    scopes = rules.scopes(agency_code)
    if changes.scope not in scopes:
        return calendar(edition, day, agency_code)
    special, found = days(edition), hours(edition)
    layers = []
    for scope in reversed(scopes):
        layers.append(_layer(special.get(scope, ())))
        if scope == changes.scope:
            layers.append(tuple((each.day, each.worked) for each in changes.days))
    if changes.hours:
        first = changes.hours[0]
        seasons = tuple(rules.season(each.begins, each.hours) for each in changes.hours)
        rule = HoursRule(
            changes.scope, first.valid_from, first.valid_to, first.basis, "", True, seasons
        )
        kept = tuple(
            each
            for each in found
            if (each.agency_code, each.valid_from, each.is_local)
            != (rule.agency_code, rule.valid_from, True)
        )
        found = (*kept, rule)
    seasons = hours_of(found, day, agency_code)
    announced = dict(years(edition))
    if changes.announced is not None:
        computed = _layer(keeping.by_rule(changes, edition))
        layers.insert(0, computed)
        announced[changes.announced] = True
    return _composed(seasons, layers, announced, day.year + YEARS_AHEAD)


def hours_of(found: Sequence[HoursRule], day: date, agency_code: str) -> tuple[Season, ...]:
    """The office hours that hold on a day: of the most particular agency, the rule that began
    last, and what was decided here before what stands in a file."""
    for scope in rules.scopes(agency_code):
        valid = [each for each in found if each.agency_code == scope and each.holds_on(day)]
        if valid:
            return max(valid, key=lambda each: each.order).seasons
    return rules.USUAL_HOURS


def special_days(edition: int, agency_code: str, year: int) -> list[SpecialDay]:
    """The days of a year that are not what their weekday says for an agency, in order."""
    found: dict[date, SpecialDay] = {}
    if year not in years(edition):
        computed, names = rules.days_by_rule(year), rules.names_by_rule(year)
        for day in computed.off | computed.worked:
            worked, name = day in computed.worked, names.get(day, "")
            found[day] = SpecialDay(day, worked, name, rules.LAW, "", "")
    for scope in reversed(rules.scopes(agency_code)):
        for row in days(edition).get(scope, ()):
            if row.day.year == year:
                found[row.day] = SpecialDay(
                    row.day, row.worked, row.name, row.basis, row.agency_code, row.source
                )
    return [found[day] for day in sorted(found)]


@lru_cache(maxsize=EDITIONS)
def days(edition: int) -> dict[str, tuple[CalendarDay, ...]]:
    """Days by the code they stand under, empty for the country; in the order in which they count,
    so that what was decided here comes after what stands in a file."""
    found: dict[str, list[CalendarDay]] = {}
    for row in CalendarDay.objects.of_edition(edition).order_by("edition_from", "day", "pk"):
        found.setdefault(row.agency_code, []).append(row)
    return {code: tuple(sorted(rows, key=lambda row: row.is_local)) for code, rows in found.items()}


@lru_cache(maxsize=EDITIONS)
def years(edition: int) -> dict[int, bool]:
    """Years that are in rows, and whether they are announced: in the file, or here."""
    found: dict[int, bool] = {}
    for row in CalendarYear.objects.of_edition(edition):
        found[row.year] = row.announced or found.get(row.year, False)
    return found


@lru_cache(maxsize=EDITIONS)
def hours(edition: int) -> tuple[HoursRule, ...]:
    """All rules on office hours with their dates."""
    found: dict[tuple[str, date, str], list[OfficeHours]] = {}
    for row in OfficeHours.objects.of_edition(edition).order_by("valid_from", "pk"):
        found.setdefault((row.agency_code, row.valid_from, row.source), []).append(row)
    return tuple(
        HoursRule(
            code,
            valid_from,
            rows[0].valid_to,
            rows[0].basis,
            source,
            rows[0].is_local,
            tuple(rules.season((row.begins_month, row.begins_day), row.hours) for row in rows),
        )
        for (code, valid_from, source), rows in found.items()
    )


@lru_cache(maxsize=EDITIONS)
def limits(edition: int) -> dict[str, tuple[time_rules.Rule, ...]]:
    """Time rules by their key, period by period."""
    found: dict[str, list[time_rules.Rule]] = {}
    for row in TimeRule.objects.of_edition(edition).order_by("valid_from", "pk"):
        found.setdefault(row.key, []).append(time_rules.of_row(row))
    return {key: tuple(periods) for key, periods in found.items()}


@lru_cache(maxsize=256)
def _calendar(
    edition: int, seasons: tuple[Season, ...], scopes: tuple[str, ...], last_year: int
) -> WorkCalendar:
    """``scopes``: codes with days of their own, the most particular last."""
    layers = [_layer(days(edition)[scope]) for scope in scopes]
    return _composed(seasons, layers, years(edition), last_year)


def _layer(rows: Iterable[CalendarDay]) -> Layer:
    return tuple((row.day, row.worked) for row in rows)


def _composed(
    seasons: tuple[Season, ...],
    layers: Sequence[Layer],
    announced: dict[int, bool],
    last_year: int,
) -> WorkCalendar:
    """Each layer goes before the ones in front of it; years that are not in rows are computed."""
    known = range(FIRST_YEAR, last_year + 1)
    by_rule = [rules.days_by_rule(year) for year in known if year not in announced]
    off = {day for each in by_rule for day in each.off}
    worked = {day for each in by_rule for day in each.worked}
    for layer in layers:
        for day, is_worked in layer:
            (worked if is_worked else off).add(day)
            (off if is_worked else worked).discard(day)
    return WorkCalendar(
        seasons=seasons,
        days_off=frozenset(off),
        days_worked=frozenset(worked),
        known_years=frozenset({*known, *announced}),
        provisional_years=frozenset(year for year in known if not announced.get(year)),
    )
