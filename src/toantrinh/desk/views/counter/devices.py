"""Devices of a centre: registered from the device itself, removed from anywhere."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core.errors import Refusal
from toantrinh.core.vietnamese import alphabetical
from toantrinh.counter import actions, queries
from toantrinh.counter.models import Device
from toantrinh.identity import handover
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from ...opening import officer

UNPROCESSABLE: Final = 422
KEPT: Final = 400 * 24 * 3600  # seconds: the longest that browsers keep a cookie


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: AccountRequest) -> HttpResponse:
    """POST ``ten`` makes this browser a device of ``co-quan``; ``bo`` takes one off the list."""
    able = request.user.agencies_with(Permission.DEVICE_MANAGE)
    if not able:
        raise NotPermitted(permission=Permission.DEVICE_MANAGE)
    agencies = sorted(Agency.objects.filter(pk__in=able), key=lambda each: alphabetical(each.name))
    if request.method != "POST":
        return _page(request, agencies)
    if "bo" in request.POST:
        return _remove(request)
    agency = next((each for each in agencies if each.code == request.POST.get("co-quan")), None)
    try:
        device, token = actions.register_device(
            agency=agency or agencies[0], name=request.POST.get("ten", ""), by=request.user
        )
    except Refusal as refusal:
        return _page(request, agencies, refusal=refusal)
    messages.success(
        request, _("This browser is now the device “%(name)s”.") % {"name": device.name}
    )
    response = redirect("desk:devices")
    response.set_cookie(
        queries.DEVICE_COOKIE,
        token,
        max_age=KEPT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _remove(request: AccountRequest) -> HttpResponse:
    rows = Device.objects.managed_by(request.user).select_related("agency")
    found = next((each for each in rows if str(each.uid) == request.POST["bo"]), None)
    if found is None:
        raise Http404
    actions.remove_device(device=found, by=request.user)
    messages.success(request, _("Removed. What was filed on it stays marked as helped."))
    return redirect("desk:devices")


def _page(
    request: AccountRequest, agencies: list[Agency], *, refusal: Refusal | None = None
) -> HttpResponse:
    rows = Device.objects.managed_by(request.user).in_use()
    page: dict[str, Any] = {
        "agencies": agencies,
        "devices": list(rows.select_related("agency", "registered_by__party").order_by("name")),
        "this": queries.device_of(request.COOKIES.get(queries.DEVICE_COOKIE, "")),
        "typed": handover.typed(request),
        "refusal": refusal,
    }
    return render(
        request, "desk/counter/devices.html", page, status=UNPROCESSABLE if refusal else 200
    )
