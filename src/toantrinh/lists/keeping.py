"""Rows that are kept by edition: what files change, and what was decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from . import rules
from .changes import Changes
from .models import CalendarDay, CalendarYear, Edition, Kept, OfficeHours

LOCK: Final = 0x6C69737473  # of whoever makes an edition
_OF_EDITION: Final = {"id", "edition_from", "edition_to"}


def lock() -> None:
    """One at a time makes an edition; held until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def replace(model: type[Kept], rows: Sequence[Any], *, source: str, edition: int) -> int:
    """Let the rows of ``source`` be exactly ``rows`` from ``edition`` on; how many there are.

    Rows that say the same stay as they are; those that are gone or say something else end with the
    edition before.
    """
    wanted = {_content(row): row for row in rows}
    standing = {_content(row): row for row in model.objects.current().filter(source=source)}
    end((row for said, row in standing.items() if said not in wanted), edition=edition)
    _add(
        model,
        [row for said, row in wanted.items() if said not in standing],
        source=source,
        edition=edition,
    )
    return len(rows)


def end(rows: Iterable[Kept], *, edition: int) -> None:
    """Let ``rows`` not hold any more from ``edition`` on."""
    by_model: dict[type[Kept], list[int]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    for model, keys in by_model.items():
        model.objects.current().filter(pk__in=keys).update(edition_to=edition - 1)


def adopt(changes: Changes, *, uid: UUID, at: datetime) -> Edition:
    """Put an approved change into the lists: the edition that has it.

    Rows that were decided here before about the same days, hours and year end. The caller holds
    ``lock`` inside a transaction, has checked that the change has no faults, and records it.

    A year that was computed until now becomes rows when it is announced, with the days by rule:
    what is in rows is not computed any more.
    """
    latest = Edition.objects.order_by("-pk").first()
    edition = Edition.objects.create(
        digest=latest.digest if latest else "", loaded_at=at, change=uid
    )
    computed = by_rule(changes, latest.pk if latest else 0)
    days = [*_days(changes), *computed]
    before: list[Kept] = list(
        CalendarDay.objects.current().filter(
            agency_code=changes.scope, day__in=[each.day for each in days]
        )
    )
    if changes.hours:
        before += OfficeHours.objects.current().filter(
            agency_code=changes.scope, valid_from=changes.hours[0].valid_from
        )
    if changes.announced is not None:
        before += CalendarYear.objects.current().filter(year=changes.announced)
    end((row for row in before if row.is_local), edition=edition.pk)
    source = str(uid)
    _add(CalendarDay, days, source=source, edition=edition.pk)
    _add(OfficeHours, _hours(changes), source=source, edition=edition.pk)
    if changes.announced is not None:
        year = CalendarYear(year=changes.announced, announced=True)
        _add(CalendarYear, [year], source=source, edition=edition.pk)
    return edition


def by_rule(changes: Changes, edition: int) -> list[CalendarDay]:
    """The computed days of a year that becomes rows, but for those that the change itself names."""
    year = changes.announced
    if year is None or CalendarYear.objects.of_edition(edition).filter(year=year).exists():
        return []
    named = {each.day for each in changes.days}
    named |= set(
        CalendarDay.objects.of_edition(edition)
        .filter(agency_code="", day__year=year)
        .values_list("day", flat=True)
    )
    found, names = rules.days_by_rule(year), rules.names_by_rule(year)
    return [
        CalendarDay(day=day, worked=day in found.worked, name=names.get(day, ""), basis=rules.LAW)
        for day in sorted(found.off | found.worked)
        if day not in named
    ]


def _days(changes: Changes) -> list[CalendarDay]:
    return [
        CalendarDay(
            agency_code=changes.scope,
            day=each.day,
            worked=each.worked,
            name=each.name,
            basis=each.basis,
        )
        for each in changes.days
    ]


def _hours(changes: Changes) -> list[OfficeHours]:
    return [
        OfficeHours(
            agency_code=changes.scope,
            begins_month=each.begins[0],
            begins_day=each.begins[1],
            hours=[list(span) for span in each.hours],
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            basis=each.basis,
        )
        for each in changes.hours
    ]


def _add(model: type[Kept], rows: Sequence[Any], *, source: str, edition: int) -> None:
    for row in rows:
        row.source, row.edition_from = source, edition
    model._default_manager.bulk_create(rows, batch_size=1000)


def _content(row: Kept) -> tuple[object, ...]:
    """All that a row says; two rows that say the same are one."""
    fields = (field for field in row._meta.concrete_fields if field.name not in _OF_EDITION)
    return tuple(_plain(getattr(row, field.attname)) for field in fields if field.name != "source")


def _plain(value: Any) -> object:
    """A JSON value as one that can be compared by its content."""
    if isinstance(value, dict):
        return tuple(sorted((key, _plain(each)) for key, each in value.items()))
    if isinstance(value, list):
        return tuple(map(_plain, value))
    return value if isinstance(value, date | bool | int) or value is None else str(value)
