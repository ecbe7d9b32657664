"""What a change of the calendar is typed into: days, or office hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists.calendars import YEARS_AHEAD
from toantrinh.lists.changes import Changes, DayChange, HoursChange

from .. import agencies, answering, reading
from ..opening import designer, key_of

ROWS: Final = 3  # of days, to begin with
MOST_ROWS: Final = 30
SEASONS: Final = 2
LONGEST: Final = {"ground": 2000, "number": 60, "name": 300, "basis": 300}
TIMES: Final = ("opens", "pauses", "resumes", "closes")
Typed = Mapping[str, str]
Read = Callable[[Typed], Changes]


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: AccountRequest) -> HttpResponse:
    """Days to be off or worked, and a year that was announced. ``deed=them`` gives more rows."""
    if request.method == "POST" and request.POST.get("deed") == "them":
        typed = request.POST.dict()
        typed["rows"] = str(min(_rows(typed) + ROWS, MOST_ROWS))
        return _page(request, "days", typed, [])
    return _form(request, "days", _days)


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: AccountRequest) -> HttpResponse:
    """The seasons of the office hours of an agency and of all below it."""
    return _form(request, "hours", _hours)


def _form(request: AccountRequest, kind: str, read: Read) -> HttpResponse:
    if request.method != "POST":
        left = handover.take(request)
        begun = {"scope": request.GET.get("co-quan", "") if kind == "hours" else ""}
        return _page(request, kind, left or begun, [])
    typed = _compact(request.POST.dict(), kind)
    try:
        signed_on = reading.day(typed.get("signed_on", ""), "signed_on")
        proposal = actions.propose_calendar(
            key=key_of(request),
            changes=read(typed),
            ground=_said(typed, "ground"),
            number=_said(typed, "number"),
            signed_on=signed_on,
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        said = answering.problems(refusal, place=lambda field: field.replace(".", "-"))
        return _page(request, kind, typed, said)
    messages.success(request, _("Proposed. Nothing changes before another person approves it."))
    return redirect("studio:calendar-change", uid=proposal.uid)


def _compact(typed: dict[str, str], kind: str) -> dict[str, str]:
    """Rows that were left empty go to the end, so that what is said of a row is found at it."""
    names = ("day", "kind", "name") if kind == "days" else ("begins", *TIMES)
    asked = ("day", "name") if kind == "days" else ("begins",)
    count = _rows(typed) if kind == "days" else SEASONS
    rows = [{name: typed.get(f"{name}-{number}", "") for name in names} for number in range(count)]
    rows.sort(key=lambda row: not any(row[name].strip() for name in asked))
    return typed | {
        f"{name}-{number}": row[name] for number, row in enumerate(rows) for name in names
    }


def _said(typed: Typed, key: str) -> str:
    return typed.get(key, "").strip()[: LONGEST[key]]


def _rows(typed: Typed) -> int:
    told = typed.get("rows", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else ROWS
    return min(max(number, 1), MOST_ROWS)


def _days(typed: Typed) -> Changes:
    """Rows without a day are not there. Errors: ChangeNotUnderstood."""
    basis, found = _said(typed, "basis"), []
    for number in range(_rows(typed)):
        day = reading.day(typed.get(f"day-{number}", ""), f"days-{number}")
        name = typed.get(f"name-{number}", "").strip()[: LONGEST["name"]]
        if day is None and name:
            raise ChangeNotUnderstood(
                field=f"days-{number}", what=_("A day has to be written here.")
            )
        if day is not None:
            found.append(DayChange(day, typed.get(f"kind-{number}") == "lam", name, basis))
    told = typed.get("announced", "")
    announced = int(told) if told.isascii() and told.isdigit() and len(told) == 4 else None
    return Changes(typed.get("scope", "")[:50], days=tuple(found), announced=announced)


def _hours(typed: Typed) -> Changes:
    """Seasons without a beginning are not there. Errors: ChangeNotUnderstood."""
    since = reading.day(typed.get("valid_from", ""), "valid_from")
    until = reading.day(typed.get("valid_to", ""), "valid_to")
    found = []
    for number in range(SEASONS):
        begins = typed.get(f"begins-{number}", "").strip()
        if not begins:
            continue
        if since is None:
            raise ChangeNotUnderstood(field="valid_from", what=_("A day has to be written here."))
        times = [_time(typed.get(f"{each}-{number}", "")) for each in TIMES]
        spans = ((times[0], times[1]), (times[2], times[3]))
        basis = _said(typed, "basis")
        found.append(HoursChange(_begins(begins, number), spans, since, until, basis))
    return Changes(typed.get("scope", "")[:50], hours=tuple(found))


def _begins(text: str, number: int) -> tuple[int, int]:
    parts = text.replace("-", "/").replace(".", "/").split("/")
    try:
        day, month = (int(part) for part in parts)
    except ValueError as error:
        what = _("A season begins on a day of the year, such as 15/4.")
        raise ChangeNotUnderstood(field=f"hours-{number}", what=what) from error
    return month, day


def _time(text: str) -> str:
    """``7:30`` and ``7h30`` are 07:30; whatever else is told by the rules of the calendar."""
    said = text.strip().lower().replace("h", ":").replace("g", ":")[:10]
    hour, _colon, minute = said.partition(":")
    return f"{hour.zfill(2)}:{(minute or '0').zfill(2)}"


def _page(
    request: AccountRequest,
    kind: str,
    typed: Typed,
    problems: list[Problem],
) -> HttpResponse:
    page: dict[str, Any] = {
        "typed": typed,
        "problems": problems,
        "wrong": {each.field for each in problems},
        "key": typed.get("key") or new_id(),
        "agencies": agencies.options(),
        "scope": typed.get("scope", ""),
        "years": range(clock.today().year, clock.today().year + YEARS_AHEAD + 1),
    }
    if kind == "days":
        page["count"] = _rows(typed)
        page["rows"] = [
            {name: typed.get(f"{name}-{number}", "") for name in ("day", "kind", "name")}
            for number in range(_rows(typed))
        ]
        page["has_more"] = _rows(typed) < MOST_ROWS
    else:
        page["seasons"] = [
            {name: typed.get(f"{name}-{number}", "") for name in ("begins", *TIMES)}
            for number in range(SEASONS)
        ]
    return answering.page(request, f"studio/calendar_{kind}.html", page)
