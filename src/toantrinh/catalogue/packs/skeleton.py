"""A new pack to begin from: it passes every check, and cannot be published until it is written."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ..words import words
from .folder import PackProblem

BLANK: Final = Path(__file__).parent / "blank"
MARK: Final = "VIẾT:"  # stands where an author has to write
LONGEST_SLUG: Final = 60


def make(code: str, name: str, *, into: Path, today: date) -> Path:
    """Write the folder of a pack for ``code`` in ``into``, in force from ``today``.

    Errors: FileExistsError with the folder when ``into`` has a pack of that code.
    """
    if there := next(into.glob(f"{code}-*"), None):
        raise FileExistsError(str(there))
    folder = Path(shutil.copytree(BLANK, into / folder_name(code, name)))
    said = {"@CODE@": code, "@NAME@": name, "@TODAY@": str(today)}
    for file in folder.rglob("*.*"):
        text = file.read_text("utf-8")
        for placeholder, value in said.items():
            text = text.replace(placeholder, value)
        file.write_text(text, "utf-8")
    return folder


def folder_name(code: str, name: str) -> str:
    """What the folder of a pack is called."""
    slug = "-".join(words(name))[:LONGEST_SLUG].strip("-")
    return f"{code}-{slug}"


def unwritten(folder: Path) -> list[PackProblem]:
    """The places of ``folder`` where an author still has to write."""
    return [
        PackProblem(
            file.relative_to(folder).as_posix(),
            number,
            line.index(MARK) + 1,
            _("Here the skeleton waits for its text."),
            _("Write what the law says, without the mark."),
        )
        for file in sorted(folder.rglob("*.yaml"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if MARK in line
    ]
