"""Why a dossier is due when it is, as the applicant reads it too."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.dossiers import explaining
from toantrinh.identity.requests import AccountRequest

from ..opening import handled, officer


@officer
@require_safe
def due(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The due time of a dossier, day by day."""
    dossier = handled(request, uid)
    page = {"dossier": dossier, "told": explaining.explain(dossier)}
    return render(request, "desk/due.html", page)
