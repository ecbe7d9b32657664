"""Signing a request with a key, and what the signature looks like on the paper.

Each room is filled with a page of PDF of exactly its size, set by ``papers``.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pyhanko.sign.signers import Signer

from toantrinh.core.clock import ZONE
from toantrinh.papers.rendering import render

from . import pades
from .models import Purpose, SigningRequest
from .pades import CannotSign, Place

HERE = Path(__file__).parent / "blocks"
ITALIC = frozenset({"date"})  # Nghị định 30/2020/NĐ-CP: place and date stand in italics
ROOMS = {Purpose.DECISION: "sign", Purpose.SEAL: "seal"}


def sign_with(key: Signer, request: SigningRequest, *, at: datetime) -> bytes:
    """The signed document of ``request``, by a key of any kind that pyHanko knows.

    Raises:
        CannotSign: the paper has no room for this signature, or the room is taken.
    """
    document = request.document
    places, room = pades.places(document), ROOMS[Purpose(request.purpose)]
    if not places.keys() >= {room, *request.filled}:
        raise CannotSign("no-room")
    return pades.sign(
        document,
        key,
        room=room,
        appearance=signature(request, places[room], at=at),
        filled={
            name: (text, line(text, places[name], at=at)) for name, text in request.filled.items()
        },
        name=request.signer_name,
        at=at,
    )


def signature(request: SigningRequest, place: Place, *, at: datetime) -> bytes:
    """The visible block of the person or of the agency."""
    local = at.astimezone(ZONE)
    said = {"organisation": request.agency.name, "demo": request.demo}
    if request.purpose == Purpose.SEAL:
        ring = _file("ring-demo.svg" if request.demo else "ring.svg")
        time = f"{local:%H:%M %d/%m/%Y}"
        return _drawn("agency.typ", place, at=at, time=time, ring=ring, **said)
    return _drawn(
        "person.typ",
        place,
        at=at,
        capacity=request.lines,
        signer=request.signer_name,
        time=f"{local:%H:%M:%S %d/%m/%Y} +07:00",
        **said,
    )


def line(text: str, place: Place, *, at: datetime) -> bytes:
    """A line of text for a room that was left open, such as the number."""
    return _drawn("filled.typ", place, at=at, text=text, italic=place.name in ITALIC)


def _drawn(template: str, place: Place, *, at: datetime, **said: Any) -> bytes:
    data = {"width": place.width, "height": place.height, "align": place.align, **said}
    return render(_file(template), data, at=at, tagged=False)


@cache
def _file(name: str) -> str:
    return (HERE / name).read_text()
