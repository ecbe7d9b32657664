"""Asking the applicant to complete a dossier (form 02), and the head's word on a further time."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import askings, grounds
from toantrinh.dossiers.errors import NoteMissing
from toantrinh.dossiers.later_errors import NothingAsked, SecondNeedsGround
from toantrinh.dossiers.models import Dossier, SupplementRequest
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest

from .. import asking, checklist
from ..acts import SUPPLEMENT, Now
from ..errors import ItemsUnclear
from ..opening import officer
from .sheet import Sheet, Typed, show

PREVIEW: Final = "xem-truoc"
LONGEST: Final = 2000


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Everything that can be asked for; POST ``viec``: ``xem-truoc`` shows the list as it will be
    told, ``gui`` sends it, ``duyet`` and ``khong-duyet`` are the head's about a further one."""
    return show(request, uid, SHEET)


def _context(request: AccountRequest, now: Now, typed: Typed) -> dict[str, Any]:
    dossier, at = now.dossier, clock.now()
    dossiers.read_content(dossier=dossier, by=request.user)  # the look at the answers is noted
    if now.proposed is not None:
        return {
            "proposed": now.proposed,
            "content": now.proposed.content,
            "may_approve": may(request.user, Permission.SUPPLEMENT_APPROVE, on=dossier),
        }
    if request.method != "POST" and not typed:
        typed = checklist.to_ask(dossier)
    everything = asking.everything(dossier, typed, at=at)
    number = askings.next_round(dossier)
    needs_head = askings.needs_head(number, at)
    return {
        "everything": everything,
        "is_from_checklist": bool(typed) and request.method != "POST",
        "round": number,
        "needs_head": needs_head,
        "goes_out": not needs_head or may(request.user, Permission.SUPPLEMENT_APPROVE, on=dossier),
        "answer_by": askings.answer_by(dossier, at),
        "preview": _preview(request, dossier, everything),
    }


def _preview(
    request: AccountRequest, dossier: Dossier, everything: asking.Everything
) -> list[dict[str, str]]:
    """The items as paper 02 will tell them; none unless the page was asked for them, or they are
    not complete."""
    if request.method != "POST" or request.POST.get("viec") != PREVIEW:
        return []
    if everything.problems or not everything.asked:
        return []
    return grounds.items(dossier, everything.asked)


def _do(request: AccountRequest, now: Now) -> str:
    deed = request.POST.get("viec", "")
    if deed in {"duyet", "khong-duyet"}:
        return _decide(request, now, approved=deed == "duyet")
    everything = asking.everything(now.dossier, request.POST.dict(), at=clock.now())
    if everything.problems:
        raise ItemsUnclear(everything.problems)
    if not everything.asked:
        raise NothingAsked
    if deed == PREVIEW:
        return ""
    made = dossiers.ask_supplement(
        dossier=now.dossier,
        items=everything.asked,
        ground=request.POST.get("ly_do", "").strip()[:LONGEST],
        by=request.user,
    )
    if made.issued_at is None:
        return _("The request is before the head of the agency.")
    return _("The request is sent to the applicant, with form 02.")


def _decide(request: AccountRequest, now: Now, *, approved: bool) -> str:
    chosen = _request(now.dossier, request.POST.get("request", ""))
    if approved:
        dossiers.approve_supplement(request=chosen, by=request.user)
        return _("Approved. The request is sent to the applicant, with form 02.")
    note = request.POST.get("ghi_chu", "").strip()[:LONGEST]
    dossiers.refuse_supplement(request=chosen, by=request.user, note=note)
    return _("Not approved. The officer reads your note.")


def _request(dossier: Dossier, number: str) -> SupplementRequest:
    """Errors: Http404 for a request that is not of this dossier."""
    for each in dossier.askings.select_related("asked_by__party", "approved_by__party"):
        if str(each.uid) == number:
            each.dossier = dossier
            return each
    raise Http404


SHEET: Final = Sheet(
    act=SUPPLEMENT,
    template="desk/supplement.html",
    context=_context,
    do=_do,
    fields={NothingAsked: "giay_to", SecondNeedsGround: "ly_do", NoteMissing: "ghi_chu"},
)
