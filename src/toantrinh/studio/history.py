"""What happened to a procedure, a calendar or a delegation, in words, out of the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.identity.queries import officials
from toantrinh.trail.queries import story_of


@dataclass(frozen=True)
class Moment:
    """One thing that happened, as ``ui/timeline.html`` shows it."""

    at: datetime
    title: str
    detail: str
    who: str


def of_procedure(code: str) -> list[Moment]:
    """The newest first; what a command did has nobody."""
    return of_case(f"procedure:{code}")


def of_case(case: str) -> list[Moment]:
    """What happened to one change or one entry of a register, the newest first."""
    entries = [entry for entry in story_of(case) if entry.kind in TOLD]
    people = officials(entry.actor for entry in entries)
    return [
        Moment(
            entry.at,
            *TOLD[entry.kind](entry.data),
            f"{people[entry.actor].name}, {people[entry.actor].title}"
            if entry.actor in people
            else "",
        )
        for entry in entries
    ]


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def _published(data: dict[str, Any]) -> tuple[str, str]:
    title = _("A correction was published") if data["corrects"] else _("A version was published")
    return title, _("In force from %(day)s") % {"day": _day(data["in_force_from"])}


def _ended(data: dict[str, Any]) -> tuple[str, str]:
    detail = _("Last day %(day)s") % {"day": _day(data["last_day"])}
    return _("The procedure was ended"), detail


TOLD: Final[dict[str, Callable[[dict[str, Any]], tuple[str, str]]]] = {
    "catalogue.procedure-published": _published,
    "catalogue.procedure-ended": _ended,
    "catalogue.layer-adopted": lambda data: (_("The layer of the province was changed"), ""),
    "catalogue.proposal-begun": lambda data: (_("A proposal was begun"), ""),
    "catalogue.proposal-submitted": lambda data: (
        _("A proposal was handed over to be checked"),
        "",
    ),
    "catalogue.proposal-sent-back": lambda data: (_("A proposal was sent back"), ""),
    "catalogue.proposal-discarded": lambda data: (_("A proposal was discarded"), ""),
    "catalogue.calendar-proposed": lambda data: (_("The change was proposed"), ""),
    "catalogue.calendar-approved": lambda data: (
        _("The change was approved"),
        _("Edition %(edition)d of the lists") % {"edition": data["edition"]},
    ),
    "catalogue.calendar-refused": lambda data: (_("The change was not approved"), ""),
    "catalogue.calendar-withdrawn": lambda data: (_("The change was withdrawn"), ""),
    "delegation.proposed": lambda data: (_("The act was entered"), ""),
    "delegation.confirmed": lambda data: (_("Confirmed by whoever gives the right"), ""),
    "delegation.refused": lambda data: (_("Not confirmed"), ""),
    "delegation.withdrawn": lambda data: (_("Taken back by whoever entered it"), ""),
    "delegation.revoked": lambda data: (_("Revoked"), ""),
    "catalogue.inventory-proposed": lambda data: (_("The change was proposed"), ""),
    "catalogue.inventory-approved": lambda data: (_("The change was approved"), ""),
    "catalogue.inventory-refused": lambda data: (_("The change was not approved"), ""),
    "catalogue.inventory-withdrawn": lambda data: (_("The change was withdrawn"), ""),
    "catalogue.proposal-announced": lambda data: (
        _("A signed decision announced and published it"),
        "",
    ),
    "catalogue.proposal-published": lambda data: (_("A proposal was checked and published"), ""),
}
