"""The slip of an original and the list by which originals change hands, as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from toantrinh.core import clock
from toantrinh.papers import queries as papers
from toantrinh.papers import rendering

from . import custody, documents
from .custody import Place
from .models import Original, Transfer, TransferItem, TransferState
from .wording import place_of


def address_of(code: str) -> str:
    """What the code on a slip or a list leads to."""
    return f"{settings.PUBLIC_URL}/can-bo/ban-chinh/{code}"


def slip(original: Original, *, at: datetime) -> bytes:
    """The slip, with the room below in which the person signs for having got it back."""
    more = {"original": _told(original), "check_url": address_of(original.code)}
    return documents.office_paper(original.dossier, "original", issued=None, at=at, more=more)


def _told(original: Original) -> dict[str, Any]:
    details, begun = original.details, custody.chain(original)[0]
    return {
        "code": original.code,
        "name": custody.name_of(original),
        "number": details.get("number", ""),
        "condition": details.get("condition", ""),
        "sheets": original.sheets,
        "destiny": original.destiny,
        "taken_at": original.taken_at,
        "taken_by": f"{begun.detail}, {original.taken_by.name}",
        "taken_by_name": original.taken_by.name,
        "ended_at": original.ended_at or "",
        "ended_by_name": original.ended_by.name if original.ended_by else "",
        "proof": str(original.get_proof_display()) if original.proof else "",
        "receiver": original.receiver.get("name", ""),
    }


def handover(made: Transfer, *, at: datetime) -> bytes:
    """The list, to go with the papers: what is on it, and what was accepted so far."""
    giver = Place(made.from_agency, made.from_office)
    data = {
        "agency": {
            "name": made.from_agency.name,
            "parent": documents.parent_of(made.from_agency),
            "place": place_of(made.from_agency),
        },
        "demo": settings.SIGNATURES_ARE_DEMO,
        "date": clock.local_day(made.made_at).isoformat(),
        "check_url": address_of(made.code),
        "handover": {
            "code": made.code,
            "giver": giver.name,
            "receiver": Place(made.to_agency, made.to_office).name,
            "made_at": made.made_at,
            "giver_name": made.made_by.name,
            "rows": list(_rows(made)),
        },
    }
    template = papers.template("handover", clock.local_day(made.made_at))
    return rendering.render(template, data, at=at)


def items(made: Transfer) -> QuerySet[TransferItem]:
    """What is on a list, with all a page or a paper says of it."""
    wanted = ("original__dossier__version", "original__dossier__owner", "by__party")
    found = made.items.select_related(*wanted, "original__agency", "original__holder__party")
    wide = ("version__definition", "version__found_by", "progress")
    return found.defer(*(f"original__dossier__{each}" for each in wide)).order_by("id")


def _rows(made: Transfer) -> Iterator[dict[str, Any]]:
    for item in items(made):
        original, details = item.original, item.original.details
        is_waiting = item.state == TransferState.WAITING
        yield {
            "code": original.code,
            "name": custody.name_of(original),
            "number": details.get("number", ""),
            "condition": details.get("condition", ""),
            "sheets": original.sheets,
            "reference": original.dossier.reference,
            "applicant": original.dossier.owner.name,
            "state": "" if is_waiting else str(item.get_state_display()),
            "by": item.by.name if item.by else "",
            "at": item.at or "",
        }
