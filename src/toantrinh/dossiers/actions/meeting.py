"""Presence that the law demands: a time is proposed, chosen, called off; who came is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.core.calendar import whole_minute
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import presence as presences
from .. import slots
from ..errors import WrongState
from ..handling import about, locked, principal
from ..identified import Seen
from ..models import Appointment, AppointmentState, Attendance, Dossier
from ..moments import moment
from ..presence import Standing
from ..presence_errors import (
    ClosedThen,
    DayNotPossible,
    DocumentUnread,
    FindingNeeded,
    NameDiffers,
    NoAppointment,
    NobodyRecorded,
    NoMoreChanges,
    NotFree,
    NotYetThen,
    PresenceRecorded,
    SomebodyElse,
    TooLate,
    TooSoon,
)
from ..presence_events import (
    AppointmentCancelled,
    AppointmentReminded,
    AppointmentSet,
    PresenceMet,
    PresenceMissed,
)

Came = Mapping[str, Seen | None]
"""By the key of the person in the pack: their document, or None for who did not come."""


@transaction.atomic
def propose_appointment(
    *, dossier: Dossier, presence: str, by: Actor, at: datetime | None = None
) -> Appointment | None:
    """The first free time, for when the step it belongs to has begun. None where a time is set, the
    presence is recorded, the dossier has ended, or no time is free: an officer then sets one.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        PresenceNotAsked: the version does not demand it in this case.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    if dossier.accepted_at is None or _is_over(dossier):
        return None
    standing = presences.standing_of(dossier, presence)
    if standing.is_met or standing.current is not None:
        return None
    _hold_agency(dossier)
    free = presences.free(dossier, standing.presence, now=at)
    return _set(dossier, standing, free[0], by=by, at=at) if free else None


@transaction.atomic
def set_appointment(
    *,
    dossier: Dossier,
    presence: str,
    starts_at: datetime,
    by: Account,
    at: datetime | None = None,
) -> Appointment:
    """An officer sets a time, or another one in the place of what is set.

    Raises:
        NotPermitted: ``by`` sets no appointments of this agency.
        WrongState: the dossier has ended. PresenceNotAsked, PresenceRecorded.
        ClosedThen: outside working hours, or on a day off. TooSoon: it is over. TooLate.
        NotFree: all who do that step are taken then.
    """
    require(by, Permission.APPOINTMENT_SET, on=dossier)
    at = at or clock.now()
    dossier = _open(dossier)
    standing = _not_met(dossier, presence)
    _hold_agency(dossier)
    if standing.current is not None and standing.current.starts_at == starts_at:
        return standing.current
    _refuse_unfit(dossier, standing, starts_at, lead=0, at=at)
    return _set(dossier, standing, starts_at, by=by, at=at)


@transaction.atomic
def choose_appointment(
    *,
    dossier: Dossier,
    presence: str,
    starts_at: datetime,
    by: Account,
    at: datetime | None = None,
) -> Appointment:
    """The applicant chooses a time, or another one, as often as the version allows. The same time
    again changes nothing.

    Raises:
        NotPermitted: ``by`` is neither the owner nor helps.
        WrongState, PresenceNotAsked, PresenceRecorded, ClosedThen, TooSoon, TooLate, NotFree.
        NoMoreChanges: the agency is to be called.
    """
    require(by, Permission.APPOINTMENT_CHANGE, on=dossier)
    at = at or clock.now()
    dossier = _open(dossier)
    standing = _not_met(dossier, presence)
    _hold_agency(dossier)
    current = standing.current
    if current is not None and current.starts_at == starts_at:
        return current
    changes = current.changes if current else 0
    if current is not None:
        if changes >= standing.presence.changes:
            raise NoMoreChanges(times=changes)
        if current.starts_at <= at:
            raise TooSoon(at=moment(current.starts_at))
        changes += 1
    _refuse_unfit(dossier, standing, starts_at, lead=standing.presence.lead, at=at)
    return _set(dossier, standing, starts_at, by=by, at=at, changes=changes, by_applicant=True)


