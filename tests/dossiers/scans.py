"""Sheets as a scanner gives them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

A4 = (1240, 1754)


def sheet(text: str) -> bytes:
    """A page with ``text`` on it; blank paper without."""
    page = Image.new("RGB", A4, (250, 249, 246))
    if text:
        draw = ImageDraw.Draw(page)
        for line in range(20):
            draw.text((120, 120 + 60 * line), f"{text} {line} " * 8, fill=(20, 20, 20))
    made = io.BytesIO()
    page.save(made, "PNG")
    return made.getvalue()


def sheets(*texts: str) -> list[tuple[str, bytes]]:
    return [(f"trang-{at}.png", sheet(text)) for at, text in enumerate(texts, 1)]
