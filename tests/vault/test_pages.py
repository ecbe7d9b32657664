"""Stacks of scanned pages: put together, taken apart, and what is no page."""

import io

import pytest
import segno
from PIL import Image

from tests.dossiers.scans import sheet, sheets
from toantrinh.vault import codes, pages
from toantrinh.vault.errors import (
    FileEmpty,
    FileTypeRefused,
    FileUnreadable,
    PictureTooSmall,
)

MOST = 20 * 1024 * 1024


def png(size):
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, "PNG")
    return made.getvalue()


def test_pictures_and_pdfs_become_one_pdf_and_pages_are_picked_out_of_it():
    first = pages.joined(sheets("Một", "Hai"), most_bytes=MOST)
    whole = pages.joined([("a.pdf", first), ("b.png", sheet("Ba"))], most_bytes=MOST)

    assert list(pages.numbers(whole)) == [1, 2, 3]
    assert list(pages.numbers(pages.picked(whole, [3, 1]))) == [1, 2]


def test_a_blank_page_is_told_from_a_written_one():
    pdf = pages.joined(sheets("Có chữ", ""), most_bytes=MOST)

    assert [pages.is_blank(pdf, number) for number in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"GIF89a....", FileTypeRefused),
        (b"%PDF-1.7 cut off", FileUnreadable),
        (sheet("cắt")[:900], FileUnreadable),
        (png((300, 200)), PictureTooSmall),
    ],
)
def test_what_nobody_can_read_is_refused_at_once(content, refusal):
    with pytest.raises(refusal):
        pages.joined([("a", content)], most_bytes=MOST)


def test_the_code_in_a_photo_is_read_and_a_pdf_is_no_photo():
    picture = io.BytesIO()
    segno.make("019196000001||Nguyễn Thị Lan").save(picture, kind="png", scale=6)

    assert codes.texts(picture.getvalue(), name="a.png") == ["019196000001||Nguyễn Thị Lan"]
    assert codes.texts(png((600, 600)), name="b.png") == []
    with pytest.raises(FileTypeRefused):
        codes.texts(pages.joined(sheets("Một"), most_bytes=MOST), name="c.pdf")
