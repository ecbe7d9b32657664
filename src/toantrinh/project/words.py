"""What the ``toantrinh`` command says: read from the project's translations without Django.

The command must speak before there is a database, settings or an environment that works, so it
reads the compiled messages with the standard library. ``TOANTRINH_LANGUAGE=en`` makes it English.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_messages = gettext.translation(
    "django",
    Path(__file__).parent / "locale",
    languages=[os.environ.get("TOANTRINH_LANGUAGE", "vi")],
    fallback=True,
)
_ = _messages.gettext


class Trouble(Exception):
    """The installation cannot do what its operator asked; says why, and what to do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy
