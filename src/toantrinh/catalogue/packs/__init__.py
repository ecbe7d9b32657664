"""Packs: folders in which a procedure is written as data. docs/reference/packs.md has the format.

``check`` tells every mistake at once, ``compile`` makes the definition that is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..pack import Pack
from .checking import beside, examine, note_doubled
from .folder import Folder, PackProblem
from .linked import Others
from .province import NOTHING, Layer
from .skeleton import folder_name, make, unwritten

__all__ = [
    "InvalidPack",
    "Layer",
    "PackProblem",
    "check",
    "check_all",
    "compile",
    "digest",
    "files",
    "make",
    "name_of",
    "told",
    "unwritten",
]


class InvalidPack(Exception):
    """The folder has mistakes; ``problems`` has all of them, by file and line."""

    def __init__(self, problems: list[PackProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def check(
    folder: Path,
    layer: Layer | None = None,
    since: date | None = None,
    others: Others | None = None,
) -> list[PackProblem]:
    """Every mistake of the pack, by file and line, in the active language; empty when it may be
    published. Its samples are run when all else is right, and then the layer of the province is
    laid over it from ``since`` on, where there is one. ``others`` as in ``compile``."""
    return examine(folder, layer, since, _known(folder, others))[0].problems


def _known(folder: Path, others: Others | None) -> Others:
    aside = beside(folder)
    return aside if others is None else lambda code: others(code) or aside(code)


def check_all(
    folders: Iterable[Path], layers: Mapping[str, Layer] | None = None
) -> list[tuple[Path, PackProblem]]:
    """Every mistake of every pack, and of packs that say the same procedure for the same days.

    ``layers`` are those of a province by code, to be laid over the packs.
    """
    examined = [
        examine(folder, layers.get(told(folder, "code"), NOTHING) if layers else None)[0]
        for folder in dict.fromkeys(folders)
    ]
    note_doubled(examined)
    return [(folder.path, problem) for folder in examined for problem in folder.problems]


def compile(
    folder: Path,
    layer: Layer | None = None,
    since: date | None = None,
    others: Others | None = None,
) -> dict[str, Any]:
    """The pack as JSON: whole form, process, templates, samples. ``reading.read`` takes it.

    With a ``layer`` as it holds in the province from ``since`` on; without one nationally.
    ``others`` knows the procedures that it opens dossiers of, before those beside the folder.

    Errors: InvalidPack with every mistake.
    """
    examined, definition = examine(folder, layer, since, _known(folder, others))
    if definition is None:
        raise InvalidPack(examined.problems)
    return definition


def told(folder: Path, *path: str) -> str:
    """What procedure.yaml says at ``path``, such as ``code``; empty while it cannot be read."""
    read = Folder(folder)
    read.read("procedure.yaml")
    found = read.data.get("procedure.yaml")
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return str(found or "")


def digest(folder: Path) -> str:
    """SHA-256 of the folder: names, lengths and bytes of its files in order of name."""
    return Folder(folder).digest()


def name_of(folder: Path, pack: Pack) -> str:
    """What the folder is called; what it should be, where it was only made to be published."""
    name = folder.resolve().name
    return name if name.startswith(f"{pack.code}-") else folder_name(pack.code, pack.name)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the folder by its name."""
    return dict(Folder(folder).files())
