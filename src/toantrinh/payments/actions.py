"""Fees owed and paid."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .errors import AlreadyPaid, ReceiptMissing, ReceiptTooLong, ReceiptUsed
from .events import FeeMoved, FeeOwed, FeePaid
from .models import Charge, PaymentState

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike on a slip


@transaction.atomic
def owe(
    *,
    case: str,
    owner: Party,
    agency: Agency,
    procedure: str,
    lines: Sequence[dict[str, Any]],
    by: Actor,
    at: datetime,
) -> Charge:
    """Set what is owed for a case: the sum of ``lines`` (each with ``amount`` in whole đồng).

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.PAYMENT_OWE, on=owner)
    charge = Charge.objects.create(
        case=case,
        owner=owner,
        agency=agency,
        amount=sum(line["amount"] for line in lines),
        lines=list(lines),
        reference="TT" + "".join(secrets.choice(LETTERS) for _ in range(10)),
        owed_at=at,
    )
    event = FeeOwed(
        case=case,
        subject=owner.subject_id,
        agency=agency.code,
        procedure=procedure,
        charge=str(charge.uid),
        amount=charge.amount,
    )
    record(event, by=by, at=at)
    return charge


@transaction.atomic
def record_payment(
    *, charge: Charge, receipt_number: str, procedure: str, by: Account, at: datetime
) -> Charge:
    """Record that an officer took the money, under the number of the receipt given.

    Raises:
        NotPermitted: ``by`` does not take money at this agency.
        ReceiptMissing, ReceiptTooLong, ReceiptUsed: the number is empty, longer than a number is,
            or stands on another dossier.
        AlreadyPaid: somebody recorded another receipt before. The same number changes nothing.
    """
    require(by, Permission.PAYMENT_RECORD, on=charge)
    number = " ".join(receipt_number.split())
    if not number:
        raise ReceiptMissing
    if len(number) > (longest := Charge._meta.get_field("receipt_number").max_length or 0):
        raise ReceiptTooLong(most=longest)
    charge = (
        Charge.objects.select_for_update(of=["self"])
        .select_related("owner", "agency")
        .get(pk=charge.pk)
    )
    if charge.is_paid:
        if charge.receipt_number == number:
            return charge
        raise AlreadyPaid(receipt=charge.receipt_number)
    charge.state, charge.paid_at, charge.receipt_number = PaymentState.PAID, at, number
    charge.recorded_by = by
    try:
        with transaction.atomic():
            charge.save(update_fields=["state", "paid_at", "receipt_number", "recorded_by"])
    except IntegrityError as error:  # its one constraint that another row can break
        raise ReceiptUsed(receipt=number) from error
    event = FeePaid(
        case=charge.case,
        subject=charge.owner.subject_id,
        agency=charge.agency.code,
        procedure=procedure,
        charge=str(charge.uid),
        amount=charge.amount,
        receipt=number,
    )
    record(event, by=by, at=at)
    return charge


@transaction.atomic
def move_charge(*, charge: Charge, to: Agency, procedure: str, by: Actor, at: datetime) -> Charge:
    """What is owed is from now on owed to ``to``, who took the case over. What is paid stays.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        AlreadyPaid: the money is where it was paid.
    """
    require(by, Permission.PAYMENT_OWE, on=charge)
    charge = (
        Charge.objects.select_for_update(of=["self"])
        .select_related("owner", "agency")
        .get(pk=charge.pk)
    )
    if charge.is_paid:
        raise AlreadyPaid(receipt=charge.receipt_number)
    charge.agency = to
    charge.save(update_fields=["agency"])
    event = FeeMoved(
        case=charge.case,
        subject=charge.owner.subject_id,
        agency=to.code,
        procedure=procedure,
        charge=str(charge.uid),
        amount=charge.amount,
    )
    record(event, by=by, at=at)
    return charge
