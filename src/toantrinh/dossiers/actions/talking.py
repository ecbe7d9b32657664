"""Writing about a dossier: notes among officers, messages between applicant and agency."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from ..errors import WrongState
from ..handling import about, locked, principal
from ..models import Dossier, Message, Note, Side
from ..working_errors import TextMissing, TextTooLong, TooManyUnread
from ..working_events import MessageSent, MessagesRead, NoteWritten

LONGEST: Final = 4000  # characters of a note or a message
MOST_UNREAD: Final = 20  # messages of one side that the other has not read
WRITES: Final = {
    Side.APPLICANT: Permission.MESSAGE_TO_AGENCY,
    Side.AGENCY: Permission.MESSAGE_TO_APPLICANT,
}


@transaction.atomic
def write_note(
    *, dossier: Dossier, text: str, key: str, by: Account, at: datetime | None = None
) -> Note:
    """Write a remark for the officers of the agency. The same key writes it once.

    Raises:
        NotPermitted: ``by`` has no post at the agency that handles it.
        TextMissing, TextTooLong.
    """
    require(by, Permission.NOTE_WRITE, on=dossier)
    at = at or clock.now()
    text = _text(text)
    dossier = locked(dossier)
    if (there := dossier.notes.filter(key=key).first()) is not None:
        return there
    note = Note(
        uid=new_id(),
        dossier=dossier,
        agency=dossier.settling_agency,
        key=key,
        written_by=by,
        written_at=at,
    )
    note.text = text
    note.save()
    record(NoteWritten(**about(dossier), note=str(note.uid)), by=by, at=at)
    return note


@transaction.atomic
def send_message(
    *, dossier: Dossier, side: Side, text: str, key: str, by: Account, at: datetime | None = None
) -> Message:
    """Write to the other side; what it wrote before counts as read. The same key sends once.

    Raises:
        NotPermitted: ``by`` does not write for this side.
        WrongState: nobody has filed it yet.
        TextMissing, TextTooLong; TooManyUnread: the other side has to read first.
    """
    require(by, WRITES[side], on=dossier)
    at = at or clock.now()
    text = _text(text)
    dossier = locked(dossier)
    if dossier.is_draft:
        raise WrongState(state=dossier.get_state_display())
    if (there := dossier.messages.filter(key=key).first()) is not None:
        return there
    waiting = dossier.messages.unread_by(side.other).count()
    if waiting >= MOST_UNREAD:
        raise TooManyUnread(count=waiting)
    dossier.messages.unread_by(side).update(read_at=at, read_by=by)
    message = Message(
        uid=new_id(), dossier=dossier, side=side, key=key, written_by=by, written_at=at
    )
    message.text = text
    message.save()
    event = MessageSent(**about(dossier), message=str(message.uid), side=side.value)
    record(event, by=by, at=at, on_behalf_of=_principal(dossier, side, by))
    return message


@transaction.atomic
def mark_read(*, dossier: Dossier, side: Side, by: Account, at: datetime | None = None) -> int:
    """Say that this side has read what the other wrote; how many messages that were.

    Raises:
        NotPermitted: ``by`` does not write for this side.
    """
    require(by, WRITES[side], on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    count = dossier.messages.unread_by(side).update(read_at=at, read_by=by)
    if count:
        event = MessagesRead(**about(dossier), side=side.value, count=count)
        record(event, by=by, at=at, on_behalf_of=_principal(dossier, side, by))
    return count


def _principal(dossier: Dossier, side: Side, by: Account) -> str:
    return principal(dossier, by) if side is Side.APPLICANT else ""


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise TextMissing
    if len(text) > LONGEST:
        raise TextTooLong(length=len(text), most=LONGEST)
    return text
