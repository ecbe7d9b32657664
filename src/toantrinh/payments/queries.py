"""What is asked about money."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from . import vietqr
from .models import Charge


def charge_of(case: str) -> Charge | None:
    return Charge.objects.filter(case=case).select_related("agency").first()


def charges_of(cases: Iterable[str]) -> dict[str, Charge]:
    """The charges of these cases, by case, in one query."""
    found = Charge.objects.filter(case__in=list(cases)).select_related("agency")
    return {charge.case: charge for charge in found}


def qr_text(charge: Charge) -> str:
    """The VietQR text of exactly this charge: its amount, its reference.

    The account is the treasury's of the installation; each agency's own comes with the payment
    providers.
    """
    return vietqr.payload(
        bank_bin=settings.PAYMENT_BANK_BIN,
        account=settings.PAYMENT_ACCOUNT,
        amount=charge.amount,
        purpose=charge.reference,
        bill=charge.reference,
    )
