"""The first page, and what a procedure takes."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue import cost, rules, searching, wording
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.pack import Component, Pack, SourceKind
from toantrinh.core import clock
from toantrinh.dossiers import queries
from toantrinh.dossiers.queries import UsualTime

from .. import door
from .. import wording as portal_wording
from . import open_data

GONE = 410
EXAMPLES = 4  # of what people type, on the first page
A_DAY = 24 * 60 * 60  # seconds


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search, what happens in a life, the fields of the state, how it works."""
    events = {event.key: event for event in searching.current_guide().events}
    place = {key: at for at, key in enumerate(events)}
    page = {
        "life_events": sorted(
            catalogue.life_events(), key=lambda each: place.get(each.key, len(place))
        ),
        "told": set(events),
        "fields": catalogue.fields(),
        "examples": [event.phrases[0] for event in list(events.values())[:EXAMPLES]],
        "is_national": door.is_national(),
    }
    return render(request, "portal/home.html", page)


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about a procedure, and the way in."""
    try:
        version = catalogue.offered(code)
    except ProcedureNotFound as error:
        raise Http404 from error
    except (ProcedureRepealed, ProcedureNotYetInForce) as refusal:
        return render(request, "portal/repealed.html", {"refusal": refusal}, status=GONE)
    return render(request, "portal/procedure.html", about(version))


def about(version: ProcedureVersion) -> dict[str, Any]:
    """What the page of a procedure tells, out of the pack."""
    pack = version.pack
    statement = rules.fees(pack, {"ngay_nop": clock.today()})
    return {
        "version": version,
        "pack": pack,
        "papers": [_paper(each) for each in pack.components],
        "limit": wording.limit(pack.time_limit.limit),
        "answer_limit": wording.limit(queries.answer_limit(pack, clock.today())),
        "statement": statement,
        "fees": [(fee, wording.prices(fee, pack.names)) for fee in pack.fees],
        "levels": wording.SERVICE_LEVELS.get(pack.service_level, pack.service_level),
        "applicant_steps": _story(pack),
        "has_validity": any(result.validity for result in pack.results),
        "structured": open_data.structured(pack),
        "national_form": door.national_form(pack.code),
        "usual": portal_wording.usual(_usual_time(pack.code)),
        **_cost(pack),
    }


def _usual_time(code: str) -> UsualTime | None:
    """Counted once a day: it is the same for everybody, and many dossiers are behind it."""
    key = f"usual-time:{code}:{clock.today()}"
    counted: tuple[UsualTime | None] | None = cache.get(key)
    if counted is None:
        counted = (queries.usual_time(code),)
        cache.set(key, counted, A_DAY)
    return counted[0]


def _cost(pack: Pack) -> dict[str, Any]:
    """What the ordinary dossier costs people now and, where the pack tells it, cost them before."""
    now, before = cost.now(pack, clock.today()), cost.before(pack)
    return {
        "now": now,
        "before": before,
        "now_limit": wording.short_limit(now.limit),
        "before_limit": wording.short_limit(before.limit) if before else "",
        "benefit": cost.benefit(before, now) if before else None,
    }


def _paper(component: Component) -> dict[str, Any]:
    """A component, and who brings it: the state, the form, or the applicant."""
    kinds = {source.kind for source in component.sources}
    from_state = bool(kinds & {SourceKind.DATABASE, SourceKind.REPOSITORY})
    if kinds == {SourceKind.UPLOAD}:
        tag, colour = _("You provide it"), "amber"
    elif SourceKind.FORM in kinds:
        tag, colour = _("You fill it in online"), "blue"
    elif from_state:
        tag, colour = _("The state has it"), "green"
    else:
        tag, colour = _("You provide it"), "amber"
    return {
        "component": component,
        "tag": tag,
        "colour": colour,
        "or_upload": from_state and SourceKind.UPLOAD in kinds,
    }


def _story(pack: Pack) -> list[str]:
    """What happens, in plain words, each thing once."""
    told = [step.plain for step in pack.steps if step.plain]
    return list(dict.fromkeys(told))
