"""Pages of a PDF as pictures, so that every device shows them inside the page, phones too.

A PDF from outside is drawn in a process of its own with little memory and time (``painter``): what
a broken or hostile file does there costs one picture and nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Final

from . import painter
from .errors import PageNotDrawn

WIDTH: Final = 1240  # pixels: A4 at 150 dots an inch
SECONDS: Final = 20.0
AT_ONCE: Final = threading.BoundedSemaphore(2)  # drawings of one web process


def page(content: bytes, number: int, *, width: int = WIDTH) -> bytes:
    """Page ``number`` (from 1) of the PDF ``content`` as JPEG, ``width`` pixels wide.

    Errors: PageNotDrawn when there is no such page, or it takes too long or too much memory.
    """
    # -I: nothing from the environment or the current folder is imported.
    command = [sys.executable, "-I", painter.__file__, str(number), str(width)]
    try:
        with AT_ONCE:
            drawn = subprocess.run(  # noqa: S603  # our own file, two numbers
                command, input=content, capture_output=True, timeout=SECONDS, check=True, env={}
            )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise PageNotDrawn(number=number) from error
    return drawn.stdout
