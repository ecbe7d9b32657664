"""Notes and messages about a dossier, for the page of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from toantrinh.dossiers.models import Dossier, Note, Side
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, may


def of(dossier: Dossier, account: Account, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was written, the oldest first, and what may be; ``key`` makes two clicks one row."""
    messages = list(dossier.messages.select_related("written_by__party").order_by("id"))
    notes = Note.objects.readable_by(account).filter(dossier=dossier)
    return {
        "notes": list(notes.select_related("written_by__party").order_by("id")),
        "may_note": may(account, Permission.NOTE_WRITE, on=dossier),
        "messages_sent": messages,
        "unread": sum(each.side == Side.APPLICANT and not each.read_at for each in messages),
        "may_write": may(account, Permission.MESSAGE_TO_APPLICANT, on=dossier),
        "key": typed.get("key") or str(uuid4()),
    }
