"""Telling the applicant, with the payment notice, that money is owed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers import actions as dossiers
from toantrinh.identity.requests import AccountRequest

from ..acts import PAYMENT, Now
from ..opening import officer
from .sheet import Sheet, Typed, show


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The lines of the notice; POST sends it, and time stands still until it is paid."""
    return show(request, uid, SHEET)


def _context(request: AccountRequest, now: Now, typed: Typed) -> dict[str, Any]:
    return {"charge": now.charge}


def _do(request: AccountRequest, now: Now) -> str:
    dossiers.ask_payment(dossier=now.dossier, by=request.user)
    return _("The payment notice is sent. Time stands still until the fee is paid.")


SHEET: Final = Sheet(act=PAYMENT, template="desk/payment.html", context=_context, do=_do)
