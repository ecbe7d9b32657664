"""What can be done to the catalogue: publish a version, end a procedure, load the guide."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import packs, queries, searching, storing
from ..errors import PackHasProblems, ProcedureNotFound
from ..events import ProcedureEnded, ProcedurePublished
from ..locking import lock
from ..models import Catalogue, ProcedureVersion
from ..pack import Pack
from ..packs import InvalidPack
from ..packs.province import NOTHING
from ..reading import read
from ..words import digits

DAY = timedelta(days=1)


@transaction.atomic
def publish(
    *,
    folder: Path,
    by: Actor,
    at: datetime | None = None,
    since: date | None = None,
    name_differs_ground: str = "",
) -> ProcedureVersion:
    """Make an immutable version of the pack in ``folder``, with the layer of the province over it.

    ``since``: its first day here, where that is later than the one of the pack, as when only the
    layer changes. ``name_differs_ground``: why code or name differ from the national record.

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
    row = queries.layer_of(packs.told(folder, "code"))
    layer = row.layer if row else NOTHING
    try:
        definition = packs.compile(folder, layer, since, queries.definition_in_force)
    except InvalidPack as invalid:
        raise PackHasProblems(invalid.problems) from invalid
    if waiting := packs.unwritten(folder):
        raise PackHasProblems(waiting)
    pack = read(definition)
    digest = _digest(folder, layer.digest, pack.in_force_from)
    lock(pack.code)
    versions = ProcedureVersion.objects.current().filter(code=pack.code)
    if same := versions.filter(digest=digest).first():
        return same
    ground = queries.ground_of(pack, name_differs_ground.strip())
    corrected = versions.filter(in_force_from=pack.in_force_from).first()
    if corrected:
        corrected.corrected_at = at
        corrected.save(update_fields=["corrected_at"])
    _end_former(pack)
    version = _version(pack, definition, digest, at)
    version.name_differs_ground = ground
    version.national_digest, version.layer = packs.digest(folder), row
    version.files, version.folder = storing.keep(packs.files(folder)), packs.name_of(folder, pack)
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
    lock(code)
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


def _digest(folder: Path, layer: str, first_day: date) -> str:
    """Of all that makes a version; that of the folder where nothing lies over it."""
    national = packs.digest(folder)
    if not layer and str(first_day) == packs.told(folder, "in_force", "from"):
        return national
    return hashlib.sha256(f"{national} {layer} {first_day}".encode()).hexdigest()


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
        is_internal=pack.internal is not None,
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
