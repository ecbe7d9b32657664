"""Officers are reminded of what they owe, once for each thing and level."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import OFFICES, Permission, Role, require
from toantrinh.trail.actions import record

from .. import handling
from ..batch_errors import NothingWaits, RemindedToday
from ..models import Dossier, Reminder
from ..moments import moment
from ..states import State
from ..time_events import Reminded, Urged

ANSWER, DUE, BY_HAND = "answer:", "due", "hand:"
APPLICANT, OFFICERS = "applicant", "officers"


@transaction.atomic
def remind_officers(
    *, dossier: Dossier, about: str, level: str, by: Actor, at: datetime | None = None
) -> Reminder | None:
    """Remind whoever it waits for; a reaction to the event tells them. None where that was done
    already, also by another worker just now, or what was waited for has happened meanwhile.

    Args:
        about: ``answer:1`` (and 2, 3 … after each completion), ``due``, or the uid of a step.
        level: ``person`` for who does it, ``head`` for the head of the agency.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = handling.locked(dossier)
    if not _still_waits(dossier, about):
        return None
    made, is_new = Reminder.objects.get_or_create(
        dossier=dossier, about=about, level=level, defaults={"at": at}
    )
    if not is_new:
        return None
    record(Reminded(**handling.about(dossier), about=about, level=level), by=by, at=at)
    return made


@transaction.atomic
def urge(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Reminder:
    """Have whoever is waited for reminded, officers or the applicant; a reaction tells them.

    Raises:
        NotPermitted: ``by`` does not watch over dossiers of this agency.
        NothingWaits: it is over, or on its way between two steps.
        RemindedToday: somebody did so today already.
    """
    require(by, Permission.REMINDER_SEND, on=dossier)
    at = at or clock.now()
    dossier = handling.locked(dossier)
    whom = _waited_for(dossier)
    made, is_new = Reminder.objects.get_or_create(
        dossier=dossier,
        about=f"{BY_HAND}{clock.local_day(at)}",
        level="person",
        defaults={"at": at},
    )
    if not is_new:
        raise RemindedToday(at=moment(made.at))
    record(Urged(**handling.about(dossier), whom=whom), by=by, at=at)
    return made


def _waited_for(dossier: Dossier) -> str:
    """Errors: NothingWaits."""
    if dossier.state in (State.SUPPLEMENT_ASKED, State.PAYMENT_ASKED):
        return APPLICANT
    roles = set(dossier.tasks.open().values_list("role", flat=True))
    if roles & set(OFFICES):
        return OFFICERS
    if Role.OWNER in roles:
        return APPLICANT
    raise NothingWaits


def _still_waits(dossier: Dossier, about: str) -> bool:
    if about.startswith(ANSWER):
        return dossier.state == State.FILED
    if not Dossier.objects.running().filter(pk=dossier.pk).exists():
        return False
    return about == DUE or dossier.tasks.open().filter(uid=UUID(about)).exists()
