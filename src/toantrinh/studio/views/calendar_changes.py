"""One change of the calendar: what it says, whom it reaches, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import ChangeClosed
from toantrinh.catalogue.models import CalendarChange
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists
from toantrinh.lists import rules

from .. import answering, recounting, two_people
from ..opening import designer
from .calendar import scope_name, spans

LONGEST_NOTE: Final = 2000
Deed = Callable[[AccountRequest, CalendarChange], str]


@designer
@require_safe
def change(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What changes, how many due times can become others, and the decision."""
    return _page(request, uid, note=handover.typed(request).get("note", ""))


def _page(
    request: AccountRequest, uid: UUID, problems: Sequence[Problem] = (), note: str = ""
) -> HttpResponse:
    proposal = two_people.opened(CalendarChange, uid)
    changes = proposal.changes
    calendar = lists.calendar_for(changes.scope)
    page: dict[str, Any] = {
        **two_people.shown(request, proposal),
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
        "problems": problems,
        "note": note,
    }
    return answering.page(request, "studio/calendar_change.html", page)


@designer
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the change."""
    proposal = two_people.opened(CalendarChange, uid)
    if problems := answering.done(request, DEEDS, deed, proposal, place=two_people.place):
        return _page(request, uid, problems, request.POST.get("note", ""))
    return redirect("studio:calendar-change", uid=uid)


def _approve(request: AccountRequest, proposal: CalendarChange) -> str:
    actions.approve_calendar(proposal=proposal, by=request.user)
    return _("Approved. The calendar holds from now on; due times that were given stay.")


def _apply(request: AccountRequest, proposal: CalendarChange) -> str:
    if not proposal.edition:
        raise ChangeClosed
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
