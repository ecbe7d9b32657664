"""How the pages of the studio answer: what was refused is told on top, with 422."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from toantrinh.catalogue.errors import ChangeHasFaults
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

UNPROCESSABLE: Final = 422
Thing = TypeVar("Thing")


def page(request: AccountRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """``context`` on the page, with its ``problems``."""
    status = UNPROCESSABLE if context["problems"] else 200
    return render(request, template, context, status=status)


def problems(refusal: Refusal, field: str = "", place: Callable[[str], str] = str) -> list[Problem]:
    """At the field that was refused, or else at ``field``; ``place`` says where on the page the
    field of a fault stands."""
    if isinstance(refusal, ChangeHasFaults):
        return [Problem(place(each.field), refusal.code, each.message) for each in refusal.faults]
    said = f"{refusal} {refusal.what_to_do}".strip()
    return [Problem(str(refusal.details.get("field", field)), refusal.code, said)]


def done(
    request: AccountRequest,
    deeds: Mapping[str, Callable[[AccountRequest, Thing], str]],
    deed: str,
    thing: Thing,
    *,
    field: str = "",
    place: Callable[[str], str] = str,
) -> list[Problem]:
    """Do ``deed`` with ``thing`` and tell what it says; or, where it is refused, the ``problems``.

    Errors: Http404, NotPermitted.
    """
    if deed not in deeds:
        raise Http404
    try:
        messages.success(request, deeds[deed](request, thing))
    except NotPermitted:
        raise
    except Refusal as refusal:
        return problems(refusal, field, place)
    return []
