"""What serves a matter: by words, by code, by field, event, level, body, service and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
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
    chosen = [
        each for each in asked.serving if all(test(each) for test in _tests(filters).values())
    ]
    keys = [each.key for each in chosen[first : first + limit]]
    by_key = ProcedureVersion.objects.for_lists().in_bulk(keys)
    versions = [by_key[key] for key in keys]
    return Found(
        versions=versions,
        total=len(chosen),
        understood=_spelled(asked.understood, versions),
        facets=dict(_facets(asked.serving, filters)),
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
    scored = shelf.index.best(guide.telling(whole))
    return _Asked(
        serving=[shelf.by_key[each.key] for each in scored],
        understood=" ".join(corrected) if corrected != typed else "",
        elsewhere=tuple(each for each in guide.elsewhere if each.meant_by(whole)),
        events=tuple(each for each in guide.events if each.meant_by(whole)),
    )


def _spelled(understood: str, versions: Iterable[ProcedureVersion]) -> str:
    """The words with their marks, as they stand in what was found."""
    spelling: dict[str, str] = {}
    for version in versions:
        for word in f"{version.name} {version.summary}".lower().split():
            for folded in words(word):
                spelling.setdefault(folded, word.strip(PUNCTUATION))
    return " ".join(spelling.get(word, word) for word in understood.split())


Test = Callable[[Described], bool]


def _tests(filters: Filters) -> dict[str, Test]:
    """A test for each facet in which something was chosen."""
    tests: dict[str, Test] = {
        "level": lambda each: filters.level in each.levels,
        "field": lambda each: each.field_key == filters.field,
        "body": lambda each: body_key(each.body) == filters.body,
        "event": lambda each: filters.event in each.events,
        "full": lambda each: each.service_level == filters.full,
        "free": lambda each: each.free,
    }
    return {name: test for name, test in tests.items() if getattr(filters, name)}


def body_key(name: str) -> str:
    """A body as an address has it.

    >>> body_key("Ủy ban nhân dân cấp xã")
    'uy-ban-nhan-dan-cap-xa'
    """
    return "-".join(words(name))


def _facets(serving: list[Described], filters: Filters) -> Iterator[tuple[str, list[Facet]]]:
    """The values of each facet, counted among what the other facets leave."""
    tests = _tests(filters)

    def left(name: str) -> Iterable[Described]:
        others = [test for other, test in tests.items() if other != name]
        if not others:
            return serving
        return [each for each in serving if all(test(each) for test in others)]

    levels = Counter(level for each in left("level") for level in each.levels)
    yield "level", _values(levels, {key: key for key in levels}, filters.level)
    fields = Counter(each.field_key for each in left("field"))
    names = {each.field_key: each.field_name for each in serving}
    yield "field", sorted(_values(fields, names, filters.field), key=_alphabetical)
    bodies = Counter(each.body for each in left("body"))
    said = {body: body_key(body) for body in bodies}
    keyed = Counter({said[body]: count for body, count in bodies.items() if body})
    spoken = {key: body for body, key in said.items()}
    yield "body", _values(Counter(dict(keyed.most_common(MOST_BODIES))), spoken, filters.body)
    services = Counter(each.service_level for each in left("full"))
    yield "full", _values(services, {key: key for key in services}, filters.full)
    free = Counter(FREE for each in left("free") if each.free)
    yield "free", _values(free, {FREE: FREE}, filters.free)


def _alphabetical(facet: Facet) -> str:
    return alphabetical(facet.name)


def _values(counts: Counter[str], names: Mapping[str, str], chosen: Hashable) -> list[Facet]:
    return [
        Facet(key, names.get(key, key), count, key == chosen)
        for key, count in counts.most_common()
        if key
    ]
