"""Another person comes to the desk: what they are asked for, and what the officer records."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people
from toantrinh.dossiers.errors import PartIncomplete
from toantrinh.dossiers.models import UNANSWERED, Invitation, Proof
from toantrinh.dossiers.theirs import Theirs
from toantrinh.forms.checking import Problem
from toantrinh.forms.receiving import stays
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from ..opening import handled, officer

UNPROCESSABLE: Final = 422


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def other(request: AccountRequest, uid: UUID, invitation: UUID) -> HttpResponse:
    """What the person reads, or fills in together with the officer, and the record of it.

    POST ``muc`` keeps what was typed in that section; without it the answer is recorded.
    """
    opened = handled(request, uid)
    chosen = Invitation.objects.filter(dossier=opened, uid=invitation).first()
    if chosen is None:
        raise Http404
    chosen.dossier = opened
    try:
        if request.method != "POST":
            left = handover.take(request)
            if left is not None and (section := left.get("muc", "")):
                return _save(request, chosen, section, left)
            return _page(request, chosen, typed=left)
        if section := request.POST.get("muc", ""):
            return _save(request, chosen, section, request.POST)
        return _record(request, chosen)
    except NotPermitted:
        raise
    except Refusal as refusal:
        chosen.refresh_from_db(fields=["state"])
        return _page(request, chosen, refusal=refusal)


def _save(
    request: AccountRequest, chosen: Invitation, section: str, typed: QueryDict
) -> HttpResponse:
    theirs = dossiers.read_part(invitation=chosen, by=request.user)
    if section not in {each.key for each in theirs.sections}:
        raise Http404
    answers = theirs.received(section, typed)
    saved = dossiers.save_part(invitation=chosen, answers=answers, by=request.user)
    after = Theirs.of(saved)
    if after is None or stays(typed):
        return redirect(_address(saved))
    return _page(request, saved, problems=after.problems(section))


def _record(request: AccountRequest, chosen: Invitation) -> HttpResponse:
    agrees = request.POST.get("dong-y") == "co"
    if request.POST.get("dong-y") not in {"co", "khong"}:
        problem = Problem("dong-y-co", "required", _("Record what the person said"))
        return _page(request, chosen, problems=[problem])
    dossiers.record_part_at_desk(
        invitation=chosen,
        agrees=agrees,
        proof=request.POST.get("giay-to", ""),
        seen=request.POST.get("seen", ""),
        reason=request.POST.get("ly-do", "")[:2000],
        by=request.user,
    )
    messages.success(request, _("What the person said is recorded."))
    return redirect("desk:dossier", uid=chosen.dossier.uid)


def _address(chosen: Invitation) -> str:
    return reverse("desk:other", args=[chosen.dossier.uid, chosen.uid])


def _page(
    request: AccountRequest,
    chosen: Invitation,
    *,
    refusal: Refusal | None = None,
    problems: list[Problem] | None = None,
    typed: QueryDict | None = None,
) -> HttpResponse:
    typed = request.POST if typed is None else typed
    theirs = dossiers.read_part(invitation=chosen, by=request.user)
    missing = problems or []
    if isinstance(refusal, PartIncomplete):
        missing = list(refusal.problems)
    forms = [(each, theirs.form_of(each.key, missing)) for each in theirs.sections]
    page: dict[str, Any] = {
        "dossier": chosen.dossier,
        "pack": chosen.dossier.version.pack,
        "invitation": chosen,
        "theirs": theirs,
        "part": theirs.part,
        "forms": forms if theirs.part.is_filled else [],
        "groups": theirs.groups(own=True),
        "takes_answer": _takes_answer(chosen),
        "proofs": Proof.choices,
        "said": typed.get("dong-y", ""),
        "reason": typed.get("ly-do", ""),
        "proof": typed.get("giay-to", ""),
        "refusal": refusal,
        "problems": missing,
    }
    status = UNPROCESSABLE if refusal or missing else 200
    return render(request, "desk/other.html", page, status=status)


def _takes_answer(chosen: Invitation) -> bool:
    found = people.standing_of(chosen)
    return (
        found is not None
        and people.takes_answers(chosen.dossier, found)
        and (chosen.is_open or chosen.state in UNANSWERED)
    )
