"""Guidance: what a visitor is told, kept and found again; the sittings of those who guide."""

from __future__ import annotations

import uuid
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue import finding
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.counter import actions, queries
from toantrinh.counter.models import Guidance, GuidanceChannel, Outcome, Sitting
from toantrinh.counter.sheets import sheet
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from ... import days, visitor
from ...opening import centre_of, officer
from ...typed import by_name

UNPROCESSABLE: Final = 422
MOST: Final = 50


@officer
@require_safe
def guidance(request: AccountRequest) -> HttpResponse:
    """What was given, the newest first, by code, procedure and day; ``q`` finds what to give."""
    agencies = request.user.agencies_with(Permission.GUIDANCE_GIVE)
    if not agencies:
        raise NotPermitted(permission=Permission.GUIDANCE_GIVE)
    asked = request.GET.get("q", "")[:200].strip()
    wanted, typed = request.GET.get("ma", "")[:40].strip(), request.GET.get("ngay", "")[:40].strip()
    day, words = days.read(typed), _("“%(text)s” is not a day; write it as 27/3/2026.")
    rows = Guidance.objects.readable_by(request.user).select_related("version", "by__party")
    if wanted:
        rows = rows.filter(Q(code__iexact=wanted) | Q(version__code=wanted))
    if day is not None:
        rows = rows.filter(given_at__date=day)
    rows = rows.defer("version__definition", "version__found_by")
    page: dict[str, Any] = {
        "asked": asked,
        "found": finding.find(asked, limit=8).versions if asked else [],
        "wanted": wanted,
        "day": typed,
        "unread": words % {"text": typed} if typed and day is None else "",
        "given": list(rows.order_by("-given_at")[:MOST]),
        "here": request.path,
    }
    return render(request, "desk/counter/guidance.html", page)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: AccountRequest, code: str) -> HttpResponse:
    """The sheet of a procedure as it is today; POST keeps it as given and shows it to be printed.

    ``nguoi``: the token of a visitor who wants it kept under their name.
    """
    centre = centre_of(request.user, Permission.GUIDANCE_GIVE)
    try:
        version = catalogue.in_force(code)
    except (ProcedureNotFound, ProcedureRepealed, ProcedureNotYetInForce) as error:
        raise Http404 from error
    shown = sheet(version, clock.today())
    token = request.GET.get("nguoi", "") or request.POST.get("nguoi", "")
    here = visitor.opened(token, request.user) if token else None
    if request.method == "POST":
        channel = request.POST.get("kenh", "")
        given = actions.give_guidance(
            version=version,
            shown=shown,
            agency=centre,
            channel=GuidanceChannel(channel)
            if channel in GuidanceChannel.values
            else GuidanceChannel.DESK,
            key=request.POST.get("key", "")[:64] or uuid.uuid4().hex,
            party=here.party if here and "giu-ten" in request.POST else None,
            by=request.user,
        )
        return redirect("desk:guidance-sheet", uid=given.uid)
    page: dict[str, Any] = {
        "version": version,
        "sections": shown,
        "centre": centre,
        "channels": GuidanceChannel.choices,
        "key": uuid.uuid4().hex,
        "token": token if here else "",
        "visitor": here,
    }
    return render(request, "desk/counter/give.html", page)


@officer
@require_safe
def kept(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What was given then, word for word, to be printed."""
    rows = Guidance.objects.readable_by(request.user).select_related("version", "agency", "by")
    given = rows.defer("version__definition").filter(uid=uid).first()
    if given is None:
        raise Http404
    page = {"given": given, "is_current": given.version.is_in_force(clock.today())}
    return render(request, "desk/counter/sheet.html", page)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def sittings(request: AccountRequest) -> HttpResponse:
    """The sittings of a member of a community digital team: begin, end, count."""
    centre = centre_of(request.user, Permission.SITTING_KEEP)
    going = queries.open_sitting(request.user)
    refusal = None
    if request.method == "POST":
        try:
            _keep(request, going)
            return redirect("desk:sittings")
        except NotPermitted:
            raise
        except Refusal as refused:
            refusal = refused
    mine = Sitting.objects.filter(guide=request.user, ended_at__isnull=False)
    page: dict[str, Any] = {
        "centre": centre,
        "going": going,
        "outcomes": Outcome.choices,
        "mine": list(mine.order_by("-began_at")[:20]),
        "figures": queries.sittings({centre.pk}),
        "usual": catalogue.listed()[:200],
        "typed": by_name(handover.typed(request)),
        "refusal": refusal,
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "desk/counter/sittings.html", page, status=status)


def _keep(request: AccountRequest, going: Sitting | None) -> None:
    if request.POST.get("viec") == "xong":
        if going is None:  # the other click was faster
            return
        actions.end_sitting(sitting=going, outcome=request.POST.get("ket-qua", ""), by=request.user)
        messages.success(request, _("The sitting is kept."))
        return
    procedure = request.POST.get("thu-tuc", "")
    known = catalogue.listed().filter(code=procedure).exists() if procedure else True
    actions.begin_sitting(
        agency=centre_of(request.user, Permission.SITTING_KEEP),
        place=request.POST.get("noi", ""),
        procedure=procedure if known else "",
        by=request.user,
    )
