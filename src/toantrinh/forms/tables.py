"""Long tables: as many rows on a page as one can work with; the others are kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .choices import Lists, options
from .shape import NATIONAL_LISTS, PLACES, SUGGESTED, Field, Kind

MOST_CELLS: Final = 200  # on a page; a cell that brings long lists counts for several
FEWEST, MOST = 5, 50  # rows on a page
FEW: Final = 5  # so many rows stand under each other; more are drawn as a grid
_OPTIONS_A_CELL: Final = 20
_PLACE_CELLS: Final = 12
_TOO_LARGE: Final = frozenset(
    {Kind.LONGTEXT, Kind.DATETIME, Kind.MULTICHOICE, Kind.GROUP, Kind.FILE, *PLACES}
)


@dataclass(frozen=True)
class Window:
    """The rows of a table that are on the page: ``size`` of ``total`` from ``first`` (from 0)."""

    first: int
    size: int
    total: int

    @property
    def end(self) -> int:
        """The row after the last one on the page."""
        return min(self.first + self.size, self.total)

    @property
    def after(self) -> int:
        """How many rows come after those on the page."""
        return self.total - self.end

    @property
    def is_part(self) -> bool:
        return self.total > self.size

    @property
    def number(self) -> int:
        """Of the first row, as people count."""
        return min(self.first + 1, self.total)

    @property
    def former(self) -> int | None:
        """The first row of the page before; None on the first."""
        return max(0, self.first - self.size) if self.first else None

    @property
    def next(self) -> int | None:
        return self.end if self.after else None


def window(group: Field, total: int, wanted: int, lists: Lists | None) -> Window:
    """The page of the table that shows the row ``wanted``, or the nearest there is."""
    size = rows_on_page(group, lists)
    at = max(0, min(wanted, total - 1))
    return Window(at // size * size, size, total)


def rows_on_page(group: Field, lists: Lists | None) -> int:
    cells = sum(_cells(column, lists) for column in group.columns)
    return max(FEWEST, min(MOST, MOST_CELLS // max(1, cells)))


def _cells(column: Field, lists: Lists | None) -> int:
    if column.kind in PLACES:
        return _PLACE_CELLS
    if column.kind in SUGGESTED:
        return 1
    if column.choices or column.list or column.kind in NATIONAL_LISTS:
        return 1 + len(options(column, lists) if lists else column.choices) // _OPTIONS_A_CELL
    return 1


def is_grid(group: Field, rows: int) -> bool:
    """Whether the rows are drawn as lines of a table: many, and each cell one control."""
    return rows > FEW and all(
        column.kind not in _TOO_LARGE and column.constraints.must_be is None
        for column in group.columns
    )


def row_of(path: str) -> tuple[str, int] | None:
    """Group and row (from 0) of a path such as ``bang.73.so``; None outside tables.

    >>> row_of("bang.73.so"), row_of("ho_ten"), row_of("noi_o.commune")
    (('bang', 73), None, None)
    """
    group, _, rest = path.partition(".")
    row = rest.partition(".")[0]
    return (group, int(row)) if row.isascii() and row.isdigit() and len(row) < 5 else None
