"""What a corrected calendar would do to due times that are already given.

A due time that was told to people changes only with a recorded ground
(``actions.apply_calendar``); here it is computed what would change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from toantrinh.core import clock as present
from toantrinh.core.calendar import WorkCalendar
from toantrinh.trail.models import TrailEntry

from . import ledger
from .models import Dossier
from .states import State
from .timekeeping import Clock, Recalendared

OPEN = (
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_ASKED,
    State.PAYMENT_ASKED,
    State.WITHDRAWAL_ASKED,
)
BATCH = 200
Proposed = Callable[[str, date], WorkCalendar]
PROPOSED = -1  # the edition of a calendar that is not published yet


@dataclass(frozen=True)
class Moved:
    """A due time that would change. ``is_standing``: it is computed when time goes on anyway."""

    dossier: Dossier
    before: datetime
    after: datetime
    is_standing: bool


def open_under(agency_code: str) -> QuerySet[Dossier]:
    """Dossiers with a given due time, of the agency with this code and all below; "" is all."""
    rows = Dossier.objects.filter(state__in=OPEN, due_at__isnull=False)
    if agency_code:
        now = _of(agency_code, "agency") & Q(counted_by=None)
        rows = rows.filter(now | _of(agency_code, "counted_by"))
    wide = ("version__definition", "version__found_by", "content_sealed", "progress")
    return rows.select_related("version", "agency", "counted_by").defer(*wide)


def _of(code: str, field: str) -> Q:
    return Q(**{f"{field}__code": code}) | Q(**{f"{field}__code__startswith": f"{code}."})


def moved(
    agency_code: str,
    *,
    edition: int = PROPOSED,
    proposed: Proposed | None = None,
    most: int | None = None,
) -> Iterator[Moved]:
    """Every open dossier whose due time would be another one.

    Args:
        edition: under which the calendar is published; left out for one that is proposed.
        proposed: the calendar as it would be, by the code of an agency and the day of receipt.
        most: look at no more dossiers than that.
    """
    at, last, looked = present.now(), 0, 0
    while batch := list(open_under(agency_code).filter(pk__gt=last).order_by("pk")[:BATCH]):
        cases = [each.case for each in batch]
        rows = TrailEntry.objects.filter(case__in=cases, kind__in=ledger.KINDS)
        trails = {
            case: list(entries)
            for case, entries in groupby(rows.order_by("case", "seq"), key=lambda row: row.case)
        }
        for dossier in batch:
            found = ledger.from_entries(dossier, trails.get(dossier.case, []))
            if found is not None and (change := _change(dossier, found, edition, proposed, at)):
                yield change
            looked += 1
            if most is not None and looked >= most:
                return
        last = batch[-1].pk


def _change(
    dossier: Dossier,
    found: Clock,
    edition: int,
    proposed: Proposed | None,
    at: datetime,
) -> Moved | None:
    calendars, code = found.calendars, dossier.counting_code

    def with_proposed(number: int) -> WorkCalendar:
        if proposed is None or number != PROPOSED:
            return calendars(number)
        return proposed(code, present.local_day(found.received.at))

    after = replace(found, calendars=with_proposed).after(Recalendared(at, edition))
    if after.due == found.due:
        return None
    return Moved(dossier, found.due, after.due, found.stands_since is not None)
