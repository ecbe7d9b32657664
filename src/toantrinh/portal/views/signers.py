"""Who may sign for an agency, for everyone: an extract of the register of delegations.

Names and titles of those in office, the act, from when to when; nothing else of anybody.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import queries as catalogue
from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity import authority
from toantrinh.identity.models import Agency, AgencyQuerySet, Delegation, Matter, Post
from toantrinh.identity.permissions import Role

MOST: Final = 2_000  # rows for machines


@require_safe
def signers(request: HttpRequest) -> HttpResponse:
    """Of one agency (``co-quan``, by code): the head and those who sign for the head today. Without
    a choice, the agencies."""
    found = _agencies().only("code", "name")
    agencies = sorted(found, key=lambda each: alphabetical(each.name))
    code = request.GET.get("co-quan", "")
    chosen = next((each for each in agencies if each.code == code), None)
    page: dict[str, Any] = {"agencies": agencies, "chosen": chosen}
    if chosen is not None:
        page |= {"heads": _heads().filter(agency=chosen), "rows": _rows(_holding(chosen))}
    return render(request, "portal/signers.html", page)


@require_safe
def data(request: HttpRequest) -> JsonResponse:
    """The same for programs; days as ISO, empty lists mean all."""
    heads = [
        {
            "agency": post.agency.code,
            "name": post.account.name,
            "title": post.title,
            "capacity": post.capacity,
            "from": str(post.valid_from),
            "until": str(post.valid_to or ""),
        }
        for post in _heads()[:MOST]
    ]
    given = [_fact(each) for each in _holding() if each.holds_at(clock.now())]
    answer = JsonResponse({"heads": heads, "delegations": given})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _agencies() -> AgencyQuerySet:
    """Those at which somebody signs today."""
    posts = Post.objects.held_on(clock.today()).filter(role=Role.HEAD)
    return Agency.objects.valid_on(clock.today()).filter(pk__in=posts.values("agency"))


def _heads() -> Any:
    held = Post.objects.of_heads().held_on(clock.today())
    return held.select_related("account__party", "agency").order_by("agency__code", "pk")


def _holding(agency: Agency | None = None) -> list[Delegation]:
    rows = Delegation.objects.holding_on(clock.today()).with_all()
    rows = rows.filter(agency=agency) if agency else rows
    return list(rows.order_by("agency__code", "pk")[:MOST])


def _rows(found: list[Delegation]) -> list[dict[str, Any]]:
    fields = {heading.key: heading.name for heading in catalogue.fields()}
    return [
        {
            "each": each,
            "lines": authority.lines_of(each.agency, each.capacity, each.title, each),
            "act": authority.act_of(each),
            "procedures": each.procedures,
            "fields": [fields.get(key, key) for key in each.fields],
            "matters": [Matter(key).label for key in each.matters],
        }
        for each in found
        if each.holds_at(clock.now())
    ]


def _fact(each: Delegation) -> dict[str, Any]:
    return {
        "agency": each.agency.code,
        "name": each.post.account.name,
        "title": each.title,
        "capacity": each.capacity,
        "procedures": each.procedures,
        "fields": each.fields,
        "matters": each.matters,
        "from": str(each.valid_from),
        "until": str(each.valid_to or ""),
        "act": each.act_number,
        "act_day": str(each.act_day or ""),
        "act_issuer": each.act_issuer,
    }
