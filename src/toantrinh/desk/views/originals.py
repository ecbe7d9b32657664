"""The originals of a dossier at the counter: taken in, found by their code, returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import custody
from toantrinh.dossiers.custody import Counter
from toantrinh.dossiers.models import Dossier, Original, Proof, Transfer
from toantrinh.identity import handover
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest

from ..custody import original_of, readable, served
from ..opening import officer
from ..typed import by_name
from .slips import pdf

UNPROCESSABLE: Final = 422
MOST_TYPED: Final = 500


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def originals(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The originals of a dossier, and the form by which one more is taken in."""
    opened = served(request, uid)
    if request.method != "POST":
        return _list_page(request, opened, typed=handover.take(request))
    sheets = request.POST.get("so-to", "").strip()
    try:
        made = dossiers.take_original(
            dossier=opened,
            key=request.POST.get("key", "")[:64] or str(new_id()),
            component=request.POST.get("giay-to", "")[:60],
            name=request.POST.get("ten", "")[:MOST_TYPED],
            number=request.POST.get("so-hieu", "")[:MOST_TYPED],
            condition=request.POST.get("tinh-trang", "")[:MOST_TYPED],
            sheets=int(sheets) if sheets.isdecimal() and len(sheets) < 5 else 0,
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _list_page(request, opened, typed=request.POST, refusal=refusal)
    messages.success(request, _("Taken in. Print the slip and give it to the person."))
    return redirect("desk:original", uid=uid, original=made.uid)


def _list_page(
    request: AccountRequest,
    opened: Dossier,
    *,
    typed: Mapping[str, str] | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    page: dict[str, Any] = {
        "dossier": opened,
        "rows": [(each, custody.name_of(each)) for each in custody.rows(opened)],
        "choices": custody.choices(opened),
        "may_take": may(request.user, Permission.ORIGINAL_TAKE, on=Counter(opened))
        and opened.closed_at is None
        and opened.returned_at is None,
        "typed": by_name(typed or {}),
        "key": request.POST.get("key", "") or str(new_id()),
        "refusal": refusal,
        "is_handled": _is_handled(request.user, opened),
    }
    return render(request, "desk/originals.html", page, status=UNPROCESSABLE if refusal else 200)


def _is_handled(account: Account, opened: Dossier) -> bool:
    return opened.agency_id in account.agencies_with(Permission.DOSSIER_READ)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: AccountRequest, uid: UUID, original: UUID) -> HttpResponse:
    """Where an original is and has been; at the counter, the form by which it goes back."""
    opened = served(request, uid)
    chosen = original_of(opened, original)
    if request.method != "POST":
        return _page(request, chosen, typed=handover.take(request))
    try:
        dossiers.return_original(
            original=chosen,
            name=request.POST.get("ten", "")[:MOST_TYPED],
            number=request.POST.get("so", "")[:MOST_TYPED],
            proof=request.POST.get("giay-to", ""),
            code=request.POST.get("ma", "")[:20],
            slip=_file(request, "phieu"),
            authority=_file(request, "uy-quyen"),
            reason=request.POST.get("ly-do", "")[:MOST_TYPED],
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        again = original_of(opened, original)
        return _page(request, again, typed=request.POST, refusal=refusal)
    messages.success(request, _("Returned to the person."))
    return redirect("desk:original", uid=uid, original=original)


def _file(request: HttpRequest, name: str) -> tuple[str, bytes] | None:
    file = request.FILES.get(name)
    return (file.name or name, file.read()) if file else None


def _page(
    request: AccountRequest,
    chosen: Original,
    *,
    typed: Mapping[str, str] | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    dossiers.read_original(original=chosen, by=request.user)
    dossier = chosen.dossier
    item = custody.open_item(chosen)
    is_here = Original.objects.held_by(request.user).filter(pk=chosen.pk).exists()
    page: dict[str, Any] = {
        "dossier": dossier,
        "original": chosen,
        "name": custody.name_of(chosen),
        "details": chosen.details,
        "receiver": chosen.receiver,
        "where": custody.where(chosen),
        "chain": list(reversed(custody.chain(chosen))),
        "item": item,
        "may_return": chosen.is_out
        and is_here
        and chosen.office == "one_stop"
        and may(request.user, Permission.ORIGINAL_RETURN, on=Counter(dossier)),
        "is_running": custody.is_running(dossier),
        "goes_back": custody.goes_back(chosen),
        "proofs": Proof.choices,
        "typed": by_name(typed or {}),
        "refusal": refusal,
        "is_handled": _is_handled(request.user, dossier),
    }
    return render(request, "desk/original.html", page, status=UNPROCESSABLE if refusal else 200)


@officer
@require_safe
def slip(request: AccountRequest, uid: UUID, original: UUID) -> HttpResponse:
    """The slip, to be printed twice and signed."""
    chosen = original_of(served(request, uid), original)
    content = dossiers.read_slip(original=chosen, by=request.user)
    return pdf(content, f"phieu-ban-chinh-{chosen.code}")


@officer
@require_safe
def find(request: AccountRequest) -> HttpResponse:
    """A code that was typed, or that a reader typed; what it belongs to is opened."""
    asked = request.GET.get("ma", "").strip()
    code = custody.canonical(asked)
    if code and (found := _address(request, code)):
        return found
    page = {"asked": asked}
    return render(request, "desk/find_original.html", page)


@login_required
@require_safe
def by_code(request: AccountRequest, code: str) -> HttpResponse:
    """Where the QR code of a slip or a list leads: an officer to it, the owner to their dossier.

    Errors: Http404 for everybody else, and for what does not exist.
    """
    known = custody.canonical(code)
    if known and (found := _address(request, known)):
        return found
    raise Http404


def _address(request: AccountRequest, code: str) -> HttpResponse | None:
    account = request.user
    if original := readable(account, code):
        dossier = original.dossier
        keeps = account.agencies_with(Permission.ORIGINAL_KEEP)
        if {dossier.agency_id, dossier.taken_in_by_id} & keeps:
            return redirect("desk:original", uid=dossier.uid, original=original.uid)
        return redirect("portal:dossier", uid=dossier.uid)
    if made := Transfer.objects.readable_by(account).filter(code=code).first():
        return redirect("desk:handover", number=made.uid)
    return None
