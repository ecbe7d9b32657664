"""Loading the national lists from ``packs/lists``: all of them, or nothing.

No ``actions.py``: permissions live above this package, which is why ``require`` cannot be called
here. Only the ``toantrinh`` command loads lists, when an installation is set up or the lists
change; no room does.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from toantrinh.core import yaml
from toantrinh.core.actor import Actor
from toantrinh.trail.actions import record

from . import keeping, rules, time_rules
from .events import ListsLoaded
from .models import (
    DAYS_FILE,
    HOURS_FILE,
    TIMES_FILE,
    CalendarDay,
    CalendarYear,
    Edition,
    FormerKind,
    FormerUnit,
    Kept,
    OfficeHours,
    Term,
    TimeRule,
    Unit,
    UnitKind,
)

ALWAYS = date(1945, 9, 2)  # valid from, for what has no other first day: the state itself
UNIT = ("code", "name", "kind", "province_code", "valid_from", "valid_to", "basis", "note")
FORMER = ("name", "kind", "district", "province_code", "successor", "valid_to", "basis", "note")


class ListProblem(Exception):
    """A list cannot be loaded: ``file``, ``line`` (from 1) and ``message``."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(file, line, message)
        self.file, self.line, self.message = file, line, message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@transaction.atomic
def load_national(*, folder: Path, by: Actor, at: datetime) -> Edition:
    """Make the rows say exactly what the files in ``folder`` say; the edition that does.

    The same files again change and record nothing. Of calendars and time rules only the difference
    is written, so that each edition stays what it was; what was decided here stays beside it.
    Files: ``provinces.csv``, ``communes.csv``, ``former-communes.csv``, ``terms/<list>.csv``,
    ``days.csv``, ``office-hours.yaml``, ``time-rules.yaml``; their README says what is in them.

    Errors: ListProblem with file and line; OSError for a missing file.
    """
    keeping.lock()
    digest = _digest(folder)
    latest = Edition.objects.order_by("-pk").first()
    if latest and latest.digest == digest:
        return latest
    edition = Edition.objects.create(digest=digest, loaded_at=at)
    count = sum(_replace(model, rows) for model, rows in _read(folder))
    count += sum(
        keeping.replace(model, rows, source=source, edition=edition.pk)
        for model, source, rows in _read_kept(folder)
    )
    event = ListsLoaded(case="lists", edition=edition.pk, digest=digest, rows=count)
    record(event, by=by, at=at)
    return edition


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(
        [*folder.glob("*.csv"), *folder.glob("terms/*.csv"), *folder.glob("*.yaml")]
    ):
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _replace(model: type[models.Model], rows: list[Any]) -> int:
    """Put ``rows`` in the place of all that ``model`` has."""
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows, batch_size=1000)
    return len(rows)


def _read(folder: Path) -> Iterator[tuple[type[models.Model], list[Any]]]:
    provinces = list(_units(folder / "provinces.csv"))
    known = {unit.code for unit in provinces}
    communes = list(_units(folder / "communes.csv", known))
    yield Unit, [*provinces, *communes]
    inside = {unit.code: unit.province_code for unit in communes}
    yield FormerUnit, list(_former(folder / "former-communes.csv", inside))
    yield Term, [term for path in sorted(folder.glob("terms/*.csv")) for term in _terms(path)]


def _read_kept(folder: Path) -> Iterator[tuple[type[Kept], str, list[Any]]]:
    """What is kept by edition, with the name of the file it stands in."""
    days, years = _days(folder / DAYS_FILE)
    yield CalendarDay, DAYS_FILE, days
    yield CalendarYear, DAYS_FILE, years
    yield OfficeHours, HOURS_FILE, list(_office_hours(folder / HOURS_FILE))
    yield TimeRule, TIMES_FILE, list(_time_rules(folder / TIMES_FILE))


def communes(folder: Path) -> list[Unit]:
    """The communes as the files in ``folder`` have them, for whom no database is there.

    Errors: as ``load_national``.
    """
    known = {unit.code for unit in _units(folder / "provinces.csv")}
    return list(_units(folder / "communes.csv", known))


