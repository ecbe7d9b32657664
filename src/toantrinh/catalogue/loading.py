"""Lists of the catalogue from ``packs/lists``: published data, internal procedures."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from . import inventory_csv
from .inventory import Entry
from .once_only import Published

COLUMNS = ("paper", "database", "name", "document", "clause", "since", "until", "procedures")


class RegisterProblem(ValueError):
    """A row that cannot be read, with file and line."""


def read(path: Path) -> list[Published]:
    """The rows of the register; ``procedures`` are codes with spaces between them.

    Errors: RegisterProblem with file and line; OSError for a missing file.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            message = _("The columns are %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            raise RegisterProblem(f"{path}:1: {message}")
        return [_row(row, f"{path}:{rows.line_num}") for row in rows]


def inventory(path: Path) -> list[Entry]:
    """Internal procedures of a list, such as ``packs/lists/internal-procedures.csv``.

    Errors: RegisterProblem with the file and what is wrong; OSError for a missing file.
    """
    try:
        entries, wrong = inventory_csv.read(path.read_bytes())
    except inventory_csv.CsvUnreadable as error:
        raise RegisterProblem(f"{path}: {error}") from error
    if wrong:
        raise RegisterProblem("\n".join(f"{path}: {fault.message}" for fault in wrong))
    return entries


def _row(row: dict[str, str], place: str) -> Published:
    for key in ("paper", "database", "name", "document", "since"):
        if not row[key]:
            message = _("The column “%(column)s” is empty.") % {"column": key}
            raise RegisterProblem(f"{place}: {message}")
    try:
        since = date.fromisoformat(row["since"])
        until = date.fromisoformat(row["until"]) if row["until"] else None
    except ValueError as error:
        message = _("A day is written such as 2026-01-31.")
        raise RegisterProblem(f"{place}: {message}") from error
    if until is not None and until < since:
        raise RegisterProblem(f"{place}: {_('It ends before it begins.')}")
    return Published(
        paper=row["paper"],
        database=row["database"],
        name=row["name"],
        document=row["document"],
        clause=row["clause"],
        since=since,
        until=until,
        procedures=frozenset(row["procedures"].split()),
    )
