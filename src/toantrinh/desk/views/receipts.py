"""What a centre took in for other bodies: the receipt, form 01, and handing the result out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock, paging
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts, receipts
from toantrinh.dossiers.errors import TaskNotWaiting
from toantrinh.dossiers.later_errors import PaperNotMade
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest
from toantrinh.process.steps import StepKind

from ..opening import officer

PAGE: Final = 50
UNPROCESSABLE: Final = 422
MOST_CODE: Final = 60
Deed = Callable[[AccountRequest, Dossier], str]


@officer
@require_safe
def taken_in(request: AccountRequest) -> HttpResponse:
    """The newest first, fifty a page; ``q`` finds a code, ``tra`` those whose result is there. The
    figures of this month, both ways."""
    asked = request.GET.get("q", "").strip()[:MOST_CODE].upper()
    only_ready = request.GET.get("tra") == "1"
    rows = receipts.listed(Dossier.objects.taken_in_at(request.user))
    if asked:
        rows = rows.filter(reference=asked)
    if only_ready:
        rows = rows.filter(settled_at__isnull=False, returned_at=None)
    found, after = paging.by_key(rows, request.GET.get("sau", ""), PAGE, newest_first=True)
    today = clock.today()
    first = today.replace(day=1)
    page = {
        "receipts": receipts.receipts(found),
        "after": after,
        "asked": asked,
        "only_ready": only_ready,
        "first": first,
        "for_others": receipts.for_others(request.user, first, today),
        "by_others": receipts.by_others(request.user, first, today),
        "takes_in": bool(request.user.agencies_with(Permission.RECEIPT_READ)),
    }
    return render(request, "desk/receipts.html", page)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: AccountRequest, uid: UUID) -> HttpResponse:
    """One receipt; POST accepts what was taken in, or hands the result out (``deed``).

    Form 01 is made in the background; asked by htmx, only its place is answered.
    """
    opened = _opened(request, uid)
    if request.method != "POST":
        return _page(request, opened)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, opened))
    except TaskNotWaiting:
        messages.info(request, _("This step was already done; nothing was done twice."))
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _page(request, _opened(request, uid), refusal)
    return redirect("desk:receipt", uid=uid)


@officer
@require_safe
def form(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Form 01 to print; the look is written down."""
    opened = _opened(request, uid)
    try:
        content = dossiers.read_receipt(dossier=opened, by=request.user)
    except PaperNotMade as refusal:
        return _page(request, opened, refusal)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"giay-tiep-nhan-{opened.reference}"
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _opened(request: AccountRequest, uid: UUID) -> Dossier:
    """Errors: Http404; that somebody else's was asked for is written down."""
    rows = receipts.listed(Dossier.objects.filter(uid=uid)).select_related("owner")
    found = rows.first()
    if found is None:
        raise Http404
    if not Dossier.objects.taken_in_at(request.user).filter(pk=found.pk).exists():
        attempts.note_foreign(dossier=found, by=request.user)
        raise Http404
    return found


def _page(request: AccountRequest, opened: Dossier, refusal: Refusal | None = None) -> HttpResponse:
    (told,) = receipts.receipts([opened])
    page = {
        "receipt": told,
        "dossier": opened,
        "refusal": refusal,
        "serves": bool(request.user.agencies_with(Permission.DOSSIER_ASSIST)),
    }
    status = UNPROCESSABLE if refusal else 200
    part = "HX-Request" in request.headers
    template = "desk/part_receipt_form.html" if part else "desk/receipt.html"
    return render(request, template, page, status=status)


def _accept(request: AccountRequest, opened: Dossier) -> str:
    dossiers.accept(dossier=opened, by=request.user)
    return _("Accepted for the competent body. Form 01 is being made; open the page again.")


def _hand_out(request: AccountRequest, opened: Dossier) -> str:
    (told,) = receipts.receipts([opened])
    task = told.to_return or opened.tasks.filter(kind=StepKind.RETURN).first()
    if task is None:
        raise TaskNotWaiting
    task.dossier = opened
    dossiers.return_result(task=task, by=request.user, method="truc_tiep")
    return _("Handed out. The competent body sees that it was handed out here.")


DEEDS: Final[dict[str, Deed]] = {"tiep-nhan": _accept, "tra-ket-qua": _hand_out}