@transaction.atomic
def cancel_appointment(
    *, dossier: Dossier, presence: str, by: Account, at: datetime | None = None
) -> Appointment:
    """An officer calls a time off.

    Raises:
        NotPermitted: ``by`` sets no appointments of this agency.
        PresenceNotAsked, NoAppointment: there is nothing to call off.
    """
    require(by, Permission.APPOINTMENT_SET, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    current = presences.standing_of(dossier, presence).current
    if current is None:
        raise NoAppointment
    current.state = AppointmentState.CANCELLED
    current.save(update_fields=["state"])
    record(AppointmentCancelled(**_of(current)), by=by, at=at)
    return current


@transaction.atomic
def remind_of_appointment(
    *, appointment: Appointment, by: Actor, at: datetime | None = None
) -> Appointment | None:
    """Remind the applicant, once; a reaction to the event tells them. None where that was done, or
    the time is not set any more.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=appointment)
    at = at or clock.now()
    dossier = locked(appointment.dossier)
    row = Appointment.objects.select_for_update(of=["self"]).get(pk=appointment.pk)
    row.dossier = dossier
    if not row.is_set or row.reminded_at is not None or _is_over(dossier):
        return None
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    record(AppointmentReminded(**_of(row), starts=row.starts_at.isoformat()), by=by, at=at)
    return row


@transaction.atomic
def record_presence(
    *,
    dossier: Dossier,
    presence: str,
    by: Account,
    came: Came | None = None,
    finding: str = "",
    held_on: date | None = None,
    at: datetime | None = None,
) -> Appointment:
    """Record who came and by which document each was known, or a visit with what was found.

    With everyone there it is met, also before the time; with somebody absent at the time agreed
    on, it is missed and another one can be set.
    Without a time agreed on before, the record stands for itself.

    Args:
        held_on: day of a visit; by default today.

    Raises:
        NotPermitted: ``by`` records nobody for this agency.
        WrongState: the dossier has ended, or is not accepted. PresenceNotAsked, PresenceRecorded.
        NobodyRecorded, DocumentUnread, SomebodyElse, NameDiffers: not who was expected.
        NotYetThen: somebody is said not to have come, and the time agreed on is still to come.
        FindingNeeded, DayNotPossible: of a visit.
    """
    require(by, Permission.PRESENCE_RECORD, on=dossier)
    at = at or clock.now()
    dossier = _open(dossier)
    standing = _not_met(dossier, presence)
    row = standing.current or _unannounced(dossier, standing, by=by, at=at)
    row.recorded_at, row.recorded_by, row.held_on = at, by, clock.local_day(at)
    if standing.presence.is_visit:
        row.held_on, row.finding = _visit(dossier, finding, held_on, at=at), finding.strip()
        people: list[Attendance] = []
    else:
        row.finding = finding.strip()
        people = _attendances(standing, came or {})
    absent = [each.person for each in people if not each.came]
    if absent and (ahead := standing.ahead(at)):
        raise NotYetThen(at=moment(ahead.starts_at))
    _drop_former_record(standing)
    row.state = AppointmentState.MISSED if absent else AppointmentState.MET
    row.save()
    for each in people:
        each.appointment = row
        if seen := (came or {}).get(each.person):
            each.seen = {"name": seen.name, "number": seen.number}
        each.save()
    if absent:
        record(PresenceMissed(**_of(row), absent=",".join(absent)), by=by, at=at)
    else:
        proofs = ",".join(each.proof for each in people)
        event = PresenceMet(**_of(row), proofs=proofs, held_on=row.held_on.isoformat())
        record(event, by=by, at=at)
    return row


def _open(dossier: Dossier) -> Dossier:
    """``locked``, while a presence can still matter. Errors: WrongState."""
    dossier = locked(dossier)
    if dossier.is_draft or dossier.accepted_at is None or _is_over(dossier):
        raise WrongState(state=dossier.get_state_display())
    return dossier


def _is_over(dossier: Dossier) -> bool:
    return dossier.closed_at is not None or dossier.returned_at is not None


def _not_met(dossier: Dossier, presence: str) -> Standing:
    standing = presences.standing_of(dossier, presence)
    if (met := standing.met) is not None:
        raise PresenceRecorded(
            label=standing.presence.label,
            who=met.recorded_by.name if met.recorded_by else "",
            at=moment(met.recorded_at) if met.recorded_at else "",
        )
    return standing


def _hold_agency(dossier: Dossier) -> None:
    """Whoever sets a time at this agency waits here, so that no time is given out twice."""
    Agency.objects.select_for_update().get(pk=dossier.settling_agency.pk)


def _refuse_unfit(
    dossier: Dossier, standing: Standing, starts_at: datetime, *, lead: int, at: datetime
) -> None:
    wanted, calendar = standing.presence, presences.calendar_for(dossier, at)
    said = {"at": moment(starts_at)}
    if starts_at < at or (lead and starts_at < slots.earliest(calendar, at, lead)):
        raise TooSoon(**said)
    if clock.local_day(starts_at) > slots.last_day(calendar, at):
        raise TooLate(**said, days=slots.AHEAD)
    if starts_at != whole_minute(starts_at) or not slots.is_open(
        calendar, starts_at, wanted.minutes
    ):
        raise ClosedThen(**said)
    if not presences.is_free(dossier, wanted, starts_at, now=at, besides=standing.current):
        raise NotFree(**said)


def _set(
    dossier: Dossier,
    standing: Standing,
    starts_at: datetime,
    *,
    by: Actor,
    at: datetime,
    changes: int = 0,
    by_applicant: bool = False,
) -> Appointment:
    row = standing.current or Appointment(dossier=dossier, presence=standing.presence.key)
    row.agency = dossier.settling_agency
    row.starts_at = starts_at
    row.ends_at = starts_at + timedelta(minutes=standing.presence.minutes)
    row.made_by = by if isinstance(by, Account) else None  # the house has no account
    row.made_at, row.changes, row.reminded_at = at, changes, None
    row.save()
    event = AppointmentSet(**_of(row), starts=starts_at.isoformat(), by_applicant=by_applicant)
    record(event, by=by, at=at, on_behalf_of=principal(dossier, by))
    return row


def _unannounced(dossier: Dossier, standing: Standing, *, by: Account, at: datetime) -> Appointment:
    """They came without a time agreed on."""
    start = whole_minute(at)
    return Appointment(
        dossier=dossier,
        presence=standing.presence.key,
        agency=dossier.settling_agency,
        starts_at=start,
        ends_at=start + timedelta(minutes=standing.presence.minutes),
        made_by=by,
        made_at=at,
    )


def _visit(dossier: Dossier, finding: str, held_on: date | None, *, at: datetime) -> date:
    today = clock.local_day(at)
    day = held_on or today
    if not finding.strip():
        raise FindingNeeded
    accepted = clock.local_day(dossier.accepted_at or at)
    if not accepted <= day <= today:
        raise DayNotPossible(day=f"{day:%d/%m/%Y}")
    return day


def _attendances(standing: Standing, came: Came) -> list[Attendance]:
    found = []
    for person in standing.people:
        if person.key not in came:
            raise NobodyRecorded(label=person.label)
        seen = came[person.key]
        if seen is not None:
            if not seen.is_whole:
                raise DocumentUnread(label=person.label)
            if not seen.is_of(person.name, person.number):
                raise SomebodyElse(label=person.label)
            if not seen.is_named_as(person.name):
                raise NameDiffers(label=person.label, seen=seen.name, name=person.name)
        found.append(
            Attendance(
                person=person.key,
                person_index=person.index,
                came=seen is not None,
                proof=seen.proof if seen else "",
            )
        )
    return found


def _drop_former_record(standing: Standing) -> None:
    """A record for persons the dossier does not name any more no longer counts as met."""
    for each in standing.appointments:
        if each.state == AppointmentState.MET:
            each.state = AppointmentState.CANCELLED
            each.save(update_fields=["state"])


def _of(row: Appointment) -> dict[str, str]:
    return {
        **about(row.dossier),
        "presence": row.presence,
        "appointment": str(row.uid),
    }
