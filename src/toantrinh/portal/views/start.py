"""Beginning: from the page of the procedure, past the sign-in, to the first question."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    NotFiledOnline,
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import competence, internal
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.requests import AccountRequest

from .. import assistance, door
from ..draft import Draft
from ..opening import applicant, own, party_of
from . import screen

UNPROCESSABLE, GONE = 422, 410
RESIDENCE = "csdl_cu_tru.noi_cu_tru"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin here, or, where filing is done on the national portal, the way there."""
    return _national(request, code) if door.is_national() else _here(request, code)


@applicant
def _here(request: AccountRequest, code: str) -> HttpResponse:
    """GET: what will happen, the agency where one may choose, the draft already begun.

    POST begins a draft; ``key`` of the page makes two clicks one draft, ``moi`` a second one.
    """
    try:
        version = catalogue.filed_online(code)
    except ProcedureNotFound as error:
        raise Http404 from error
    except (ProcedureRepealed, ProcedureNotYetInForce, NotFiledOnline) as refusal:
        return render(request, "portal/repealed.html", {"refusal": refusal}, status=GONE)
    if request.method == "POST":
        return _begin(request, version)
    return render(request, "portal/start.html", _page(request.user, version, request.GET))


def _national(request: HttpRequest, code: str) -> HttpResponse:
    """Where to file, to everyone; and the drafts begun before, which may still be completed."""
    try:
        version = catalogue.filed_online(code)
    except ProcedureNotFound as error:
        raise Http404 from error
    except (ProcedureRepealed, ProcedureNotYetInForce, NotFiledOnline) as refusal:
        return render(request, "portal/repealed.html", {"refusal": refusal}, status=GONE)
    if request.method == "POST":  # of a page that was open before: nothing is begun here any more
        return redirect("portal:start", code=version.code)
    account = request.user
    party = account.party if isinstance(account, Account) else None
    page = {
        "pack": version.pack,
        "national_form": door.national_form(version.code),
        "drafts": _drafts(party, version.code) if party else [],
    }
    return render(request, "portal/national.html", page)


def _drafts(owner: Party, code: str) -> list[Dossier]:
    mine = Dossier.objects.filter(owner=owner, state=State.DRAFT, version__code=code)
    drafts = mine.select_related("agency", "version").defer("version__definition")
    return list(drafts.order_by("-changed_at")[:5])


def _page(account: Account, version: ProcedureVersion, sent: QueryDict) -> dict[str, object]:
    """``sent`` has the answers already given to the questions of the pre-screener."""
    owner = party_of(account)
    residence = owner.known.get(RESIDENCE)
    commune = residence.get("commune") if isinstance(residence, dict) else None
    return {
        "version": version,
        "pack": version.pack,
        "drafts": _drafts(owner, version.code),
        "agencies": agencies_for(version),
        "commune": commune,
        "key": uuid.uuid4().hex,
        "owner": owner,
        "told": screen.as_sent(version.pack, sent),
    }


def agencies_for(version: ProcedureVersion) -> list[Agency]:
    """Among whom the applicant chooses; empty when a rule of the version finds the agency."""
    return competence.offered(version, clock.today())


def _begin(request: AccountRequest, version: ProcedureVersion) -> HttpResponse:
    agencies = {agency.code: agency for agency in agencies_for(version)}
    agency = agencies.get(request.POST.get("agency", ""))
    if agencies and agency is None:
        problem = Problem("agency", "required", _("Choose the agency that will settle it"))
        page = _page(request.user, version, request.POST) | {"problems": [problem]}
        return render(request, "portal/start.html", page, status=UNPROCESSABLE)
    dossier = dossiers.begin(
        version=version,
        owner=party_of(request.user),
        agency=agency,
        key=request.POST.get("key", "")[:64] or uuid.uuid4().hex,
        another="moi" in request.POST,
        by=request.user,
    )
    dossier = assistance.note(request, dossier, session=True)
    if dossier.is_draft and agency and dossier.agency != agency:
        dossiers.choose_agency(dossier=dossier, agency=agency, by=request.user)
    _carry(dossier, request)
    return redirect("portal:go-on", uid=dossier.uid)


def _carry(dossier: Dossier, request: AccountRequest) -> None:
    """Answers of the pre-screener into the draft, where it has none yet."""
    told = screen.given(dossier.version.pack, request.POST)
    if told and dossier.is_draft:
        had = dossiers.read_content(dossier=dossier, by=request.user)["answers"]
        if new := {key: answer for key, answer in told.items() if key not in had}:
            dossiers.save_answers(dossier=dossier, answers=new, by=request.user)


@applicant
@require_safe
def go_on(request: AccountRequest, uid: uuid.UUID) -> HttpResponse:
    """To the first page of a draft with something missing; a filed dossier opens itself."""
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft = Draft(dossier, request.user)
    if not draft.is_current():
        return redirect("portal:renew", uid=uid)
    return redirect(draft.first_unfinished().href)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: AccountRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose another agency for a draft."""
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    asking = internal.asking_agency(dossier)
    agencies = competence.offered(dossier.version, clock.today(), but=asking)
    problem = None
    if request.method == "POST":
        chosen = next((a for a in agencies if a.code == request.POST.get("agency")), None)
        if chosen:
            dossiers.choose_agency(dossier=dossier, agency=chosen, by=request.user)
            return redirect("portal:check", uid=uid)
        problem = Problem("agency", "required", _("Choose the agency that will settle it"))
    page = {"dossier": dossier, "agencies": agencies, "problems": [problem] if problem else []}
    return render(request, "portal/agency.html", page, status=UNPROCESSABLE if problem else 200)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: AccountRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask, then throw a draft away."""
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    if request.method == "POST":
        dossiers.discard(dossier=dossier, by=request.user)
        return redirect("portal:dossiers")
    return render(request, "portal/discard.html", {"dossier": dossier})
