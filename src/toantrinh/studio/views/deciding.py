"""What is done with a proposal: saved, handed over, sent back, published, discarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import DiffersFromRecord, PackHasProblems
from toantrinh.catalogue.models import DecisionKind, Proposal
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import answering, reading
from ..opening import designer, opened
from .proposals import page

Deed = Callable[[AccountRequest, Proposal], str]
FIELDS: Final = ("number", "signed_on", "signer", "agency")
LONGEST: Final = {"number": 60, "signed_on": 20, "signer": 120, "agency": 200}
LONGEST_TEXT: Final = 4000


@designer
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the proposal. Refused, nothing that was typed is lost."""
    proposal = opened(uid)
    if deed not in DEEDS:
        raise Http404
    try:
        messages.success(request, DEEDS[deed](request, proposal))
    except NotPermitted:
        raise
    except PackHasProblems as refusal:
        said = [Problem("checks", refusal.code, f"{refusal} {refusal.what_to_do}")]
        return _again(request, uid, said)
    except Refusal as refusal:
        differs = isinstance(refusal, DiffersFromRecord)
        said = answering.problems(refusal, "ground" if differs else "")
        return _again(request, uid, said)
    return redirect("studio:proposal", uid=uid)


def _again(request: AccountRequest, uid: UUID, problems: list[Problem]) -> HttpResponse:
    typed = request.POST.dict()
    return page(request, opened(uid), problems=problems, typed=typed)


def _save(request: AccountRequest, proposal: Proposal) -> str:
    _keep(request, proposal)
    return _("Saved. Nothing is published yet.")


def _keep(request: AccountRequest, proposal: Proposal) -> None:
    decisions = {
        kind.value: told for kind in DecisionKind if (told := _decision(request, kind.value))
    }
    actions.change_proposal(
        proposal=proposal,
        decisions=decisions,
        ground=request.POST.get("ground", "").strip()[:LONGEST_TEXT],
        since=reading.day(request.POST.get("since", ""), "since"),
        by=request.user,
    )


def _decision(request: AccountRequest, kind: str) -> dict[str, str]:
    """What was typed of one decision, the day as a day; empty for nothing."""
    told = {
        field: request.POST.get(f"{kind}-{field}", "").strip()[: LONGEST[field]] for field in FIELDS
    }
    day = reading.day(told["signed_on"], f"{kind}-signed_on")
    told["signed_on"] = str(day or "")
    return {field: value for field, value in told.items() if value}


def _submit(request: AccountRequest, proposal: Proposal) -> str:
    _keep(request, proposal)
    actions.submit_proposal(proposal=proposal, by=request.user)
    return _("Handed over. Another person of the control office checks and publishes it.")


def _take_back(request: AccountRequest, proposal: Proposal) -> str:
    actions.send_back_proposal(proposal=proposal, by=request.user)
    return _("Taken back. It can be changed again.")


def _send_back(request: AccountRequest, proposal: Proposal) -> str:
    note = request.POST.get("note", "").strip()[:LONGEST_TEXT]
    actions.send_back_proposal(proposal=proposal, note=note, by=request.user)
    return _("Sent back with your note.")


def _publish(request: AccountRequest, proposal: Proposal) -> str:
    digest = request.POST.get("digest", "")
    version = actions.publish_proposal(proposal=proposal, digest=digest, by=request.user)
    if proposal.is_end:
        return _("The procedure ends on its last day. Dossiers filed until then are settled.")
    told = _("Published: in force from %(day)s. Dossiers begun before keep their version.")
    return told % {"day": f"{version.in_force_from:%d/%m/%Y}"}


def _discard(request: AccountRequest, proposal: Proposal) -> str:
    actions.discard_proposal(proposal=proposal, by=request.user)
    return _("Discarded. It stays here to be read.")


DEEDS: Final[dict[str, Deed]] = {
    "luu": _save,
    "chuyen-kiem-tra": _submit,
    "rut-lai": _take_back,
    "tra-lai": _send_back,
    "ban-hanh": _publish,
    "huy": _discard,
}
