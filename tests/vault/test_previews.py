"""Pages of a PDF as pictures, drawn in a process that can be stopped."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter

from toantrinh.vault import previews
from toantrinh.vault.errors import PageNotDrawn

A4 = (595, 842)  # points


def a_pdf(*sizes: tuple[float, float]) -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    writer.write(written)
    return written.getvalue()


def test_each_page_is_drawn_as_wide_as_asked():
    content = a_pdf(A4, (842, 595))

    portrait, landscape = (
        Image.open(io.BytesIO(previews.page(content, number, width=620))) for number in (1, 2)
    )

    assert (portrait.format, portrait.width, landscape.width) == ("JPEG", 620, 620)
    assert portrait.height > 620 > landscape.height


def test_a_page_as_long_as_a_road_is_drawn_small():
    drawn = Image.open(io.BytesIO(previews.page(a_pdf((10, 14_000)), 1, width=620)))

    assert drawn.height <= 4 * 620


@pytest.mark.parametrize(
    ("content", "number"),
    [(b"%PDF-1.7 and then nothing of a PDF", 1), (b"", 1), (a_pdf(A4), 2)],
)
def test_what_cannot_be_drawn_is_said(content, number):
    with pytest.raises(PageNotDrawn):
        previews.page(content, number)


def test_a_page_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 0.001)

    with pytest.raises(PageNotDrawn):
        previews.page(a_pdf(A4), 1)
