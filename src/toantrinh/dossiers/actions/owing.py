"""Money that is owed before a dossier can go on: notice, standing still, going on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.payments import queries as payments
from toantrinh.payments.models import Charge
from toantrinh.trail.actions import record_all
from toantrinh.trail.events import Event

from .. import issuing, ledger
from ..handling import about, go_on, locked, move, refuse_decided, refuse_unless
from ..later_errors import NothingOwed
from ..models import ClosingKind, ClosingState, Dossier, PaperKind
from ..states import State
from ..time_events import PaymentAsked, PaymentMet, TimeStopped
from ..timekeeping import Reason, Stopped

GROUND = "Thông báo nộp phí, lệ phí"


def ask_payment(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Dossier:
    """Tell the applicant, with the payment notice, that money is owed; time stands still.

    Raises:
        NotPermitted: ``by`` handles no dossiers of this agency.
        NothingOwed: there is no charge, or it is paid.
        WrongState: the dossier is not being processed. AlreadyDecided: the result is decided.
    """
    require(by, Permission.PAYMENT_ASK, on=dossier)
    at = at or clock.now()
    data = _paper(_owed(dossier))
    issuing.try_out(dossier, PaperKind.PAYMENT, data, at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        refuse_unless(dossier, State.PROCESSING)
        refuse_decided(dossier)
        charge = _owed(dossier)
        move(dossier, State.PAYMENT_ASKED)
        dossier.changed_at = at
        dossier.save(update_fields=["state", "changed_at"])
        filed = issuing.issue(dossier, PaperKind.PAYMENT, data, at=at)
        events = [*filed, PaymentAsked(**about(dossier), charge=str(charge.uid))]
        if (found := ledger.read(dossier)) is not None:
            stopped = Stopped(at, Reason.PAYMENT, str(charge.uid), GROUND)
            ledger.keep(dossier, found.after(stopped))
            events.append(
                TimeStopped(
                    **about(dossier),
                    reason=Reason.PAYMENT.value,
                    ref=str(charge.uid),
                    ground=GROUND,
                )
            )
        record_all(events, by=by, at=at)
    return dossier


@transaction.atomic
def meet_payment(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Dossier:
    """What was owed is paid: the dossier goes on, and time with it. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    charge = payments.charge_of(dossier.case)
    if charge is None or not charge.is_paid:
        return dossier
    events: list[Event] = []
    if dossier.state == State.PAYMENT_ASKED:
        move(dossier, State.PROCESSING)
        dossier.changed_at = at
        dossier.save(update_fields=["state", "changed_at"])
        events.append(PaymentMet(**about(dossier), charge=str(charge.uid)))
    elif not _met_meanwhile(dossier):
        return dossier
    found = ledger.read(dossier)
    if found is not None:
        events.append(go_on(dossier, found, str(charge.uid), at=at))
    if events:
        record_all(events, by=by, at=at)
    return dossier


def _met_meanwhile(dossier: Dossier) -> bool:
    """Whether it is paid while a withdrawal is asked for: taken back, it leads to the handling and
    no longer to the debt."""
    waiting = dossier.closings.filter(
        state=ClosingState.ASKED, kind=ClosingKind.WITHDRAWN, from_state=State.PAYMENT_ASKED
    )
    return bool(waiting.update(from_state=State.PROCESSING))


def _owed(dossier: Dossier) -> Charge:
    charge = payments.charge_of(dossier.case)
    if charge is None or charge.is_paid:
        raise NothingOwed
    return charge


def _paper(charge: Charge) -> dict[str, Any]:
    return {
        "payment": {
            "lines": charge.lines,
            "total": charge.amount,
            "reference": charge.reference,
        }
    }