def _lines(path: Path, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file with their numbers, after its heading."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if missing := set(columns) - set(reader.fieldnames or ()):
            raise ListProblem(path, 1, f"these columns are missing: {', '.join(sorted(missing))}")
        for line in reader:
            if None in line or None in line.values():
                raise ListProblem(path, reader.line_num, "more or fewer values than the heading")
            yield reader.line_num, line


def _day(path: Path, number: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ListProblem(path, number, f"“{text}” is no day; write 2026-01-31") from error


def _validity(path: Path, number: int, first: str, last: str) -> dict[str, date | None]:
    begins = _day(path, number, first)
    ends = _day(path, number, last) if last else None
    if ends and ends < begins:
        raise ListProblem(path, number, f"valid to {ends}, before it begins")
    return {"valid_from": begins, "valid_to": ends}


def _units(path: Path, provinces: Iterable[str] = ()) -> Iterator[Unit]:
    seen: set[tuple[str, str]] = set()
    for number, line in _lines(path, *UNIT):
        if line["kind"] not in UnitKind.values:
            raise ListProblem(path, number, f"there is no kind of unit “{line['kind']}”")
        if line["province_code"] and line["province_code"] not in provinces:
            raise ListProblem(path, number, f"there is no province {line['province_code']}")
        _once(path, number, (line["code"], line["valid_from"]), seen)
        yield Unit(
            code=line["code"],
            name=line["name"],
            kind=line["kind"],
            province_code=line["province_code"],
            basis=line["basis"],
            note=line["note"],
            **_validity(path, number, line["valid_from"], line["valid_to"]),
        )


def _former(path: Path, provinces: Mapping[str, str]) -> Iterator[FormerUnit]:
    """Units that ended; ``provinces`` has for each commune its province."""
    seen: set[tuple[str, ...]] = set()
    for number, line in _lines(path, *FORMER):
        if line["kind"] not in FormerKind.values:
            raise ListProblem(path, number, f"there is no kind of unit “{line['kind']}”")
        if provinces.get(line["successor"]) != line["province_code"]:
            where = f"{line['successor']} in province {line['province_code']}"
            raise ListProblem(path, number, f"there is no commune {where}")
        _once(path, number, tuple(line[key] for key in FORMER[:6]), seen)
        yield FormerUnit(
            **{key: line[key] for key in FORMER if key != "valid_to"},
            code=line.get("code", ""),
            valid_to=_day(path, number, line["valid_to"]),
        )


def _terms(path: Path) -> Iterator[Term]:
    seen: set[tuple[str, ...]] = set()
    for number, line in _lines(path, "code", "label_vi", "label_en"):
        _once(path, number, (line["code"],), seen)
        yield Term(
            list=path.stem,
            code=line["code"],
            label_vi=line["label_vi"],
            label_en=line["label_en"],
            words=line.get("words", ""),
            order=number,
            **_validity(
                path, number, line.get("valid_from") or f"{ALWAYS}", line.get("valid_to", "")
            ),
        )


def _days(path: Path) -> tuple[list[CalendarDay], list[CalendarYear]]:
    days: list[CalendarDay] = []
    announced: dict[int, Counter[bool]] = defaultdict(Counter)
    seen: set[tuple[str, ...]] = set()
    for number, line in _lines(path, "date", "worked", "name", "basis", "status", "note"):
        _once(path, number, (line["date"],), seen)
        day = _day(path, number, line["date"])
        announced[day.year][line["status"] == "announced"] += 1
        days.append(
            CalendarDay(
                day=day,
                worked=line["worked"] == "true",
                name=line["name"],
                basis=line["basis"],
                note=line["note"],
            )
        )
    return days, [CalendarYear(year=y, announced=not n[False]) for y, n in announced.items()]


def _office_hours(path: Path) -> Iterator[OfficeHours]:
    data, positions = _yaml(path)
    seen: set[tuple[Any, ...]] = set()
    for number, rule in enumerate(data["rules"] if isinstance(data, dict) else ()):
        for place, each in enumerate(rule["seasons"]):
            line, _ = positions.of(("rules", number, "seasons", place))
            day, month = (int(part) for part in each["begins"].split("/"))
            try:
                rules.season((month, day), each["hours"])
            except ValueError as error:
                raise ListProblem(path, line, str(error)) from error
            _once(path, line, (rule["agency_code"], each["begins"], rule["valid_from"]), seen)
            yield OfficeHours(
                agency_code=rule["agency_code"],
                begins_month=month,
                begins_day=day,
                hours=each["hours"],
                basis=rule["basis"],
                **_validity(path, line, rule["valid_from"], rule.get("valid_to") or ""),
            )


TIME_RULE = {"key", "value", "valid_from", "legal_source", "verified"}


def _time_rules(path: Path) -> Iterator[TimeRule]:
    data, positions = _yaml(path)
    periods: dict[str, list[TimeRule]] = defaultdict(list)
    for number, each in enumerate(data["rules"] if isinstance(data, dict) else ()):
        line, _ = positions.of(("rules", number))
        if missing := TIME_RULE - set(each):
            raise ListProblem(path, line, f"{', '.join(sorted(missing))} is missing")
        try:
            time_rules.check(each["key"], each["value"])
        except ValueError as error:
            raise ListProblem(path, line, str(error)) from error
        row = TimeRule(
            key=each["key"],
            value=_stored(each["value"]),
            legal_source=each["legal_source"],
            verified=each["verified"] is True,
            note=each.get("note") or "",
            **_validity(path, line, each["valid_from"], each.get("valid_to") or ""),
        )
        if any(_overlap(row, other) for other in periods[row.key]):
            raise ListProblem(path, line, f"two periods of {row.key} overlap")
        periods[row.key].append(row)
        yield row


def _stored(value: Any) -> Any:
    """A value as JSON has it: a part of an hour is a text such as "0.5"."""
    if isinstance(value, dict):
        return {key: _stored(each) for key, each in value.items()}
    return str(value) if isinstance(value, Decimal) else value


def _overlap(one: TimeRule, other: TimeRule) -> bool:
    first, second = sorted((one, other), key=lambda each: each.valid_from)
    return first.valid_to is None or second.valid_from <= first.valid_to


def _yaml(path: Path) -> tuple[Any, yaml.Positions]:
    try:
        return yaml.load(path)
    except yaml.YamlProblem as problem:
        raise ListProblem(path, problem.line, problem.message) from problem


def _once(path: Path, number: int, key: Any, seen: set[Any]) -> None:
    if key in seen:
        raise ListProblem(path, number, f"{' '.join(key)} is there twice")
    seen.add(key)
