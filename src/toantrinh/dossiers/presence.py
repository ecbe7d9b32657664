"""Presence that the version demands in this case: who has to be there, when, and whether they were.

Computed from the answers each time: who came counts only for the person the dossier names now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.catalogue.presence import Comer, Presence
from toantrinh.core import clock, sealing
from toantrinh.core.calendar import WorkCalendar
from toantrinh.identity.models import Party, Post
from toantrinh.identity.rules import fold
from toantrinh.lists import queries as lists

from . import negative, slots
from .handling import OFFICE_OF_STEP
from .knowing import complete_answers, facts
from .models import Appointment, AppointmentState, Dossier, Task
from .presence_errors import PresenceMissing, PresenceNotAsked

MOST_OFFERED: Final = 60


@dataclass(frozen=True)
class Person:
    """One who has to be there, as the dossier names them now."""

    comer: Comer
    name: str
    number: str

    @property
    def key(self) -> str:
        return self.comer.key

    @property
    def label(self) -> str:
        return self.comer.label

    @property
    def index(self) -> bytes:
        return sealing.blind_index(self.number or f"name:{fold(self.name)}")


@dataclass(frozen=True)
class Standing:
    """A presence, its persons, and its appointments, the newest first."""

    presence: Presence
    people: tuple[Person, ...]
    appointments: tuple[Appointment, ...]
    place: str = ""

    @property
    def current(self) -> Appointment | None:
        """The time that is agreed on."""
        return next((each for each in self.appointments if each.is_set), None)

    def ahead(self, at: datetime) -> Appointment | None:
        """The time agreed on, while it is still to come: nobody can have missed it."""
        current = self.current
        return current if current is not None and current.starts_at > at else None

    @property
    def met(self) -> Appointment | None:
        """The record by which it is fulfilled."""
        for each in self.appointments:
            if each.state == AppointmentState.MET and self._counts(each):
                return each
        return None

    @property
    def is_met(self) -> bool:
        return self.met is not None

    @property
    def former(self) -> list[Appointment]:
        """Those at which somebody did not come."""
        return [each for each in self.appointments if each.state == AppointmentState.MISSED]

    @property
    def changes_left(self) -> int:
        """How often the applicant may still choose another time."""
        made = self.current.changes if self.current else 0
        return max(0, self.presence.changes - made)

    def _counts(self, record: Appointment) -> bool:
        if self.presence.is_visit:
            return True
        came = {
            (each.person, bytes(each.person_index))
            for each in record.attendances.all()
            if each.came
        }
        return all((person.key, person.index) in came for person in self.people)


def standings(dossier: Dossier, told: Mapping[str, Any] | None = None) -> list[Standing]:
    """Everything the version demands in this case. No query where it demands nothing."""
    demanded = dossier.version.pack.presence
    if not demanded or dossier.is_draft:
        return []
    told = facts(dossier, at=clock.now()) if told is None else told
    rows = dossier.appointments.select_related("recorded_by__party", "made_by__party")
    by_key: dict[str, list[Appointment]] = {}
    for row in rows.prefetch_related("attendances").order_by("-made_at", "-id"):
        row.dossier = dossier
        by_key.setdefault(row.presence, []).append(row)
    return [
        Standing(
            presence=each,
            people=tuple(_persons(dossier, each, told)),
            appointments=tuple(by_key.get(each.key, ())),
            place=_place(each, dossier),
        )
        for each in demanded
        if each.is_asked(told)
    ]


def _persons(dossier: Dossier, presence: Presence, told: Mapping[str, Any]) -> Iterable[Person]:
    for comer in presence.people:
        if not comer.is_asked(told):
            continue
        if comer.number:
            number, name = told.get(comer.number), told.get(comer.name)
            yield Person(comer, str(name or ""), str(number or ""))
        else:
            yield Person(comer, dossier.owner.name, dossier.owner.number)


def _place(presence: Presence, dossier: Dossier) -> str:
    place = complete_answers(dossier).get(presence.place) if presence.place else None
    return lists.place_label(place) if isinstance(place, dict) else ""


def standing_of(dossier: Dossier, key: str) -> Standing:
    """Errors: PresenceNotAsked for what the version does not demand in this case."""
    for each in standings(dossier):
        if each.presence.key == key:
            return each
    raise PresenceNotAsked


def others_known(dossier: Dossier, key: str) -> list[Party]:
    """Who has to be there beside the owner, of those who are known here and were asked for a part
    of the dossier: nobody else learns of it."""
    people = next((each.people for each in standings(dossier) if each.presence.key == key), ())
    named = [person.index for person in people if person.number]
    asked = dossier.invitations.live().filter(person_index__in=named).values("person_index")
    return list(Party.objects.filter(number_index__in=asked).exclude(pk=dossier.owner_id))


def missing_before(task: Task, told: Mapping[str, Any] | None = None) -> list[Standing]:
    """What must be recorded before ``task`` is done: what belongs to its step, or to one before it.

    A refusal needs nobody's presence, and another body that is asked answers without waiting for
    what the unit has to see to.
    """
    pack = task.dossier.version.pack
    if not pack.presence or negative.is_of(task):
        return []
    order = [step.key for step in pack.steps]
    reached = {task.key} if task.elsewhere else set(order[: order.index(task.key) + 1])
    found = standings(task.dossier, told)
    return [each for each in found if each.presence.step in reached and not each.is_met]


def refuse_while_missing(task: Task, told: Mapping[str, Any] | None = None) -> None:
    """Errors: PresenceMissing with what is missing."""
    if missing := missing_before(task, told):
        raise PresenceMissing(names="; ".join(each.presence.label for each in missing))


def calendar_for(dossier: Dossier, at: datetime) -> WorkCalendar:
    """The working hours as they are now: people come when the office is really open."""
    return lists.calendar_for(dossier.settling_agency.code, clock.local_day(at))


def capacity(dossier: Dossier, presence: Presence, at: datetime) -> int:
    """How many appointments an agency has at once: as many as people do that step there."""
    role = OFFICE_OF_STEP[dossier.version.pack.step(presence.step).role]
    posts = Post.objects.held_on(clock.local_day(at)).filter(
        agency=dossier.settling_agency, role=role.value
    )
    return max(1, posts.values("account").distinct().count())


def taken(
    dossier: Dossier, first: datetime, last: datetime, *, besides: Appointment | None = None
) -> list[tuple[datetime, datetime]]:
    """Beginning and end of what is agreed on at the agency between two moments."""
    rows = Appointment.objects.filter(
        agency=dossier.settling_agency,
        state=AppointmentState.SET,
        starts_at__lt=last,
        starts_at__gte=first - timedelta(days=1),
        ends_at__gt=first,
    )
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return list(rows.values_list("starts_at", "ends_at"))


def free(dossier: Dossier, presence: Presence, *, now: datetime) -> list[datetime]:
    """The next beginnings that are still free, at most ``MOST_OFFERED``."""
    calendar = calendar_for(dossier, now)
    offered = list(slots.offered(calendar, now, lead=presence.lead, minutes=presence.minutes))
    if not offered:
        return []
    length = timedelta(minutes=presence.minutes)
    busy = taken(dossier, offered[0], offered[-1] + length)
    most = capacity(dossier, presence, now)
    found = [start for start in offered if _load(busy, start, start + length) < most]
    return found[:MOST_OFFERED]


def _load(busy: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime) -> int:
    return sum(begins < end and start < ends for begins, ends in busy)


def is_free(
    dossier: Dossier,
    presence: Presence,
    start: datetime,
    *,
    now: datetime,
    besides: Appointment | None = None,
) -> bool:
    end = start + timedelta(minutes=presence.minutes)
    busy = taken(dossier, start, end, besides=besides)
    return _load(busy, start, end) < capacity(dossier, presence, now)


def said(appointment: Appointment) -> str:
    """Its state in words for a page."""
    if appointment.state == AppointmentState.MISSED:
        absent = [each.person for each in appointment.attendances.all() if not each.came]
        labels = _labels(appointment)
        return _("Did not come: %(names)s") % {
            "names": "; ".join(labels.get(key, key) for key in absent)
        }
    return str(appointment.get_state_display())


def _labels(appointment: Appointment) -> dict[str, str]:
    return {
        person.key: person.label
        for each in appointment.dossier.version.pack.presence
        if each.key == appointment.presence
        for person in each.people
    }
