"""Scans taken apart and put together: one PDF out of what a scanner gave, one out of some pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image, ImageOps, ImageStat
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from . import previews
from .errors import FileTooManyPages, FileUnreadable, PictureTooSmall
from .inspection import MOST_PAGES, PDF, inspect

A4_DOTS: Final = (1240, 1754)  # at 150 dots an inch: what a picture is laid out at
FEWEST_DOTS: Final = 600  # on the longer side: below, no text of a page can be read
WHITE: Final = 2.0  # mean deviation of grey from the paper's own, below which a page says nothing
LOOKED_AT: Final = 220  # pixels wide, to see whether there is anything on a page


def joined(files: Sequence[tuple[str, bytes]], *, most_bytes: int) -> bytes:
    """One PDF of all pages, in the order of ``files`` (name and content).

    Errors: FileEmpty, FileTooLarge, FileTypeRefused, FileUnreadable, FileTooManyPages,
        PictureTooLarge, PictureTooSmall.
    """
    writer = PdfWriter()
    for name, content in files:
        found = inspect(content, name=name, most_bytes=most_bytes)
        pdf = content if found.media_type == PDF else _laid_out(content, name)
        _add(writer, pdf, name)
    if (count := len(writer.pages)) > MOST_PAGES:
        raise FileTooManyPages(name=files[0][0], pages=count, most=MOST_PAGES)
    return _written(writer)


def picked(pdf: bytes, numbers: Iterable[int]) -> bytes:
    """A PDF of some pages (from 1) of ``pdf``, in this order. Errors: FileUnreadable."""
    reader, writer = PdfReader(io.BytesIO(pdf)), PdfWriter()
    try:
        for number in numbers:
            writer.add_page(reader.pages[number - 1])
    except (PyPdfError, ValueError, KeyError, IndexError) as error:
        raise FileUnreadable(name="PDF") from error
    return _written(writer)


def numbers(pdf: bytes) -> range:
    """The numbers of its pages, from 1."""
    return range(1, len(PdfReader(io.BytesIO(pdf)).pages) + 1)


def is_blank(pdf: bytes, number: int) -> bool:
    """Whether there is nothing on a page: the back of a sheet that went through the feeder.

    Errors: PageNotDrawn.
    """
    drawn = Image.open(io.BytesIO(previews.page(pdf, number, width=LOOKED_AT)), formats=["JPEG"])
    return bool(ImageStat.Stat(drawn.convert("L")).stddev[0] < WHITE)


def _add(writer: PdfWriter, pdf: bytes, name: str) -> None:
    try:
        for page in PdfReader(io.BytesIO(pdf)).pages:
            writer.add_page(page)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileUnreadable(name=name) from error


def _laid_out(content: bytes, name: str) -> bytes:
    """A picture as a page, the right way up and no larger than a page needs."""
    try:
        opened = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        if max(opened.size) < FEWEST_DOTS:
            raise PictureTooSmall(name=name, width=opened.width, height=opened.height)
        opened.draft("RGB", A4_DOTS)
        picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((A4_DOTS[1], A4_DOTS[1]))
    except (OSError, SyntaxError) as error:
        raise FileUnreadable(name=name) from error
    made = io.BytesIO()
    picture.save(made, "PDF", resolution=150.0, quality=80)
    return made.getvalue()


def _written(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
