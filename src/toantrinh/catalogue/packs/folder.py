"""The folder of a pack as it lies on disk: its files, where things stand in them, its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core import yaml

from .shapes import Wrong

QUOTES = "\"'"


@dataclass(frozen=True, order=True)
class PackProblem:
    """A mistake in a pack: where it stands (from 1), what is wrong and what to do."""

    file: str
    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} {self.remedy}".rstrip()


@dataclass
class Folder:
    """What was read. ``data`` has the YAML files by name, such as ``samples/don-gian.yaml``."""

    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[PackProblem] = field(default_factory=list)
    _positions: dict[str, yaml.Positions] = field(default_factory=dict)

    def read(self, name: str) -> None:
        """Read one YAML file; what cannot be read is noted."""
        try:
            data, positions = yaml.load(self.path / name)
        except FileNotFoundError:
            self.note(name, _("This file is missing."), _("Add it to the folder of the pack."))
        except yaml.YamlProblem as problem:
            message = _("This is not readable YAML: %(why)s.") % {"why": problem.message}
            remedy = _("Correct this place; the rest of the file is read after that.")
            self.note(name, message, remedy, problem.line, problem.column)
        else:
            self.data[name] = as_json(data)
            self._positions[name] = positions

    def note(self, file: str, message: str, remedy: str, line: int = 1, column: int = 1) -> None:
        self.problems.append(PackProblem(file, line, column, message, remedy))

    def note_all(self, file: str, found: Iterable[Wrong]) -> bool:
        """Note mistakes at their places in ``file``; whether there were any."""
        before = len(self.problems)
        for wrong in found:
            known = self._positions.get(file)
            line, column = place(known, self.text(file), wrong) if known else (1, 1)
            self.note(file, wrong.message, wrong.remedy, line, column)
        return len(self.problems) > before

    def text(self, name: str) -> str:
        return (self.path / name).read_text("utf-8")

    def has(self, name: str) -> bool:
        return (self.path / name).is_file()

    @property
    def samples(self) -> list[str]:
        return sorted(f"samples/{each.name}" for each in self.path.glob("samples/*.yaml"))

    def digest(self) -> str:
        return digest_of_files(files(self.path))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every file, sorted by name."""
        yield from sorted(files(self.path))


def place(positions: yaml.Positions, text: str, wrong: Wrong) -> tuple[int, int]:
    """Line and column of a mistake in ``text``; inside a value where the mistake says so."""
    line, column = positions.of(wrong.path)
    if not wrong.column:
        return line, column
    quoted = text.splitlines()[line - 1][column - 1 : column] in QUOTES
    return line, column + wrong.column - (0 if quoted else 1)


def digest_of_files(named: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256, hexadecimal, over name, length and bytes of every file, sorted by name."""
    whole = hashlib.sha256()
    for name, content in sorted(named):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files but the hidden ones, which editors and systems leave behind."""
    for each in folder.rglob("*"):
        name = each.relative_to(folder)
        if each.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), each.read_bytes()


def as_json(data: Any) -> Any:
    """Exact decimals as JSON numbers: a pack holds hours such as 1.5, never fractions of money."""
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return float(data) if isinstance(data, Decimal) else data
