"""A list as a file for a spreadsheet: rows in, pieces of bytes out, one piece in memory at a time.

What people typed is text and stays text: a cell that a spreadsheet would take for a formula is
harmless (CSV: an apostrophe before it, as OWASP advises; XLSX: written as a string), and what
begins with a zero keeps it. CSV begins with the mark by which Excel knows UTF-8.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import xlsxwriter

from toantrinh.core.clock import ZONE

Cell = str | datetime
Row = Sequence[Cell]
MARK: Final = "\ufeff"
PIECE: Final = 512 * 1024  # bytes
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTH: Final = 24  # characters of a column
MOST_CHARACTERS: Final = 32_767  # of a cell, by the format
MOMENT: Final = "dd/mm/yyyy hh:mm"


def harmless(text: str) -> str:
    """The text, with an apostrophe before what would be a formula.

    >>> harmless("=1+1"), harmless("0123"), harmless("")
    ("'=1+1", '0123', '')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def as_text(cell: Cell) -> str:
    """A moment as people read it here; text as it is.

    >>> from datetime import UTC
    >>> as_text(datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    '26/11/2026 16:30'
    """
    return f"{cell.astimezone(ZONE):%d/%m/%Y %H:%M}" if isinstance(cell, datetime) else cell


def csv_pieces(heads: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as CSV (RFC 4180), in UTF-8; the first piece is the heads alone."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)

    def taken() -> bytes:
        text = page.getvalue()
        page.seek(0)
        page.truncate()
        return text.encode()

    page.write(MARK)
    writer.writerow([harmless(head) for head in heads])
    yield taken()
    for row in rows:
        writer.writerow([harmless(as_text(cell)) for cell in row])
        if page.tell() >= PIECE // 4:  # characters, of up to four bytes
            yield taken()
    if page.tell():
        yield taken()


def xlsx_pieces(heads: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as a workbook of one sheet. It is whole only at its end, so it is put together in a
    file of the operating system that nobody else can open, and read from there."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet()
            bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": MOMENT})
            sheet.set_column(0, max(len(heads) - 1, 0), WIDTH)
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        local = cell.astimezone(ZONE).replace(tzinfo=None)
                        sheet.write_datetime(number, column, local, moment)
                    else:
                        sheet.write_string(number, column, cell[:MOST_CHARACTERS])
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


PIECES: Final[dict[str, Callable[[Sequence[str], Iterable[Row]], Iterator[bytes]]]] = {
    "csv": csv_pieces,
    "xlsx": xlsx_pieces,
}
