"""All procedures with their versions, and one procedure with its story."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import queries
from toantrinh.catalogue.models import (
    Decision,
    DecisionKind,
    ProcedureVersion,
    Proposal,
    ProposalState,
    Standing,
)
from toantrinh.catalogue.words import digits
from toantrinh.core import clock
from toantrinh.core.ids import new_id
from toantrinh.identity.requests import AccountRequest

from .. import history, layer
from ..opening import designer

PAGE: Final = 50
LONGEST_QUERY: Final = 200
MOST_OPEN: Final = 50
CODE_DIGITS: Final = 4
OPEN: Final = (ProposalState.PREPARED, ProposalState.CHECKED)


@designer
@require_safe
def procedures(request: AccountRequest) -> HttpResponse:
    """Proposals on their way, then versions by standing (``tinh-trang``), field (``linh-vuc``) and
    words or code (``q``), fifty a page behind ``sau``."""
    today = clock.today()
    asked = request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", "").strip()
    told, field = request.GET.get("tinh-trang", ""), request.GET.get("linh-vuc", "")
    standing = Standing(told) if told in Standing.values else Standing.IN_FORCE
    rows = ProcedureVersion.objects.standing(standing, today).defer("definition", "found_by")
    rows = rows.order_by("code", "-in_force_from", "-id")
    if asked:
        number = digits(asked)
        by_code = Q(code_digits__startswith=number) if len(number) >= CODE_DIGITS else Q()
        rows = rows.filter(by_code or Q(name__icontains=asked))
    if field:
        rows = rows.filter(field_key=field[:60].replace("\x00", ""))
    after = request.GET.get("sau", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    found = list(rows[first : first + PAGE + 1])
    page = {
        "asked": asked,
        "standing": standing,
        "standings": Standing,
        "field": field,
        "fields": queries.fields(today),
        "versions": found[:PAGE],
        "next": first + PAGE if len(found) > PAGE else None,
        "proposals": _open_proposals(),
    }
    return render(request, "studio/procedures.html", page)


def _open_proposals() -> list[Proposal]:
    rows = Proposal.objects.filter(state__in=OPEN).select_related("proposed_by__party")
    return list(rows.order_by("-state", "-id")[:MOST_OPEN])


@designer
@require_safe
def procedure(request: AccountRequest, code: str) -> HttpResponse:
    """Its versions with their decisions, the layer of the province, its proposals, its story."""
    versions = list(
        ProcedureVersion.objects.filter(code=code[:40])
        .defer("definition", "found_by")
        .prefetch_related("decisions")
        .order_by("-in_force_from", "-id")
    )
    if not versions:
        raise Http404
    today, row = clock.today(), queries.layer_of(code)
    current = [each for each in versions if each.corrected_at is None]
    page: dict[str, Any] = {
        "code": code,
        "name": versions[0].name,
        "rows": [
            {"version": each, "standing": each.standing_on(today), "decisions": _told(each)}
            for each in versions
        ],
        "in_force": next((each for each in versions if each.is_in_force(today)), None),
        "pair": current[:2][::-1] if len(current) > 1 else versions[:2][::-1],
        "layer": row,
        "added": layer.lines(row.layer.content, current[0].pack) if row and current else [],
        "proposals": Proposal.objects.filter(code=code)
        .select_related("proposed_by__party")
        .order_by("-id")[:20],
        "moments": history.of_procedure(code),
        "key": new_id(),
    }
    return render(request, "studio/procedure.html", page)


def _told(version: ProcedureVersion) -> list[tuple[str, Decision]]:
    return [(str(DecisionKind(each.kind).label), each) for each in version.decisions.all()]
