"""Originals change hands by lists: made by the giver, accepted item by item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record, record_all

from .. import custody
from ..custody import Place
from ..custody_errors import (
    ItemOver,
    NoPlaceForIt,
    NothingToHandOver,
    NotWithYou,
    OnAList,
    OwnList,
)
from ..custody_events import (
    OriginalAccepted,
    OriginalKept,
    OriginalListed,
    OriginalMissed,
)
from ..handling import about
from ..models import Original, Transfer, TransferItem, TransferState
from ..moments import moment


@transaction.atomic
def make_handover(
    *,
    originals: Sequence[Original],
    giver: Place,
    to: Place,
    key: str,
    by: Account,
    at: datetime | None = None,
) -> Transfer:
    """A list of the originals that go from ``giver`` to ``to``. All of them, or none. A second
    click, with the same ``key``, gives the same list.

    Raises:
        NotPermitted: ``by`` keeps no originals in that office.
        NothingToHandOver: none is named.
        NotWithYou: one is not with that office, or not kept any more.
        OnAList: one is on another list. NoPlaceForIt: one has no business there.
    """
    require(by, Permission.ORIGINAL_KEEP, on=giver)
    at = at or clock.now()
    if made := Transfer.objects.filter(made_by=by, key=key).first():
        return made
    if not originals:
        raise NothingToHandOver
    rows = _locked(originals)
    for original in rows:
        _refuse_unfit(original, giver, to)
    handover = Transfer.objects.create(
        code=custody.new_code(),
        key=key,
        from_agency=giver.agency,
        from_office=giver.office,
        to_agency=to.agency,
        to_office=to.office,
        made_by=by,
        made_at=at,
    )
    TransferItem.objects.bulk_create(
        TransferItem(handover=handover, original=original) for original in rows
    )
    record_all([OriginalListed(**_of(each, handover)) for each in rows], by=by, at=at)
    return handover


@transaction.atomic
def accept_item(*, item: TransferItem, by: Account, at: datetime | None = None) -> TransferItem:
    """The original has arrived and is counted: from now on the receiver answers for it. Also one
    that was missing and arrives after all.

    Raises:
        NotPermitted: ``by`` keeps no originals in the office it goes to.
        ItemOver: it was accepted, or kept by the giver, with who and when.
        OriginalEnded: it is not kept any more.
        OwnList: it stays in one office, and ``by`` hands it over.
    """
    require(by, Permission.ORIGINAL_KEEP, on=item)
    at = at or clock.now()
    item = _held(item)
    handover, original = item.handover, item.original
    if _is_own(handover, by):
        raise OwnList
    original.agency, original.office = handover.to_agency, handover.to_office
    original.holder = by
    original.save(update_fields=["agency", "office", "holder"])
    _settle(item, TransferState.ACCEPTED, by=by, at=at)
    record(OriginalAccepted(**_of(original, handover)), by=by, at=at)
    return item


@transaction.atomic
def miss_item(*, item: TransferItem, by: Account, at: datetime | None = None) -> TransferItem:
    """The original is on the list and not among what arrived: it stays with the giver, and the
    heads of both sides are told by a reaction.

    Raises:
        NotPermitted: ``by`` keeps no originals in the office it goes to.
        ItemOver: it was accepted, missed, or kept by the giver, with who and when.
    """
    require(by, Permission.ORIGINAL_KEEP, on=item)
    at = at or clock.now()
    item = _held(item, missing=False)
    _settle(item, TransferState.MISSING, by=by, at=at)
    record(OriginalMissed(**_of(item.original, item.handover)), by=by, at=at)
    return item


@transaction.atomic
def keep_item(*, item: TransferItem, by: Account, at: datetime | None = None) -> TransferItem:
    """The giver has the original: it is taken off the list before it is accepted, or what was
    missing is found again on the giver's side.

    Raises:
        NotPermitted: ``by`` keeps no originals in the office it comes from.
        ItemOver: it was accepted, or is already kept, with who and when.
    """
    require(by, Permission.ORIGINAL_KEEP, on=item.handover)
    at = at or clock.now()
    item = _held(item)
    _settle(item, TransferState.KEPT, by=by, at=at)
    record(OriginalKept(**_of(item.original, item.handover)), by=by, at=at)
    return item


def _locked(originals: Sequence[Original]) -> list[Original]:
    """In the order of their keys, so that two lists never wait for each other in a circle."""
    rows = Original.objects.select_for_update(of=["self"]).filter(
        pk__in=[each.pk for each in originals]
    )
    wanted = ("dossier__version", "dossier__agency", "dossier__taken_in_by", "dossier__owner")
    return list(
        rows.select_related(*wanted, "agency__successor", "holder__party")
        .defer("dossier__version__definition", "dossier__version__found_by")
        .order_by("pk")
    )


def _refuse_unfit(original: Original, giver: Place, to: Place) -> None:
    here = original.agency.pk == giver.agency.pk or original.agency.successor == giver.agency
    if not original.is_out or not here or original.office != giver.office:
        raise NotWithYou(original=original.code, where=custody.where(original))
    if (item := custody.open_item(original)) is not None:
        raise OnAList(original=original.code, handover=item.handover.code)
    allowed = {(each.agency.pk, each.office) for each in custody.destinations(giver, [original])}
    if (to.agency.pk, to.office) not in allowed:
        raise NoPlaceForIt(original=original.code, agency=to.name)


def _held(item: TransferItem, *, missing: bool = True) -> TransferItem:
    """The item and its original, both locked, while it is open. Errors: ItemOver."""
    rows = TransferItem.objects.select_for_update(of=["self"]).select_related(
        "handover__from_agency", "handover__to_agency", "by__party"
    )
    item = rows.get(pk=item.pk)
    item.original = _locked([item.original])[0]
    custody.refuse_ended(item.original)
    if not item.is_open or (item.state == TransferState.MISSING and not missing):
        raise ItemOver(
            original=item.original.code,
            state=item.get_state_display(),
            who=item.by.name if item.by else "",
            at=moment(item.at) if item.at else "",
        )
    return item


def _is_own(handover: Transfer, by: Account) -> bool:
    stays = (handover.from_agency_id, handover.from_office) == (
        handover.to_agency_id,
        handover.to_office,
    )
    return stays and handover.made_by_id == by.pk


def _settle(item: TransferItem, state: TransferState, *, by: Account, at: datetime) -> None:
    """What became of the item; the list is over when nothing on it waits any more."""
    item.state, item.at, item.by = state, at, by
    item.save(update_fields=["state", "at", "by"])
    handover = Transfer.objects.select_for_update(of=["self"]).get(pk=item.handover_id)
    is_over = not handover.items.filter(state=TransferState.WAITING).exists()
    if is_over and handover.ended_at is None:
        handover.ended_at = at
        handover.save(update_fields=["ended_at"])


def _of(original: Original, handover: Transfer) -> dict[str, str]:
    return {
        **about(original.dossier),
        "original": str(original.uid),
        "handover": handover.code,
        "from_place": Place(handover.from_agency, handover.from_office).code,
        "to_place": Place(handover.to_agency, handover.to_office).code,
    }
