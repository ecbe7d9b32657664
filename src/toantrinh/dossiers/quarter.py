"""Signs of the last ninety days, for whoever heads an agency: limits that findings changed, more
time given, apologies made.

A limit changed by a finding is neither an extension nor an apology, and so the way in which a clock
could be bent. The share of dossiers whose limit was changed is shown with the share from which it
is to be looked into (rule ``finding_share_alarm``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count as Counted
from django.db.models import QuerySet

from toantrinh.identity.models import Agency
from toantrinh.trail.models import TrailEntry

from .models import Dossier
from .queues import MOST, Count, Sight
from .time_events import ApologyMade, DossierExtended, LimitChanged

DAYS: Final = 90
CHANGED, EXTENDED, APOLOGISED = LimitChanged.kind, DossierExtended.kind, ApologyMade.kind
SIGNS: Final = (CHANGED, EXTENDED, APOLOGISED)


@dataclass(frozen=True)
class Signs:
    """Of one agency. ``share``: percent of the accepted whose limit was changed; None where nothing
    was accepted, which is not nought. ``alarm``: from which share on it is to be looked into."""

    agency: Agency
    accepted: int
    changed: Count
    extended: Count
    apologised: Count
    share: float | None
    alarm: int

    @property
    def is_alarming(self) -> bool:
        return self.share is not None and self.share >= self.alarm


def signs(seen: Sight) -> list[Signs]:
    """Of each agency the account heads; three statements for however many."""
    alarm = seen.lists.time_rule("finding_share_alarm").number
    headed = [agency for agency in seen.agencies if agency.pk in seen.headed]
    if not headed:
        return []
    rows = _accepted(seen).order_by().values("agency").annotate(n=Counted("pk"))
    accepted = {each["agency"]: each["n"] for each in rows}
    told = _told(seen, SIGNS, headed)
    places = _accepted(seen).filter(uid__in={case for _kind, case in told})
    agency_of = {str(uid): agency for uid, agency in places.values_list("uid", "agency")}
    counted = Counter((kind, agency_of.get(case)) for kind, case in told)
    is_cut = len(told) > MOST

    def number(kind: str, agency: Agency) -> Count:
        return Count(counted[kind, agency.pk], more=is_cut)

    return [
        Signs(
            agency=agency,
            accepted=(all_of := accepted.get(agency.pk, 0)),
            changed=(changed := number(CHANGED, agency)),
            extended=number(EXTENDED, agency),
            apologised=number(APOLOGISED, agency),
            share=round(100 * changed.number / all_of, 1) if all_of else None,
            alarm=alarm,
        )
        for agency in headed
    ]


def behind(seen: Sight, kind: str) -> QuerySet[Dossier]:
    """The dossiers accepted in the last ninety days of which ``kind`` is told, one of ``SIGNS``."""
    headed = [agency for agency in seen.agencies if agency.pk in seen.headed]
    cases = [case for _kind, case in _told(seen, (kind,), headed)]
    return _accepted(seen).filter(agency__in=headed, uid__in=cases)


def _told(seen: Sight, kinds: Sequence[str], agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    """(kind, case), at most one more than ``MOST``: the trail is asked by kind and time, and none
    of these is an everyday event."""
    rows = TrailEntry.objects.filter(
        kind__in=kinds, at__gte=_since(seen), agency__in=[each.code for each in agencies]
    )
    return list(rows.order_by("kind", "case").values_list("kind", "case").distinct()[: MOST + 1])


def _accepted(seen: Sight) -> QuerySet[Dossier]:
    return seen.dossiers().filter(accepted_at__gte=_since(seen))


def _since(seen: Sight) -> datetime:
    return seen.at - timedelta(days=DAYS)
