"""What a procedure is found by: written when it is published, kept in memory while it is searched.

``found_by`` of a version has what is no column: ``called`` (what people call it, and the life
events it belongs to), ``gives`` (names of its results), ``body`` (who settles), ``service_level``
and ``free`` (no fee at all). The index of all versions that are in force on a day is made from
these once, and again when something is published or ended; a process keeps the words of a version
for as long as it lives, since a version never changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, F, Max, Sum, Value
from django.utils.translation import get_language

from toantrinh.core import clock

from . import guide
from .index import Entry, Index
from .models import Guide, ProcedureVersion
from .pack import Pack
from .words import words

KEPT: Final = 20_000  # versions whose words a process keeps
EPOCH: Final = date(2000, 1, 1)


@dataclass(frozen=True)
class Described:
    """What the facets ask of a version."""

    key: int
    name: str
    code_digits: str
    levels: tuple[str, ...]
    field_key: str
    field_name: str
    body: str
    body_key: str
    service_level: str
    free: bool
    events: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Shelf:
    """All versions in force on one day, in order of name, ready to be searched."""

    day: date
    edition: int  # of the guide
    described: tuple[Described, ...]
    by_key: dict[int, Described]
    index: Index

    @property
    def guide(self) -> guide.Guide:
        """In the language of the reader."""
        return _guide(self.edition, self.day, _language())


def found_by(pack: Pack) -> dict[str, Any]:
    return {
        "called": [*pack.synonyms, *(event.name for event in pack.life_events)],
        "gives": [result.name for result in pack.results],
        "body": pack.competent_body.name,
        "service_level": pack.service_level,
        "free": not pack.fees,
    }


def current_guide(day: date | None = None) -> guide.Guide:
    """The guide as it is on ``day`` (today), in the language of the reader: one statement."""
    return _guide(_edition(), day or clock.today(), _language())


def shelf(day: date | None = None) -> Shelf:
    """The versions in force on ``day`` (today): two statements, and more only after a change."""
    return _shelf(_Stand(day or clock.today(), _edition(), _state()))


def _edition() -> int:
    return Guide.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _language() -> str:
    return (get_language() or "vi").partition("-")[0]


def _state() -> tuple[object, ...]:
    """What differs whenever a version was published, corrected or ended."""
    told = ProcedureVersion.objects.aggregate(
        count=Count("pk"),
        last=Max("pk"),
        corrected=Count("corrected_at"),
        ended=Count("in_force_to"),
        days=Sum(F("in_force_to") - Value(EPOCH)),
    )
    return tuple(told.values())


@dataclass(frozen=True)
class _Stand:
    day: date
    guide: int
    state: tuple[object, ...] = field(repr=False)


@lru_cache(maxsize=8)
def _guide(edition: int, day: date, language: str) -> guide.Guide:
    data = Guide.objects.filter(pk=edition).values_list("data", flat=True).first()
    return guide.read(data or {}, day, language)


@lru_cache(maxsize=2)
def _shelf(stand: _Stand) -> Shelf:
    spoken = _guide(stand.guide, stand.day, "vi")
    keys = (
        ProcedureVersion.objects.in_force_on(stand.day)
        .public()
        .order_by("name", "code")
        .values_list("pk", flat=True)
    )
    rows = list(keys)
    missing = [key for key in rows if (key, stand.guide) not in _words]
    for version in ProcedureVersion.objects.defer("definition").filter(pk__in=missing):
        _remember(version, stand.guide, spoken)
    kept = [_words[key, stand.guide] for key in rows]
    described = tuple(each for each, _entry in kept)
    index = Index((entry for _each, entry in kept), spoken.phrases, spoken.ignored_words)
    by_key = {each.key: each for each in described}
    return Shelf(stand.day, stand.guide, described, by_key, index)


_words: dict[tuple[int, int], tuple[Described, Entry]] = {}


def _remember(version: ProcedureVersion, edition: int, spoken: guide.Guide) -> None:
    if len(_words) > KEPT:
        _words.clear()
    _words[version.pk, edition] = (_described(version), _entry(version, spoken))


def _described(version: ProcedureVersion) -> Described:
    more = version.found_by
    return Described(
        key=version.pk,
        name=version.name,
        code_digits=version.code_digits,
        levels=tuple(version.level.split()),
        field_key=version.field_key,
        field_name=version.field_name,
        body=more.get("body", ""),
        body_key="-".join(words(more.get("body", ""))),
        service_level=more.get("service_level", ""),
        free=more.get("free", False),
        events=tuple(key for key, _name in version.life_events),
    )


def _entry(version: ProcedureVersion, spoken: guide.Guide) -> Entry:
    def row(text: str) -> tuple[str, ...]:
        return tuple(spoken.in_full(words(text)))

    more = version.found_by
    return Entry(
        key=version.pk,
        name=row(version.name),
        called=tuple(row(each) for each in more.get("called", ())),
        about=(row(version.summary), *(row(each) for each in more.get("gives", ()))),
        body=(row(more.get("body", "")), row(version.field_name)),
    )
