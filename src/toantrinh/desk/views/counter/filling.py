"""The form that an officer fills in with the person: all of it on one page."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.dossiers.models import Dossier
from toantrinh.forms.checking import Problem
from toantrinh.forms.receiving import anchor, newly_asked, row_to_show, rows_shown, stays
from toantrinh.identity import handover
from toantrinh.identity.requests import AccountRequest

from ...intake import Intake
from ...opening import helped, officer

UNPROCESSABLE: Final = 422
MOST_TOLD: Final = 30  # problems on top of a page


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def filling(request: AccountRequest, uid: UUID) -> HttpResponse:
    """POST keeps what was typed, right or wrong, and goes on when it is right.

    Buttons inside the form show the page again. For the script (``HX-Request``) the page stays: it
    is told in JSON what is asked now.
    """
    dossier = helped(request, uid)
    if not dossier.is_draft:
        return redirect("desk:counter-filed", uid=uid)
    intake = Intake(dossier, request.user)
    if (left := handover.take(request)) is not None:
        intake, _refused = intake.saved(left)
        return _page(request, intake.look())
    if request.method == "POST":
        return _post(request, intake)
    found = intake.problems() if "sua" in request.GET else []
    place = request.GET.get("dong", "").partition(".")
    rows = {place[0]: int(place[2])} if place[2].isdecimal() and len(place[2]) < 5 else {}
    return _page(request, intake.look(), found, rows=rows)


def _post(request: AccountRequest, intake: Intake) -> HttpResponse:
    typing = bool(request.headers.get("HX-Request"))
    sent = [
        (control, file.name or "", file.read())
        for control in request.FILES
        for file in request.FILES.getlist(control)
    ]
    intake, refused = intake.saved(request.POST, sent, typing=typing)
    if typing:
        return JsonResponse({"text": _saved_now(), "fields": list(intake.seen.questions)})
    return _next(request, intake, refused)


def _next(request: AccountRequest, intake: Intake, refused: list[Problem]) -> HttpResponse:
    typed, uid = request.POST, intake.dossier.uid
    here = reverse("desk:counter-filling", args=[uid])
    if refused:
        return _page(request, intake, refused, status=UNPROCESSABLE)
    if stays(typed):
        return redirect(here + _place(typed, intake))
    if "sau" in typed:
        return redirect("desk:counter")
    if opened := newly_asked(typed, intake.seen):
        return redirect(f"{here}#{opened[0]}")
    if found := intake.problems():
        return _page(request, intake, found, rows=rows_shown(typed), status=UNPROCESSABLE)
    return redirect("desk:counter-confirming", uid=uid)


def _place(typed: QueryDict, intake: Intake) -> str:
    row = row_to_show(typed, intake.answers)
    query = f"?dong={row[0]}.{max(0, row[1])}" if row else ""
    return f"{query}#{anchor(typed)}"


def _saved_now() -> str:
    return _("Kept at %(time)s") % {"time": f"{clock.now().astimezone(clock.ZONE):%H:%M}"}


def _page(
    request: AccountRequest,
    intake: Intake,
    found: list[Problem] | None = None,
    *,
    rows: dict[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = intake.forms(found or (), rows=rows)
    lists = dict(pair for form in forms for pair in form.datalists)
    page: dict[str, Any] = {
        **about(intake.dossier, 2),
        "forms": forms,
        "datalists": list(lists.items()),
        "has_files": any(form.has_files for form in forms),
        "problems": (found or [])[:MOST_TOLD],
        "more_problems": max(0, len(found or ()) - MOST_TOLD),
    }
    return render(request, "desk/counter/filling.html", page, status=status)


def about(dossier: Dossier, number: int) -> dict[str, Any]:
    """What the head of a page of a filing at the counter shows; ``number`` of the step."""
    names = [_("Person"), _("Declaration"), _("Papers and confirmation"), _("Receipt")]
    steps = [
        {"title": name, "state": "done" if at < number else "now" if at == number else "todo"}
        for at, name in enumerate(names, 1)
    ]
    return {
        "dossier": dossier,
        "pack": dossier.version.pack,
        "steps": steps,
        "number": number,
    }
