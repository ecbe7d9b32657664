"""Someone else's dossier asks for one's part: what it is, reading or filling it in, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts
from toantrinh.dossiers.errors import (
    PartChanged,
    PartEnded,
    PartIncomplete,
    PartNotAsked,
    ReasonMissing,
)
from toantrinh.dossiers.models import Invitation, InvitationState
from toantrinh.dossiers.theirs import Theirs
from toantrinh.forms.checking import Problem
from toantrinh.forms.receiving import anchor, newly_asked, stays
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import handover
from ..opening import applicant, invited
from ..wording import saved_now

UNPROCESSABLE: Final = 422
SHOWN: Final = (InvitationState.OPENED, InvitationState.FILLED, InvitationState.CONFIRMED)


@applicant
@require_safe
def link(request: AccountRequest, token: str) -> HttpResponse:
    """Where the link leads after signing in. For anybody else it is as if it had never been."""
    rows = Invitation.objects.select_related("dossier__owner", "dossier__agency")
    found = rows.filter(token_digest=Invitation.digest_of(token)).first()
    if found is not None and found.is_for(request.user):
        return redirect("portal:invitation", uid=found.uid)
    if found is not None:
        attempts.note_invitation(invitation=found, by=request.user)
    return render(request, "portal/not_for_you.html", status=404)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: AccountRequest, uid: UUID) -> HttpResponse:
    """First who asks and for what; opened, the part itself and the answer to give.

    POST ``viec``: ``mo`` opens it, ``tra-loi`` answers.
    """
    mine = invited(request, uid)
    left = handover.take(request)
    if request.method != "POST":
        return _page(request, mine, typed=left.typed if left else None, came_back=left is not None)
    try:
        if request.POST.get("viec") == "mo":
            return _opened(request, mine)
        return _answered(request, mine)
    except (PartEnded, PartNotAsked):
        return redirect("portal:invitation", uid=uid)  # it says there what became of it


def _opened(request: AccountRequest, mine: Invitation) -> HttpResponse:
    mine = dossiers.open_part(invitation=mine, by=request.user)
    theirs = Theirs.of(mine)
    if theirs is not None and theirs.part.is_filled and theirs.sections:
        return redirect("portal:invitation-section", mine.uid, theirs.sections[0].key)
    return redirect("portal:invitation", uid=mine.uid)


def _answered(request: AccountRequest, mine: Invitation) -> HttpResponse:
    said, reason = request.POST.get("dong-y", ""), request.POST.get("ly-do", "")
    if said not in {"co", "khong"}:
        problem = Problem("dong-y-co", "required", _("Say whether you agree"))
        return _page(request, mine, typed=request.POST, problems=[problem])
    try:
        if said == "co":
            seen = request.POST.get("seen", "")
            dossiers.confirm_part(invitation=mine, seen=seen, by=request.user)
        else:
            dossiers.decline_part(invitation=mine, reason=reason[:2000], by=request.user)
    except ReasonMissing as refusal:
        problem = Problem("ly-do", refusal.code, str(refusal))
        return _page(request, mine, typed=request.POST, problems=[problem])
    except PartIncomplete as refusal:
        return _page(request, mine, typed=request.POST, problems=_lines(refusal.problems))
    except PartChanged as refusal:
        told = f"{refusal} {refusal.what_to_do}"
        problem = Problem("noi-dung", refusal.code, told)
        return _page(request, mine, problems=[problem])
    return redirect("portal:invitation", uid=mine.uid)


def _lines(problems: Any) -> list[Problem]:
    return [Problem(each.field.partition(".")[0], each.code, each.message) for each in problems]


def _page(
    request: AccountRequest,
    mine: Invitation,
    *,
    typed: Mapping[str, str] | None = None,
    problems: list[Problem] | None = None,
    came_back: bool = False,
) -> HttpResponse:
    theirs: Theirs | None = None
    if mine.state in SHOWN:
        with suppress(PartNotAsked):
            theirs = dossiers.read_part(invitation=mine, by=request.user)
    typed = typed or {}
    page: dict[str, Any] = {
        "invitation": mine,
        "pack": mine.dossier.version.pack,
        "part": _part(mine),
        "theirs": theirs,
        "groups": theirs.groups(own=True) if theirs else [],
        "others": theirs.groups(own=False) if theirs else [],
        "said": typed.get("dong-y", ""),
        "reason": typed.get("ly-do", ""),
        "problems": problems or [],
        "came_back": came_back,
        "pass": handover.pass_for(request.user, mine.dossier),
    }
    status = UNPROCESSABLE if problems else 200
    return render(request, "portal/invitation.html", page, status=status)


def _part(mine: Invitation) -> Any:
    """None when the version has no such part any more."""
    return next((p for p in mine.dossier.version.pack.parts if p.key == mine.part), None)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: AccountRequest, uid: UUID, section: str) -> HttpResponse:
    """One section to fill in; POST keeps what was typed, right or wrong, and goes on when right."""
    mine = invited(request, uid)
    if mine.state != InvitationState.OPENED:
        return redirect("portal:invitation", uid=uid)
    try:
        theirs = dossiers.read_part(invitation=mine, by=request.user)
    except PartNotAsked:
        return redirect("portal:invitation", uid=uid)
    if not theirs.part.is_filled or section not in {each.key for each in theirs.sections}:
        raise Http404
    left = handover.take(request)
    sent = left.typed if left else request.POST if request.method == "POST" else None
    if sent is None:
        return _section_page(request, mine, theirs, section)
    try:
        answers = theirs.received(section, sent)
        mine = dossiers.save_part(invitation=mine, answers=answers, by=request.user)
    except NotPermitted:
        raise
    except Refusal:
        return redirect("portal:invitation", uid=uid)
    theirs = Theirs(mine.dossier, theirs.other)
    if left:
        return _section_page(request, mine, theirs, section, came_back=True)
    return _goes_on(request, mine, theirs, section)


def _goes_on(
    request: AccountRequest, mine: Invitation, theirs: Theirs, section: str
) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return JsonResponse({"text": saved_now(), "fields": list(theirs.visible.questions)})
    here = reverse("portal:invitation-section", args=[mine.uid, section])
    if stays(request.POST):
        return redirect(f"{here}#{anchor(request.POST)}")
    if opened := newly_asked(request.POST, theirs.visible):
        return redirect(f"{here}#{opened[0]}")
    if found := theirs.problems(section):
        return _section_page(request, mine, theirs, section, found)
    keys = [each.key for each in theirs.sections]
    after = keys[keys.index(section) + 1 :]
    if after:
        return redirect("portal:invitation-section", mine.uid, after[0])
    return redirect("portal:invitation", uid=mine.uid)


def _section_page(
    request: AccountRequest,
    mine: Invitation,
    theirs: Theirs,
    section: str,
    found: list[Problem] | None = None,
    *,
    came_back: bool = False,
) -> HttpResponse:
    page = {
        "invitation": mine,
        "pack": mine.dossier.version.pack,
        "part": theirs.part,
        "section": mine.dossier.version.form.section_by_key[section],
        "form": theirs.form_of(section, found or [], places_url=reverse("portal:places")),
        "problems": found or [],
        "came_back": came_back,
        "pass": handover.pass_for(request.user, mine.dossier),
    }
    status = UNPROCESSABLE if found else 200
    return render(request, "portal/invitation_section.html", page, status=status)
