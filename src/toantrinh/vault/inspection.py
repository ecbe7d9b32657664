"""What a file is, by its content and never by its name."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Final

from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .errors import (
    FileEmpty,
    FileTooLarge,
    FileTooManyPages,
    FileTypeRefused,
    FileUnreadable,
    PictureTooLarge,
)

MEGABYTE = 1024 * 1024
MOST_PAGES = 300
MOST_PIXELS = 250_000_000  # more than any telephone takes
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
READERS: Final = {JPEG: JpegImageFile, PNG: PngImageFile}


@dataclass(frozen=True)
class Inspected:
    media_type: str
    pages: int | None = None


def inspect(content: bytes, *, name: str, most_bytes: int) -> Inspected:
    """The type of ``content``, and the pages of a PDF.

    Errors: FileEmpty, FileTooLarge, FileTypeRefused, FileUnreadable, FileTooManyPages,
        PictureTooLarge.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise FileEmpty(name=name)
    if len(content) > most_bytes:
        raise FileTooLarge(
            name=name, size=-(-len(content) // MEGABYTE), most=most_bytes // MEGABYTE
        )
    if content.startswith(b"%PDF-"):
        return Inspected(PDF, _pages(content, name))
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(content, name, JPEG, end=b"\xff\xd9")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(content, name, PNG, end=b"IEND")
    raise FileTypeRefused(name=name)


def _whole(content: bytes, name: str, media_type: str, *, end: bytes) -> Inspected:
    """A picture whose end is missing was cut off on the way (some cameras pad after the end).

    Its head is read, nothing is drawn: a small file may say that it is a huge picture.
    """
    if end not in content[-4096:]:
        raise FileUnreadable(name=name)
    try:
        width, height = READERS[media_type](io.BytesIO(content)).size
    except (SyntaxError, ValueError, OSError, struct.error) as error:  # as Pillow says it
        raise FileUnreadable(name=name) from error
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(name=name, width=width, height=height)
    return Inspected(media_type)


def _pages(content: bytes, name: str) -> int:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise FileUnreadable(name=name)
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise FileUnreadable(name=name) from error
    if not pages:
        raise FileUnreadable(name=name)
    if pages > MOST_PAGES:
        raise FileTooManyPages(name=name, pages=pages, most=MOST_PAGES)
    return pages
