"""Who comes in to the originals: the agency that settles a dossier, the centre that took it in, and
the office where an original lies; and what their pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from toantrinh.dossiers import attempts, custody
from toantrinh.dossiers.custody import Place
from toantrinh.dossiers.models import (
    Dossier,
    Original,
    Transfer,
    TransferItem,
    TransferState,
)
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, Role
from toantrinh.identity.requests import AccountRequest

MOST = 200  # originals of one office on a page
WIDE = ("version__definition", "version__found_by", "progress")


def served(request: AccountRequest, uid: UUID) -> Dossier:
    """The dossier ``uid`` if an agency of the posts in use settles it, or took it in.

    Any other is as absent as one that does not exist, and that it was asked for is written down.
    """
    rows = Dossier.objects.select_related("version", "agency", "taken_in_by", "owner")
    found = rows.defer(*WIDE).filter(uid=uid).first()
    if found is None:
        raise Http404
    agencies = request.user.agencies_with(Permission.ORIGINAL_KEEP)
    if found.is_draft or not {found.agency_id, found.taken_in_by_id} & agencies:
        attempts.note_foreign(dossier=found, by=request.user)
        raise Http404
    return found


def original_of(dossier: Dossier, uid: UUID) -> Original:
    """Errors: Http404 for one that is not of this dossier."""
    wanted = ("agency__successor", "holder__party", "taken_by__party", "ended_by__party", "slip")
    found = dossier.originals.select_related(*wanted, "authority").filter(uid=uid).first()
    if found is None:
        raise Http404
    found.dossier = dossier
    return found


def readable(account: Account, code: str) -> Original | None:
    """The original of this code that ``account`` may open."""
    rows = Original.objects.readable_by(account).select_related("dossier")
    return rows.filter(code=code).first()


@dataclass(frozen=True)
class Row:
    """One original on a page of many."""

    original: Original
    name: str
    is_to_return: bool


def _row(original: Original) -> Row:
    is_to_return = custody.has_ended(original.dossier) and custody.goes_back(original)
    return Row(original, custody.name_of(original), is_to_return)


def _listed(rows: QuerySet[Original]) -> QuerySet[Original]:
    wanted = ("dossier__version", "dossier__owner", "dossier__agency", "dossier__taken_in_by")
    wide = (f"dossier__{each}" for each in WIDE)
    return rows.select_related(*wanted, "agency", "holder__party").defer(*wide)


@dataclass(frozen=True)
class Shelf:
    """What lies with one office of the one who is signed in, and where it may go from there.
    ``is_more``: there is more than a page shows."""

    place: Place
    rows: list[Row]
    destinations: list[Place]
    is_more: bool

    @property
    def key(self) -> str:
        return self.place.code


def shelves(account: Account, *, to_return: bool) -> list[Shelf]:
    """The originals of the offices in use that are on no list; ``to_return``: only those that the
    one-stop desk gives back now."""
    free = _listed(Original.objects.held_by(account)).exclude(
        items__state__in=[TransferState.WAITING, TransferState.MISSING]
    )
    if to_return:
        free = free.filter(custody.ENDED, office=Role.ONE_STOP.value)
    found = []
    for place in custody.places_of(account):
        here = free.filter(
            Q(agency=place.agency) | Q(agency__successor=place.agency), office=place.office
        )
        originals = list(here.order_by("taken_at", "id")[: MOST + 1])
        if originals:
            rows = [_row(each) for each in originals[:MOST]]
            if to_return:
                rows = [each for each in rows if each.is_to_return]
            to = custody.destinations(place, originals)
            found.append(Shelf(place, rows, to, len(originals) > MOST))
    return [each for each in found if each.rows]


def lists(rows: QuerySet[Transfer]) -> list[Transfer]:
    """Those on which something waits, the oldest first."""
    wanted = ("from_agency", "to_agency", "made_by__party")
    open_now = rows.filter(ended_at=None).select_related(*wanted).prefetch_related("items")
    return list(open_now.order_by("made_at", "id")[:MOST])


def missing(account: Account) -> list[TransferItem]:
    """What did not arrive, for both sides, until it is found."""
    rows = TransferItem.objects.filter(
        state=TransferState.MISSING, handover__in=Transfer.objects.readable_by(account)
    )
    wanted = ("handover__from_agency", "handover__to_agency", "handover__made_by__party")
    found = rows.select_related(
        *wanted, "by__party", "original__dossier__version", "original__dossier__owner"
    )
    wide = (f"original__dossier__{each}" for each in WIDE)
    return list(found.defer(*wide).order_by("at", "id")[:MOST])


def place_of(codes: Iterable[Place], chosen: str) -> Place | None:
    return next((each for each in codes if each.code == chosen), None)
