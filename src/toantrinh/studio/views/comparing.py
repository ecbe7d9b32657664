"""Two versions side by side."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import comparison, proposed
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.identity.requests import AccountRequest

from ..opening import designer, opened


@designer
@require_safe
def versions(request: AccountRequest) -> HttpResponse:
    """Two published versions of one procedure: ``truoc`` and ``sau``, by uid."""
    before, after = _version(request.GET.get("truoc", "")), _version(request.GET.get("sau", ""))
    if before.code != after.code:
        raise Http404
    return _page(request, before, after)


@designer
@require_safe
def proposal(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What a proposal changes of the version it was begun from."""
    found = opened(uid)
    made = proposed.version_of(found, proposed.examined(found)[0])
    if found.base is None or made is None:
        raise Http404
    return _page(request, found.base, made, proposal=found)


def _version(uid: str) -> ProcedureVersion:
    try:
        return ProcedureVersion.objects.defer("found_by").get(uid=uid)
    except (ProcedureVersion.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404 from error


def _page(
    request: AccountRequest, before: ProcedureVersion, after: ProcedureVersion, **more: object
) -> HttpResponse:
    told = comparison.compare(before.pack, after.pack)
    page = {"before": before, "after": after, "comparison": told, **more}
    return render(request, "studio/compare.html", page)
