"""How many dossiers a change of the calendar reaches."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q

from toantrinh.core import clock
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.lists.changes import Changes


def preview(agency_code: str, changes: Changes) -> int:
    """Dossiers being settled, by an agency that the change reaches, whose due time lies on or after
    its first day: at most so many due times can become others, if a ground is recorded for them.

    A number alone: the control office reads no dossier, so ``readable_by`` would find none.
    """
    first = changes.first_day
    if first is None:
        return 0
    begins = datetime.combine(first, time(), clock.ZONE)
    rows = Dossier.objects.filter(
        accepted_at__isnull=False, settled_at=None, due_at__gte=begins
    ).exclude(state=State.STOPPED)
    if agency_code:
        below = Q(agency__code__startswith=f"{agency_code}.")
        rows = rows.filter(Q(agency__code=agency_code) | below)
    return rows.count()
