"""What the national database says of a procedure: kept, and held against what is published."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import national
from ..errors import RecordUnreadable
from ..events import NationalRecordKept
from ..locking import lock
from ..models import Catalogue, KeptRecord
from ..national import UnreadableRecord
from ..national.record import normal_name
from ..packs.shapes import CODE


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
    lock(told.code)
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
