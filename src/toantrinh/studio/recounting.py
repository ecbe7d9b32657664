"""How many due times a change of the calendar would make others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toantrinh.catalogue.models import CalendarChange
from toantrinh.core.calendar import WorkCalendar
from toantrinh.dossiers import recalendaring
from toantrinh.lists import queries as lists

MOST = 2_000  # dossiers looked at for a page


@dataclass(frozen=True)
class Reached:
    """``count`` due times given would be others, ``later`` of them later; ``is_all`` when every
    open dossier of the scope was looked at.

    Numbers alone: the control office reads no dossier.
    """

    count: int
    later: int
    is_all: bool


def preview(change: CalendarChange) -> Reached | None:
    """Of one that is proposed: as it would be. Of one that is approved: what is still to be applied
    to due times given before. None for one that changes nothing."""
    changes = change.changes

    def proposed(code: str, day: date) -> WorkCalendar:
        return lists.proposed_calendar(code, day, changes)

    if change.is_open:
        found = list(recalendaring.moved(changes.scope, proposed=proposed, most=MOST))
    elif change.edition:
        edition = change.edition
        found = list(recalendaring.moved(changes.scope, edition=edition, most=MOST))
    else:
        return None
    looked = recalendaring.open_under(changes.scope)[: MOST + 1].count()
    return Reached(len(found), sum(each.after > each.before for each in found), looked <= MOST)
