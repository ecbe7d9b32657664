"""What happens about presence that the law demands. See ``events``."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class OfAppointment:
    """``presence``: key in the pack."""

    presence: str
    appointment: str


@dataclass(frozen=True, kw_only=True)
class AppointmentSet(OfAppointment, Event):
    """For the first time, or anew. ``starts``: when; ``by_applicant``: they chose it."""

    kind = "appointment.set"
    starts: str
    by_applicant: bool


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(OfAppointment, Event):
    kind = "appointment.cancelled"


@dataclass(frozen=True, kw_only=True)
class AppointmentReminded(OfAppointment, Event):
    """``starts``: the time of which the applicant is told."""

    kind = "appointment.reminded"
    starts: str = ""


@dataclass(frozen=True, kw_only=True)
class PresenceMet(OfAppointment, Event):
    """Everyone came, or the site was inspected. ``proofs``: kinds of documents, apart by commas."""

    kind = "presence.met"
    proofs: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class PresenceMissed(OfAppointment, Event):
    """Somebody did not come: ``absent``, keys of the persons in the pack, apart by commas."""

    kind = "presence.missed"
    absent: str
