"""What an officer typed about appointments and about who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime

from toantrinh.core import clock
from toantrinh.dossiers.identified import Seen, seen
from toantrinh.dossiers.presence import Person, Standing

from . import days

CAME, ABSENT = "co", "khong"


def moment(day: str, hour: str) -> datetime | None:
    """A local day and hour as typed, ``27/3/2026`` and ``08:30``; None for anything else."""
    read = days.read(day)
    try:
        hours, minutes = (int(part) for part in hour.strip().replace("h", ":").split(":"))
        if read is None:
            return None
        return datetime(read.year, read.month, read.day, hours, minutes, tzinfo=clock.ZONE)
    except (ValueError, OverflowError):
        return None


def instant(text: str) -> datetime | None:
    """A moment as a list of free times sends it; None for anything else."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None and MINYEAR < read.year < MAXYEAR else None


def came(standing: Standing, typed: Mapping[str, str]) -> dict[str, Seen | None]:
    """Who came, by the key of the person; whoever nothing is said about is left out."""
    found: dict[str, Seen | None] = {}
    for person in standing.people:
        said = typed.get(f"den-{person.key}", "")
        if said == ABSENT:
            found[person.key] = None
        elif said == CAME:
            found[person.key] = seen(
                name=typed.get(f"ten-{person.key}", "")[:200],
                number=typed.get(f"so-{person.key}", "")[:300],
                proof=typed.get(f"giay-to-{person.key}", ""),
            )
    return found


@dataclass(frozen=True)
class Typed:
    """One person of a presence, and what was typed about them before it was refused."""

    person: Person
    said: str
    proof: str
    number: str
    name: str


def typed_of(standing: Standing, typed: Mapping[str, str]) -> list[Typed]:
    return [
        Typed(
            person=each,
            said=typed.get(f"den-{each.key}", ""),
            proof=typed.get(f"giay-to-{each.key}", ""),
            number=typed.get(f"so-{each.key}", ""),
            name=typed.get(f"ten-{each.key}", ""),
        )
        for each in standing.people
    ]
