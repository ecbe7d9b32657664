"""What agencies ask of each other: what may be asked, what was asked, what waits here, or ended
without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.internal import Effect, Owner
from toantrinh.catalogue.models import ProcedureVersion, Proposal, ProposalState
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import bodies, competence, internal
from toantrinh.dossiers.models import Dossier, InternalRequest, Task
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from ..opening import officer

UNPROCESSABLE: Final = 422
MOST: Final = 50
MOST_UNANSWERED: Final = 20
LONGEST_KEY: Final = 64
WIDE: Final = ("dossier__version__definition", "dossier__version__found_by")


@officer
@require_safe
def procedures(request: AccountRequest) -> HttpResponse:
    """What this officer may ask for, what their agencies asked, what waits for their offices."""
    account = request.user
    versions = list(catalogue.internal())
    page = {
        "versions": [
            {"version": version, "agencies": internal.agencies_asking(account, version)}
            for version in versions
        ],
        "asked": [(each, internal.matter_of(each)) for each in _asked(account)],
        "waiting": _waiting(account),
        "unanswered": _unanswered(account),
        "now": clock.now(),
    }
    return render(request, "desk/internal.html", page)


def _asked(account: Account) -> list[InternalRequest]:
    """What the agencies of the posts in use asked, the newest first, as far as it may be read."""
    rows = InternalRequest.objects.filter(
        asked_by__in=account.agencies_with(Permission.INTERNAL_ASK),
        dossier__in=Dossier.objects.readable_by(account),
    )
    wanted = ("dossier__version", "dossier__agency", "officer__party", "asked_by", "proposal")
    return list(rows.select_related(*wanted).defer(*WIDE).order_by("-id")[:MOST])


def _waiting(account: Account) -> list[Task]:
    """The open steps of internal dossiers that an office of the posts in use does."""
    rows = Task.objects.worklist(account).filter(dossier__version__is_internal=True)
    wanted = ("dossier__version", "dossier__internal__asked_by")
    return list(rows.select_related(*wanted).defer(*WIDE)[:MOST])


def _unanswered(account: Account) -> list[Task]:
    """What other agencies asked in dossiers of any kind and got no answer to. Such a step is in no
    worklist any more, and is still answered on its own page."""
    wanted = ("agency", "dossier__version", "dossier__agency")
    rows = bodies.ended_unanswered(account).select_related(*wanted).defer(*WIDE)
    return list(rows[:MOST_UNANSWERED])


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AccountRequest, code: str) -> HttpResponse:
    """Begin to ask: for which agency, of whom, for which officer or proposal. POST begins a draft,
    which is filled in like any other."""
    version = _version(code)
    agencies = internal.agencies_asking(request.user, version)
    if not agencies:
        raise NotPermitted(permission=Permission.INTERNAL_ASK)
    if request.method != "POST":
        return _page(request, version, agencies, handover.take(request) or request.GET)
    asked_by = _of(agencies, request.POST.get("asked_by", ""))
    if asked_by is None:
        said = _("Choose for which agency you ask")
        problems = [Problem("asked_by", "required", said)]
        return _page(request, version, agencies, request.POST, problems)
    try:
        dossier = dossiers.begin_internal(
            version=version,
            asked_by=asked_by,
            agency=_of(_choosable(version, []), request.POST.get("agency", "")),
            officer=_officer(asked_by, request.POST.get("officer", "")),
            proposal=_proposal(request.user, request.POST.get("proposal", "")),
            key=request.POST.get("key", "")[:LONGEST_KEY] or str(new_id()),
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        said = f"{refusal} {refusal.what_to_do}".strip()
        field = FIELDS.get(refusal.code, "asked_by")
        problems = [Problem(field, refusal.code, said)]
        return _page(request, version, agencies, request.POST, problems)
    return redirect("portal:go-on", uid=dossier.uid)


FIELDS: Final = {
    "no-agency-chosen": "agency",
    "agency-asks-itself": "agency",
    "officer-not-of-agency": "officer",
    "proposal-needed": "proposal",
    "proposal-of-someone-else": "proposal",
}


def _version(code: str) -> ProcedureVersion:
    try:
        version = catalogue.in_force(code)
    except (ProcedureNotFound, ProcedureNotYetInForce, ProcedureRepealed) as error:
        raise Http404 from error
    if not version.is_internal:
        raise Http404
    return version


def _page(
    request: AccountRequest,
    version: ProcedureVersion,
    agencies: list[Agency],
    typed: Mapping[str, str],
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    terms = internal.terms_of(version)
    for_officer = terms.owner is Owner.OFFICER
    publishes = terms.effect is Effect.PUBLISH_PROCEDURE
    today = clock.today()
    page: dict[str, Any] = {
        "version": version,
        "pack": version.pack,
        "agencies": agencies,
        "choosable": _choosable(version, agencies),
        "for_officer": for_officer,
        "officers": internal.officers_of(agencies, today) if for_officer else [],
        "publishes": publishes,
        "proposals": _proposals(request.user) if publishes else [],
        "key": typed.get("key") or new_id(),
        "typed": typed,
        "problems": problems,
    }
    status = UNPROCESSABLE if problems else 200
    return render(request, "desk/internal_ask.html", page, status=status)


def _choosable(version: ProcedureVersion, asking: list[Agency]) -> list[Agency]:
    """Whom one may ask. Who asks for one agency alone is not offered that one; who may ask for
    several says for which on the same page."""
    itself = asking[0] if len(asking) == 1 else None
    return competence.offered(version, clock.today(), but=itself)


def _of(agencies: list[Agency], code: str) -> Agency | None:
    return next((each for each in agencies if each.code == code), None)


def _officer(agency: Agency, uid: str) -> Account | None:
    posts = internal.officers_of([agency], clock.today()) if uid else []
    return next((post.account for post in posts if str(post.account.uid) == uid), None)


def _proposals(account: Account) -> list[Proposal]:
    rows = Proposal.objects.filter(proposed_by=account, state=ProposalState.PREPARED)
    return list(rows.order_by("-id")[:MOST])


def _proposal(account: Account, uid: str) -> Proposal | None:
    try:
        return Proposal.objects.filter(proposed_by=account, uid=UUID(uid)).first()
    except (ValueError, ValidationError):
        return None
