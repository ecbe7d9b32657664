"""The text of a file of a proposal: all of the office read it, whoever prepares it changes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import actions, proposed, storing, unpacking
from toantrinh.catalogue.errors import ZipRefused
from toantrinh.catalogue.models import Proposal, ProposalState
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import answering
from ..opening import designer, opened

LONGEST = 500_000  # characters of a file typed here


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: AccountRequest, uid: UUID, name: str) -> HttpResponse:
    """One file of the pack. POST keeps it as it is and tells what is wrong with it."""
    proposal = opened(uid)
    if proposal.is_end:
        raise Http404
    try:
        unpacking.require_name(name)
    except ZipRefused as refusal:
        raise Http404 from refusal
    if request.method == "POST":
        files = storing.read(proposal.files)
        if request.POST.get("deed") == "xoa":
            files.pop(name, None)
            return _kept(request, proposal, name, files=files)
        return _kept(request, proposal, name, files=files | {name: _typed(request).encode()})
    sha256 = proposal.files.get(name)
    if sha256 is None and not _may_change(request, proposal):
        raise Http404
    content = storing.read({name: sha256})[name] if sha256 else b""
    return _page(request, proposal, name, unpacking.text_of(content))


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def layer(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What the province adds to the procedure, as text."""
    proposal = opened(uid)
    if proposal.is_end:
        raise Http404
    name = proposed.layer_file(proposal.code)
    if request.method == "POST":
        return _kept(request, proposal, name, layer=_typed(request))
    return _page(request, proposal, name, proposal.layer)


def _typed(request: AccountRequest) -> str:
    """The text as a file has it: browsers send CR LF."""
    return request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")


def _may_change(request: AccountRequest, proposal: Proposal) -> bool:
    return proposal.proposed_by_id == request.user.pk and proposal.state == ProposalState.PREPARED


def _kept(request: AccountRequest, proposal: Proposal, name: str, **given: Any) -> HttpResponse:
    try:
        proposal = actions.change_proposal(proposal=proposal, by=request.user, **given)
    except NotPermitted:
        raise
    except Refusal as refusal:
        said = [Problem("text", refusal.code, f"{refusal} {refusal.what_to_do}".strip())]
        return _page(request, proposal, name, _typed(request), said)
    if request.POST.get("deed") == "xoa":
        messages.success(request, _("The file was removed from the proposal."))
        return redirect("studio:proposal", uid=proposal.uid)
    wrong = [
        Problem("text", "check", f"{each.line}:{each.column} · {each.message} {each.remedy}")
        for each in proposed.problems(proposal)
        if each.file == name
    ]
    if wrong:
        return _page(request, proposal, name, _typed(request), wrong)
    messages.success(request, _("Saved; nothing is wrong with this file."))
    here = reverse("studio:file", args=[proposal.uid, name])
    return redirect(reverse("studio:layer", args=[proposal.uid]) if "layer" in given else here)


def _page(
    request: AccountRequest,
    proposal: Proposal,
    name: str,
    text: str | None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    left = handover.take(request) if request.method != "POST" else None
    page = {
        "proposal": proposal,
        "name": name,
        "text": text if left is None else left.get("text", ""),
        "is_layer": name == proposed.layer_file(proposal.code),
        "may_change": _may_change(request, proposal),
        "files": sorted(proposal.files),
        "problems": problems,
        "rows": min(40, max(12, (text or "").count("\n") + 2)),
    }
    return answering.page(request, "studio/file.html", page)
