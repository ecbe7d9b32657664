"""Ends before what was asked for: refusal at receipt (form 03), negative result, stop (form 05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.pack import RefusalGround
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.errors import TaskNotWaiting
from toantrinh.dossiers.later_errors import GroundMissing, NoteNeeded, RefundMissing
from toantrinh.dossiers.models import Refund
from toantrinh.identity.requests import AccountRequest

from ..acts import NEGATIVE, REFUSAL, STOPPING, Now, step_to_deny
from ..opening import officer
from .sheet import Sheet, Typed, show

LONGEST: Final = 2000
METHODS: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Ground:
    """A ground of the version as a box to mark; its field is ``g-`` and its key."""

    ground: RefusalGround
    is_marked: bool


@officer
@require_http_methods(METHODS)
def refusal(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Do not accept a filed dossier, on grounds of its version; form 03 goes out."""
    return show(request, uid, REFUSE)


@officer
@require_http_methods(METHODS)
def negative(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Propose, after examination, not to grant what was asked for; the head signs."""
    return show(request, uid, DENY)


@officer
@require_http_methods(METHODS)
def stopping(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Stop a dossier, as its applicant asked or on a ground; form 05 goes out."""
    return show(request, uid, STOP)


def _grounds(now: Now, typed: Typed) -> list[Ground]:
    named = now.dossier.version.pack.refusal_grounds
    return [Ground(each, bool(typed.get(f"g-{each.key}"))) for each in named]


def _named(now: Now, typed: Mapping[str, str]) -> list[str]:
    return [each.ground.key for each in _grounds(now, typed) if each.is_marked]


def _note(request: AccountRequest) -> str:
    return request.POST.get("ly_do", "").strip()[:LONGEST]


def _with_grounds(request: AccountRequest, now: Now, typed: Typed) -> dict[str, Any]:
    return {"grounds": _grounds(now, typed)}


def _refuse(request: AccountRequest, now: Now) -> str:
    named = _named(now, request.POST.dict())
    dossiers.refuse(dossier=now.dossier, grounds_named=named, note=_note(request), by=request.user)
    return _("The dossier is not accepted. Form 03 with the grounds is sent to the applicant.")


def _deny(request: AccountRequest, now: Now) -> str:
    task = step_to_deny(now, request.user)
    if task is None:
        raise TaskNotWaiting
    dossiers.propose_negative(
        task=task,
        grounds_named=_named(now, request.POST.dict()),
        note=_note(request),
        by=request.user,
    )
    return _("Proposed. Whoever decides reads the document and signs it, or sends it back.")


def _before_stop(request: AccountRequest, now: Now, typed: Typed) -> dict[str, Any]:
    is_paid = now.charge is not None and now.charge.is_paid
    return {
        "grounds": _grounds(now, typed),
        "withdrawal": now.withdrawal,
        "charge": now.charge if is_paid else None,
        "refunds": [each for each in Refund.choices if each[0] != Refund.NOTHING_PAID],
    }


def _stop(request: AccountRequest, now: Now) -> str:
    dossiers.stop(
        dossier=now.dossier,
        grounds_named=_named(now, request.POST.dict()),
        note=_note(request),
        refund=request.POST.get("hoan_tien", ""),
        by=request.user,
    )
    return _("The dossier is stopped. Form 05 is signed and sent to the applicant.")


REFUSE: Final = Sheet(
    act=REFUSAL,
    template="desk/refusal.html",
    context=_with_grounds,
    do=_refuse,
    fields={GroundMissing: "can_cu"},
)
DENY: Final = Sheet(
    act=NEGATIVE,
    template="desk/negative.html",
    context=_with_grounds,
    do=_deny,
    fields={GroundMissing: "can_cu", NoteNeeded: "ly_do"},
)
STOP: Final = Sheet(
    act=STOPPING,
    template="desk/stopping.html",
    context=_before_stop,
    do=_stop,
    fields={GroundMissing: "can_cu", NoteNeeded: "ly_do", RefundMissing: "hoan_tien"},
)
