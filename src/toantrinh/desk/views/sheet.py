"""A page of its own for one act: shown, sent, refused with everything typed kept, done once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from toantrinh.core.errors import Refusal
from toantrinh.dossiers.errors import TaskNotWaiting, WrongState
from toantrinh.dossiers.later_errors import (
    AlreadyClosing,
    AlreadyDecided,
    AskedAlready,
    ExtensionDecided,
)
from toantrinh.dossiers.meanwhile import Seen
from toantrinh.dossiers.working_errors import ChangedMeanwhile
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import ended
from ..acts import Act, Now
from ..errors import ItemsUnclear
from ..opening import handled
from .dossier import SEEN, page, seen_by

UNPROCESSABLE: Final = 422
LATE: Final = (TaskNotWaiting, WrongState, AskedAlready, AlreadyClosing, AlreadyDecided)
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """How one act is shown and done.

    Attributes:
        context: what its page shows, from the dossier and what was typed.
        do: does what was sent and says so; an empty text shows the page again, as for a preview.
        fields: where on the page a refusal is put right, by its kind.
    """

    act: Act
    template: str
    context: Callable[[AccountRequest, Now, Typed], dict[str, Any]]
    do: Callable[[AccountRequest, Now], str]
    fields: Mapping[type[Refusal], str] = field(default_factory=dict)


def show(request: AccountRequest, uid: UUID, sheet: Sheet) -> HttpResponse:
    """Answer a GET or a POST. Who may not do the act does not see its page; where it is too late
    for it, or a second click comes, the page of the dossier says so."""
    opened = handled(request, uid)
    act = sheet.act
    if not act.is_permitted(opened, request.user):
        ended.refuse_ended(request, opened)
        raise NotPermitted(permission=act.permissions[0])
    now = Now(opened)
    if request.method == "POST":
        return _sent(request, now, sheet)
    if not act.is_open(now, request.user):
        messages.info(request, _("This cannot be done now: see below where the dossier is."))
        return redirect("desk:dossier", uid=uid)
    return _page(request, now, sheet, typed=handover.take(request) or {})


def _sent(request: AccountRequest, now: Now, sheet: Sheet) -> HttpResponse:
    """Do it. Who comes second, with a second click or after somebody else, lands on the dossier."""
    was_open = sheet.act.is_open(now, request.user)
    now.dossier.seen = Seen.by(request.user, request.POST.get(SEEN, ""))
    try:
        said = sheet.do(request, now)
    except NotPermitted:
        ended.refuse_ended(request, now.dossier)
        raise
    except ChangedMeanwhile as refusal:
        return _changed(request, now, sheet, refusal)
    except ExtensionDecided as refusal:
        messages.warning(request, f"{refusal} {refusal.what_to_do}")
        return redirect("desk:dossier", uid=now.dossier.uid)
    except Refusal as refusal:
        if not was_open or isinstance(refusal, LATE):
            messages.info(request, _("This was already done; nothing was done twice."))
            return redirect("desk:dossier", uid=now.dossier.uid)
        now.dossier.refresh_from_db()
        return _page(request, Now(now.dossier), sheet, typed=request.POST.dict(), refusal=refusal)
    if not said:
        return _page(request, now, sheet, typed=request.POST.dict())
    messages.success(request, said)
    return redirect("desk:dossier", uid=now.dossier.uid)


def _changed(
    request: AccountRequest, now: Now, sheet: Sheet, refusal: ChangedMeanwhile
) -> HttpResponse:
    """Who did what meanwhile, on the page of the act if it can still be done, with what was typed;
    otherwise on that of the dossier."""
    typed = request.POST.dict()
    now.dossier.refresh_from_db()
    fresh = Now(now.dossier)
    if sheet.act.is_open(fresh, request.user):
        return _page(request, fresh, sheet, typed=typed, refusal=refusal)
    return page(request, fresh.dossier, refusal=refusal, typed=typed, status=UNPROCESSABLE)


def _page(
    request: AccountRequest,
    now: Now,
    sheet: Sheet,
    *,
    typed: Typed,
    refusal: Refusal | None = None,
) -> HttpResponse:
    problems = _problems(sheet, refusal)
    shown = {
        "seen": seen_by(request, now.dossier, refusal),
        "dossier": now.dossier,
        "pack": now.dossier.version.pack,
        "act": sheet.act,
        "refusal": None if problems else refusal,
        "problems": problems,
        "wrong": {each.field: each.message for each in problems},
        "typed": typed,
    }
    shown |= sheet.context(request, now, typed)
    return render(request, sheet.template, shown, status=UNPROCESSABLE if refusal else 200)


def _problems(sheet: Sheet, refusal: Refusal | None) -> list[Problem]:
    """What is to be put right, each on its field; none for a refusal that has no field."""
    if isinstance(refusal, ItemsUnclear):
        return list(refusal.problems)
    for kind, name in sheet.fields.items():
        if isinstance(refusal, kind):
            return [Problem(name, refusal.code, f"{refusal} {refusal.what_to_do}".strip())]
    return []
