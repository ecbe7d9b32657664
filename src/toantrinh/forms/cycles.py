"""Questions that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from .entries import FormProblem, Path
from .shape import Field, Form, Section


def note_cycles(form: Form, problems: list[FormProblem]) -> None:
    """Note each field that is shown, or computed, depending on itself, with the way round.

    Then it could never be shown: its own answer would be needed first.
    """
    found = dict(_fields(form))
    needs = {
        key: _needs(section, field) & found.keys() for key, (_, section, field) in found.items()
    }
    told: set[str] = set()
    for key, (path, *_rest) in found.items():
        way = _way_back(key, needs)
        if way and not told & set(way):
            told |= set(way)
            message = _("This waits for itself: {way}. Remove one of these conditions.")
            problems.append(FormProblem(path, message.format(way=" → ".join(way))))


def _fields(form: Form) -> Iterator[tuple[str, tuple[Path, Section, Field]]]:
    for at, section in enumerate(form.sections):
        for inside, field in enumerate(section.fields):
            path: Path = ("sections", at, "fields", inside)
            yield field.key, (path, section, field)
            for deep, column in enumerate(field.columns):
                yield column.key, ((*path, "columns", deep), section, column)


def _needs(section: Section, field: Field) -> frozenset[str]:
    expressions = (section.show_if, field.show_if, field.computed)
    return frozenset(name for each in expressions if each for name in each.names)


def _way_back(start: str, needs: Mapping[str, frozenset[str] | set[str]]) -> list[str]:
    """The shortest way from ``start`` to itself; empty when there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in sorted(needs.get(way[-1], ())):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
