"""What has to be done when something happens in a life, in order, with what it takes in all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import rules, searching, wording
from toantrinh.catalogue.guide import Elsewhere, Event
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.rules import FeeStatement
from toantrinh.core import clock
from toantrinh.core.calendar import Limit, LimitKind

HOURS_A_DAY: Final = 8


@dataclass(frozen=True)
class Step:
    """One thing to do. ``version`` None with a code: not offered here yet."""

    text: str
    code: str
    version: ProcedureVersion | None
    elsewhere: Elsewhere | None
    limit: str = ""
    statement: FeeStatement | None = None


@require_safe
def event(request: HttpRequest, key: str) -> HttpResponse:
    """The page of one life event."""
    guide = searching.current_guide()
    told = next((each for each in guide.events if each.key == key), None)
    if told is None:
        raise Http404
    steps = _steps(told, {each.key: each for each in guide.elsewhere})
    limits = [step.version.pack.time_limit.limit for step in steps if step.version]
    fees = [step.statement for step in steps if step.statement]
    page = {
        "event": told,
        "steps": steps,
        "working_days": sum(_working_days(each) for each in limits),
        "days": sum(_days(each) for each in limits),
        "fee": sum(each.total or 0 for each in fees),
        "fee_open": any(each.total is None for each in fees),
        "has_fees": bool(fees),
        "others": [each for each in guide.events if each.key != key],
    }
    return render(request, "portal/life_event.html", page)


def _steps(told: Event, elsewhere: dict[str, Elsewhere]) -> list[Step]:
    """Two statements, whatever the number of steps: the versions with all they say."""
    codes = {step.code for step in told.steps if step.code}
    found = ProcedureVersion.objects.in_force_on(clock.today()).defer("found_by")
    versions = {version.code: version for version in found.filter(code__in=codes)}
    return [
        _step(step.text, step.code, versions.get(step.code), elsewhere.get(step.elsewhere))
        for step in told.steps
    ]


def _step(
    text: str, code: str, version: ProcedureVersion | None, elsewhere: Elsewhere | None
) -> Step:
    if version is None:
        return Step(text, code, None, elsewhere)
    pack = version.pack
    return Step(
        text=text,
        code=code,
        version=version,
        elsewhere=None,
        limit=wording.short_limit(pack.time_limit.limit),
        statement=rules.fees(pack, {"ngay_nop": clock.today()}),
    )


def _working_days(limit: Limit) -> int:
    """Whole working days of a limit; what is counted in calendar days is none."""
    if limit.kind is LimitKind.WITHIN_DAY:
        return 1
    if limit.kind is LimitKind.WORKING_DAYS:
        return _whole(limit.amount)
    if limit.kind is LimitKind.WORKING_HOURS:
        return _whole(limit.amount / HOURS_A_DAY)
    return 0


def _days(limit: Limit) -> int:
    if limit.kind is LimitKind.CALENDAR_DAYS:
        return _whole(limit.amount)
    return _whole(limit.amount / 24) if limit.kind is LimitKind.HOURS else 0


def _whole(amount: Decimal | float) -> int:
    return ceil(amount)
