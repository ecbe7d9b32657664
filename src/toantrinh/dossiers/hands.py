"""By whose hands dossiers are filed: alone, or with the house beside the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.identity.models import Agency

from .models import Assistance, Channel, Dossier

DAYS: Final = 90
LATELY: Final = 30  # days that tell what a centre usually takes in
MOST: Final = 6


@dataclass(frozen=True)
class Hands:
    """How many were filed in the last ``days`` days; ``by``: of which kind of help how many.

    What arrived from another portal is ``elsewhere``: nobody here knows whose hands it were.
    """

    days: int
    alone: int
    elsewhere: int
    by: Mapping[Assistance, int]

    @property
    def assisted(self) -> int:
        return sum(self.by.values())

    @property
    def told(self) -> int:
        return self.alone + self.assisted

    @property
    def share_alone(self) -> int:
        """Of a hundred, those filed alone; 0 of none."""
        return round(100 * self.alone / self.told) if self.told else 0


def counted(centre: Agency | None = None) -> Hands:
    """Of the province, or those that a centre helped with or settles. One statement."""
    since = clock.today() - timedelta(days=DAYS)
    rows = Dossier.objects.filter(submitted_on__gte=since, version__is_internal=False)
    if centre is not None:
        rows = rows.filter(agency=centre) | rows.filter(assisted_in=centre)
    found = rows.order_by().values_list("assistance", "channel").annotate(count=Count("pk"))
    by: dict[Assistance, int] = dict.fromkeys(
        (Assistance.OFFICER, Assistance.DEVICE, Assistance.SESSION), 0
    )
    alone = elsewhere = 0
    for assistance, channel, count in found:
        if assistance:
            by[Assistance(assistance)] += count
        elif channel == Channel.ONLINE:
            alone += count
        else:
            elsewhere += count
    return Hands(DAYS, alone, elsewhere, by)


def usual(centre: Agency) -> list[ProcedureVersion]:
    """The procedures that a centre helped with most lately, as they are in force today."""
    since = clock.today() - timedelta(days=LATELY)
    rows = Dossier.objects.filter(assisted_in=centre, submitted_on__gte=since).order_by()
    counts = rows.values_list("version__code").annotate(count=Count("pk")).order_by("-count")[:MOST]
    place = {code: at for at, (code, _count) in enumerate(counts)}
    found = catalogue.listed().filter(code__in=place)
    return sorted(found, key=lambda each: place[each.code])
