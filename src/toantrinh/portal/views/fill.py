"""Filling in: one section of the e-form a page, kept at every step and while typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.dossiers.merging import Seen
from toantrinh.forms.checking import Problem, warnings
from toantrinh.forms.receiving import (
    REMOVE,
    anchor,
    newly_asked,
    row_to_show,
    rows_shown,
    stays,
)
from toantrinh.forms.rendering import SectionForm, communes
from toantrinh.forms.tables import row_of
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import number_warnings
from toantrinh.lists import queries as lists

from .. import handover, seen
from ..draft import Draft, Step
from ..opening import applicant, own
from ..wording import saved_now

UNPROCESSABLE = 422
ROW: Final = "dong"  # in an address: the row of a table that the page shows, group.row
MOST_TOLD: Final = 30  # problems on top of a page


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: AccountRequest, uid: UUID, section: str) -> HttpResponse:
    """Show a section; POST keeps what was typed, right or wrong, and goes on when it is right.

    Buttons inside the form (one more row …) show the same page again, and so do answers that open
    further questions. For the script (``HX-Request``) the page stays: it is told in JSON what is
    asked now. What was typed is kept in every case, also by the page of a former version.
    """
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft = Draft(dossier, request.user)
    if section in draft.filled_by_others:
        return redirect("portal:others", uid=uid)
    left = handover.take(request)
    typed = left.typed if left else request.POST
    if section not in seen.version(typed, draft).form.section_by_key:
        raise Http404
    if left is not None:
        return _taken_up(request, draft, section, left)
    if request.method == "POST":
        return _post(request, draft, section)
    return _shown(request, draft, section)


def _shown(request: AccountRequest, draft: Draft, section: str) -> HttpResponse:
    if not draft.is_current():
        return redirect("portal:renew", uid=draft.dossier.uid)
    if draft.section(section) is None:  # no longer asked: other answers changed
        return redirect("portal:go-on", uid=draft.dossier.uid)
    found = draft.problems(section) if "sua" in request.GET else []
    asked = row_of(request.GET.get(ROW, ""))
    return _page(request, draft, section, found, rows=dict([asked] if asked else []))


def _taken_up(
    request: AccountRequest, draft: Draft, section: str, left: handover.Handover
) -> HttpResponse:
    draft, refused = _kept(draft, section, left.typed, left.files)
    if _has_moved(draft, left.typed):
        return redirect("portal:renew", uid=draft.dossier.uid)
    if draft.section(section) is None:
        return redirect("portal:go-on", uid=draft.dossier.uid)
    return _page(request, draft, section, refused, came_back=True)


def _has_moved(draft: Draft, typed: QueryDict) -> bool:
    """Whether the page is of another version than may be filed under now."""
    return not draft.is_current() or seen.version(typed, draft) != draft.dossier.version


def _post(request: AccountRequest, draft: Draft, section: str) -> HttpResponse:
    sent = [
        (control, file.name or "", file.read())
        for control in request.FILES
        for file in request.FILES.getlist(control)
    ]
    typing = bool(request.headers.get("HX-Request"))
    told = seen.read(request.POST, draft, section)
    draft, refused = _kept(draft, section, request.POST, sent, typing=typing)
    if typing:
        return _told(draft, section, request.POST, told)
    uid = draft.dossier.uid
    if _has_moved(draft, request.POST):
        return redirect("portal:renew", uid=uid)
    if told and draft.disputed_by(told.page):
        return redirect(f"{reverse('portal:disputes', args=[uid])}?day={told.page}")
    if draft.section(section) is None:  # what was answered just now has closed it
        return redirect("portal:go-on", uid=uid)
    if refused:
        rows = rows_shown(request.POST)
        return _page(request, draft, section, refused, rows=rows, status=UNPROCESSABLE)
    return _next(request, draft, section)


def _next(request: AccountRequest, draft: Draft, section: str) -> HttpResponse:
    """Where the button leads; a section with problems is left only to stop or to go back."""
    typed, uid = request.POST, draft.dossier.uid
    here = reverse("portal:section", args=[uid, section])
    if stays(typed):
        return redirect(here + _place(typed, draft))
    if "sau" in typed:
        return redirect("portal:dossiers")
    if "truoc" in typed:
        return redirect(_before(draft, section))
    if opened := newly_asked(typed, draft.seen):
        return redirect(here + _row_query(row_of(opened[0])) + f"#{opened[0]}")
    if found := draft.problems(section):
        rows = rows_shown(typed)
        return _page(request, draft, section, found, rows=rows, status=UNPROCESSABLE)
    if typed.get("ve") == "kiem-tra":
        return redirect("portal:check", uid=uid)
    return redirect(draft.around(section)["after"].href)


def _before(draft: Draft, section: str) -> str:
    step: Step | None = draft.around(section)["before"]
    return step.href if step else reverse("portal:go-on", args=[draft.dossier.uid])


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
    files, refused = draft.attach(sent)
    under = seen.version(typed, draft)
    asked = [under.form.section_by_key[section]]
    new = draft.received(asked, typed, under=under.form, files=files, typing=typing)
    return draft.save(new, seen=seen.read(typed, draft, section), under=under), refused


def _told(draft: Draft, section: str, typed: QueryDict, told: Seen | None) -> HttpResponse:
    """For the script: when it was kept, which questions are asked now, what the page has seen,
    and where to go when the draft has moved on or another device answered differently."""
    uid = draft.dossier.uid
    answer: dict[str, Any] = {"text": saved_now()}
    if _has_moved(draft, typed):
        answer["notice"] = _("Saved, but this procedure has a new version since you began.")
        answer["href"] = reverse("portal:renew", args=[uid])
        answer["action"] = _("See what changes")
        return JsonResponse(answer)
    answer["fields"] = list(draft.seen.questions)
    if told:
        disputed = draft.disputed_by(told.page)
        new = draft.received([draft.form.section_by_key[section]], typed, typing=True)
        answer["seen"] = seen.write(draft, told.page, told.after(new, disputed).marks)
        if disputed:
            answer["notice"] = _("Another device has answered here differently. Both are kept.")
            answer["href"] = f"{reverse('portal:disputes', args=[uid])}?day={told.page}"
            answer["action"] = _("Choose which answer counts")
    return JsonResponse(answer)


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
    form = draft.section_form(shown, found or (), places_url=reverse("portal:places"), rows=rows)
    keys = {field.key for field in shown.fields}
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
        "disputed": len(keys & set(draft.disputes)),
        "seen": seen.write(draft, seen.new_page(), draft.marks(section)),
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
