"""What is said to people about their dossier, in a few words without personal data."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format

from toantrinh.core import clock
from toantrinh.trail.models import TrailEntry

from .models import Dossier, Task

NOTICE_OF = {
    "dossier.submitted": "filed",
    "dossier.accepted": "accepted",
    "fee.owed": "fee_due",
    "dossier.result-returned": "result_ready",
}


def text(dossier: Dossier, entry: TrailEntry) -> str:
    """The words of the pack for what happened; empty when it has none for it."""
    key, until = _notice(dossier, entry)
    notice = dossier.version.pack.notices.get(key)
    if notice is None:
        return ""
    return notice.text.format(
        reference=dossier.reference,
        procedure=dossier.version.name,
        agency=dossier.settling_agency.name,
        due=moment(until) if until else "",
    )


def _notice(dossier: Dossier, entry: TrailEntry) -> tuple[str, datetime | None]:
    if entry.kind == "task.opened":
        if entry.data["step_kind"] != "confirm_draft":
            return "", None
        return "draft_ready", Task.objects.get(uid=entry.data["task"]).wakes_at
    until = dossier.answer_due_at if entry.kind == "dossier.submitted" else dossier.due_at
    return NOTICE_OF.get(entry.kind, ""), until


def moment(at: datetime) -> str:
    """A moment as people say it: hour and minute, then the day, in Viet Nam."""
    return date_format(at.astimezone(clock.ZONE), "H:i d/m/Y")
