"""Codes in a picture. The picture is looked at and kept nowhere."""

from __future__ import annotations

import io
from typing import Final

import zxingcpp
from PIL import Image

from .errors import FileTypeRefused
from .inspection import JPEG, MEGABYTE, PNG, inspect

MOST_BYTES: Final = 12 * MEGABYTE
WANTED: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
WIDEST: Final = 2400  # pixels: more makes no code clearer, and costs


def texts(content: bytes, *, name: str) -> list[str]:
    """What the QR codes of a photo say; none when there is no code that can be read.

    Errors: FileEmpty, FileTooLarge, FileTypeRefused (also for a PDF), FileUnreadable,
        PictureTooLarge.
    """
    found = inspect(content, name=name, most_bytes=MOST_BYTES)
    if found.media_type not in (JPEG, PNG):
        raise FileTypeRefused(name=name)
    try:
        picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        picture.draft("L", (WIDEST, WIDEST))
        picture.thumbnail((WIDEST, WIDEST))
        grey = picture.convert("L")
    except (OSError, SyntaxError, ValueError):  # drawn only in part
        return []
    read = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return [each.text for each in read if each.text]
