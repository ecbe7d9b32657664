"""Filling in: one section of the e-form a page, kept at every step and while typing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.forms.checking import Problem, warnings
from toantrinh.forms.receiving import anchor, newly_asked, receive, stays
from toantrinh.forms.rendering import communes, section_form
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import number_warnings
from toantrinh.lists import queries as lists

from .. import handover
from ..draft import Draft
from ..opening import applicant, own

UNPROCESSABLE = 422


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: AccountRequest, uid: UUID, section: str) -> HttpResponse:
    """Show a section; POST keeps what was typed, right or wrong, and goes on when it is right.

    Buttons inside the form (one more row …) show the same page again, and so do answers that open
    further questions. With htmx (``HX-Request``) the page stays:
    it is told what is asked now. What was typed is kept in every case.
    """
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft = Draft(dossier, request.user)
    if draft.form.section_by_key.get(section) is None:
        raise Http404
    if section in draft.filled_by_others:
        return redirect("portal:others", uid=uid)
    left = handover.take(request)
    if left is not None:
        draft, refused = _kept(draft, section, left.typed, left.files)
        return _page(request, draft, section, refused, came_back=True)
    if request.method == "POST":
        return _post(request, draft, section)
    if draft.section(section) is None:  # no longer asked: other answers changed
        return redirect("portal:go-on", uid=uid)
    found = draft.problems(section) if "sua" in request.GET else []
    return _page(request, draft, section, found)


def _post(request: AccountRequest, draft: Draft, section: str) -> HttpResponse:
    sent = [
        (control, file.name or "", file.read())
        for control in request.FILES
        for file in request.FILES.getlist(control)
    ]
    draft, refused = _kept(draft, section, request.POST, sent)
    if request.headers.get("HX-Request"):
        return _told(draft, section)
    here = reverse("portal:section", args=[draft.dossier.uid, section])
    if refused:
        return _page(request, draft, section, refused, status=UNPROCESSABLE)
    if stays(request.POST):
        return redirect(f"{here}#{anchor(request.POST)}")
    if opened := newly_asked(request.POST, draft.seen):
        return redirect(f"{here}#{opened[0]}")
    if found := draft.problems(section):
        return _page(request, draft, section, found, status=UNPROCESSABLE)
    if "sau" in request.POST:
        return redirect("portal:dossiers")
    if request.POST.get("ve") == "kiem-tra":
        return redirect("portal:check", uid=draft.dossier.uid)
    return redirect(draft.around(section)["after"].href)


def _kept(
    draft: Draft, section: str, typed: QueryDict, sent: Iterable[tuple[str, str, bytes]]
) -> tuple[Draft, list[Problem]]:
    """The draft with what was typed and sent (question, name, bytes), and the files refused."""
    stored: dict[str, list[str]] = {}
    refused = []
    for key, name, content in sent:
        try:
            file = dossiers.attach(
                dossier=draft.dossier,
                component=OF_FORM + key,
                name=name,
                content=content,
                by=draft.by,
            )
        except Refusal as refusal:
            said = f"{refusal} {refusal.what_to_do}".strip()
            refused.append(Problem(key, refusal.code, said))
        else:
            stored.setdefault(key, []).append(str(file.uid))
    new = receive(draft.form, section, typed, draft.answers, files=stored)
    return draft.save(new), refused


def _told(draft: Draft, section: str) -> HttpResponse:
    """For the script: when it was kept, and which questions are asked now."""
    saved = _("Saved at %(time)s") % {"time": f"{clock.now().astimezone(clock.ZONE):%H:%M}"}
    shown = list(draft.seen.questions)
    events = {"saved": {"text": saved}, "visible": {"fields": shown}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def _page(
    request: AccountRequest,
    draft: Draft,
    section: str,
    found: list[Problem] | None = None,
    *,
    status: int = 200,
    came_back: bool = False,
) -> HttpResponse:
    shown = draft.form.section_by_key[section]
    page: dict[str, Any] = {
        **draft.around(section),
        "section": shown,
        "form": section_form(
            draft.form,
            section,
            draft.answers,
            facts=draft.facts,
            known=draft.known,
            problems=found or [],
            choices=draft.choices,
            files=draft.files,
            places_url=reverse("portal:places"),
        ),
        "problems": found,
        "warnings": warnings(
            draft.form,
            draft.answers,
            draft.facts,
            section,
            known=draft.known,
            number_warnings=number_warnings,
        ),
        "came_back": came_back,
        "back_to": request.POST.get("ve") or request.GET.get("ve", ""),
        "pass": handover.pass_for(request.user, draft.dossier),
    }
    return render(request, "portal/section.html", page, status=status)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """For the script: the communes of ``province``, drawn for the place at ``path``."""
    path, province = request.GET.get("path", "")[:120], _province(request)
    return HttpResponse(communes(path, province, lists.current()))


def _province(request: HttpRequest) -> str:
    """The select sends itself, under the name of its place."""
    names = [name for name in request.GET if name.endswith(".province")]
    return request.GET.get("province") or (request.GET[names[0]] if names else "")
