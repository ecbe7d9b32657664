"""The register of data that replace papers: what holds, since when, by what document."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.catalogue.models import ProcedureVersion, PublishedData
from toantrinh.catalogue.once_only import Published
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists

from .. import answering, reading
from ..opening import designer

MOST = 300  # rows of the register; there are about a dozen in a year
LONGEST = {"database": 60, "name": 200, "document": 60, "clause": 200, "ground": 500}


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: AccountRequest) -> HttpResponse:
    """All rows, the open ones first; POST publishes data in the place of a kind of paper."""
    if request.method == "POST":
        try:
            actions.publish_data(data=_typed(request), by=request.user)
        except NotPermitted:
            raise
        except Refusal as refusal:
            return _page(request, answering.problems(refusal, "since"))
        return redirect("studio:data")
    return _page(request, [])


def _typed(request: AccountRequest) -> Published:
    paper = request.POST.get("paper", "")
    if paper not in dict(lists.terms("paper")):
        raise ChangeNotUnderstood(field="paper", what=_("Choose the kind of paper."))
    return Published(
        paper=paper,
        database=_said(request, "database"),
        name=_said(request, "name"),
        document=_said(request, "document"),
        clause=request.POST.get("clause", "").strip()[: LONGEST["clause"]],
        since=_day(request, "since"),
    )


def _said(request: AccountRequest, key: str) -> str:
    said = request.POST.get(key, "").strip()[: LONGEST[key]]
    if not said:
        raise ChangeNotUnderstood(field=key, what=_("Something has to be written here."))
    return said


def _day(request: AccountRequest, key: str) -> date:
    day = reading.day(request.POST.get(key, ""), key)
    if day is None:
        raise ChangeNotUnderstood(field=key, what=_("A day has to be written here."))
    return day


def _page(request: AccountRequest, problems: list[Problem]) -> HttpResponse:
    papers = dict(lists.terms("paper"))
    today = clock.today()
    rows = list(PublishedData.objects.order_by("-since", "paper", "pk")[:MOST])
    page = {
        "rows": [
            {"row": row, "paper": papers.get(row.paper, row.paper), "holds": _holds(row, today)}
            for row in rows
        ],
        "papers": papers,
        "problems": problems,
        "typed": handover.typed(request),
    }
    return answering.page(request, "studio/data.html", page)


def _holds(row: PublishedData, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: AccountRequest, number: int) -> HttpResponse:
    """The last day of a row and why; the procedures in force that will ask for the paper again."""
    row = get_object_or_404(PublishedData, pk=number)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            last_day, ground = _day(request, "last_day"), _said(request, "ground")
            actions.end_data(data=row, last_day=last_day, ground=ground, by=request.user)
            return redirect("studio:data")
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = answering.problems(refusal, "last_day")
    elif row.until is not None:
        raise Http404
    asking = ProcedureVersion.objects.in_force_on(clock.today()).filter(
        definition__procedure__components__contains=[{"paper": row.paper}]
    )
    page = {
        "row": row,
        "paper": dict(lists.terms("paper")).get(row.paper, row.paper),
        "versions": asking.for_lists(),
        "problems": problems,
        "typed": handover.typed(request),
    }
    return answering.page(request, "studio/data_end.html", page)
