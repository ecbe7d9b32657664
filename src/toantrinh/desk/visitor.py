"""Who stands at the counter: named in an address that only the officer who saw them can open."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from toantrinh.core import clock, sealing
from toantrinh.forms import schema
from toantrinh.forms.shape import Form
from toantrinh.identity.cards import Card
from toantrinh.identity.models import Account, Party

ABOUT: Final = "desk.visitor"
LASTS: Final = timedelta(hours=10)
OF_CARD: Final = {
    "so_dinh_danh": "number",
    "ho_ten": "name",
    "ngay_sinh": "born",
    "gioi_tinh": "sex",
}


@dataclass(frozen=True)
class Visitor:
    """A person known by their card. ``card`` is what was read of it, for the form."""

    party: Party
    card: Card


def seal(visitor: Visitor, by: Account) -> str:
    """A token for an address: sealed, for ``by`` alone, and for one working day."""
    card = visitor.card
    document = {
        "party": str(visitor.party.uid),
        "by": str(by.uid),
        "at": clock.now().isoformat(),
        "card": [card.number, card.name, card.born, card.sex, *card.doubts],
    }
    closed = sealing.close_json(document, about=ABOUT)
    return base64.urlsafe_b64encode(closed).decode().rstrip("=")


def opened(token: str, by: Account) -> Visitor | None:
    """Who it is; None for a token that is over, somebody else's, or none."""
    document = _read(token)
    if document is None or document["by"] != str(by.uid):
        return None
    if clock.now() - datetime.fromisoformat(document["at"]) > LASTS:
        return None
    party = Party.objects.filter(uid=document["party"]).first()
    if party is None:
        return None
    number, name, born, sex, *doubts = document["card"]
    day = date.fromisoformat(born) if born else None
    return Visitor(party, Card(number, name, day, sex, tuple(doubts)))


def answers(visitor: Visitor, form: Form, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the card says to questions about the applicant that no source has answered."""
    card = visitor.card
    values = {
        "number": card.number,
        "name": card.name or visitor.party.name,
        "born": card.born.isoformat() if card.born else None,
        "sex": card.sex or None,
    }
    found = {}
    for key, field in form.field_by_key.items():
        place = field.prefill
        if place is None or place.person or key in known:
            continue
        value = values.get(OF_CARD.get(place.path, ""))
        if value is not None and schema.fits(field, value, clock.today()):
            found[key] = value
    return found


def _read(token: str) -> dict[str, Any] | None:
    try:
        closed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return sealing.open_json(closed, about=ABOUT)
    except (binascii.Error, ValueError, sealing.InvalidTag, KeyError, IndexError):
        return None
