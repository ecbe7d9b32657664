"""The control slip of a dossier (form 06) and the follow-up book of an agency (form 07)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.dossiers import actions as dossiers
from toantrinh.forms.checking import Problem
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission
from toantrinh.identity.requests import AccountRequest

from .. import days
from ..opening import handled, officer

UNPROCESSABLE: Final = 422
LONGEST: Final = timedelta(days=366)


@officer
@require_safe
def control(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Form 06 as it stands now."""
    opened = handled(request, uid)
    content = dossiers.read_control_slip(dossier=opened, by=request.user)
    return pdf(content, f"phieu-kiem-soat-{opened.reference}")


@officer
@require_safe
def book(request: AccountRequest) -> HttpResponse:
    """Ask for the days, then form 07 for them; wrong days come back with what was typed."""
    rows = Agency.objects.filter(pk__in=request.user.agencies_with(Permission.DOSSIER_READ))
    agencies = sorted(rows, key=lambda each: alphabetical(each.name))
    today = clock.today()
    typed = {
        "tu": request.GET.get("tu", "") or f"{today.replace(day=1):%d/%m/%Y}",
        "den": request.GET.get("den", "") or f"{today:%d/%m/%Y}",
        "agency": request.GET.get("co-quan", "") or (agencies[0].code if agencies else ""),
    }
    page: dict[str, Any] = {"agencies": agencies, "typed": typed, "problems": []}
    if "tu" not in request.GET:
        return render(request, "desk/book.html", page)
    chosen = next((each for each in agencies if each.code == typed["agency"]), None)
    first, last = days.read(typed["tu"]), days.read(typed["den"])
    page["problems"] = list(_problems(chosen, first, last))
    page["wrong"] = {each.field: each.message for each in page["problems"]}
    if page["problems"] or chosen is None or first is None or last is None:
        return render(request, "desk/book.html", page, status=UNPROCESSABLE)
    content = dossiers.read_book(agency=chosen, first=first, last=last, by=request.user)
    return pdf(content, f"so-theo-doi-{chosen.code}-{first}-{last}")


def _problems(chosen: Agency | None, first: date | None, last: date | None) -> list[Problem]:
    found = []
    if chosen is None:
        found.append(Problem("co-quan", "agency", _("Choose one of your agencies.")))
    if first is None:
        found.append(Problem("tu", "day", _("Give the first day, such as 01/10/2026.")))
    if last is None:
        found.append(Problem("den", "day", _("Give the last day, such as 31/10/2026.")))
    if first and last and last < first:
        found.append(Problem("den", "order", _("The last day lies before the first.")))
    elif first and last and last - first > LONGEST:
        found.append(Problem("den", "long", _("A book is for a year at most.")))
    return found


def pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
