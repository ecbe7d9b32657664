"""Originals: taken in at the counter against a slip, returned to the person against signature."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account, Agency, PartyKind
from toantrinh.identity.permissions import Permission, Role, require
from toantrinh.trail.actions import record
from toantrinh.vault import actions as vault
from toantrinh.vault.models import StoredFile

from .. import custody
from ..custody import Counter, Place
from ..custody_errors import (
    CodeShut,
    CodeWrong,
    EvidenceMissing,
    FetchedByAnother,
    FetcherUnknown,
    NotWithYou,
    OnAList,
    PaperNamedTwice,
    PaperUnnamed,
    SheetsUnknown,
    StillNeeded,
)
from ..custody_events import OriginalCodeRefused, OriginalReturned, OriginalTakenIn
from ..errors import ComponentUnknown, WrongState
from ..handling import about, locked
from ..identified import Seen, seen
from ..models import Destiny, Dossier, Evidence, Original, OriginalState, TransferState

Upload = tuple[str, bytes]  # name and content


@transaction.atomic
def take_original(
    *,
    dossier: Dossier,
    key: str,
    by: Account,
    sheets: int,
    component: str = "",
    name: str = "",
    number: str = "",
    condition: str = "",
    at: datetime | None = None,
) -> Original:
    """Take in an original that the person hands over at the counter. A second click, with the same
    ``key``, gives the same row.

    Args:
        component: key in the pack; empty for another paper, which then has a ``name``.
        number: by which the paper is known, such as that of a land certificate.
        condition: what is to be seen on it, such as a torn corner.

    Raises:
        NotPermitted: ``by`` takes nothing in for this dossier.
        WrongState: a draft, or a dossier that has ended.
        ComponentUnknown, PaperUnnamed, PaperNamedTwice, SheetsUnknown: not what a slip can say.

    Legal source: Nghị định 118/2025/NĐ-CP; Thông tư 03/2025/TT-VPCP, mẫu 01.
    """
    require(by, Permission.ORIGINAL_TAKE, on=Counter(dossier))
    at = at or clock.now()
    dossier = locked(dossier)
    if made := dossier.originals.filter(key=key).first():
        return made
    if dossier.is_draft or dossier.closed_at is not None or dossier.returned_at is not None:
        raise WrongState(state=dossier.get_state_display())
    known = {each.key: each for each in custody.choices(dossier)}
    if component and component not in known:
        raise ComponentUnknown
    if not component and not name.strip():
        raise PaperUnnamed
    if component and name.strip():
        raise PaperNamedTwice(paper=known[component].name, name=name.strip())
    if not 1 <= sheets <= custody.MOST_SHEETS:
        raise SheetsUnknown(most=custody.MOST_SHEETS)
    agency = _counter(dossier, by)
    original = Original(
        code=custody.new_code(),
        dossier=dossier,
        key=key,
        component=component,
        sheets=sheets,
        destiny=(known[component].custody if component else "") or Destiny.RETURNED,
        agency=agency,
        office=Role.ONE_STOP.value,
        holder=by,
        taken_at=at,
        taken_by=by,
    )
    original.details = {
        "name": "" if component else name.strip(),
        "number": number.strip(),
        "condition": condition.strip(),
    }
    original.save(force_insert=True)
    place = Place(agency, original.office).code
    event = OriginalTakenIn(
        **about(dossier), original=str(original.uid), place=place, sheets=sheets
    )
    record(event, by=by, at=at)
    return original


def _counter(dossier: Dossier, by: Account) -> Agency:
    agency = custody.counter_of(dossier, by)
    return agency or dossier.settling_agency


def return_original(
    *,
    original: Original,
    by: Account,
    name: str,
    number: str,
    proof: str,
    code: str = "",
    slip: Upload | None = None,
    authority: Upload | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Original:
    """Give an original back to its person, known by ``proof``, against the code that only the
    applicant is shown or against the signed ``slip``.

    Also after a refusal, a stop or a withdrawal. A wrong code is counted, though the rest is
    refused; after ``custody.MOST_TRIES`` only the slip counts.

    Args:
        name, number: of who stands there, from their document.
        authority: the written authorisation of whoever is not the applicant.
        reason: why it goes back while the dossier goes on.

    Raises:
        NotPermitted: ``by`` returns nothing for this dossier.
        NotWithYou: it lies with another office. OnAList: it is on its way there.
        OriginalEnded: it is already returned, or withdrawn.
        StillNeeded: the dossier goes on and no reason is given.
        FetcherUnknown, FetchedByAnother: not the applicant, and without authorisation.
        CodeWrong, CodeShut, EvidenceMissing. FileEmpty and the other refusals of a file.
    """
    require(by, Permission.ORIGINAL_RETURN, on=Counter(original.dossier))
    at = at or clock.now()
    if code.strip() and slip is None:
        _hold_against_code(original, code, by=by, at=at)
    who = seen(name=name, number=number, proof=proof)
    is_another = _is_another(original.dossier, who)
    if is_another and authority is None:
        raise FetchedByAnother
    if not code.strip() and slip is None:
        raise EvidenceMissing
    files = {
        "slip": _kept(slip, original, by=by, at=at),
        "authority": _kept(authority, original, by=by, at=at) if is_another else None,
    }
    with transaction.atomic():
        dossier = locked(original.dossier)
        original = _at_the_counter(original, by)
        original.dossier = dossier
        early = custody.is_running(dossier)
        if early and not reason.strip():
            raise StillNeeded
        evidence = Evidence.SLIP if slip is not None else Evidence.CODE
        original.state, original.ended_at, original.ended_by = OriginalState.RETURNED, at, by
        original.evidence, original.proof = evidence.value, proof
        original.slip, original.authority = files["slip"], files["authority"]
        original.receiver = {
            "name": who.name,
            "number": who.number,
            "reason": reason.strip(),
        }
        original.save()
        event = OriginalReturned(
            **about(dossier),
            original=str(original.uid),
            evidence=evidence.value,
            proof=proof,
            for_another=is_another,
            early=early,
        )
        record(event, by=by, at=at)
    return original


def _at_the_counter(original: Original, by: Account) -> Original:
    """The row, locked, if it lies at the counter of ``by``."""
    rows = Original.objects.select_for_update(of=["self"])
    original = rows.select_related("agency__successor", "holder__party", "ended_by__party").get(
        pk=original.pk
    )
    custody.refuse_ended(original)
    if original.office != Role.ONE_STOP or not _is_here(original, by):
        raise NotWithYou(original=original.code, where=custody.where(original))
    item = custody.open_item(original)
    if item is not None and item.state == TransferState.WAITING:
        raise OnAList(original=original.code, handover=item.handover.code)
    return original


def _is_here(original: Original, by: Account) -> bool:
    return Original.objects.held_by(by).filter(pk=original.pk).exists()


def _is_another(dossier: Dossier, who: Seen) -> bool:
    """Whether the one who stands there is not the applicant; an organisation always sends
    somebody."""
    if not who.is_whole:
        raise FetcherUnknown
    owner = dossier.owner
    return owner.kind == PartyKind.ORGANISATION or not who.is_of(owner.name, owner.number)


def _hold_against_code(original: Original, code: str, *, by: Account, at: datetime) -> None:
    """Errors: CodeWrong, CodeShut, OriginalEnded."""
    left = _tries_left(original, code, by=by, at=at)
    if left == 0:
        raise CodeShut
    if left is not None:
        raise CodeWrong(left=left)


@transaction.atomic
def _tries_left(original: Original, code: str, *, by: Account, at: datetime) -> int | None:
    """After a wrong code; None for the right one. Committed by itself: what is refused afterwards
    does not undo that it was tried."""
    dossier = original.dossier
    row = Original.objects.select_for_update(of=["self"]).get(pk=original.pk)
    custody.refuse_ended(row)
    if row.wrong_codes >= custody.MOST_TRIES:
        return 0
    typed = "".join(sign for sign in code if sign.isdigit())
    if hmac.compare_digest(custody.return_code(row).encode(), typed.encode()):
        return None
    row.wrong_codes += 1
    row.save(update_fields=["wrong_codes"])
    record(OriginalCodeRefused(**about(dossier), original=str(row.uid)), by=by, at=at)
    return custody.MOST_TRIES - row.wrong_codes


def _kept(
    upload: Upload | None, original: Original, *, by: Account, at: datetime
) -> StoredFile | None:
    if upload is None:
        return None
    name, content = upload
    return vault.keep(content=content, name=name, on=Counter(original.dossier), by=by, at=at)
