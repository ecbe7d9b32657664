"""The time at which the law wants the applicant there: seen, and chosen within limits."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import presence as presences
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.presence import Standing
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import handover
from ..opening import applicant, own

UNPROCESSABLE: Final = 422


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What is set, and the free times; POST takes one. Twice is once."""
    dossier = own(request, uid)
    if dossier.is_draft:
        return redirect("portal:go-on", uid=uid)
    if request.method != "POST":
        left = handover.take(request)
        return _page(request, dossier, chosen=left.typed.get("gio", "") if left else "")
    chosen = request.POST.get("gio", "")
    try:
        starts_at = datetime.fromisoformat(chosen)
    except ValueError:
        starts_at = None
    if starts_at is None or starts_at.tzinfo is None or not MINYEAR < starts_at.year < MAXYEAR:
        problem = Problem("gio-1", "required", _("Choose one of the times"))
        return _page(request, dossier, problem=problem)
    try:
        dossiers.choose_appointment(
            dossier=dossier,
            presence=request.POST.get("co-mat", ""),
            starts_at=starts_at,
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        problem = Problem("gio-1", refusal.code, f"{refusal} {refusal.what_to_do}")
        return _page(request, dossier, problem=problem, chosen=chosen)
    messages.success(request, _("The time is yours."))
    return redirect("portal:appointment", uid=uid)


def _page(
    request: AccountRequest,
    dossier: Dossier,
    *,
    problem: Problem | None = None,
    chosen: str = "",
) -> HttpResponse:
    is_open = dossier.accepted_at and not dossier.closed_at and not dossier.returned_at
    page = {
        "dossier": dossier,
        "standings": [
            (each, _free(dossier, each) if is_open else [], each.changes_left if is_open else None)
            for each in presences.standings(dossier)
        ],
        "problems": [problem] if problem else [],
        "chosen": chosen,
        "pass": handover.pass_for(request.user, dossier),
    }
    return render(
        request, "portal/appointment.html", page, status=UNPROCESSABLE if problem else 200
    )


def _free(dossier: Dossier, standing: Standing) -> list[datetime]:
    """Nothing to choose from once it is recorded, over, or changed as often as allowed."""
    now, current = clock.now(), standing.current
    if standing.is_met:
        return []
    if current is not None and (not standing.changes_left or current.starts_at <= now):
        return []
    return presences.free(dossier, standing.presence, now=now)
