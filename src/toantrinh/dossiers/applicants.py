"""Whose a dossier is that another portal sends, and who filed it there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from toantrinh.core.actor import Actor
from toantrinh.identity import actions as identity
from toantrinh.identity.errors import NumberTaken
from toantrinh.identity.models import Party, PartyKind
from toantrinh.identity.queries import find_party
from toantrinh.identity.rules import fold, normal_number

from . import gateways
from .arrivals import Told

_NUMBER: Final = re.compile(r"\d{9}|\d{12}|\d{10}(\d{3})?", re.ASCII)
_ODD: Final = re.compile(r"[0-9<>{}\[\]\\@#$%^*=|]")
_PERSON: Final = 12  # digits of a personal number


@dataclass(frozen=True)
class Who:
    """One of the two, as told; ``number`` is empty when it cannot be one."""

    name: str
    number: str
    kind: PartyKind


@dataclass(frozen=True)
class Applicants:
    """``submitter`` is None when the owner filed it, or nobody else was told."""

    owner: Party
    submitter: Party | None
    remarks: list[dict[str, str]] = field(default_factory=list)


def found(told: Told, *, by: Actor, at: datetime) -> Applicants:
    """The parties, found by their numbers or registered. A name that is known is not changed.

    Both are registered in the order of their numbers, so that two dossiers with the same people
    never wait for each other in a circle.
    """
    remarks: list[dict[str, str]] = []
    owner, submitter = _owner(told, remarks), _submitter(told, remarks)
    whole = [owner, submitter] if submitter else [owner]
    parties = {
        each: _party(each, by=by, at=at) for each in sorted(whole, key=lambda who: who.number)
    }
    if fold(parties[owner].name) != fold(owner.name):
        remarks.append(_remark("owner-name-differs", owner.name))
    if not owner.number:
        remarks.append(_remark("owner-without-number"))
    elif submitter:
        remarks.append(_remark("owner-declared"))
    return Applicants(parties[owner], parties[submitter] if submitter else None, remarks)


def said(told: Told, applicants: Applicants) -> dict[str, Any]:
    """What the portal tells of the owner, by the source that questions of a form name."""
    fields = told.fields
    facts: dict[str, Any] = {"phone": fields.get("phone", "")}
    if applicants.owner.kind == PartyKind.PERSON:
        facts |= {"name": applicants.owner.name, "number": applicants.owner.number}
    if applicants.submitter is None:
        facts |= {"birth": fields.get("birth", "")[:8], "email": fields.get("email", "")}
        if fields.get("commune"):
            facts["address"] = {
                "province": fields.get("province", ""),
                "commune": fields["commune"],
                "detail": fields.get("address", ""),
            }
    fills = gateways.current().fills
    return {source: facts[name] for name, source in fills.items() if facts.get(name)}


def _remark(code: str, detail: str = "") -> dict[str, str]:
    return {"code": code, "detail": detail}


def _owner(told: Told, remarks: list[dict[str, str]]) -> Who:
    """Whose it is: told apart, or the one who filed."""
    fields = told.fields
    name = fields.get("owner_name") or fields["submitter_name"]
    number = fields.get("owner_number", "")
    if not number and fold(name) == fold(fields.get("submitter_name", "")):
        number = fields.get("submitter_number", "")
    clean = _number(number)
    if number and not clean:
        remarks.append(_remark("owner-number-odd", number[:60]))
    kind = _kind(told, clean, remarks)
    if kind is PartyKind.PERSON and _ODD.search(name):
        remarks.append(_remark("name-doubtful", name))
    return Who(name, clean, kind)


def _submitter(told: Told, remarks: list[dict[str, str]]) -> Who | None:
    """Who filed it, if that is somebody else than the owner."""
    fields = told.fields
    name, number = fields.get("submitter_name", ""), _number(fields.get("submitter_number", ""))
    owner = fields.get("owner_name", "")
    of_owner = _number(fields.get("owner_number", ""))
    if not name or not owner or (number and number == of_owner):
        return None
    if fold(name) == fold(owner) and not (number and of_owner):
        return None
    if _ODD.search(name):
        remarks.append(_remark("name-doubtful", name))
    return Who(name, number, PartyKind.PERSON)


def _number(text: str) -> str:
    number = normal_number(text)
    return number if _NUMBER.fullmatch(number) else ""


def _kind(told: Told, number: str, remarks: list[dict[str, str]]) -> PartyKind:
    kinds: Mapping[str, str] = told.gateway.subject_kinds
    said = told.fields.get("subject_kind", "")
    if said in kinds:
        return PartyKind(kinds[said])
    if said:
        remarks.append(_remark("subject-kind-unknown", said[:60]))
    is_person = not number or len(number) in {9, _PERSON}
    return PartyKind.PERSON if is_person else PartyKind.ORGANISATION


def _party(who: Who, *, by: Actor, at: datetime) -> Party:
    if who.number and (there := find_party(who.number)):
        return there
    try:
        with transaction.atomic():
            return identity.register_party(
                name=who.name, number=who.number, kind=who.kind, by=by, at=at
            )
    except NumberTaken:  # the other of two at once has made it
        there = find_party(who.number)
        if there is None:
            raise
        return there
