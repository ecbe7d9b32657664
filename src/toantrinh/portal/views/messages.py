"""Messages between the applicant and the agency about one dossier."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier, Side
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import handover
from ..opening import applicant, own

NOTHING_TO_SHOW: Final = 204
UNPROCESSABLE: Final = 422
READ: Final = "da-doc"
LONGEST_KEY: Final = 64


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The thread; POST sends a message, or ``viec`` ``da-doc`` says that all were read.

    Looking alone marks nothing as read. Twice is once.
    """
    dossier = own(request, uid)
    if dossier.is_draft:
        return redirect("portal:go-on", uid=uid)
    if request.method != "POST":
        left = handover.take(request)
        typed = left.typed.get("loi_nhan", "") if left else ""
        return _page(request, dossier, typed, came_back=left is not None)
    try:
        if request.POST.get("viec") == READ:
            dossiers.mark_read(dossier=dossier, side=Side.APPLICANT, by=request.user)
            if request.headers.get("HX-Request"):
                return HttpResponse(status=NOTHING_TO_SHOW)
        else:
            dossiers.send_message(
                dossier=dossier,
                side=Side.APPLICANT,
                text=request.POST.get("loi_nhan", ""),
                key=request.POST.get("key", "")[:LONGEST_KEY],
                by=request.user,
            )
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _page(request, dossier, request.POST.get("loi_nhan", ""), refusal=refusal)
    return redirect(reverse("portal:messages", args=[uid]) + "#moi-nhat")


def _page(
    request: AccountRequest,
    dossier: Dossier,
    typed: str,
    *,
    refusal: Refusal | None = None,
    came_back: bool = False,
) -> HttpResponse:
    thread = list(dossier.messages.select_related("written_by__party").order_by("id"))
    told = f"{refusal} {refusal.what_to_do}" if refusal else ""
    page = {
        "dossier": dossier,
        "thread": thread,
        "unread": any(each.side == Side.AGENCY and not each.read_at for each in thread),
        "typed": typed,
        "key": request.POST.get("key", "") or str(uuid4()),
        "problems": [Problem("loi_nhan", refusal.code, told)] if refusal else [],
        "came_back": came_back,
        "pass": handover.pass_for(request.user, dossier),
    }
    return render(request, "portal/messages.html", page, status=UNPROCESSABLE if refusal else 200)
