"""Papers of a draft: what is asked for, what was given, one place for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts, queries
from toantrinh.dossiers.models import Attachment
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.forms.checking import Problem
from toantrinh.identity.requests import AccountRequest

from .. import handover, wording
from ..draft import PAPERS, Draft
from ..opening import applicant, own

UNPROCESSABLE = 422
FILES = "file-"  # before the key of a component, in the names of controls


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The components of the dossier; POST adds the files of ``file-<component>``.

    A file that will not do is refused beside its place; the others are kept.
    """
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft = Draft(dossier, request.user)
    if left := handover.take(request):
        found = [
            problem
            for control, name, content in left.files
            if (problem := _attach(draft, control, name, content))
        ]
        return _page(request, draft, found, came_back=True)
    if request.method == "POST":
        found = _attach_all(request, draft)
        if found:
            return _page(request, draft, found, status=UNPROCESSABLE)
        if "tiep" in request.POST:
            return redirect("portal:check", uid=uid)
        return redirect(_place(uid, next(iter(request.FILES))))
    if not draft.is_current():
        return redirect("portal:renew", uid=uid)
    return _page(request, draft, [])


def _attach_all(request: AccountRequest, draft: Draft) -> list[Problem]:
    given: list[tuple[str, UploadedFile[bytes]]] = [
        (control, file)
        for control in request.FILES
        for file in request.FILES.getlist(control)
        if control.startswith(FILES)
    ]
    found = [_attach(draft, control, file.name or "", file.read()) for control, file in given]
    if not given and "tiep" not in request.POST:
        control = request.POST.get("_send", "")
        return [Problem(control, "required", _("Choose a file first, then send it"))]
    return [problem for problem in found if problem]


def _attach(draft: Draft, control: str, name: str, content: bytes) -> Problem | None:
    try:
        dossiers.attach(
            dossier=draft.dossier,
            component=control.removeprefix(FILES),
            name=name,
            content=content,
            by=draft.by,
        )
    except Refusal as refusal:
        return Problem(control, refusal.code, f"{refusal} {refusal.what_to_do}".strip())
    return None


def _page(
    request: AccountRequest,
    draft: Draft,
    found: list[Problem],
    *,
    status: int = 200,
    came_back: bool = False,
) -> HttpResponse:
    errors = {problem.field: problem.message for problem in found}
    states = draft.components
    asked = [state for state in states if state.is_asked]
    rows: list[dict[str, Any]] = [
        {
            "state": state,
            "control": f"{FILES}{state.component.key}",
            "error": errors.get(f"{FILES}{state.component.key}", ""),
            "alternatives": _alternatives(state, asked),
        }
        for state in asked
    ]
    page = {
        **draft.around(PAPERS),
        "rows": rows,
        "others": [
            {"state": state, "told": wording.supplied(state)}
            for state in states
            if not state.is_asked and (state.provision or state.files)
        ],
        "problems": found,
        "came_back": came_back,
        "pass": handover.pass_for(request.user, draft.dossier),
    }
    return render(request, "portal/papers.html", page, status=status)


def _alternatives(state: queries.ComponentState, asked: list[queries.ComponentState]) -> str:
    """The names of those of which one is enough, this one included; empty where it has none."""
    group = state.component.one_of
    names = [each.component.name for each in asked if group and each.component.one_of == group]
    return "; ".join(names) if len(names) > 1 else ""


@applicant
@require_POST
def remove(request: AccountRequest, uid: UUID, file: UUID) -> HttpResponse:
    """Take a file out of a draft; a second click changes nothing."""
    dossier = own(request, uid)
    attachment = Attachment.objects.select_related("dossier").filter(uid=file).first()
    of_form = attachment is not None and attachment.component.startswith(OF_FORM)
    if attachment is None or attachment.dossier_id != dossier.pk or of_form:
        if attachment is not None:
            attempts.note_foreign(dossier=attachment.dossier, by=request.user)
        raise Http404
    dossiers.detach(attachment=attachment, by=request.user)
    return redirect(_place(uid, attachment.component))


def _place(uid: UUID, control: str) -> str:
    """The address of a component on the page."""
    return f"{reverse('portal:papers', args=[uid])}#paper-{control.removeprefix(FILES)}"
