"""Hand-over lists: what lies here, what is on its way, what did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import custody, custody_slips
from toantrinh.dossiers.custody import Place
from toantrinh.dossiers.custody_errors import NothingToHandOver
from toantrinh.dossiers.models import Original, Transfer, TransferItem, TransferState
from toantrinh.identity import handover as kept
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest

from ..custody import lists, missing, place_of, shelves
from ..opening import officer
from .slips import pdf

UNPROCESSABLE: Final = 422
MOST_CODE: Final = 60


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def handovers(request: AccountRequest) -> HttpResponse:
    """The originals of the offices in use, and the lists from and to them; POST makes a list."""
    if not custody.keeps_any(request.user):
        raise NotPermitted(permission=Permission.ORIGINAL_KEEP)
    if request.method != "POST":
        return _overview(request)
    try:
        made = _make(request)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _overview(request, refusal=refusal)
    messages.success(request, _("The list is made. Print it and give it along with the originals."))
    return redirect("desk:handover", number=made.uid)


def _make(request: AccountRequest) -> Transfer:
    giver = place_of(custody.places_of(request.user), request.POST.get("tu", ""))
    if giver is None:
        raise Http404
    marked = request.POST.getlist("ban")
    chosen = list(
        Original.objects.readable_by(request.user)
        .filter(code__in=marked)
        .select_related("dossier__agency", "dossier__taken_in_by")
        .defer("dossier__progress")
    )
    if not chosen:
        raise NothingToHandOver
    to = place_of(custody.destinations(giver, chosen), request.POST.get("den", ""))
    if to is None:
        raise Http404
    return dossiers.make_handover(
        originals=chosen,
        giver=giver,
        to=to,
        key=request.POST.get("key", "")[:64] or str(new_id()),
        by=request.user,
    )


def _overview(request: AccountRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    typed = kept.typed(request)
    to_return = request.GET.get("loc") == "tra"
    page: dict[str, Any] = {
        "to_return": to_return,
        "arriving": lists(Transfer.objects.to_offices_of(request.user)),
        "sent": lists(Transfer.objects.from_offices_of(request.user)),
        "missing": [(each, custody.name_of(each.original)) for each in missing(request.user)],
        "shelves": shelves(request.user, to_return=to_return),
        "marked": typed.getlist("ban"),
        "to": typed.get("den", ""),
        "key": str(new_id()),
        "refusal": refusal,
    }
    return render(request, "desk/handovers.html", page, status=UNPROCESSABLE if refusal else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: AccountRequest, number: UUID) -> HttpResponse:
    """One list. POST ``viec``: what is marked was received, did not arrive, or is kept here."""
    made = _readable(request, number)
    if request.method != "POST":
        return _page(request, made)
    deed = DEEDS.get(request.POST.get("viec", ""))
    if deed is None:
        raise Http404
    refused = _each(request, made, *deed)
    made.refresh_from_db()
    return (
        _page(request, made, refused=refused)
        if refused
        else redirect("desk:handover", number=number)
    )


Deed = tuple[Callable[..., TransferItem], Callable[[int], str]]
DEEDS: Final[dict[str, Deed]] = {
    "nhan": (
        dossiers.accept_item,
        lambda count: ngettext("%d original received.", "%d originals received.", count) % count,
    ),
    "thieu": (
        dossiers.miss_item,
        lambda count: ngettext("%d original missing.", "%d originals missing.", count) % count,
    ),
    "giu": (
        dossiers.keep_item,
        lambda count: ngettext("%d original kept here.", "%d originals kept here.", count) % count,
    ),
}


def _each(
    request: AccountRequest,
    made: Transfer,
    act: Callable[..., TransferItem],
    said: Callable[[int], str],
) -> list[Refusal]:
    """Each item by itself: one that is refused never loses the rest."""
    marked = {custody.canonical(each) for each in request.POST.getlist("ban")} - {""}
    marked |= {custody.canonical(request.POST.get("quet", ""))} - {""}
    done, refused = 0, []
    listed = list(custody_slips.items(made))
    for item in listed:
        if item.original.code not in marked:
            continue
        item.handover = made
        try:
            act(item=item, by=request.user)
            done += 1
        except NotPermitted:
            raise
        except Refusal as refusal:
            refused.append(refusal)
    typed = request.POST.get("quet", "").strip()[:MOST_CODE]
    code = custody.canonical(typed)
    unknown = bool(typed) and code not in {each.original.code for each in listed}
    if done:
        messages.success(request, said(done))
    if unknown:
        words = _("The code “%(code)s” is not on this list.")
        messages.warning(request, words % {"code": code or typed})
    elif not done and not refused:
        messages.warning(request, _("None of the originals on this list was marked."))
    return refused


def _readable(request: AccountRequest, number: UUID) -> Transfer:
    wanted = ("from_agency__successor", "to_agency__successor", "made_by__party")
    rows = Transfer.objects.readable_by(request.user).select_related(*wanted)
    found = rows.filter(uid=number).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: AccountRequest, made: Transfer, *, refused: list[Refusal] | None = None
) -> HttpResponse:
    typed = kept.typed(request)
    items = dossiers.read_items(handover=made, by=request.user)
    waiting = [each for each in items if each.state == TransferState.WAITING]
    page: dict[str, Any] = {
        "handover": made,
        "giver": Place(made.from_agency, made.from_office),
        "receiver": Place(made.to_agency, made.to_office),
        "items": [(each, custody.name_of(each.original), each.original.details) for each in items],
        "waiting": waiting,
        "missing": [each for each in items if each.state == TransferState.MISSING],
        "may_receive": bool(items) and may(request.user, Permission.ORIGINAL_KEEP, on=items[0]),
        "may_keep": may(request.user, Permission.ORIGINAL_KEEP, on=made),
        "marked": typed.getlist("ban"),
        "typed_code": typed.get("quet", ""),
        "refused": refused or [],
    }
    return render(request, "desk/handover.html", page, status=UNPROCESSABLE if refused else 200)


@officer
@require_safe
def paper(request: AccountRequest, number: UUID) -> HttpResponse:
    """The list as PDF, to go with the originals."""
    made = _readable(request, number)
    content = dossiers.read_handover(handover=made, by=request.user)
    return pdf(content, f"ban-giao-{made.code}")
