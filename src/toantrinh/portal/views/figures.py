"""Open figures: by whose hands dossiers are filed. For people as a page, for programs as JSON."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.dossiers import hands
from toantrinh.dossiers.hands import Hands

KEPT: Final = 10 * 60  # seconds: the same for everybody, and many dossiers are behind it


@require_safe
def filing(request: HttpRequest) -> HttpResponse:
    """The figures of the province."""
    page = {"figures": _counted(), "today": clock.today()}
    return render(request, "portal/figures.html", page)


@require_safe
def filing_data(request: HttpRequest) -> HttpResponse:
    """The same as JSON; no figure is about anybody in particular."""
    figures = _counted()
    answer = JsonResponse(
        {
            "until": str(clock.today()),
            "days": figures.days,
            "alone": figures.alone,
            "assisted": {kind.value: count for kind, count in figures.by.items()},
            "other_channels": figures.elsewhere,
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _counted() -> Hands:
    key = f"filed-by-hands:{clock.today()}"
    counted: Hands | None = cache.get(key)
    if counted is None:
        counted = hands.counted()
        cache.set(key, counted, KEPT)
    return counted
