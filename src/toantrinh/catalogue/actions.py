"""What can be done to the catalogue: publish a version, end a procedure, load the guide."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from . import guide, national, packs, queries, searching
from .errors import (
    DataAlreadyEnded,
    DiffersFromRecord,
    GuideHasProblems,
    PackHasProblems,
    ProcedureNotFound,
    RecordUnreadable,
)
from .events import (
    DataEnded,
    DataPublished,
    GuideLoaded,
    NationalRecordKept,
    ProcedureEnded,
    ProcedurePublished,
)
from .models import Catalogue, Guide, KeptRecord, ProcedureVersion, PublishedData
from .national import UnreadableRecord, same_code, same_name
from .national.record import normal_name
from .once_only import Published
from .pack import Pack
from .packs import InvalidPack
from .packs.shapes import CODE
from .reading import read
from .words import digits

DAY = timedelta(days=1)


@transaction.atomic
def publish(
    *, folder: Path, by: Actor, at: datetime | None = None, name_differs_ground: str = ""
) -> ProcedureVersion:
    """Make an immutable version of the pack in ``folder``.

    The very same pack published again is the same version. A version that begins later ends the
    former on the day before; one that begins on the same day is a correction and takes the place
    of the former for new dossiers, while dossiers begun under that one keep it. A pack is wholly
    published or not at all. Where its code or name differ from the national record that is kept,
    ``name_differs_ground`` says why, and stays with the version.

    Raises:
        NotPermitted: ``by`` may not publish.
        PackHasProblems: the pack does not pass its checks; all are in ``.problems``.
        DiffersFromRecord: code or name differ from the national record, and no ground is given.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    try:
        definition = packs.compile(folder)
    except InvalidPack as invalid:
        raise PackHasProblems(invalid.problems) from invalid
    if waiting := packs.unwritten(folder):
        raise PackHasProblems(waiting)
    pack, original = read(definition), packs.packed(folder)
    digest = packs.digest_of(original)
    _lock(pack.code)
    versions = ProcedureVersion.objects.current().filter(code=pack.code)
    if same := versions.filter(digest=digest).first():
        return same
    ground = _ground(pack, name_differs_ground.strip())
    corrected = versions.filter(in_force_from=pack.in_force_from).first()
    if corrected:
        corrected.corrected_at = at
        corrected.save(update_fields=["corrected_at"])
    _end_former(pack)
    version = _version(pack, definition, digest, at)
    version.name_differs_ground, version.original = ground, original
    version.save(force_insert=True)
    record(
        ProcedurePublished(
            case=f"procedure:{pack.code}",
            procedure=pack.code,
            uid=str(version.uid),
            digest=digest,
            in_force_from=str(version.in_force_from),
            in_force_to=str(version.in_force_to or ""),
            corrects=str(corrected.uid) if corrected else "",
        ),
        by=by,
        at=at,
    )
    return version


@transaction.atomic
def end(
    *, code: str, last_day: date, by: Actor, replaced_by: str = "", at: datetime | None = None
) -> ProcedureVersion:
    """End a procedure that the law repealed: nothing is filed under it after ``last_day``.

    Dossiers filed before go on under the version they have.

    Raises:
        NotPermitted: ``by`` may not publish.
        ProcedureNotFound: no version of ``code`` is in force on ``last_day``.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    _lock(code)
    version = ProcedureVersion.objects.in_force_on(last_day).filter(code=code).first()
    if version is None:
        raise ProcedureNotFound(procedure=code)
    version.in_force_to, version.replaced_by = last_day, replaced_by
    version.save(update_fields=["in_force_to", "replaced_by"])
    record(
        ProcedureEnded(
            case=f"procedure:{code}",
            procedure=code,
            uid=str(version.uid),
            last_day=str(last_day),
            replaced_by=replaced_by,
        ),
        by=by,
        at=at,
    )
    return version


@transaction.atomic
def publish_data(
    *, data: Published, by: Actor, at: datetime | None = None
) -> tuple[PublishedData, bool]:
    """Let data replace a kind of paper in all procedures from their first day; the row, and
    whether it is new. The same again changes and records nothing.

    Raises:
        NotPermitted: ``by`` may not publish.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    row, is_new = PublishedData.objects.get_or_create(
        paper=data.paper,
        database=data.database,
        document=data.document,
        since=data.since,
        defaults={
            "name": data.name,
            "clause": data.clause,
            "until": data.until,
            "procedures": sorted(data.procedures),
        },
    )
    if is_new:
        event = DataPublished(
            case=f"published-data:{row.paper}",
            paper=row.paper,
            database=row.database,
            document=row.document,
            since=str(row.since),
            until=str(row.until or ""),
        )
        record(event, by=by, at=at or clock.now())
    return row, is_new


