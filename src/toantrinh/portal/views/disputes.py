"""Two devices gave different answers: both are shown, and the applicant says which counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.merging import Answer, choices
from toantrinh.forms.checking import Problem
from toantrinh.forms.reading import answer_text
from toantrinh.forms.shape import Field, Kind
from toantrinh.identity.requests import AccountRequest

from ..draft import Draft
from ..opening import applicant, own

UNPROCESSABLE = 422


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Every disputed question with its answers; ``day`` is the page one comes from (“here”).

    POST chooses, ``key=mark``. What is not chosen waits on.
    """
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft, left = Draft(dossier, request.user), []
    if request.method == "POST" and draft.disputes:
        chosen = {key: mark for key in draft.disputes if (mark := request.POST.get(key))}
        saved = dossiers.settle_disputes(dossier=dossier, chosen=chosen, by=request.user)
        draft = Draft(saved, request.user)
        left = [Problem(key, "required", _("Choose one of the answers")) for key in draft.disputes]
    if not draft.disputes:
        return redirect("portal:go-on", uid=uid)
    here = request.GET.get("day", "")
    page = {
        "draft": draft,
        "dossier": draft.dossier,
        "questions": [_question(draft, key, here) for key in draft.disputes],
        "problems": left,
    }
    return render(request, "portal/disputes.html", page, status=UNPROCESSABLE if left else 200)


def _question(draft: Draft, key: str, here: str) -> dict[str, Any]:
    field = draft.form.field_by_key[key]
    devices = draft.content["devices"]
    offered = choices(draft.answers, key, devices.get("changes", {}), devices["disputes"])
    return {
        "key": key,
        "label": field.label,
        "choices": [
            {
                "mark": answer.mark,
                "where": _where(page, at, here),
                "lines": lines(draft, field, answer),
            }
            for answer, page, at in offered
        ],
    }


def _where(page: str, at: str, here: str) -> str:
    if page and page == here:
        return _("Here")
    if not at:
        return _("Saved before")
    moment = datetime.fromisoformat(at).astimezone(clock.ZONE)
    time = f"{moment:%H:%M}" if moment.date() == clock.today() else f"{moment:%H:%M %d/%m/%Y}"
    return _("On another device, at %(time)s") % {"time": time}


def lines(draft: Draft, field: Field, answer: Answer) -> list[str]:
    """The answer as people read it, a row of a table in one line; what was not understood as it
    was typed."""
    found = []
    if field.kind is Kind.GROUP:
        for row in answer.value or []:
            cells = [
                f"{column.label}: {said}"
                for column in field.columns
                if (said := answer_text(column, row.get(column.key), draft.choices))
            ]
            found.append("; ".join(cells))
    elif said := answer_text(field, answer.value, draft.choices, draft.files):
        found += said.split("\n")
    for typed in answer.raw.values():
        parts = typed.values() if isinstance(typed, dict) else [typed]
        found.append(" ".join(str(part) for part in parts if part))
    return [line for line in found if line] or [_("Left empty")]
