"""Wanting a dossier back, and taking that back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.errors import WrongState
from toantrinh.dossiers.handling import is_decided
from toantrinh.dossiers.later_errors import AlreadyClosing, AlreadyDecided, NotWaitedFor
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.payments import queries as payments

from .. import handover
from ..opening import applicant, own

UNPROCESSABLE = 422
MOST_SAID = 2000


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What it means to withdraw, and the button; once asked, the button that takes it back.

    Twice is once. Only the owner may, not the one who helps. Once the result is decided, it says so
    instead.
    """
    dossier = own(request, uid)
    if dossier.is_draft:
        return redirect("portal:discard", uid=uid)
    if request.method != "POST":
        left = handover.take(request)
        return _page(
            request, dossier, left.typed.get("ly_do", "") if left else "", left is not None
        )
    try:
        if request.POST.get("viec") == "thoi":
            dossiers.drop_withdrawal(dossier=dossier, by=request.user)
        else:
            note = request.POST.get("ly_do", "")[:MOST_SAID]
            dossiers.ask_withdrawal(dossier=dossier, by=request.user, note=note)
    except (AlreadyDecided, AlreadyClosing) as refusal:
        return _page(request, dossier, request.POST.get("ly_do", ""), refusal=refusal)
    except (NotWaitedFor, WrongState):
        pass  # the other click, or the agency, was faster: the dossier says where it is
    return redirect("portal:dossier", uid=uid)


def _page(
    request: AccountRequest,
    dossier: Dossier,
    reason: str,
    came_back: bool = False,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    is_asked = dossier.state == State.WITHDRAWAL_ASKED
    is_possible = queries.is_withdrawable(dossier) and refusal is None
    if not (is_asked or is_possible or is_decided(dossier)):
        return redirect("portal:dossier", uid=dossier.uid)
    told = f"{refusal} {refusal.what_to_do}" if refusal else ""
    page = {
        "originals": dossier.originals.out().count(),
        "dossier": dossier,
        "is_asked": is_asked,
        "is_possible": is_possible,
        "is_owner": may(request.user, Permission.DOSSIER_WITHDRAW, on=dossier),
        "charge": payments.charge_of(dossier.case),
        "reason": reason,
        "problems": [Problem("", refusal.code, told)] if refusal else [],
        "came_back": came_back,
        "pass": handover.pass_for(request.user, dossier),
    }
    return render(request, "portal/withdraw.html", page, status=UNPROCESSABLE if refusal else 200)
