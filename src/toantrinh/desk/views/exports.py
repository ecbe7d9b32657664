"""The worklist as a file: asked for, watched while it is written, fetched."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Export, ExportFormat, ExportState
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import queries as vault

from .. import choices
from ..opening import officer

MOST: Final = 20
TYPES: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@officer
@require_safe
def mine(request: AccountRequest) -> HttpResponse:
    """The files one asked for lately."""
    rows = Export.objects.readable_by(request.user).order_by("-asked_at")[:MOST]
    return render(request, "desk/exports.html", {"exports": rows})


@officer
@require_POST
def ask(request: AccountRequest) -> HttpResponse:
    """Have the list of the page written as it is narrowed and shown there."""
    columns = ["ma", *choices.columns(request.POST)]
    wanted = request.POST.get("dang", "")
    try:
        export = dossiers.ask_export(
            key=request.POST.get("key", "")[:64],
            format=wanted if wanted in ExportFormat else ExportFormat.XLSX.value,
            chosen=choices.read(request.POST),
            columns=columns,
            heads=[_("Code"), *(str(choices.COLUMN_NAMES[word]) for word in columns[1:])],
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
        return redirect("desk:exports")
    return redirect("desk:export", uid=export.uid)


@officer
@require_safe
def export(request: AccountRequest, uid: UUID) -> HttpResponse:
    """How far the writing is; a page that is open asks again by itself."""
    found = _own(request, uid)
    is_part = request.headers.get("HX-Request") == "true"
    template = "desk/part_export.html" if is_part else "desk/export.html"
    return render(request, template, {"export": found})


@officer
@require_POST
def drop(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Give the file up."""
    try:
        dossiers.drop_export(export=_own(request, uid), by=request.user)
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
    else:
        messages.success(request, _("The file is given up."))
    return redirect("desk:exports")


@officer
@require_safe
def fetch(request: AccountRequest, uid: UUID) -> HttpResponseBase:
    """The file, a piece at a time. That it was taken is in the trail before the first."""
    found = _own(request, uid)
    file = dossiers.fetch_export(export=found, by=request.user)
    answer = StreamingHttpResponse(
        vault.long_content(file), content_type=TYPES[ExportFormat(found.format)]
    )
    name = f"viec-can-lam-{found.asked_at.astimezone(clock.ZONE):%Y%m%d-%H%M}.{found.format}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Length"] = str(file.size)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _own(request: AccountRequest, uid: UUID) -> Export:
    rows = Export.objects.readable_by(request.user).exclude(state=ExportState.DROPPED)
    found = rows.select_related("file", "account", "post").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
