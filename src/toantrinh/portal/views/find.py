"""Finding: the first page, the search, what a procedure takes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue import cost, rules, wording
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.models import ProcedureVersion, ProcedureVersionQuerySet
from toantrinh.catalogue.pack import Component, Pack, SourceKind
from toantrinh.core import clock

from . import open_data

GONE = 410
LONGEST_QUERY = 200
ON_A_PAGE = 30
LONGEST_NUMBER = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search, what happens in a life, the fields of the state, how it works."""
    page = {
        "life_events": catalogue.life_events(),
        "fields": catalogue.fields(),
        "versions": catalogue.listed()[:3],
    }
    return render(request, "portal/home.html", page)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Procedures by words (``q``), by field (``linh-vuc``) or by life event (``su-kien``)."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    field, event = request.GET.get("linh-vuc", ""), request.GET.get("su-kien", "")
    fields = catalogue.fields()
    events = catalogue.life_events() if event else []
    page: dict[str, Any] = {
        "query": query,
        "fields": fields,
        "heading": next(
            (each.name for each in [*fields, *events] if each.key in {field, event}), ""
        ),
    }
    if query:
        page["versions"] = [hit.version for hit in catalogue.search(query)]
    elif field:
        page |= _part(catalogue.of_field(field), request)
    elif event:
        page |= _part(catalogue.of_life_event(event), request)
    else:
        page |= _part(catalogue.listed(), request)
    return render(request, "portal/search.html", page)


def _part(versions: ProcedureVersionQuerySet, request: HttpRequest) -> dict[str, Any]:
    """One page (``trang``, from 1) of a long list, and the addresses of its neighbours."""
    asked = request.GET.get("trang", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 1
    first = (number - 1) * ON_A_PAGE
    found = list(versions[first : first + ON_A_PAGE + 1])

    def address(other: int) -> str:
        parts = request.GET.copy()
        parts["trang"] = str(other)
        return f"?{parts.urlencode()}"

    return {
        "versions": found[:ON_A_PAGE],
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if len(found) > ON_A_PAGE else "",
    }


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about a procedure, and the way in."""
    try:
        version = catalogue.in_force(code)
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
        "answer_limit": wording.limit(rules.answer_limit(pack)),
        "statement": statement,
        "fees": [(fee, wording.prices(fee)) for fee in pack.fees],
        "levels": wording.SERVICE_LEVELS.get(pack.service_level, pack.service_level),
        "applicant_steps": _story(pack),
        "has_validity": any(result.validity for result in pack.results),
        "structured": open_data.structured(pack),
        **_cost(pack),
    }


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
