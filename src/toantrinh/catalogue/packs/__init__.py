"""Packs: folders in which a procedure is written as data. docs/reference/packs.md has the format.

``check`` tells every mistake at once, ``compile`` makes the definition that is published.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .archive import digest_of, packed
from .checking import examine
from .folder import Folder, PackProblem
from .skeleton import make, unwritten

__all__ = [
    "InvalidPack",
    "PackProblem",
    "check",
    "compile",
    "digest",
    "digest_of",
    "make",
    "packed",
    "unwritten",
]


class InvalidPack(Exception):
    """The folder has mistakes; ``problems`` has all of them, by file and line."""

    def __init__(self, problems: list[PackProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def check(folder: Path) -> list[PackProblem]:
    """Every mistake of the pack, by file and line, in the active language; empty when it may be
    published. Its samples are run when all else is right."""
    return examine(folder)[0].problems


def compile(folder: Path) -> dict[str, Any]:
    """The pack as JSON: whole form, process, templates, samples. ``reading.read`` takes it.

    Errors: InvalidPack with every mistake.
    """
    examined, definition = examine(folder)
    if definition is None:
        raise InvalidPack(examined.problems)
    return definition


def digest(folder: Path) -> str:
    """SHA-256 of the folder: names, lengths and bytes of its files in order of name."""
    return Folder(folder).digest()
