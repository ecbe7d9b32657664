"""What is asked of the catalogue: which version is in force, what serves a matter, the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Max

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical

from . import searching
from .errors import NotFiledOnline, ProcedureNotFound, ProcedureNotYetInForce, ProcedureRepealed
from .models import ProcedureVersion, ProcedureVersionQuerySet, ProvincialLayer, SearchWord
from .words import corrected, words

MOST_WORDS = 12  # of a query: more says no more, and costs
CODE_DIGITS = 4  # so many digits and nothing else are the beginning of a code


@dataclass(frozen=True)
class Hit:
    """A version found. ``understood`` has the folded words searched for, after correction."""

    version: ProcedureVersion
    understood: str


@dataclass(frozen=True)
class Heading:
    """A field or a life event with the number of its procedures."""

    key: str
    name: str
    count: int


def layer_of(code: str) -> ProvincialLayer | None:
    """What the province adds to a procedure now; None where it never did."""
    return ProvincialLayer.objects.filter(code=code).order_by("-id").first()


def latest(code: str) -> ProcedureVersion | None:
    """The version with the last first day, whether it has begun or not; None where there is none.
    Without the large columns."""
    versions = ProcedureVersion.objects.current().filter(code=code).defer("definition", "search")
    return versions.order_by("-in_force_from").first()


def in_force(code: str, day: date | None = None) -> ProcedureVersion:
    """The version of ``code`` on ``day``, by default today.

    Raises:
        ProcedureNotFound: no version was ever published.
        ProcedureNotYetInForce, ProcedureRepealed: not on that day, with from when or until when.
    """
    day = day or clock.today()
    versions = ProcedureVersion.objects.current().filter(code=code).order_by("in_force_from")
    if found := versions.in_force_on(day).first():
        return found
    former = versions.filter(in_force_from__lte=day).last()
    if former:
        raise ProcedureRepealed(
            procedure=code,
            name=former.name,
            until=former.in_force_to,
            replaced_by=former.replaced_by,
        )
    if coming := versions.first():
        raise ProcedureNotYetInForce(procedure=code, name=coming.name, since=coming.in_force_from)
    raise ProcedureNotFound(procedure=code)


def filed_online(code: str, day: date | None = None) -> ProcedureVersion:
    """The version of ``code`` on ``day``, if it may be filed online.

    Raises:
        NotFiledOnline, and what ``in_force`` raises.
    """
    version = in_force(code, day)
    require_online(version)
    return version


def require_online(version: ProcedureVersion) -> None:
    """Errors: NotFiledOnline, with the reason that the version gives."""
    pack = version.pack
    if not pack.is_filed_online:
        raise NotFiledOnline(
            procedure=pack.code,
            name=pack.name,
            reason=pack.service_level_reason,
            body=pack.competent_body.name,
        )


def search(text: str, *, day: date | None = None, limit: int = 20) -> list[Hit]:
    """Procedures in force that match, best first: by code, or by words with or without accents and
    with typing errors. Procedures with all the words come before those with some of them."""
    versions = listed(day)
    if number := _number(text):
        found = versions.filter(code_digits__startswith=number)[:limit]
        return [Hit(version, number) for version in found]
    understood = _understood(words(text)[:MOST_WORDS])
    if not understood:
        return []
    for operator in (" & ", " | "):
        query = SearchQuery(
            operator.join(f"{word}:*" if len(word) > 1 else word for word in understood),
            search_type="raw",
            config=searching.CONFIG,
        )
        ranked = (
            versions.filter(search=query)
            .annotate(rank=SearchRank(F("search"), query))
            .order_by("-rank", "name")[:limit]
        )
        if hits := [Hit(version, " ".join(understood)) for version in ranked]:
            return hits
    return []


def listed(day: date | None = None) -> ProcedureVersionQuerySet:
    """The versions in force on ``day`` (by default today), by name, without the large columns."""
    return ProcedureVersion.objects.in_force_on(day or clock.today()).for_lists()


def fields(day: date | None = None) -> list[Heading]:
    """The fields of government with procedures in force, by name."""
    counted = (
        ProcedureVersion.objects.in_force_on(day or clock.today())
        .order_by()
        .values_list("field_key")
        .annotate(name=Max("field_name"), count=Count("pk"))
    )
    return _by_name(Heading(*each) for each in counted)


def life_events(day: date | None = None) -> list[Heading]:
    """The life events of procedures in force, by name."""
    told = ProcedureVersion.objects.in_force_on(day or clock.today()).exclude(life_events=[])
    pairs = [
        (key, name) for events in told.values_list("life_events", flat=True) for key, name in events
    ]
    counts = Counter(key for key, _name in pairs)
    return _by_name(Heading(key, name, counts[key]) for key, name in dict(pairs).items())


def of_field(key: str, day: date | None = None) -> ProcedureVersionQuerySet:
    return listed(day).filter(field_key=key)


def of_life_event(key: str, day: date | None = None) -> ProcedureVersionQuerySet:
    return listed(day).filter(life_events__contains=[[key]])


def _by_name(headings: Iterable[Heading]) -> list[Heading]:
    return sorted(headings, key=lambda heading: alphabetical(heading.name))


def _number(text: str) -> str:
    """The digits of a query that is a code or its beginning; else empty."""
    number = searching.digits(text)
    rest = text.strip().replace(".", "").replace(" ", "")
    return number if number == rest and len(number) >= CODE_DIGITS else ""


def _understood(typed: Sequence[str]) -> list[str]:
    """Words as they are known, or as the nearest that is. The vocabulary is read only for a word
    that nothing begins with."""
    known = set(SearchWord.objects.filter(word__in=typed).values_list("word", flat=True))
    if known.issuperset(typed):
        return list(typed)
    return corrected(typed, SearchWord.objects.values_list("word", flat=True))
