"""Why a dossier is due when it is: a page, and the same words and numbers for machines."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from toantrinh.dossiers import explaining
from toantrinh.identity.requests import AccountRequest

from ..opening import applicant, own


@applicant
@require_safe
def due(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The due time of a dossier, day by day."""
    dossier = own(request, uid)
    if dossier.is_draft:
        return redirect("portal:go-on", uid=uid)
    page = {"dossier": dossier, "told": explaining.explain(dossier)}
    return render(request, "portal/due.html", page)


@applicant
@require_safe
def due_data(request: AccountRequest, uid: UUID) -> JsonResponse:
    """The same as JSON; see docs/reference/due-time.md."""
    dossier = own(request, uid)
    told = explaining.document(explaining.explain(dossier))
    return JsonResponse(
        {"reference": dossier.reference, **told}, json_dumps_params={"ensure_ascii": False}
    )
