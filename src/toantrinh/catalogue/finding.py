"""What serves a matter: by words, by code, by field, event, level, body, service and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical

from . import searching
from .guide import Elsewhere, Event
from .models import ProcedureVersion
from .searching import Described, Shelf
from .words import code_in, words

MOST_WORDS: Final = 14  # of a query: more says no more, and costs
MOST_BODIES: Final = 12  # of a facet: the bodies with the most procedures
FREE: Final = "1"
SPELLED_BY: Final = 5  # so many of the best tell how words are spelled
PUNCTUATION: Final = ",.;:()“”"


@dataclass(frozen=True)
class Filters:
    """What was chosen in the facets; empty chooses all."""

    level: str = ""
    field: str = ""
    body: str = ""
    event: str = ""
    full: str = ""  # service level
    free: str = ""


@dataclass(frozen=True)
class Facet:
    """One value that may be chosen, with the number of procedures it leaves."""

    key: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Found:
    """What serves, best first.

    ``understood``: the words that were searched for, after correction, when they are not what was
    typed. ``total`` counts all that serve, ``versions`` has the part that was asked for.
    """

    versions: list[ProcedureVersion]
    total: int
    understood: str = ""
    facets: Mapping[str, list[Facet]] = field(default_factory=dict)
    elsewhere: tuple[Elsewhere, ...] = ()
    events: tuple[Event, ...] = ()


def find(
    text: str = "",
    filters: Filters | None = None,
    *,
    first: int = 0,
    limit: int = 20,
    day: date | None = None,
) -> Found:
    """Procedures in force on ``day`` (today) that serve: all of them, by name, without ``text``.

    Three statements for the page, whatever its length; more only after something was published.
    """
    day = day or clock.today()
    filters = filters or Filters()
    shelf = searching.shelf(day)
    if number := code_in(text):
        asked = _Asked([each for each in shelf.described if each.code_digits.startswith(number)])
    elif text.strip():
        asked = _by_words(shelf, text)
    else:
        asked = _Asked(list(shelf.described))
    left = _left(asked.serving, filters)
    keys = [each.key for each in left.chosen[first : first + limit]]
    by_key = ProcedureVersion.objects.for_lists().in_bulk(keys)
    versions = [by_key[key] for key in keys]
    return Found(
        versions=versions,
        total=len(left.chosen),
        understood=_spelled(asked.understood, versions),
        facets=dict(_facets(left, filters)),
        elsewhere=asked.elsewhere,
        events=asked.events,
    )


@dataclass(frozen=True)
class _Asked:
    serving: list[Described]
    understood: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    events: tuple[Event, ...] = ()


def _by_words(shelf: Shelf, text: str) -> _Asked:
    guide = shelf.guide
    typed = words(text)[:MOST_WORDS]
    corrected = shelf.index.vocabulary.corrected(typed)
    whole = guide.in_full(corrected)
    serving = shelf.index.best(guide.telling(whole))
    return _Asked(
        serving=[shelf.by_key[key] for key in serving],
        understood=" ".join(corrected) if corrected != typed else "",
        elsewhere=tuple(each for each in guide.elsewhere if each.meant_by(whole)),
        events=tuple(each for each in guide.events if each.meant_by(whole)),
    )


def _spelled(understood: str, versions: Sequence[ProcedureVersion]) -> str:
    """The words with their marks, as they stand in what was found."""
    spelling: dict[str, str] = {}
    for version in versions[:SPELLED_BY] if understood else ():
        for word in f"{version.name} {version.summary}".lower().split():
            for folded in words(word):
                spelling.setdefault(folded, word.strip(PUNCTUATION))
    return " ".join(spelling.get(word, word) for word in understood.split())


def _failed(each: Described, filters: Filters) -> list[str]:
    """The facets by whose choice ``each`` is left out."""
    failed = []
    if filters.level and filters.level not in each.levels:
        failed.append("level")
    if filters.field and each.field_key != filters.field:
        failed.append("field")
    if filters.body and each.body_key != filters.body:
        failed.append("body")
    if filters.event and filters.event not in each.events:
        failed.append("event")
    if filters.full and each.service_level != filters.full:
        failed.append("full")
    if filters.free and not each.free:
        failed.append("free")
    return failed


@dataclass(frozen=True)
class _Left:
    """What all choices leave, and what only the one of a facet leaves out."""

    chosen: list[Described]
    but_for: dict[str, list[Described]]


def _left(serving: list[Described], filters: Filters) -> _Left:
    if filters == Filters():
        return _Left(serving, {})
    left = _Left([], {})
    for each in serving:
        failed = _failed(each, filters)
        if not failed:
            left.chosen.append(each)
        elif len(failed) == 1:
            left.but_for.setdefault(failed[0], []).append(each)
    return left


def _facets(left: _Left, filters: Filters) -> Iterator[tuple[str, list[Facet]]]:
    """The values of each facet, counted among what the other facets leave."""

    def of(name: str) -> Iterable[Described]:
        return chain(left.chosen, left.but_for.get(name, ()))

    levels = Counter(level for each in of("level") for level in each.levels)
    yield "level", _values(levels, {}, filters.level)
    fields = Counter(each.field_key for each in of("field"))
    names = {each.field_key: each.field_name for each in of("field")}
    yield "field", sorted(_values(fields, names, filters.field), key=_alphabetical)
    bodies = Counter(each.body_key for each in of("body"))
    said = {each.body_key: each.body for each in of("body")}
    yield "body", _values(Counter(dict(bodies.most_common(MOST_BODIES))), said, filters.body)
    services = Counter(each.service_level for each in of("full"))
    yield "full", _values(services, {}, filters.full)
    free = Counter(FREE for each in of("free") if each.free)
    yield "free", _values(free, {}, filters.free)


def _alphabetical(facet: Facet) -> str:
    return alphabetical(facet.name)


def _values(counts: Counter[str], names: Mapping[str, str], chosen: Hashable) -> list[Facet]:
    return [
        Facet(key, names.get(key, key), count, key == chosen)
        for key, count in counts.most_common()
        if key
    ]
