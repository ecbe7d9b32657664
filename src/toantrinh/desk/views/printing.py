"""A dossier on paper: its summary to print, and the sheet from which another system is filled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people, queries
from toantrinh.dossiers.models import Dossier, OutsideHandling
from toantrinh.identity.requests import AccountRequest

from .. import checklist, comparing, copying, standing, story
from ..opening import handled, officer


@officer
@require_safe
def summary(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Everything filed and found, every row of every table; no notes of officers, no messages.

    The look at its answers is in the trail before the page is made.
    """
    opened = handled(request, uid)
    content = dossiers.read_content(dossier=opened, by=request.user)
    components, rounds = queries.components(opened), standing.rounds(opened)
    page = _page(opened) | {
        "at": clock.now(),
        "checklist": checklist.of(opened, components, {}),
        "form_files": queries.form_files(opened),
        "groups": comparing.groups(opened, content, rounds, queries.file_names(opened)),
        "said": comparing.sources(opened, content, components),
        "others": people.standings(opened),
        "rounds": rounds,
        "moments": story.of(opened),
    }
    return render(request, "desk/summary.html", page)


@officer
@require_safe
def sheet(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Each field in the order of the other system's form, to be copied one by one.

    The look at its answers is in the trail before the page is made.
    """
    opened = handled(request, uid)
    content = dossiers.read_content(dossier=opened, by=request.user)
    page = _page(opened) | {
        "groups": copying.groups(opened, content, queries.file_names(opened)),
        "outside": OutsideHandling.objects.filter(dossier=opened).first(),
    }
    return render(request, "desk/copy_sheet.html", page)


def _page(opened: Dossier) -> dict[str, Any]:
    return {"dossier": opened, "pack": opened.version.pack}
