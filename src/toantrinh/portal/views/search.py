"""Search: by words, code, and what may be chosen beside the results. A page of links and one form;
every choice is in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue import finding, searching
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.finding import Facet, Filters, Found
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock

from .. import door

LONGEST_QUERY = 200
LONGEST_KEY = 120
ON_A_PAGE = 30
LONGEST_NUMBER = 6
FEWEST = 2  # values that make a choice

Words = str | Promise
IN_ADDRESS: Final = {  # names of facets as addresses have them
    "level": "cap",
    "field": "linh-vuc",
    "body": "co-quan",
    "event": "su-kien",
    "full": "muc-do",
    "free": "mien-phi",
}
TITLES: Final[dict[str, Words]] = {
    "level": _("Level"),
    "field": _("By field"),
    "body": _("Who settles it"),
    "full": _("How far online"),
    "free": _("Fee or charge"),
}
LEVELS: Final[dict[str, Words]] = {
    "xa": _("Commune"),
    "tinh": _("Province"),
    "bo": _("Ministry"),
    "co_quan_khac": _("Other bodies"),
}
SERVICES: Final[dict[str, Words]] = {
    "toan_trinh": _("Wholly online"),
    "mot_phan": _("In part online"),
    "thong_tin": _("At the counter"),
}
COSTS: Final[dict[str, Words]] = {finding.FREE: _("Free of charge")}
NAMES: Final = {"level": LEVELS, "full": SERVICES, "free": COSTS}


@dataclass(frozen=True)
class Link:
    """A value of a facet and the address that chooses it, or lets go of it when it is chosen."""

    name: Words
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True)
class Choice:
    key: str
    title: Words
    links: list[Link]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Procedures by words (``q``) and facets (``IN_ADDRESS``), page by page (``trang``)."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    filters = Filters(
        **{name: request.GET.get(key, "")[:LONGEST_KEY] for name, key in IN_ADDRESS.items()}
    )
    number = _number(request.GET.get("trang", ""))
    found = finding.find(query, filters, first=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE)
    address = request.GET.dict()
    page = {
        "forms": _forms(found.versions) if door.is_national() else {},
        "query": query,
        "found": found,
        "versions": found.versions,
        "choices": _choices(address, found),
        "chosen": _chosen(address),
        "heading": _heading(filters, found),
        "previous": _address(address, "trang", str(number - 1)) if number > 1 else "",
        "next": _address(address, "trang", str(number + 1))
        if found.total > number * ON_A_PAGE
        else "",
    }
    return render(request, "portal/search.html", page)


def _forms(versions: list[ProcedureVersion]) -> dict[str, str]:
    """Where each is filed on the national portal, by code; only what is filed online."""
    levels = {each.key: each.service_level for each in searching.shelf(clock.today()).described}
    online = (each.code for each in versions if levels.get(each.pk) != "thong_tin")
    return {code: door.national_form(code) for code in online}


def _number(asked: str) -> int:
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 1


def _choices(address: Mapping[str, str], found: Found) -> list[Choice]:
    """The facets in which something can be chosen, or is."""
    return [
        Choice(name, TITLES[name], [_link(address, name, each) for each in facets])
        for name, facets in found.facets.items()
        if len(facets) >= FEWEST or any(each.chosen or each.count < found.total for each in facets)
    ]


def _link(address: Mapping[str, str], name: str, facet: Facet) -> Link:
    return Link(
        name=NAMES.get(name, {}).get(facet.key, facet.name),
        count=facet.count,
        chosen=facet.chosen,
        href=_address(address, IN_ADDRESS[name], "" if facet.chosen else facet.key),
    )


def _chosen(address: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a new search keeps: the facets in use, as they stand in the address."""
    keys = IN_ADDRESS.values()
    return [(key, value) for key in keys if (value := address.get(key, "")[:LONGEST_KEY])]


def _heading(filters: Filters, found: Found) -> str:
    """The field or life event that was chosen, as a title."""
    for facet in found.facets["field"]:
        if facet.chosen:
            return facet.name
    if not filters.event:
        return ""
    events = catalogue.life_events()
    return next((each.name for each in events if each.key == filters.event), "")


def _address(given: Mapping[str, str], key: str, value: str) -> str:
    """This page with ``key`` changed, from the first page of results on."""
    parts = {name: each for name, each in given.items() if name not in {"trang", key}}
    if value:
        parts[key] = value
    return f"?{urlencode(parts)}"