@transaction.atomic
def end_data(
    *, data: PublishedData, last_day: date, ground: str, by: Actor, at: datetime | None = None
) -> PublishedData:
    """Let papers be asked for again after ``last_day``, in all procedures.

    Raises:
        NotPermitted: ``by`` may not publish.
        DataAlreadyEnded: they ended before.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    row = PublishedData.objects.select_for_update().get(pk=data.pk)
    if row.until is not None and row.until <= last_day:
        raise DataAlreadyEnded(last_day=row.until)
    row.until = last_day
    row.save(update_fields=["until"])
    event = DataEnded(
        case=f"published-data:{row.paper}",
        paper=row.paper,
        database=row.database,
        document=row.document,
        last_day=str(last_day),
        ground=ground,
    )
    record(event, by=by, at=at or clock.now())
    return row


@transaction.atomic
def load_guide(*, folder: Path, by: Actor, at: datetime | None = None) -> Guide:
    """Make search and life events say what the files in ``folder`` say; the same again is the same.

    Raises:
        NotPermitted: ``by`` may not publish.
        GuideHasProblems: the files do not pass their checks; all are in ``.problems``.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    data, problems = guide.compile(folder)
    if problems:
        raise GuideHasProblems(problems)
    digest = guide.digest(folder)
    latest = Guide.objects.order_by("-pk").first()
    if latest and latest.digest == digest:
        return latest
    loaded = Guide.objects.create(digest=digest, data=data, loaded_at=at)
    record(GuideLoaded(case="guide", digest=digest), by=by, at=at)
    return loaded


@transaction.atomic
def keep_record(*, text: str, source: str, by: Actor, at: datetime | None = None) -> KeptRecord:
    """Keep what the national database says of a procedure; publishing is held against the latest.

    The very same text as the latest of its procedure is kept once.

    Raises:
        NotPermitted: ``by`` may not publish.
        RecordUnreadable: ``text`` is no national record.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    try:
        told = national.read(text)
    except UnreadableRecord as unreadable:
        raise RecordUnreadable(why=unreadable) from unreadable
    if not CODE.fullmatch(told.code):
        raise RecordUnreadable(why=_("It has no national code."))
    digest = hashlib.sha256(text.encode()).hexdigest()
    _lock(told.code)
    latest = KeptRecord.objects.filter(code=told.code).first()
    if latest and latest.digest == digest:
        return latest
    kept = KeptRecord(
        code=told.code,
        name=told.name,
        normal_name=normal_name(told.name),
        text=text,
        digest=digest,
        source=source,
        read_at=at,
    )
    kept.save(force_insert=True)
    record(
        NationalRecordKept(
            case=f"procedure:{told.code}",
            procedure=told.code,
            digest=digest,
            source=source,
            remarks=len(told.remarks),
        ),
        by=by,
        at=at,
    )
    return kept


def _ground(pack: Pack, given: str) -> str:
    """The ground to keep with the version: none where code and name are those of the record.

    Errors: DiffersFromRecord when they differ and no ground is given.
    """
    kept = queries.national_record(pack.code) or queries.national_record_named(pack.name)
    if kept is None or (same_code(kept.code, pack.code) and same_name(kept.name, pack.name)):
        return ""
    if not given:
        raise DiffersFromRecord(
            code=pack.code, name=pack.name, record_code=kept.code, record_name=kept.name
        )
    return given


def _lock(code: str) -> None:
    """One at a time publishes one procedure; held until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalogue:{code}"]
        )


def _end_former(pack: Pack) -> None:
    """The version in force when this one begins ends on the day before."""
    former = ProcedureVersion.objects.in_force_on(pack.in_force_from).filter(code=pack.code)
    for version in former.exclude(in_force_from=pack.in_force_from):
        version.in_force_to = pack.in_force_from - DAY
        version.save(update_fields=["in_force_to"])


def _version(pack: Pack, definition: dict[str, Any], digest: str, at: datetime) -> ProcedureVersion:
    return ProcedureVersion(
        code=pack.code,
        code_digits=digits(pack.code),
        name=pack.name,
        summary=pack.summary,
        field_key=pack.field_key,
        field_name=pack.field_name,
        level=" ".join(pack.level),
        life_events=[[event.key, event.name] for event in pack.life_events],
        definition=definition,
        digest=digest,
        in_force_from=pack.in_force_from,
        in_force_to=_last_day(pack),
        published_at=at,
        found_by=searching.found_by(pack),
    )


def _last_day(pack: Pack) -> date | None:
    """The pack's own last day, or the day before a version that was published for later days."""
    later = ProcedureVersion.objects.current().filter(
        code=pack.code, in_force_from__gt=pack.in_force_from
    )
    begins = later.order_by("in_force_from").values_list("in_force_from", flat=True).first()
    days = [day for day in (pack.in_force_to, begins and begins - DAY) if day]
    return min(days, default=None)
