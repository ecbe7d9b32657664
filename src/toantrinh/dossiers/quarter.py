"""Signs of the last ninety days, for whoever heads an agency: limits that findings changed, more
time given, apologies made.

A limit changed by a finding is neither an extension nor an apology, and so the way in which a clock
could be bent. The share of dossiers whose limit was changed is shown with the share from which it
is to be looked into (rule ``finding_share_alarm``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from toantrinh.identity.models import Agency
from toantrinh.trail.models import TrailEntry

from .models import Dossier
from .queues import MOST, Count, Sight, count
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
    """Of each agency the account heads."""
    alarm = seen.lists.time_rule("finding_share_alarm").number
    return [_of(seen, agency, alarm) for agency in seen.agencies if agency.pk in seen.headed]


def _of(seen: Sight, agency: Agency, alarm: int) -> Signs:
    accepted = _accepted(seen).filter(agency=agency).count()
    changed, extended, apologised = (count(behind(seen, kind, agency)) for kind in SIGNS)
    share = round(100 * changed.number / accepted, 1) if accepted else None
    return Signs(agency, accepted, changed, extended, apologised, share, alarm)


def behind(seen: Sight, kind: str, agency: Agency | None = None) -> QuerySet[Dossier]:
    """The dossiers accepted in the last ninety days of which ``kind`` is told, one of ``SIGNS``.

    At most ``MOST`` cases are followed: the trail is asked by kind and time, and none of these is
    an everyday event.
    """
    agencies = [each for each in seen.agencies if each.pk in seen.headed]
    if agency is not None:
        agencies = [each for each in agencies if each == agency]
    told = TrailEntry.objects.filter(kind=kind, at__gte=_since(seen))
    cases = told.filter(agency__in=[each.code for each in agencies]).order_by()
    found = list(cases.values_list("case", flat=True).distinct()[: MOST + 1])
    return _accepted(seen).filter(agency__in=agencies, uid__in=found)


def _accepted(seen: Sight) -> QuerySet[Dossier]:
    return seen.dossiers().filter(accepted_at__gte=_since(seen))


def _since(seen: Sight) -> datetime:
    return seen.at - timedelta(days=DAYS)
