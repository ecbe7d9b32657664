"""Filling in: one section of the e-form a page, kept at every step and while typing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
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
from toantrinh.forms import persons
from toantrinh.forms.checking import Problem, warnings
from toantrinh.forms.receiving import (
    REMOVE,
    anchor,
    filled,
    newly_asked,
    receive,
    row_to_show,
    rows_shown,
    stays,
)
from toantrinh.forms.rendering import SectionForm, communes, section_form
from toantrinh.forms.tables import row_of
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import number_warnings
from toantrinh.lists import queries as lists

from .. import handover
from ..draft import Draft
from ..opening import applicant, own

UNPROCESSABLE = 422
ROW: Final = "dong"  # in an address: the row of a table that the page shows, group.row
MOST_TOLD: Final = 30  # problems on top of a page


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
    left = handover.take(request)
    if left is not None:
        draft, refused = _kept(draft, section, left.typed, left.files)
        return _page(request, draft, section, refused, came_back=True)
    if request.method == "POST":
        return _post(request, draft, section)
    if draft.section(section) is None:  # no longer asked: other answers changed
        return redirect("portal:go-on", uid=uid)
    found = draft.problems(section) if "sua" in request.GET else []
    asked = row_of(request.GET.get(ROW, ""))
    return _page(request, draft, section, found, rows=dict([asked] if asked else []))


def _post(request: AccountRequest, draft: Draft, section: str) -> HttpResponse:
    sent = [
        (control, file.name or "", file.read())
        for control in request.FILES
        for file in request.FILES.getlist(control)
    ]
    typing = bool(request.headers.get("HX-Request"))
    draft, refused = _kept(draft, section, request.POST, sent, typing=typing)
    if typing:
        return _told(draft, section)
    shown = rows_shown(request.POST)
    here = reverse("portal:section", args=[draft.dossier.uid, section])
    if refused:
        return _page(request, draft, section, refused, rows=shown, status=UNPROCESSABLE)
    if stays(request.POST):
        return redirect(here + _place(request.POST, draft))
    if opened := newly_asked(request.POST, draft.seen):
        return redirect(here + _row_query(row_of(opened[0])) + f"#{opened[0]}")
    if found := draft.problems(section):
        return _page(request, draft, section, found, rows=shown, status=UNPROCESSABLE)
    if "sau" in request.POST:
        return redirect("portal:dossiers")
    if request.POST.get("ve") == "kiem-tra":
        return redirect("portal:check", uid=draft.dossier.uid)
    return redirect(draft.around(section)["after"].href)


def _place(post: QueryDict, draft: Draft) -> str:
    """Where whoever pressed a button inside the form goes on: the part of a table, and the id."""
    place, at = row_to_show(post, draft.answers), anchor(post)
    if place and REMOVE not in post and "." not in at:
        group, row = place
        at = f"{group}.{max(0, row)}.{draft.form.field_by_key[group].columns[0].key}"
    return f"{_row_query(place)}#{at}"


def _row_query(place: tuple[str, int] | None) -> str:
    return f"?{ROW}={place[0]}.{max(0, place[1])}" if place else ""


def _kept(
    draft: Draft,
    section: str,
    typed: QueryDict,
    sent: Iterable[tuple[str, str, bytes]],
    *,
    typing: bool = False,
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
    new = receive(
        draft.form,
        section,
        typed,
        draft.answers,
        files=stored,
        choices=draft.choices,
        typing=typing,
    )
    if not typing and (person := filled(typed)):
        new |= persons.fill(draft.form, *person, draft.known_values, clock.today())
    return draft.save(new), refused


def _told(draft: Draft, section: str) -> HttpResponse:
    """For the script: when it was kept, and which questions are asked now."""
    saved = _("Saved at %(time)s") % {"time": f"{clock.now().astimezone(clock.ZONE):%H:%M}"}
    fields = draft.form.section_by_key[section].fields
    keys = {field.key for field in fields}
    shown = [
        path
        for path, question in draft.seen.questions.items()
        if question.field.show_if is not None and path.partition(".")[0] in keys
    ]
    events = {"saved": {"text": saved}, "visible": {"fields": shown}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def _page(
    request: AccountRequest,
    draft: Draft,
    section: str,
    found: list[Problem] | None = None,
    *,
    rows: Mapping[str, int] | None = None,
    status: int = 200,
    came_back: bool = False,
) -> HttpResponse:
    shown = draft.form.section_by_key[section]
    form = section_form(
        draft.form,
        section,
        draft.answers,
        facts=draft.facts,
        known=draft.known,
        problems=found or [],
        choices=draft.choices,
        files=draft.files,
        places_url=reverse("portal:places"),
        rows=rows,
        taken=draft.taken,
        people=persons.offers(draft.form, shown, draft.known_values),
        seen=draft.seen,
    )
    page: dict[str, Any] = {
        **draft.around(section),
        "section": shown,
        "form": form,
        "problems": [_linked(each, form, draft, section) for each in found or ()][:MOST_TOLD],
        "more_problems": max(0, len(found or ()) - MOST_TOLD),
        "warnings": warnings(
            draft.form,
            draft.answers,
            draft.facts,
            section,
            known=draft.known,
            number_warnings=number_warnings,
            seen=draft.seen,
        ),
        "came_back": came_back,
        "back_to": request.POST.get("ve") or request.GET.get("ve", ""),
        "pass": handover.pass_for(request.user, draft.dossier),
    }
    return render(request, "portal/section.html", page, status=status)


def _linked(problem: Problem, form: SectionForm, draft: Draft, section: str) -> Problem:
    """The problem with the address of the page it is on, when it is in another part of a table."""
    place = row_of(problem.field)
    if place is None or form.shows_row(*place):
        return problem
    here = reverse("portal:section", args=[draft.dossier.uid, section])
    return replace(problem, page=f"{here}{_row_query(place)}&sua=1")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """For the script: the communes of ``province``, drawn for the place at ``path``."""
    path, province = request.GET.get("path", "")[:120], _province(request)
    return HttpResponse(communes(path, province, lists.current()))


def _province(request: HttpRequest) -> str:
    """The select sends itself, under the name of its place."""
    names = [name for name in request.GET if name.endswith(".province")]
    return request.GET.get("province") or (request.GET[names[0]] if names else "")
