"""The register of data that replace papers: published, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from ..errors import DataAlreadyEnded
from ..events import DataEnded, DataPublished
from ..models import Catalogue, PublishedData
from ..once_only import Published


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
