"""One change of the calendar: what it says, whom it reaches, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import CalendarClosed, CalendarHasFaults
from toantrinh.catalogue.models import CalendarChange
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists
from toantrinh.lists import rules

from .. import history, recounting
from ..opening import designer
from .calendar import scope_name, spans

UNPROCESSABLE = 422
LONGEST_NOTE: Final = 2000
Deed = Callable[[AccountRequest, CalendarChange], str]


def _opened(uid: UUID) -> CalendarChange:
    rows = CalendarChange.objects.select_related("proposed_by__party", "decided_by__party")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@designer
@require_safe
def change(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What changes, how many due times can become others, and the decision."""
    return _page(request, _opened(uid), [], {})


def _page(
    request: AccountRequest,
    proposal: CalendarChange,
    problems: list[Problem],
    typed: dict[str, str],
) -> HttpResponse:
    changes = proposal.changes
    calendar = lists.calendar_for(changes.scope)
    page: dict[str, Any] = {
        "proposal": proposal,
        "changes": changes,
        "scope": scope_name(changes.scope),
        "days": [(each, calendar.is_working_day(each.day)) for each in changes.days],
        "hours": [
            (
                each,
                f"{each.begins[1]}/{each.begins[0]}",
                spans(rules.season(each.begins, each.hours)),
            )
            for each in changes.hours
        ],
        "reached": recounting.preview(proposal),
        "is_past": changes.first_day is not None and changes.first_day < clock.today(),
        "is_mine": proposal.proposed_by_id == request.user.pk,
        "may_decide": proposal.is_open and proposal.proposed_by.party_id != request.user.party_id,
        "moments": history.of_calendar(proposal),
        "problems": problems,
        "typed": typed,
    }
    status = UNPROCESSABLE if problems else 200
    return render(request, "studio/calendar_change.html", page, status=status)


@designer
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the change."""
    proposal = _opened(uid)
    if deed not in DEEDS:
        raise Http404
    try:
        messages.success(request, DEEDS[deed](request, proposal))
    except NotPermitted:
        raise
    except CalendarHasFaults as refusal:
        said = [Problem(_place(each.field), refusal.code, each.message) for each in refusal.faults]
        return _page(request, _opened(uid), said, request.POST.dict())
    except Refusal as refusal:
        said = [Problem("", refusal.code, f"{refusal} {refusal.what_to_do}".strip())]
        return _page(request, _opened(uid), said, request.POST.dict())
    return redirect("studio:calendar-change", uid=uid)


def _place(field: str) -> str:
    """Where a fault is on this page: the note, or what the proposal says."""
    return field if field == "note" else "what"


def _approve(request: AccountRequest, proposal: CalendarChange) -> str:
    actions.approve_calendar(proposal=proposal, by=request.user)
    return _("Approved. The calendar holds from now on; due times that were given stay.")


def _apply(request: AccountRequest, proposal: CalendarChange) -> str:
    if not proposal.edition:
        raise CalendarClosed
    dossiers.apply_to_given(
        agency_code=proposal.changes.scope,
        edition=proposal.edition,
        ground=" ".join(filter(None, [proposal.number, proposal.ground])),
        by=request.user,
    )
    return _("The due times given before are being counted anew; each applicant is told.")


def _refuse(request: AccountRequest, proposal: CalendarChange) -> str:
    note = request.POST.get("note", "")[:LONGEST_NOTE]
    actions.refuse_calendar(proposal=proposal, note=note, by=request.user)
    return _("Not approved. The calendar stays as it is.")


def _withdraw(request: AccountRequest, proposal: CalendarChange) -> str:
    actions.withdraw_calendar(proposal=proposal, by=request.user)
    return _("Withdrawn. The calendar stays as it is.")


DEEDS: Final[dict[str, Deed]] = {
    "duyet": _approve,
    "khong-duyet": _refuse,
    "rut-lai": _withdraw,
    "ap-dung": _apply,
}
