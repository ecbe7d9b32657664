"""A dossier as another system's form asks for it, field by field, until a connector does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toantrinh.dossiers.models import Dossier
from toantrinh.forms.reading import Line
from toantrinh.forms.texts import Text

from . import comparing


@dataclass(frozen=True)
class Copied:
    """One field: what the other form calls it, and the value to copy; empty when there is none."""

    label: Text | str
    value: str


@dataclass(frozen=True)
class Group:
    title: Text | str
    fields: list[Copied]


def groups(
    dossier: Dossier, content: Mapping[str, Mapping[str, Any]], files: Mapping[str, str]
) -> list[Group]:
    """In the order of the other form where the version tells it, otherwise in that of our own.

    Of a table each cell is a field of its own, because the other form has one too.
    """
    found = comparing.groups(dossier, content, files=files)
    lines = {each.line.field: each.line for group in found for each in group.lines}
    order = dossier.version.pack.route.sheet
    if order:
        fields = [
            field
            for place in order
            if place.field in lines
            for field in _fields(lines[place.field], place.label)
        ]
        return [Group("", fields)]
    made = [
        Group(group.title, [f for each in group.lines for f in _fields(each.line)])
        for group in found
    ]
    return [group for group in made if group.fields]


def _fields(line: Line, label: str = "") -> Iterator[Copied]:
    name = label or line.question
    if not line.bare_rows:
        yield Copied(name, line.bare)
    for number, row in enumerate(line.bare_rows, start=1):
        for heading, cell in zip(line.headings, row, strict=True):
            yield Copied(f"{name} {number}: {heading}", cell)
