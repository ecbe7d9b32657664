"""Rows copied from a spreadsheet: lines with tabs between the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from toantrinh.core.vietnamese import folded

from .choices import Lists, options
from .normalising import understood
from .shape import NATIONAL_LISTS, PLACES, Field, Kind
from .texts import clean

_YES: Final = frozenset(map(folded, ("có", "x", "đúng", "yes", "true", "1")))
_NO: Final = frozenset(map(folded, ("không", "sai", "no", "false", "0")))
_LISTED: Final = frozenset({Kind.CHOICE, Kind.MULTICHOICE, *NATIONAL_LISTS})


@dataclass
class Pasted:
    """What a text gave: rows of answers, what was not understood by row and column, and the lines
    that could not be placed at all."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    raw: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(group: Field, text: str, *, room: int, lists: Lists | None = None) -> Pasted:
    """``text`` as rows of ``group``, at most ``room`` of them.

    The cells stand in the order of the columns, or under a first line with their labels in any
    order; headings that the table does not have are passed over. Choices may be given by their
    label, places as "Xã …, Tỉnh …". A line with more cells than columns is left, and so is what
    finds no room.
    """
    columns = typed_columns(group)
    found = Pasted()
    under: Sequence[Field | None] | None = None
    try:
        lines = list(_lines(text))
    except csv.Error:  # a cell longer than any
        return Pasted(left=[text])
    for line in lines:
        if under is None:
            under = _headed(line, columns)
            if under:
                continue
            under = columns
        if len(found.rows) >= room or any(line[len(under) :]):
            found.left.append("\t".join(line))
            continue
        _add(found, zip(under, line, strict=False), lists)
    return found


def _add(found: Pasted, cells: Iterable[tuple[Field | None, str]], lists: Lists | None) -> None:
    answers: dict[str, Any] = {}
    raw: dict[str, Any] = {}
    for column, cell in cells:
        if column and cell:
            try:
                answers[column.key] = _cell(column, cell, lists)
            except ValueError:
                raw[column.key] = cell
    found.rows.append(answers)
    found.raw.append(raw)


def typed_columns(group: Field) -> tuple[Field, ...]:
    """The columns that are filled in by somebody, in the order in which they are pasted."""
    return tuple(column for column in group.columns if not column.computed)


def _lines(text: str) -> Iterator[list[str]]:
    """Cells made clean, line by line; a cell in quotes may have line ends inside."""
    source = StringIO(text.replace("\0", ""), newline="")
    balanced = text.count('"') % 2 == 0
    read = csv.reader(source, delimiter="\t") if balanced else _unquoted(source)
    for line in read:
        cells = [clean(cell) for cell in line]
        if any(cells):
            yield cells


def _unquoted(source: StringIO) -> Iterator[list[str]]:
    return csv.reader(source, delimiter="\t", quoting=csv.QUOTE_NONE)


def _headed(line: list[str], columns: Sequence[Field]) -> list[Field | None] | None:
    """The columns that the cells of a heading name; None when the line is no heading."""
    by_label = {folded(label): each for each in columns for label in each.label.versions.values()}
    named = [by_label.get(folded(cell)) for cell in line]
    known = sum(column is not None for column in named)
    filled = sum(bool(cell) for cell in line)
    return named if known and known * 2 >= filled else None


def _cell(column: Field, cell: str, lists: Lists | None) -> object:
    """Errors: ValueError when the cell cannot be an answer."""
    if column.kind is Kind.BOOLEAN:
        word = folded(cell)
        if word in _YES | _NO:
            return word in _YES
        raise ValueError(cell)
    if column.kind is Kind.MULTICHOICE:
        return [_choice(column, each.strip(), lists) for each in cell.split(";") if each.strip()]
    if column.kind in _LISTED:
        return _choice(column, cell, lists)
    if column.kind in PLACES:
        return place(column, cell, lists)
    return understood(column, {"": cell})


def _choice(column: Field, cell: str, lists: Lists | None) -> str:
    written = [(choice.value, choice.label) for choice in column.choices]
    word = folded(cell)
    for code, label in options(column, lists) if lists else written:
        if cell == code or word in {folded(code), folded(str(label))}:
            return code
    raise ValueError(cell)


def place(column: Field, cell: str, lists: Lists | None) -> dict[str, str]:
    """A commune and its province at the end of a line; what stands before is the detail."""
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    if lists is None or len(parts) < 2 or (len(parts) > 2 and column.kind is not Kind.ADDRESS):
        raise ValueError(cell)
    province = _named(parts[-1], lists.provinces())
    found = {"province": province, "commune": _named(parts[-2], lists.communes(province))}
    return found | ({"detail": ", ".join(parts[:-2])} if parts[:-2] else {})


def _named(word: str, known: Sequence[tuple[str, str]]) -> str:
    """The only one of that name, its kind (“Xã”, “Tỉnh”) given or not."""
    wanted = folded(word)
    same = [code for code, label in known if folded(label) == wanted]
    ending = same or [
        code
        for code, label in known
        if any(
            folded(kind + label) == wanted or folded(label) == folded(kind) + wanted
            for kind in _UNIT_WORDS
        )
    ]
    if len(ending) != 1:
        raise ValueError(word)
    return ending[0]


_UNIT_WORDS: Final = ("Tỉnh", "Thành phố", "TP", "Xã", "Phường", "Đặc khu")
