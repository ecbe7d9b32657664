"""The inventory of internal procedures: the list with its totals, one of them, out as a file."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import inventory, inventory_csv, queries
from toantrinh.catalogue.errors import ProcedureNotFound
from toantrinh.catalogue.inventory import Entry
from toantrinh.catalogue.models import (
    BetweenWhom,
    ChangeState,
    InternalProcedure,
    InventoryChange,
    PlanOf,
    ProcedureVersion,
)
from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity.requests import AccountRequest

from ..opening import designer

MOST_ROWS: Final = 2000
MOST_CHANGES: Final = 20
LONGEST_QUERY: Final = 200


@designer
@require_safe
def procedures(request: AccountRequest) -> HttpResponse:
    """All of them by plan (``phuong-an``), kind (``loai``), agency in charge (``chu-tri``) and
    words (``q``), with what they cost together, now and afterwards."""
    rows = _chosen(request)
    told = [(row, row.entry) for row in rows]
    page = {
        "rows": [_row(row, entry) for row, entry in told],
        "totals": inventory.totals(entry for _row, entry in told),
        "all": InternalProcedure.objects.count(),
        "plans": PlanOf.choices,
        "kinds": BetweenWhom.choices,
        "owners": _owners(),
        "asked": {key: request.GET.get(key, "") for key in ("q", "phuong-an", "loai", "chu-tri")},
        "plan": request.GET.get("phuong-an", ""),
        "kind": request.GET.get("loai", ""),
        "owner": request.GET.get("chu-tri", ""),
        "query": request.GET.urlencode(),
        "waiting": _changes(ChangeState.PROPOSED),
        "decided": _changes(ChangeState.APPROVED, ChangeState.REFUSED),
    }
    return render(request, "studio/inventory.html", page)


@designer
@require_safe
def export(request: AccountRequest) -> HttpResponse:
    """What the list shows, as CSV that can be sent in again."""
    content = inventory_csv.write(row.entry for row in _chosen(request))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="thu-tuc-noi-bo.csv"'
    return answer


@designer
@require_safe
def procedure(request: AccountRequest, code: str) -> HttpResponse:
    """What it is, what it costs now and afterwards, and who changed it when and why."""
    row = opened(code)
    page = {
        "row": row,
        **comparison(row.entry),
        "running": _running(code),
        "changes": InventoryChange.objects.about(code)
        .select_related("proposed_by__party", "decided_by__party")
        .order_by("-id")[:MOST_CHANGES],
    }
    return render(request, "studio/inventory_procedure.html", page)


def opened(code: str) -> InternalProcedure:
    """Errors: Http404."""
    rows = InternalProcedure.objects.select_related("owner", "change__decided_by__party")
    found = rows.filter(code=code[:40]).first()
    if found is None:
        raise Http404
    return found


def comparison(entry: Entry) -> dict[str, Any]:
    """One internal procedure as it is and as it shall be, side by side."""
    before, after = entry.before_way, entry.after_way
    return {
        "entry": entry,
        "plan": PlanOf(entry.plan.value).label,
        "between": BetweenWhom(entry.between.value).label,
        "before": before,
        "after": after,
        "benefit": entry.benefit,
        "is_gone": entry.plan is inventory.Plan.ABOLISH,
        "hours_before": before.hours * entry.per_year,
        "hours_after": after.hours * entry.per_year,
    }


def _chosen(request: AccountRequest) -> list[InternalProcedure]:
    rows = InternalProcedure.objects.select_related("owner").order_by("code")
    if asked := request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", "").strip():
        rows = rows.filter(Q(name__icontains=asked) | Q(code__iexact=asked))
    if (plan := request.GET.get("phuong-an", "")) in PlanOf.values:
        rows = rows.filter(plan=plan)
    if (kind := request.GET.get("loai", "")) in BetweenWhom.values:
        rows = rows.filter(between=kind)
    if owner := request.GET.get("chu-tri", "")[:35].replace("\x00", ""):
        rows = rows.filter(owner__code=owner)
    return list(rows[:MOST_ROWS])


def _row(row: InternalProcedure, entry: Entry) -> dict[str, Any]:
    return {
        "row": row,
        "before": entry.before_way.yearly,
        "after": entry.after_way.yearly,
        "saved": entry.benefit.yearly,
        "per_year": entry.per_year,
        "verified": entry.verified,
    }


def _owners() -> list[tuple[str, str]]:
    rows = InternalProcedure.objects.order_by().values_list("owner__code", "owner__name")
    return sorted(rows.distinct(), key=lambda each: alphabetical(each[1]))


def _changes(*states: ChangeState) -> list[InventoryChange]:
    rows = InventoryChange.objects.filter(state__in=states).select_related("proposed_by__party")
    return list(rows.order_by("-id")[:MOST_CHANGES])


def _running(code: str) -> ProcedureVersion | None:
    """The version under which it runs on this engine today."""
    try:
        return queries.in_force(code, clock.today())
    except ProcedureNotFound:
        return None
