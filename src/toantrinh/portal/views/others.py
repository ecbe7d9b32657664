"""Other people in one's dossier: who has to confirm what, how far they are, what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.parts import Blocks
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.people import Standing
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from ..draft import PEOPLE, Draft
from ..opening import applicant, own

UNPROCESSABLE: Final = 422


@dataclass(frozen=True)
class Row:
    """One other person on the page. ``link`` is what the applicant may send them."""

    standing: Standing
    takes_answers: bool
    link: str
    error: str = ""

    @property
    def key(self) -> str:
        return self.standing.other.key

    @property
    def may_invite(self) -> bool:
        """There is nobody asked now, and somebody to ask."""
        idle = not (self.standing.is_open or self.standing.is_agreed)
        return idle and self.takes_answers and self.standing.other.is_named

    @property
    def stops(self) -> Blocks:
        return Blocks.NOTHING if self.standing.is_agreed else self.standing.stops


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def others(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Everyone the version asks besides the applicant; POST ``viec`` about the one of ``nguoi``."""
    dossier = own(request, uid)
    found = people.standings(dossier)
    if not found:
        return redirect("portal:go-on", uid=uid)
    if request.method != "POST":
        return _page(request, dossier, found)
    person = request.POST.get("nguoi", "")
    chosen = next((each for each in found if each.other.key == person), None)
    deed = DEEDS.get(request.POST.get("viec", ""))
    if chosen is not None and deed is not None:
        try:
            deed(request, dossier, chosen)
        except NotPermitted:
            raise
        except Refusal as refusal:
            told = Problem(person, refusal.code, f"{refusal} {refusal.what_to_do}".strip())
            return _page(request, dossier, found, told)
    return redirect(f"{reverse('portal:others', args=[uid])}#{person}")


def _invite(request: AccountRequest, dossier: Dossier, chosen: Standing) -> None:
    dossiers.invite(dossier=dossier, other=chosen.other.key, by=request.user)


def _to_desk(request: AccountRequest, dossier: Dossier, chosen: Standing) -> None:
    dossiers.invite(dossier=dossier, other=chosen.other.key, by=request.user, at_desk=True)


def _remind(request: AccountRequest, dossier: Dossier, chosen: Standing) -> None:
    if chosen.invitation is not None:
        dossiers.remind(invitation=chosen.invitation, by=request.user)


def _withdraw(request: AccountRequest, dossier: Dossier, chosen: Standing) -> None:
    if chosen.invitation is not None:
        dossiers.withdraw_invitation(invitation=chosen.invitation, by=request.user)


DEEDS: Final[dict[str, Callable[[AccountRequest, Dossier, Standing], None]]] = {
    "moi": _invite,
    "den-quay": _to_desk,
    "nhac": _remind,
    "rut": _withdraw,
}


def _page(
    request: AccountRequest, dossier: Dossier, found: list[Standing], problem: Problem | None = None
) -> HttpResponse:
    rows = [
        Row(
            standing=each,
            takes_answers=people.takes_answers(dossier, each),
            link=_link(request, each),
            error=str(problem.message) if problem and problem.field == each.other.key else "",
        )
        for each in found
    ]
    page: dict[str, Any] = {
        "dossier": dossier,
        "rows": rows,
        "has_desk": "truc_tiep" in dossier.version.pack.channels,
        "problems": [problem] if problem else [],
    }
    if dossier.is_draft:
        page |= Draft(dossier, request.user).around(PEOPLE)
    status = UNPROCESSABLE if problem else 200
    return render(request, "portal/others.html", page, status=status)


def _link(request: AccountRequest, each: Standing) -> str:
    if each.invitation is None or not each.is_open or each.invitation.at_desk:
        return ""
    address = reverse("portal:invitation-link", args=[each.invitation.token])
    return request.build_absolute_uri(address)
