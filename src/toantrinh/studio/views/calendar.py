"""The working calendar of an agency: its year, its hours, the limits of the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue import wording
from toantrinh.catalogue.models import CalendarChange, ChangeState
from toantrinh.core import clock
from toantrinh.core.calendar import Limit, Season
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists
from toantrinh.lists.calendars import FIRST_YEAR, YEARS_AHEAD, HoursRule
from toantrinh.lists.time_rules import Rule

from .. import agencies
from ..opening import designer
from ..year import months

MOST_CHANGES: Final = 20  # of those that are decided


@designer
@require_safe
def year(request: AccountRequest) -> HttpResponse:
    """One year (``nam``) of one agency (``co-quan``, by code; the province when it is none)."""
    today, options = clock.today(), agencies.options()
    known = [code for code, _name in options]
    asked = request.GET.get("co-quan", "")
    code = asked if asked in known else (known[0] if known else "")
    told = request.GET.get("nam", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) == len("2026") else 0
    years = range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)
    number = number if number in years else today.year
    current = lists.current()
    special = current.special_days(code, number)
    changes = CalendarChange.objects.select_related("proposed_by__party").order_by("-id")
    waiting = changes.filter(state=ChangeState.PROPOSED)
    decided = changes.exclude(state=ChangeState.PROPOSED)[:MOST_CHANGES]
    shown = months(current.calendar_for(code), special, number)
    page: dict[str, Any] = {
        "year": number,
        "years": years,
        "before": number - 1 if number - 1 in years else None,
        "after": number + 1 if number + 1 in years else None,
        "code": code,
        "agencies": options,
        "agency": dict(options).get(code, ""),
        "is_announced": current.is_announced(number),
        "is_computed": any(each.is_computed for each in special),
        "months": shown,
        "working_days": sum(each.working_days for each in shown),
        "special": special,
        "names": agencies.names({each.agency_code for each in special}),
        "hours": _hours(current.office_hours(code)),
        "rules": _rules(current.time_rules()),
        "waiting": [(each, scope_name(each.agency_code)) for each in waiting],
        "decided": [(each, scope_name(each.agency_code)) for each in decided],
    }
    return render(request, "studio/calendar.html", page)


def scope_name(code: str) -> str:
    """For whom a change holds, in words."""
    return agencies.names({code}).get(code, code) if code else _("All agencies")


def spans(season: Season) -> str:
    """``07:30–11:30, 13:00–17:00``."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in season.hours)


def _hours(found: Sequence[HoursRule]) -> list[dict[str, Any]]:
    """The rules with their seasons; the one that holds today is marked."""
    today = clock.today()
    named = agencies.names({each.agency_code for each in found})
    holding = next((each for each in found if each.holds_on(today)), None)  # the first goes before
    rows = []
    for rule in found:
        seasons = sorted(rule.seasons, key=lambda season: season.begins)
        rows.append(
            {
                "rule": rule,
                "holds": rule is holding,
                "agency": named.get(rule.agency_code, rule.agency_code) or _("All agencies"),
                "seasons": [
                    (f"{each.begins[1]}/{each.begins[0]}", spans(each)) for each in seasons
                ],
            }
        )
    return rows


def _rules(found: Sequence[Rule]) -> list[dict[str, Any]]:
    """Each limit of the house with its value in words."""
    today = clock.today()
    return [{"rule": each, "value": _value(each), "holds": each.holds_on(today)} for each in found]


def _value(rule: Rule) -> str:
    if isinstance(rule.value, Limit):
        return wording.limit(rule.value)
    return str(rule.value)
