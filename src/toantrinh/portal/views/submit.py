"""Reading one's answers over, filing, and the confirmation of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue import wording
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.assisting_errors import ConfirmationMissing
from toantrinh.dossiers.errors import (
    AgencyMissing,
    AnswersDisputed,
    AnswersIncomplete,
    PapersMissing,
    PartsWaiting,
    PersonIsApplicant,
    PersonUnknown,
    ProcedureNotInForce,
    WrongState,
)
from toantrinh.dossiers.models import Dossier, Paper, PaperKind
from toantrinh.forms.checking import Problem
from toantrinh.identity.requests import AccountRequest

from .. import assistance, handover
from ..draft import CHECK, Draft
from ..opening import applicant, own
from ..wording import supplied

UNPROCESSABLE = 422
MISSING = (
    ConfirmationMissing,
    AnswersIncomplete,
    PapersMissing,
    AgencyMissing,
    PartsWaiting,
    PersonUnknown,
    PersonIsApplicant,
)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: AccountRequest, uid: UUID) -> HttpResponse:
    """All answers, papers and what it costs on one page; POST files the dossier.

    A second click, or the back button after filing, leads to the confirmation as well.
    """
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:submitted", uid=uid)
    draft = Draft(dossier, request.user)
    came_back = handover.take(request) is not None
    if not draft.is_current():
        return redirect("portal:renew", uid=uid)
    if request.method != "POST":
        return _page(request, draft, [], came_back=came_back)
    dossier = assistance.note(request, dossier, session=True)
    try:
        with suppress(WrongState):  # filed a moment ago, by the other click
            dossiers.submit(dossier=dossier, by=request.user)
    except MISSING as refusal:
        return _page(request, draft, _missing(draft, refusal), status=UNPROCESSABLE)
    except AnswersDisputed:
        return redirect("portal:disputes", uid=uid)
    except ProcedureNotInForce:  # published a moment ago
        return redirect("portal:renew", uid=uid)
    return redirect("portal:submitted", uid=uid)


def _missing(draft: Draft, refusal: Refusal) -> list[Problem]:
    """What is missing, each linked to its line on this page."""
    if isinstance(refusal, AnswersIncomplete):
        return [Problem(_line(each.field), each.code, each.message) for each in refusal.problems]
    if isinstance(refusal, PapersMissing):
        return [
            Problem(f"paper-{key}", refusal.code, _("Add: %(name)s") % {"name": name})
            for key, name in refusal.components
        ]
    if isinstance(refusal, AgencyMissing):
        return [Problem("agency", refusal.code, str(refusal))]
    return [Problem("nguoi-khac", refusal.code, str(refusal))]


def _line(path: str) -> str:
    """Rows of a group stand in one line of the list."""
    return path.partition(".")[0]


def _page(
    request: AccountRequest,
    draft: Draft,
    found: list[Problem],
    *,
    status: int = 200,
    came_back: bool = False,
) -> HttpResponse:
    pack = draft.dossier.version.pack
    statement = queries.fees(draft.dossier)
    page: dict[str, Any] = {
        **draft.around(CHECK),
        "pack": pack,
        "groups": draft.groups(),
        "others": draft.others,
        "filled_by_others": draft.filled_by_others,
        "papers": [
            {"state": state, "told": supplied(state)}
            for state in draft.components
            if state.files or state.is_missing or state.need.need == "required"
        ],
        "statement": statement,
        "may_choose_agency": pack.competent_body.ordinary.is_chosen,
        "answer_limit": wording.limit(queries.answer_limit(pack, clock.today())),
        "problems": found,
        "came_back": came_back,
        "pass": handover.pass_for(request.user, draft.dossier),
    }
    return render(request, "portal/check.html", page, status=status)


@applicant
@require_safe
def submitted(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Proof of filing: code, instant, until when the agency answers; a PDF to keep.

    The PDF is made in the background, seconds later; asked by htmx, only its place is answered.
    """
    dossier = own(request, uid)
    if dossier.is_draft:
        return redirect("portal:go-on", uid=uid)
    page = {
        "dossier": dossier,
        "paper": confirmation(dossier),
        "charge_url": reverse("portal:pay", args=[uid]),
        "owes": bool(queries.fees(dossier).total),
    }
    part = "HX-Request" in request.headers
    template = "portal/part_confirmation.html" if part else "portal/submitted.html"
    return render(request, template, page)


def confirmation(dossier: Dossier) -> Paper | None:
    return dossier.papers.filter(kind=PaperKind.CONFIRMATION).select_related("file").first()
