"""What has to be handed in to a form: the lists from which people choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from .shape import NATIONAL_LISTS, Field
from .texts import Text

Options = Sequence[tuple[str, str]]
"""Pairs of code and label, in the order in which people look for them."""


class Former(Protocol):
    """A commune that ended: ``name`` for people, ``last`` day, and the communes it went into."""

    @property
    def name(self) -> str: ...

    @property
    def last(self) -> date: ...

    @property
    def successors(self) -> Sequence[tuple[str, str, str]]:
        """Province, commune, and how they are written."""


class Lists(Protocol):
    """National lists as they are on the day; ``toantrinh.lists.queries`` is one."""

    def terms(self, name: str, /) -> Options:
        """Options of the list ``name``, such as ``ethnicity``; none when there is no such list."""

    def suggestions(self, name: str, /) -> Options:
        """The same with what people call each, to be proposed while one types."""

    def matching(self, name: str, words: str, /) -> Options:
        """Options of the list ``name`` that may be meant by ``words``, the likeliest first."""

    def provinces(self) -> Options:
        """Provinces and cities."""

    def communes(self, province: str, /) -> Options:
        """Communes, wards and special zones of a province; none when there is no such province."""

    def place_label(self, value: Mapping[str, str], /) -> str:
        """A place or an address as it is written in one line."""

    def former(self, name: str, /) -> Sequence[Former]:
        """Communes of before that somebody may mean by ``name``."""

    def ended(self, code: str, /) -> Former | None:
        """What the commune ``code`` was, when it has ended."""


class Taken(Protocol):
    """Whether another has ``name`` in a source, in the commune ``unit`` (empty: anywhere); None
    when nobody can say."""

    def __call__(self, source: str, name: str, unit: str, /) -> bool | None: ...


def options(field: Field, lists: Lists) -> list[tuple[str, str | Text]]:
    """What can be chosen in ``field``, of whatever kind of choice it is."""
    if field.choices:
        return [(choice.value, choice.label) for choice in field.choices]
    source = field.list or field.constraints.choices_source
    return list(lists.terms(source or NATIONAL_LISTS[field.kind]))
