"""The limit of a case that a finding changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from toantrinh.trail.events import Event

from . import ledger, linked
from .handling import about
from .knowing import facts, limit_in_words
from .models import Dossier
from .time_events import LimitChanged
from .timekeeping import LimitFound


def change(dossier: Dossier, findings: Mapping[str, Any], *, at: datetime) -> list[Event]:
    """What was found gives the case the limit that the version has for it: once, while the first
    one runs, and counted from the receipt. The event to record."""
    choice = linked.limit(dossier, facts(dossier, at=at))
    limit = limit_in_words(choice)
    if not findings or dossier.limit is None or limit == dossier.limit:
        return []
    before = ledger.read(dossier)
    found = before and before.after(LimitFound(at, choice.limit, choice.legal_basis))
    if found is None or found.found is None or found.found.at != at:
        return []
    dossier.limit = limit
    dossier.save(update_fields=["limit"])
    ledger.keep(dossier, found)
    return [
        LimitChanged(
            **about(dossier),
            **ledger.told(choice.limit, choice.legal_basis),
            limit=choice.rule,
            findings=",".join(sorted(findings)),
            due=found.due.isoformat(),
        )
    ]
