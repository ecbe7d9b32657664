"""Who is away and who stands in: one's own absences, and, for a head, those of the agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import actions as identity
from toantrinh.identity import handover
from toantrinh.identity.errors import (
    AbsenceOver,
    AbsenceTooLong,
    AbsenceTwice,
    DaysReversed,
    StandInUnfit,
)
from toantrinh.identity.models import Absence
from toantrinh.identity.permissions import Permission, Role
from toantrinh.identity.queries import absences_seen_by
from toantrinh.identity.requests import AccountRequest

from .. import colleagues, days, hands
from ..colleagues import OFFICES, Choice
from ..opening import officer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE: Final = 422
FIELDS: Final[Mapping[type[Refusal], str]] = {
    DaysReversed: "last",
    AbsenceOver: "last",
    AbsenceTooLong: "last",
    AbsenceTwice: "first",
    StandInUnfit: "stand_in",
}
"""Where what is refused is put right."""
DAYS: Final[Mapping[str, StrOrPromise]] = {
    "first": gettext_lazy("Give the first day of the absence, such as 27/3/2026."),
    "last": gettext_lazy("Give the last day of the absence, such as 27/3/2026."),
}


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: AccountRequest) -> HttpResponse:
    """The absences from today on; a POST records one, or calls one off."""
    if request.method != "POST":
        return _page(request)
    try:
        if "huy" in request.POST:
            absence = _own(request, request.POST["huy"])
            identity.call_off_absence(absence=absence, by=request.user, at=clock.now())
            messages.success(request, _("Called off."))
        elif problems := _record(request):
            return _page(request, problems=problems)
        else:
            messages.success(request, _("Recorded. The work goes on without a break."))
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    return redirect("desk:absences")


def _page(
    request: AccountRequest, *, refusal: Refusal | None = None, problems: Sequence[Problem] = ()
) -> HttpResponse:
    is_head = bool(request.user.agencies_with(Permission.TASK_ASSIGN))
    people = _people(request) if is_head else []
    context: dict[str, Any] = {
        "rows": absences_seen_by(request.user),
        "people": people,
        "stand_ins": people or _fellows(request),
        "is_head": is_head,
        "refusal": refusal,
        "problems": problems,
        "wrong": {each.field: each.message for each in problems},
        "typed": handover.typed(request),
        "today": clock.today(),
    }
    status = UNPROCESSABLE if refusal or problems else 200
    return render(request, "desk/absences.html", context, status=status)


def _people(request: AccountRequest) -> list[Choice]:
    """Oneself and whoever works at the agencies of one's posts: any of them may be the one who is
    away, so that their offices stand beside the names."""
    agencies = {post.agency_id: post.agency for post in request.user.posts_in_use}
    roles: list[Role] = list(OFFICES)
    found = hands.colleagues({(agency, role) for agency in agencies for role in roles}, away=True)
    return colleagues.among(found, agencies.values())


def _fellows(request: AccountRequest) -> list[Choice]:
    """Who holds an office of one's own: nobody else can stand in for it."""
    posts = request.user.posts_today
    found = hands.colleagues({(post.agency_id, post.role) for post in posts}, away=True)
    return colleagues.among(found, [post.agency for post in posts], but=request.user)


def _own(request: AccountRequest, uid: str) -> Absence:
    """Errors: Http404 for one that is not theirs to see."""
    with suppress(ValidationError):
        for absence in absences_seen_by(request.user):
            if str(absence.uid) == uid:
                return absence
    raise Http404


def _record(request: AccountRequest) -> list[Problem]:
    """Record what was typed, or say what is to be put right. Errors: NotPermitted."""
    typed = {name: days.read(request.POST.get(name, "")) for name in ("first", "last")}
    first, last = typed.values()
    if first is None or last is None:
        return [Problem(name, "day", DAYS[name]) for name, found in typed.items() if found is None]
    try:
        identity.record_absence(
            account=hands.somebody(request.POST.get("who", "")) or request.user,
            first_day=first,
            last_day=last,
            stand_in=hands.somebody(request.POST.get("stand_in", "")),
            by=request.user,
            at=clock.now(),
        )
    except tuple(FIELDS) as refusal:
        told = f"{refusal} {refusal.what_to_do}"
        return [Problem(FIELDS[type(refusal)], refusal.code, told)]
    return []
