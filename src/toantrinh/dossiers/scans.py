"""What a scanner gave, made one."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from toantrinh.vault import pages

from .assisting_errors import StackBlank


def pile(files: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF out of all ``files`` (name and content), without blank pages.

    Raises:
        StackBlank: there is nothing on any page.
        FileEmpty, FileTooLarge, FileTypeRefused, FileUnreadable, FileTooManyPages,
        PictureTooLarge, PictureTooSmall, PageNotDrawn.
    """
    pdf = pages.joined(files, most_bytes=settings.UPLOAD_MAX_BYTES)
    numbers = pages.numbers(pdf)
    said = [number for number in numbers if not pages.is_blank(pdf, number)]
    if not said:
        raise StackBlank(pages=len(numbers))
    return pdf if len(said) == len(numbers) else pages.picked(pdf, said)
