"""Asking the applicant to complete a dossier: everything at once, with a reason for each thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, may, require
from toantrinh.trail.actions import record, record_all
from toantrinh.trail.events import Event

from .. import askings, assignments, documents, grounds, issuing, ledger
from ..errors import NoteMissing
from ..handling import about, locked, move, refuse_decided, refuse_unless
from ..later_errors import AskedAlready, ExtensionDecided, SecondNeedsGround
from ..models import AskingState, Dossier, PaperKind, SupplementRequest
from ..moments import moment
from ..states import State
from ..time_events import SupplementAsked, SupplementProposed, SupplementRefused, TimeStopped
from ..timekeeping import Reason, Stopped


def ask_supplement(
    *,
    dossier: Dossier,
    items: Sequence[Mapping[str, str]],
    by: Account,
    ground: str = "",
    at: datetime | None = None,
) -> SupplementRequest:
    """Ask for all that is wrong or missing. The first time paper 02 goes out at once, and time
    stands still; a further time it waits for the head, with why it was not asked before.

    Args:
        items: as ``grounds.items``.
        ground: for a further time only.

    Raises:
        NotPermitted: ``by`` handles no dossiers of this agency.
        WrongState: the dossier is not being received or processed.
        AlreadyDecided: the result is decided. AskedAlready: a request waits for the head.
        HeldByAnother: the step that waits is a colleague's.
        NothingAsked, ReasonMissing: nothing is marked, or something without reason or ground.
        SecondNeedsGround: a further time, and not said why.
    """
    require(by, Permission.SUPPLEMENT_ASK, on=dossier)
    at = at or clock.now()
    asked = grounds.items(dossier, items)
    issuing.try_out(dossier, PaperKind.SUPPLEMENT, _paper(dossier, asked, at, by), at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        refuse_unless(dossier, State.FILED, State.PROCESSING)
        refuse_decided(dossier)
        assignments.refuse_if_others_hold(dossier, by=by, at=at)
        if dossier.askings.open().exists():
            raise AskedAlready
        number = askings.next_round(dossier)
        is_further = askings.needs_head(number, at)
        if is_further and not ground.strip():
            raise SecondNeedsGround
        request = SupplementRequest(
            uid=new_id(),
            dossier=dossier,
            round=number,
            state=AskingState.PROPOSED,
            asked_by=by,
            asked_at=at,
        )
        request.write(items=asked, ground=ground.strip(), corrections={}, said="")
        request.save()
        if is_further and not may(by, Permission.SUPPLEMENT_APPROVE, on=dossier):
            event = SupplementProposed(**about(dossier), request=request.ref, round=number)
            record(event, by=by, at=at)
        else:
            record_all(_issue(request, dossier, by=by, at=at), by=by, at=at)
    return request


def approve_supplement(
    *, request: SupplementRequest, by: Account, at: datetime | None = None
) -> SupplementRequest:
    """The head lets a further request go out: paper 02 is issued, time stands still.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        ExtensionDecided: another head has already decided.
        WrongState, AlreadyDecided: the dossier went on.
    """
    require(by, Permission.SUPPLEMENT_APPROVE, on=request)
    at = at or clock.now()
    data = _paper(request.dossier, request.items, at, request.asked_by)
    issuing.try_out(request.dossier, PaperKind.SUPPLEMENT, data, at=at)
    with transaction.atomic():
        request, dossier = _proposed(request)
        refuse_unless(dossier, State.FILED, State.PROCESSING)
        refuse_decided(dossier)
        record_all(_issue(request, dossier, by=by, at=at), by=by, at=at)
    return request


@transaction.atomic
def refuse_supplement(
    *, request: SupplementRequest, by: Account, note: str, at: datetime | None = None
) -> SupplementRequest:
    """The head does not let a further request go out; the officer reads why.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        NoteMissing: nothing says why. ExtensionDecided: another head has already decided.
    """
    require(by, Permission.SUPPLEMENT_APPROVE, on=request)
    at = at or clock.now()
    if not note.strip():
        raise NoteMissing
    request, dossier = _proposed(request)
    request.state, request.ended_at, request.approved_by = AskingState.REFUSED, at, by
    request.write(note=note.strip())
    request.save()
    event = SupplementRefused(**about(dossier), request=request.ref, round=request.round)
    record(event, by=by, at=at)
    return request


def _proposed(request: SupplementRequest) -> tuple[SupplementRequest, Dossier]:
    dossier = locked(request.dossier)
    rows = SupplementRequest.objects.select_for_update(of=["self"])
    request = rows.select_related("asked_by", "approved_by").get(pk=request.pk)
    request.dossier = dossier
    if request.state != AskingState.PROPOSED:
        who, when = request.approved_by or request.asked_by, request.issued_at or request.ended_at
        at = moment(when) if when else ""
        raise ExtensionDecided(who=who.name, at=at)
    return request, dossier


def _issue(
    request: SupplementRequest, dossier: Dossier, *, by: Account, at: datetime
) -> list[Event]:
    """Issue paper 02 and let time stand still; the events to record."""
    move(dossier, State.SUPPLEMENT_ASKED)
    dossier.changed_at = at
    dossier.answered_at = dossier.answered_at or at
    dossier.save(update_fields=["state", "changed_at", "answered_at"])
    request.state, request.issued_at, request.answer_by = (
        AskingState.ISSUED,
        at,
        askings.answer_by(dossier, at),
    )
    request.approved_by = by if request.round > 1 else None
    request.save()
    data = _paper(dossier, request.items, at, request.asked_by, request.round)
    filed = issuing.issue(dossier, PaperKind.SUPPLEMENT, data, at=at)
    asked = SupplementAsked(
        **about(dossier),
        request=request.ref,
        round=request.round,
        items=len(request.items),
        answer_by=request.answer_by.isoformat(),
    )
    return [*filed, asked, *_stop(dossier, request, at=at)]


def _stop(dossier: Dossier, request: SupplementRequest, *, at: datetime) -> list[Event]:
    """Before acceptance no limit runs, so nothing stands still."""
    found = ledger.read(dossier)
    if found is None:
        return []
    ground = "Mẫu số 02, Thông tư 03/2025/TT-VPCP"
    ledger.keep(dossier, found.after(Stopped(at, Reason.SUPPLEMENT, request.ref, ground)))
    reason = Reason.SUPPLEMENT.value
    return [TimeStopped(**about(dossier), reason=reason, ref=request.ref, ground=ground)]


def _paper(
    dossier: Dossier,
    items: Sequence[Mapping[str, str]],
    at: datetime,
    by: Account,
    number: int = 1,
) -> dict[str, Any]:
    told = [
        {
            "name": each["name"],
            "what": each["remedy"],
            "reason": each["reason"],
            "remedy": each["remedy"],
            "legal_source": each["legal_source"],
        }
        for each in items
    ]
    return {
        "supplement": {
            "round": number,
            "items": told,
            "answer_by": askings.answer_by(dossier, at).isoformat(),
            "officer": documents.officer(by, dossier, at),
        }
    }
