"""The process that draws one page of a PDF that a stranger gave: it can be stopped.

Started by ``previews`` for one page with the number of the page (from 1) and the width in pixels as
arguments; nothing of the house is imported here. The PDF comes on standard input, a JPEG goes out
on standard output. Ends with 1 when the page cannot be drawn.
"""

from __future__ import annotations

import io
import resource
import sys

import pypdfium2

MEMORY = 2 * 1024**3  # bytes of addresses
SECONDS = 10  # of the processor
TALLEST = 4  # times the width: a strip of a till roll must not become a gigabyte of dots


def draw(content: bytes, number: int, width: int) -> bytes:
    """Page ``number`` as JPEG, ``width`` pixels wide."""
    page = pypdfium2.PdfDocument(content)[number - 1]
    scale = min(width / page.get_width(), TALLEST * width / page.get_height())
    drawn = io.BytesIO()
    page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(
        drawn, "JPEG", quality=82, optimize=True
    )
    return drawn.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    try:
        made = draw(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    except (pypdfium2.PdfiumError, IndexError, MemoryError, ValueError, OSError, ZeroDivisionError):
        sys.exit(1)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
