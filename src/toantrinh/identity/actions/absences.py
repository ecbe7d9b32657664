"""Who is away, and who does their work meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.errors import (
    AbsenceOver,
    AbsenceTooLong,
    AbsenceTwice,
    DaysReversed,
    StandInUnfit,
)
from toantrinh.identity.events import AbsenceCalledOff, AbsenceRecorded
from toantrinh.identity.models import Absence, Account, Post
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

MOST_DAYS: Final = 731  # two years, one of them a leap year


@transaction.atomic
def record_absence(
    *,
    account: Account,
    first_day: date,
    last_day: date,
    stand_in: Account | None = None,
    by: Account,
    at: datetime,
) -> Absence:
    """Say that ``account`` is away from the first to the last day.

    Raises:
        NotPermitted: ``by`` is somebody else and heads no agency where ``account`` has a post.
        DaysReversed: the last day is before the first. AbsenceOver: it has passed.
        AbsenceTooLong: more than two years at once.
        AbsenceTwice: some of these days are recorded already.
        StandInUnfit: the stand-in holds none of the offices of ``account``, or is ``account``.
    """
    require(by, Permission.ABSENCE_RECORD, on=account)
    if last_day < first_day:
        raise DaysReversed()
    if last_day < clock.local_day(at):
        raise AbsenceOver()
    if (last_day - first_day).days >= MOST_DAYS:
        raise AbsenceTooLong(first=first_day, last=last_day)
    Account.objects.select_for_update().get(pk=account.pk)
    rows = Absence.objects.filter(account=account, called_off_at=None)
    if (there := rows.filter(first_day__lte=last_day, last_day__gte=first_day).first()) is not None:
        raise AbsenceTwice(first=there.first_day, last=there.last_day)
    if stand_in is not None and not _shared_offices(account, stand_in, first_day):
        raise StandInUnfit(who=stand_in.name)
    absence = Absence.objects.create(
        account=account,
        stand_in=stand_in,
        first_day=first_day,
        last_day=last_day,
        recorded_by=by,
        recorded_at=at,
    )
    event = AbsenceRecorded(
        case=account.actor_id,
        first_day=str(first_day),
        last_day=str(last_day),
        stand_in=str(stand_in.uid) if stand_in else "",
    )
    record(event, by=by, at=at)
    return absence


@transaction.atomic
def call_off_absence(*, absence: Absence, by: Actor, at: datetime) -> Absence:
    """Say that they are here after all, or back earlier. A second time changes nothing.

    Raises:
        NotPermitted: as ``record_absence``. AbsenceOver: it has passed.
    """
    require(by, Permission.ABSENCE_RECORD, on=absence.account)
    absence = Absence.objects.select_for_update(of=["self"]).get(pk=absence.pk)
    if absence.called_off_at is not None:
        return absence
    if absence.last_day < clock.local_day(at):
        raise AbsenceOver()
    absence.called_off_at = at
    absence.save(update_fields=["called_off_at"])
    record(AbsenceCalledOff(case=absence.account.actor_id), by=by, at=at)
    return absence


def _shared_offices(account: Account, other: Account, day: date) -> bool:
    """Whether both hold an office at the same agency on ``day``."""
    if account.pk == other.pk:
        return False
    held = Post.objects.held_on(day)
    theirs = set(held.filter(account=account).values_list("agency", "role"))
    return bool(theirs & set(held.filter(account=other).values_list("agency", "role")))
