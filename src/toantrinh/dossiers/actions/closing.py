"""Ends before the result: not accepted (form 03), withdrawn or stopped (form 05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.payments import queries as payments
from toantrinh.trail.actions import record, record_all

from .. import assignments, documents, grounds, issuing, linked
from ..errors import WrongState
from ..handling import about, end, locked, move, refuse_decided, refuse_unless
from ..later_errors import (
    AlreadyClosing,
    NoteNeeded,
    NotWaitedFor,
    RefundMissing,
)
from ..models import (
    AppointmentState,
    AskingState,
    Closing,
    ClosingKind,
    ClosingState,
    Dossier,
    PaperKind,
    Refund,
    TaskState,
)
from ..states import WITHDRAWABLE, State
from ..time_events import DossierRefused, DossierStopped, WithdrawalAsked, WithdrawalDropped


def refuse(
    *,
    dossier: Dossier,
    grounds_named: Sequence[str],
    by: Account,
    note: str = "",
    at: datetime | None = None,
) -> Dossier:
    """Do not accept a filed dossier, on a ground of its version; form 03 goes out.

    Raises:
        NotPermitted: ``by`` receives no dossiers of this agency.
        WrongState: it is already accepted or refused. HeldByAnother: a colleague has it.
        GroundMissing, GroundUnknown: no ground, or none of this version.

    Legal source: Thông tư 03/2025/TT-VPCP, form 03.
    """
    require(by, Permission.DOSSIER_REFUSE, on=dossier)
    at = at or clock.now()
    told = grounds.refusal(dossier.version.pack, grounds_named)
    data = {
        "refusal": {
            "grounds": told,
            "note": note.strip(),
            "officer": documents.officer(by, dossier, at),
        }
    }
    issuing.try_out(dossier, PaperKind.REFUSAL, data, at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        if dossier.accepted_at is not None:  # asked to complete it after acceptance
            raise WrongState(state=dossier.get_state_display())
        assignments.refuse_if_others_hold(dossier, by=by, at=at)
        before = State(dossier.state)
        move(dossier, State.NOT_ACCEPTED)
        closing = _closing(dossier, ClosingKind.REFUSED, before, by=by, at=at)
        closing.grounds, closing.note = [each["key"] for each in told], note.strip()
        _decide(closing, by=by, at=at)
        dossier.answered_at = dossier.answered_at or at
        _close(dossier, at=at)
        filed = issuing.issue(dossier, PaperKind.REFUSAL, data, at=at)
        event = DossierRefused(
            **about(dossier), closing=str(closing.uid), grounds=",".join(closing.grounds)
        )
        over = linked.ended(dossier, linked.REFUSED)
        record_all([*filed, event, *over], by=by, at=at)
    return dossier


@transaction.atomic
def ask_withdrawal(
    *, dossier: Dossier, by: Account, note: str = "", at: datetime | None = None
) -> Closing:
    """The applicant wants the dossier back. Time goes on until the agency has stopped it.

    Raises:
        NotPermitted: ``by`` is not the owner.
        AlreadyDecided: the result is decided. AlreadyClosing: it was asked before.
        WrongState: it is a draft, or has ended.
    """
    require(by, Permission.DOSSIER_WITHDRAW, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    refuse_decided(dossier)
    before = State(dossier.state)
    if before not in WITHDRAWABLE:
        raise WrongState(state=dossier.get_state_display())
    closing = _closing(dossier, ClosingKind.WITHDRAWN, before, by=by, at=at)
    closing.note = note.strip()
    closing.save()
    move(dossier, State.WITHDRAWAL_ASKED)
    dossier.changed_at = at
    dossier.save(update_fields=["state", "changed_at"])
    event = WithdrawalAsked(**about(dossier), closing=str(closing.uid), grounds="")
    record(event, by=by, at=at)
    return closing


@transaction.atomic
def drop_withdrawal(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Dossier:
    """The applicant takes the wish back: the dossier is where it was.

    Raises:
        NotPermitted: ``by`` is not the owner. NotWaitedFor: nothing was asked, or it is stopped.
    """
    require(by, Permission.DOSSIER_WITHDRAW, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    closing = _asked(dossier)
    if closing is None or dossier.state != State.WITHDRAWAL_ASKED:
        raise NotWaitedFor
    closing.state, closing.decided_at = ClosingState.DROPPED, at
    closing.save()
    move(dossier, State(closing.from_state))
    dossier.changed_at = at
    dossier.save(update_fields=["state", "changed_at"])
    event = WithdrawalDropped(
        **about(dossier), closing=str(closing.uid), grounds="", to_state=dossier.state
    )
    record(event, by=by, at=at)
    return dossier


def stop(
    *,
    dossier: Dossier,
    by: Account,
    grounds_named: Sequence[str] = (),
    note: str = "",
    refund: str = "",
    at: datetime | None = None,
) -> Dossier:
    """Stop a dossier, as the applicant asked or on a ground of its version; form 05 goes out.

    Args:
        refund: what becomes of a fee that was paid (``Refund``); needed when one was.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        AlreadyDecided: the result is decided. WrongState: it has ended, or is not accepted yet.
        GroundMissing, GroundUnknown: without a wish of the applicant, a ground of the version.
        NoteNeeded: nothing tells the applicant why. RefundMissing: money was paid.

    Legal source: Thông tư 03/2025/TT-VPCP, form 05.
    """
    require(by, Permission.DOSSIER_STOP, on=dossier)
    at = at or clock.now()
    at_wish = dossier.state == State.WITHDRAWAL_ASKED
    told = [] if at_wish else grounds.refusal(dossier.version.pack, grounds_named)
    if not at_wish and not note.strip():
        raise NoteNeeded
    chosen = _refund(dossier, refund)
    data = _stop_paper(dossier, told, note.strip(), chosen, at_wish)
    issuing.try_out(dossier, PaperKind.STOP, data, at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        refuse_decided(dossier)
        if dossier.accepted_at is None:
            refuse_unless(dossier, State.WITHDRAWAL_ASKED)
        if at_wish != (dossier.state == State.WITHDRAWAL_ASKED):
            raise NotWaitedFor
        before = State(dossier.state)
        move(dossier, State.STOPPED)
        closing = _asked(dossier) if at_wish else None
        closing = closing or _closing(dossier, ClosingKind.STOPPED, before, by=by, at=at)
        closing.grounds = [each["key"] for each in told]
        closing.refund = chosen.value
        closing.note = closing.note or note.strip()
        _decide(closing, by=by, at=at)
        _close(dossier, at=at)
        filed = issuing.issue(dossier, PaperKind.STOP, data, at=at, signer=by)
        event = DossierStopped(
            **about(dossier),
            closing=str(closing.uid),
            grounds=",".join(closing.grounds),
            at_wish=at_wish,
            refund=chosen.value,
        )
        end(dossier, at=at)
        over = linked.ended(dossier, linked.STOPPED)
        record_all([*filed, event, *over], by=by, at=at)
    return dossier


def _asked(dossier: Dossier) -> Closing | None:
    rows = Closing.objects.select_for_update(of=["self"]).filter(dossier=dossier)
    return rows.filter(kind=ClosingKind.WITHDRAWN, state=ClosingState.ASKED).first()


def _closing(
    dossier: Dossier, kind: ClosingKind, before: State, *, by: Account, at: datetime
) -> Closing:
    if dossier.closings.exclude(state=ClosingState.DROPPED).exists():
        raise AlreadyClosing
    return Closing(
        dossier=dossier,
        kind=kind,
        state=ClosingState.ASKED,
        from_state=before,
        asked_by=by,
        asked_at=at,
    )


def _decide(closing: Closing, *, by: Account, at: datetime) -> None:
    closing.state, closing.decided_by, closing.decided_at = ClosingState.DECIDED, by, at
    closing.save()


def _close(dossier: Dossier, *, at: datetime) -> None:
    """Nothing waits any more."""
    dossier.tasks.open().update(state=TaskState.RECALLED, outcome="closed", done_at=at)
    dossier.askings.open().filter(state=AskingState.PROPOSED).update(
        state=AskingState.REFUSED, ended_at=at
    )
    dossier.askings.open().update(state=AskingState.CLOSED, ended_at=at)
    dossier.appointments.filter(state=AppointmentState.SET).update(state=AppointmentState.CANCELLED)
    dossier.closed_at = dossier.changed_at = at
    dossier.save(update_fields=["state", "answered_at", "closed_at", "changed_at"])


def _refund(dossier: Dossier, refund: str) -> Refund:
    charge = payments.charge_of(dossier.case)
    if charge is None or not charge.is_paid:
        return Refund.NOTHING_PAID
    if refund not in set(Refund.values) - {Refund.NOTHING_PAID.value}:
        raise RefundMissing
    return Refund(refund)


def _stop_paper(
    dossier: Dossier,
    told: Sequence[dict[str, str]],
    note: str,
    refund: Refund,
    at_wish: bool,  # as the paper says it
) -> dict[str, Any]:
    waiting = dossier.tasks.open().order_by("opened_at").first()
    with translation.override(settings.LANGUAGE_CODE):  # of the paper, not of the officer
        money = str(refund.label)
    return {
        "stop": {
            "ground": "; ".join([*(each["text"] for each in told), *filter(None, [note])]),
            "legal_source": "; ".join(each["legal_source"] for each in told),
            "asked_by_applicant": at_wish,
            "at_step": waiting.name if waiting else "",
            "refund": {"text": money},
        }
    }
