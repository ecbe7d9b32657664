"""Apology and more time (form 04): an officer proposes, the head decides."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.extensions import OPEN, Outlook, outlook
from toantrinh.dossiers.later_errors import ExtensionTooLong, NoteNeeded
from toantrinh.dossiers.models import Dossier, Extension, ExtensionState
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest

from ..acts import EXTENSION, Now
from ..errors import AmountUnreadable
from ..opening import officer
from .sheet import Sheet, Typed, show

PREVIEW: Final = "xem-truoc"
LONGEST: Final = 2000
DIGITS: Final = 4


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What more time would mean. POST ``viec``: ``xem-truoc`` computes the new due time,
    ``de-xuat`` proposes it, ``quyet-dinh`` and ``khong-gia-han`` are the head's."""
    return show(request, uid, SHEET)


def _context(request: AccountRequest, now: Now, typed: Typed) -> dict[str, Any]:
    dossier = now.dossier
    seen = outlook(dossier, clock.now())
    waiting = _waiting(dossier)
    decided = dossier.extensions.filter(state__in=[ExtensionState.DECIDED, ExtensionState.REFUSED])
    page: dict[str, Any] = {
        "outlook": seen,
        "waiting": waiting,
        "may_decide": may(request.user, Permission.EXTENSION_DECIDE, on=dossier),
    }
    if seen is None:
        return page
    rows = decided.select_related("decided_by__party").order_by("decided_at")
    page["decided"] = [(each, seen.said(each.amount)) for each in rows]
    page["proposed"] = seen.said(waiting.amount) if waiting else ""
    amount = typed.get("so_luong") or str(waiting.amount if waiting else seen.least)
    reason = typed.get("ly_do", waiting.reason if waiting else "")
    page |= {"amount": amount, "reason": reason, **_new_due(seen, amount)}
    return page


def _new_due(seen: Outlook, amount: str) -> dict[str, Any]:
    """Empty for an amount that no rule allows."""
    number = _number(amount)
    if number is None or not 1 <= number <= seen.most:
        return {}
    return {"new_due": seen.new_due(number), "so_much": seen.said(number)}


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _waiting(dossier: Dossier) -> Extension | None:
    rows = dossier.extensions.filter(state__in=OPEN).select_related("proposed_by__party")
    return rows.first()


def _do(request: AccountRequest, now: Now) -> str:
    deed = request.POST.get("viec", "")
    if deed == "khong-gia-han":
        chosen = _chosen(now.dossier, request.POST.get("extension", ""))
        dossiers.refuse_extension(extension=chosen, by=request.user)
        return _("No more time is given. The dossier is to be settled as it is due.")
    typed = request.POST.get("so_luong", "")
    amount, reason = _number(typed), request.POST.get("ly_do", "").strip()[:LONGEST]
    if amount is None:
        raise AmountUnreadable(text=typed)
    if deed == PREVIEW:
        seen = outlook(now.dossier, clock.now())
        if seen is not None:
            seen.check(amount, reason or "-")
        return ""
    if deed == "quyet-dinh":
        return _decide(request, now.dossier, amount, reason)
    dossiers.propose_extension(dossier=now.dossier, amount=amount, reason=reason, by=request.user)
    return _("Proposed. The head of the agency decides.")


def _decide(request: AccountRequest, dossier: Dossier, amount: int, reason: str) -> str:
    """Of the head; who decides without a proposal before them proposes it themselves."""
    number = request.POST.get("extension", "")
    if number:
        chosen = _chosen(dossier, number)
    else:
        chosen = dossiers.propose_extension(
            dossier=dossier, amount=amount, reason=reason, by=request.user
        )
    decided = dossiers.extend(extension=chosen, amount=amount, reason=reason, by=request.user)
    if decided.heals:
        return _("Decided. Form 04 with the new due time is being signed and sent.")
    return _("Decided. The apology is being signed and sent; the due time stays as it was.")


def _chosen(dossier: Dossier, number: str) -> Extension:
    """Errors: Http404 for one that is not of this dossier."""
    for each in dossier.extensions.select_related("decided_by__party"):
        if str(each.uid) == number:
            each.dossier = dossier
            return each
    raise Http404


SHEET: Final = Sheet(
    act=EXTENSION,
    template="desk/extension.html",
    context=_context,
    do=_do,
    fields={ExtensionTooLong: "so_luong", AmountUnreadable: "so_luong", NoteNeeded: "ly_do"},
)
