"""What is asked of the catalogue: which version is in force, the lists. Search is ``finding``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical

from . import storing
from .errors import (
    DiffersFromRecord,
    NotFiledOnline,
    OriginalNotKept,
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from .models import (
    KeptRecord,
    ProcedureVersion,
    ProcedureVersionQuerySet,
    ProvincialLayer,
    PublishedData,
)
from .national import same_code, same_name
from .national.record import national_code, normal_name
from .once_only import Published
from .pack import Pack


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
    versions = ProcedureVersion.objects.current().filter(code=code).defer("definition", "found_by")
    return versions.order_by("-in_force_from").first()


def definition_in_force(code: str) -> dict[str, Any] | None:
    """The compiled pack of ``code`` as it holds today; None where there is none."""
    found = ProcedureVersion.objects.in_force_on(clock.today()).filter(code=code)
    return found.values_list("definition", flat=True).first()


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


def offered(code: str, day: date | None = None) -> ProcedureVersion:
    """The version of ``code`` on ``day``, if it is one of citizens: an internal one is to them as
    absent as one that does not exist.

    Raises: what ``in_force`` raises.
    """
    version = in_force(code, day)
    if version.is_internal:
        raise ProcedureNotFound(procedure=code)
    return version


def filed_online(code: str, day: date | None = None) -> ProcedureVersion:
    """The version of ``code`` on ``day``, if it may be filed online.

    Raises:
        NotFiledOnline, and what ``in_force`` raises.
    """
    version = offered(code, day)
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


def published_data(day: date | None = None) -> tuple[Published, ...]:
    """What data replace which papers on ``day`` (by default today), in one query."""
    rows = PublishedData.objects.filter(since__lte=day or clock.today()).order_by("since", "pk")
    open_rows = rows.filter(Q(until=None) | Q(until__gte=day or clock.today()))
    return tuple(
        Published(
            paper=row.paper,
            database=row.database,
            name=row.name,
            document=row.document,
            clause=row.clause,
            since=row.since,
            until=row.until,
            procedures=frozenset(row.procedures),
        )
        for row in open_rows
    )


def originals(version: ProcedureVersion) -> dict[str, bytes]:
    """The files that ``version`` was published from, by name.

    Errors: OriginalNotKept for a version from before they were kept.
    """
    if not version.files:
        raise OriginalNotKept(procedure=version.code, digest=version.digest[:12])
    return storing.read(version.files)


def national_record(code: str) -> KeptRecord | None:
    """The latest national record of ``code`` that was kept."""
    return KeptRecord.objects.filter(code=national_code(code)).first()


def national_record_named(name: str) -> KeptRecord | None:
    """The latest national record that was kept under ``name``, whatever its code."""
    return KeptRecord.objects.filter(normal_name=normal_name(name)).first()


def ground_of(pack: Pack, given: str) -> str:
    """The ground to keep with the version: none where code and name are those of the record.

    Errors: DiffersFromRecord when they differ and no ground is given.
    """
    kept = national_record(pack.code) or national_record_named(pack.name)
    if kept is None or (same_code(kept.code, pack.code) and same_name(kept.name, pack.name)):
        return ""
    if not given:
        raise DiffersFromRecord(
            code=pack.code, name=pack.name, record_code=kept.code, record_name=kept.name
        )
    return given


def listed(day: date | None = None) -> ProcedureVersionQuerySet:
    """The versions of citizens in force on ``day`` (by default today), by name, without the large
    columns."""
    return ProcedureVersion.objects.in_force_on(day or clock.today()).public().for_lists()


def internal(day: date | None = None) -> ProcedureVersionQuerySet:
    """The internal procedures that run here on ``day`` (by default today), by name."""
    return ProcedureVersion.objects.in_force_on(day or clock.today()).internal().for_lists()


def fields(day: date | None = None) -> list[Heading]:
    """The fields of government with procedures of citizens in force, by name."""
    counted = (
        ProcedureVersion.objects.in_force_on(day or clock.today())
        .public()
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
