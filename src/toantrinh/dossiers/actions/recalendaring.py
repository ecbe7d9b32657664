"""Applying a corrected calendar to a due time that was given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.catalogue.models import Catalogue
from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import ledger
from ..handling import about, locked
from ..later_errors import NoteNeeded
from ..models import Dossier
from ..recalendaring import OPEN
from ..time_events import CalendarApplied, DossierRecalendared
from ..timekeeping import Recalendared


@transaction.atomic
def apply_calendar(
    *,
    dossier: Dossier,
    edition: int,
    ground: str,
    by: Actor,
    on_behalf_of: str = "",
    at: datetime | None = None,
) -> Dossier:
    """Count the time of a dossier by the calendar of ``edition`` from now on; its original due time
    stays in its story. Nothing happens where the due time stays the same.

    Args:
        ground: the decision by which the calendar was corrected.

    Raises:
        NotPermitted: ``by`` is neither the head of the agency nor a part of the house.
        NoteNeeded: without a ground no given due time changes.
    """
    require(by, Permission.DOSSIER_RECALENDAR, on=dossier)
    at = at or clock.now()
    if not ground.strip():
        raise NoteNeeded
    dossier = locked(dossier)
    found = ledger.read(dossier)
    if found is None or dossier.state not in OPEN:
        return dossier
    after = found.after(Recalendared(at, edition, ground.strip()))
    if after.due == found.due:
        return dossier
    ledger.keep(dossier, after)
    event = DossierRecalendared(
        **about(dossier), edition=edition, ground=ground.strip(), due=after.due.isoformat()
    )
    record(event, by=by, at=at, on_behalf_of=on_behalf_of)
    return dossier


@transaction.atomic
def apply_to_given(
    *, agency_code: str, edition: int, ground: str, by: Account, at: datetime | None = None
) -> None:
    """Have the calendar of ``edition`` applied to all due times given under an agency ("": all);
    the worker does it dossier by dossier. Asked twice, it happens once.

    Raises:
        NotPermitted: ``by`` publishes no calendars.
        NoteNeeded: without a ground no given due time changes.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    if not ground.strip():
        raise NoteNeeded
    app.configure_task("dossiers.apply_calendar", lock=f"calendar:{edition}").defer(
        agency_code=agency_code, edition=edition, ground=ground.strip(), asked_by=by.actor_id
    )
    event = CalendarApplied(
        case=f"calendar:{edition}", agency=agency_code, edition=edition, ground=ground.strip()
    )
    record(event, by=by, at=at or clock.now())
