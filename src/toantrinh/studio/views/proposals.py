"""A proposal: begun from a version, a folder on the server or a zip; then looked at as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue import actions, comparison, packs, proposed, queries, storing, unpacking
from toantrinh.catalogue.errors import ChangeNotUnderstood, PackHasProblems, ZipRefused
from toantrinh.catalogue.internal import Effect
from toantrinh.catalogue.models import DecisionKind, Proposal, ProposalState
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import answering
from ..opening import designer, key_of, opened


@designer
@require_POST
def change(request: AccountRequest, code: str) -> HttpResponse:
    """Begin from the newest version of ``code``; on to the quick changes."""
    version = queries.latest(code)
    if version is None or not version.files:
        raise Http404
    files = storing.read(version.files)
    with storing.folder_of(version.files) as folder:
        later = str(version.in_force_from) > packs.told(folder, "in_force", "from")
    proposal = actions.begin_proposal(
        key=key_of(request),
        files=files,
        since=version.in_force_from if later else None,
        by=request.user,
    )
    return redirect("studio:quick", uid=proposal.uid)


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: AccountRequest) -> HttpResponse:
    """Begin from a folder of the server (``folder``) or a zip (``zip``)."""
    if request.method != "POST":
        return _begin_page(request, [])
    try:
        files = _sent(request)
        proposal = actions.begin_proposal(key=key_of(request), files=files, by=request.user)
    except NotPermitted:
        raise
    except PackHasProblems as refusal:
        return _begin_page(
            request, [Problem("zip", refusal.code, str(p)) for p in refusal.problems]
        )
    except Refusal as refusal:
        return _begin_page(request, answering.problems(refusal, "zip"))
    return redirect("studio:proposal", uid=proposal.uid)


def _sent(request: AccountRequest) -> dict[str, bytes]:
    file = request.FILES.get("zip")
    if file is not None:
        if (file.size or 0) > unpacking.MOST_SENT:
            raise ZipRefused(why=ZipRefused.TOO_LARGE)
        return unpacking.unpacked(file.read())
    chosen = {each.name: each for each in folders()}.get(request.POST.get("folder", ""))
    if chosen is None:
        raise ChangeNotUnderstood(field="folder", what=_("Choose a folder, or a zip file."))
    return packs.files(chosen)


def folders() -> list[Path]:
    """The packs that lie on the server."""
    return sorted(path.parent for path in Path(settings.PACKS).glob("*/procedure.yaml"))


def _begin_page(request: AccountRequest, problems: list[Problem]) -> HttpResponse:
    page = {
        "folders": [each.name for each in folders()],
        "folder": request.POST.get("folder", ""),
        "key": request.POST.get("key") or new_id(),
        "problems": problems,
    }
    return answering.page(request, "studio/begin.html", page)


@designer
@require_safe
def proposal(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What it changes, whether it passes, its decisions, and what may be done with it."""
    return page(request, opened(uid), typed=handover.take(request))


def page(
    request: AccountRequest,
    proposal: Proposal,
    *,
    problems: list[Problem] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a proposal, with what was refused on top and what was typed in its fields."""
    definition, found = proposed.examined(proposal)
    runs = proposed.samples_of(proposal, found)
    made = proposed.version_of(proposal, definition)
    base = proposal.base
    mine = proposal.proposed_by_id == request.user.pk
    context: dict[str, Any] = {
        "proposal": proposal,
        "found": found,
        "blocks": [each for each in found if not each.file.startswith("samples/")],
        "runs": runs,
        "failed": sum(bool(run.problems) for run in runs),
        "made": made,
        "comparison": comparison.compare(base.pack, made.pack) if base and made else None,
        "files": sorted(proposal.files),
        "decisions": _decisions(proposal, typed or {}),
        "ground": (typed or {}).get("ground", proposal.ground),
        "since": (typed or {}).get("since", f"{proposal.since:%d/%m/%Y}" if proposal.since else ""),
        "is_mine": mine,
        "may_change": mine and proposal.state == ProposalState.PREPARED,
        "may_check": proposal.state == ProposalState.CHECKED
        and proposal.proposed_by.party_id != request.user.party_id,
        "digest": proposal.digest,
        "announcing": _announcing() if mine and proposal.state == ProposalState.PREPARED else "",
        "problems": problems or [],
        "today": clock.today(),
    }
    return answering.page(request, "studio/proposal.html", context)


def _announcing() -> str:
    """The code of the internal procedure by which procedures are announced; empty for none."""
    for version in queries.internal():
        terms = version.pack.internal
        if terms and terms.effect is Effect.PUBLISH_PROCEDURE:
            return version.code
    return ""


def _decisions(proposal: Proposal, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of each decision that this proposal needs."""
    kinds = (
        (DecisionKind.REPEAL,)
        if proposal.is_end
        else (DecisionKind.ANNOUNCEMENT, DecisionKind.PROCESS)
    )
    named = {
        DecisionKind.ANNOUNCEMENT: _("announcing decision"),
        DecisionKind.PROCESS: _("decision on the process"),
        DecisionKind.REPEAL: _("repealing decision"),
    }
    labels = {
        "number": _("Number of the %(decision)s"),
        "signed_on": _("Day on which the %(decision)s was signed, such as 27/3/2026"),
        "signer": _("Signer of the %(decision)s"),
        "agency": _("Agency of the %(decision)s"),
    }
    return [
        {
            "kind": kind,
            "label": kind.label,
            "told": proposal.decisions.get(kind, {}),
            "fields": [
                {
                    "name": f"{kind}-{field}",
                    "label": label % {"decision": named[kind]},
                    "value": typed.get(
                        f"{kind}-{field}", _shown(proposal.decisions.get(kind, {}), field)
                    ),
                }
                for field, label in labels.items()
            ],
        }
        for kind in kinds
    ]


def _shown(told: dict[str, str], field: str) -> str:
    value = told.get(field, "")
    return "/".join(value.split("-")[::-1]) if field == "signed_on" else value
