"""Words: what a pack says in several languages, and what people typed made clean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

MAIN: Final = "vi"  # every text has it; it is the fallback for every other language

_INVISIBLE: Final = {"Cc", "Cf", "Cs"}  # controls, formats (zero width, direction), lone surrogates
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"[\s\u2800\u3164]+")  # the two blanks that Unicode does not call space


@dataclass(frozen=True)
class Text:
    """A text of a pack. Put into a page it speaks the reader's language, or else Vietnamese.

    ``versions`` maps language codes to texts and always has ``vi``.
    """

    versions: Mapping[str, str]

    def __str__(self) -> str:
        return self.versions.get(_active(), self.versions[MAIN])

    @property
    def lang(self) -> str:
        """``vi`` when the reader asked for a language this text does not have; else empty.

        A page puts it into the attribute ``lang``, so that a fallback is shown, and read aloud, as
        what it is.
        """
        return "" if _active() in self.versions else MAIN


def _active() -> str:
    return (get_language() or MAIN).partition("-")[0]


def text(vi: str, **others: str) -> Text:
    """A text made in code: ``text("Họ tên", en="Full name")``."""
    return Text({MAIN: vi, **others})


def clean(typed: str) -> str:
    """One line as a person meant it: Unicode's form NFC, nothing invisible, single spaces.

    Any form of Unicode comes in (a telephone sends composed letters, a Mac may not) and one goes
    out, so that equal names are equal bytes in registers and on papers.

    >>> clean("  Nguye\u0302\u0303n\u200b  Va\u0306n\u00a0A ")
    'Nguyễn Văn A'
    """
    return _SPACES.sub(" ", _visible(_LINE_ENDS.sub(" ", typed))).strip()


def clean_lines(typed: str) -> str:
    """Several lines, each made clean; no more than one empty line in a row, none at the ends."""
    lines = [clean(line) for line in _LINE_ENDS.sub("\n", typed).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _visible(typed: str) -> str:
    """Without invisible characters, joiners too: no name needs them. A tab is a space."""
    kept = (
        " " if sign == "\t" else sign
        for sign in typed
        if sign == "\t" or unicodedata.category(sign) not in _INVISIBLE
    )
    return unicodedata.normalize("NFC", "".join(kept))
