"""A list as a file for a spreadsheet: what people typed stays what they typed."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree

from toantrinh.dossiers import sheets

HEADS = ["Mã hồ sơ", "Người nộp"]
DUE = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
SHEET = "xl/worksheets/sheet1.xml"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


def read_csv(rows):
    whole = b"".join(sheets.csv_pieces(HEADS, rows))
    return whole, list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline="")))


def cells(rows):
    """The cells below the heads, as XML elements."""
    whole = b"".join(sheets.xlsx_pieces(HEADS, rows))
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        page = etree.fromstring(book.read(SHEET))
    return list(page.iter(CELL))[len(HEADS) :]


def test_a_csv_tells_excel_that_it_is_utf_8():
    whole, read = read_csv([["H55.101-26-0007", "Nguyễn Thị Ánh Nguyệt"]])

    assert whole.startswith(b"\xef\xbb\xbf")
    assert read == [HEADS, ["H55.101-26-0007", "Nguyễn Thị Ánh Nguyệt"]]


def test_a_csv_keeps_zeros_in_front_and_line_ends_within_a_cell():
    _whole, read = read_csv([["0007", 'Hộ "Phở",\nngõ 2']])

    assert read[1] == ["0007", 'Hộ "Phở",\nngõ 2']


@pytest.mark.parametrize("typed", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_text_in_both(typed):
    _whole, read = read_csv([["1", typed]])
    number, name = cells([["1", typed]])

    assert read[1][1] == f"'{typed}"
    assert (number.get("t"), name.get("t")) == ("inlineStr", "inlineStr")
    assert "".join(name.itertext()).endswith(typed.strip())


def test_a_workbook_keeps_zeros_in_front_and_knows_moments():
    code, due = cells([["0007", DUE]])

    assert (code.get("t"), "".join(code.itertext())) == ("inlineStr", "0007")
    assert due.get("t") is None
    assert float("".join(due.itertext())) == pytest.approx(46352.6875)  # 16:30 in Viet Nam


def test_a_moment_in_a_csv_is_that_of_viet_nam():
    _whole, read = read_csv([["1", DUE]])

    assert read[1] == ["1", "26/11/2026 16:30"]


def test_a_list_without_rows_has_its_heads():
    _whole, read = read_csv([])

    assert read == [HEADS]
    assert cells([]) == []


@pytest.mark.parametrize("kind", sheets.PIECES)
def test_a_long_list_takes_no_more_memory_than_its_pieces(kind):
    row = ["H55.101-261126-0007", "Nguyễn Thị Giả Định", "Đăng ký khai sinh", DUE]
    count = 0

    tracemalloc.start()
    for piece in sheets.PIECES[kind](["a", "b", "c", "d"], (row for _ in range(20_000))):
        count += len(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count > 300_000
    assert peak < 6 * sheets.PIECE
