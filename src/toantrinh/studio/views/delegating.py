"""What an act of delegation is typed into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import actions, handover
from toantrinh.identity.actions import ActOfDelegation, Given, Scope
from toantrinh.identity.models import Agency, Delegation, DelegationState, Matter, Post
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import actions as vault
from toantrinh.vault.models import StoredFile

from .. import answering, reading, signers
from ..opening import keeper
from ..signers import PASSED, WHOLE, Choices

LONGEST: Final = {"act": 60, "issuer": 200, "title": 120, "procedures": 4000}
Lists = Mapping[str, Sequence[str]]  # what was typed, all values of a field
PLACES: Final = {
    "delegation-act-missing": "act",
    "delegation-act-too-late": "act_day",
    "days-reversed": "last_day",
    "delegation-last-day-missing": "last_day",
    "delegation-passing-on-forbidden": "passes_on",
    "delegate-unfit": "signer",
    "delegates-themself": "signer",
    "delegation-not-theirs": "giver",
    "delegation-not-passed-on": "giver",
    "delegation-known": "act",
}


@keeper
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: AccountRequest) -> HttpResponse:
    """First whose register (``co-quan``), then the act; what was typed comes back with problems."""
    kept = signers.agencies(request.user)
    code = request.POST.get("agency") or request.GET.get("co-quan", "")
    chosen = next((each for each in kept if each.code == code), None)
    if chosen is None and len(kept) == 1:
        (chosen,) = kept
    if chosen is None:
        return render(request, "studio/delegating.html", {"agencies": kept})
    choices = signers.choices(chosen, clock.today())
    if request.method != "POST":
        left = handover.typed(request)
        return _page(request, choices, dict(left.lists()), [])
    if missing := _missing(request):
        return _page(request, choices, dict(request.POST.lists()), missing)
    try:
        made = _propose(request, choices)
    except NotPermitted:
        raise
    except Refusal as refusal:
        said = answering.problems(refusal, PLACES.get(refusal.code, ""))
        return _page(request, choices, dict(request.POST.lists()), said)
    is_held = made.state == DelegationState.CONFIRMED
    messages.success(
        request,
        _("Entered and confirmed.")
        if is_held
        else _("Entered. It holds once whoever gives the right has confirmed it."),
    )
    return redirect("studio:delegation", uid=made.uid)


def _missing(request: AccountRequest) -> list[Problem]:
    """All that is not filled in, at once and in the order of the form."""
    needed = {
        "act": _("The number of the act is missing."),
        "act_day": _("The day of the act is missing."),
        "signer": _("Choose who is to sign."),
        "giver": _("Choose for whom it is signed."),
        "capacity": _("Choose the capacity."),
        "first_day": _("The first day is missing."),
    }
    return [
        Problem(field, "required", said)
        for field, said in needed.items()
        if not request.POST.get(field, "").strip()
    ]


def _propose(request: AccountRequest, choices: Choices) -> Delegation:
    signer = _signer(request, choices)
    giver, under = _giver(request, choices)
    capacity = request.POST.get("capacity", "")
    if capacity not in dict(choices.capacities):
        raise ChangeNotUnderstood(field="capacity", what=_("Choose the capacity."))
    first_day = reading.day(request.POST.get("first_day", ""), "first_day")
    if first_day is None:
        raise ChangeNotUnderstood(field="first_day", what=_("The first day is missing."))
    given = Given(
        post=signer,
        given_by=giver,
        under=under,
        capacity=capacity,
        title=_text(request, "title"),
        first_day=first_day,
        last_day=reading.day(request.POST.get("last_day", ""), "last_day"),
        passes_on=request.POST.get("passes_on") == "1",
        scope=_scope(request, choices),
    )
    at = clock.now()
    act = ActOfDelegation(
        number=_text(request, "act"),
        day=reading.day(request.POST.get("act_day", ""), "act_day"),
        issuer=_text(request, "issuer"),
        file=_scan(request, choices.agency),
    )
    return actions.propose_delegation(
        agency=choices.agency, given=given, act=act, by=request.user, at=at
    )


def _signer(request: AccountRequest, choices: Choices) -> Post:
    uid = request.POST.get("signer", "")
    for post in choices.signers:
        if str(post.uid) == uid:
            return post
    raise ChangeNotUnderstood(field="signer", what=_("Choose who is to sign."))


def _giver(request: AccountRequest, choices: Choices) -> tuple[Post, Delegation | None]:
    said = request.POST.get("giver", "")
    if said in dict(choices.givers):
        if said.startswith(WHOLE):
            rows = Post.objects.select_related("agency", "account__party")
            return rows.get(uid=said.removeprefix(WHOLE)), None
        under = Delegation.objects.with_all().get(uid=said.removeprefix(PASSED))
        return under.post, under
    raise ChangeNotUnderstood(field="giver", what=_("Choose for whom it is signed."))


def _scope(request: AccountRequest, choices: Choices) -> Scope:
    codes = _text(request, "procedures").replace(",", " ").replace(";", " ").split()
    known = set(
        ProcedureVersion.objects.filter(code__in=codes).values_list("code", flat=True).distinct()
    )
    if unknown := [code for code in codes if code not in known]:
        what = _("There is no procedure %(code)s.") % {"code": unknown[0][:20]}
        raise ChangeNotUnderstood(field="procedures", what=what)
    fields = {each.key for each in choices.fields} & set(request.POST.getlist("fields"))
    matters = set(Matter.values) & set(request.POST.getlist("matters"))
    return Scope(codes, sorted(fields), sorted(matters))


def _scan(request: AccountRequest, agency: Agency) -> UUID | None:
    """Errors: as ``vault.actions.keep``, at its field."""
    file = request.FILES.get("scan")
    if file is None:
        return None
    try:
        kept: StoredFile = vault.keep(
            content=file.read(), name=file.name or "", on=agency, by=request.user, at=clock.now()
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        raise ChangeNotUnderstood(field="scan", what=str(refusal)) from refusal
    return kept.uid


def _text(request: AccountRequest, key: str) -> str:
    return request.POST.get(key, "").strip()[: LONGEST[key]]


def _page(
    request: AccountRequest, choices: Choices, typed: Lists, problems: list[Problem]
) -> HttpResponse:
    today: date = clock.today()
    page: dict[str, Any] = {
        "choices": choices,
        "typed": {"first_day": f"{today:%d/%m/%Y}"}
        | {name: values[-1] for name, values in typed.items()},
        "fields": set(typed.get("fields", ())),
        "matters": set(typed.get("matters", ())),
        "problems": problems,
    }
    return answering.page(request, "studio/delegating.html", page)
