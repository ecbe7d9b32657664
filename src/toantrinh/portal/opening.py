"""Who may come in: signed-in applicants, to their own dossiers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from toantrinh.dossiers import attempts
from toantrinh.dossiers.models import Dossier, Invitation, helped_by
from toantrinh.identity.models import Account, Party
from toantrinh.identity.requests import AccountRequest

from . import assistance, handover
from .errors import NotAPerson

P = ParamSpec("P")
UNAUTHORISED = 401


def applicant(
    view: Callable[Concatenate[AccountRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for those who signed in. What they sent after their session ended is kept for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(AccountRequest, request), *args, **kwargs)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=UNAUTHORISED)  # the script says so beside the form
        if request.method == "POST" and handover.leave(request):
            return redirect_to_login(request.path)
        return redirect_to_login(request.get_full_path())

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


def party_of(account: Account) -> Party:
    """Whose dossiers these are. Errors: NotAPerson for an account without a party."""
    if account.party is None:
        raise NotAPerson
    return account.party


def own(request: AccountRequest, uid: UUID) -> Dossier:
    """The dossier ``uid`` of the applicant, or the one they help with.

    A dossier of others is as absent as one that does not exist; that it was asked for is written
    down, unless the one who asked may read it at the desk. What is sent from a device of the house
    for a draft marks it as filled in with its help.
    """
    account = request.user
    dossier = (
        Dossier.objects.select_related("version", "agency", "owner")
        .defer("version__definition", "version__found_by")
        .filter(uid=uid)
        .first()
    )
    if dossier is None:
        raise Http404
    if not Dossier.objects.filter(_own(account), pk=dossier.pk).exists():
        attempts.note_foreign(dossier=dossier, by=account)
        raise Http404
    return assistance.note(request, dossier) if request.method == "POST" else dossier


def invited(request: AccountRequest, uid: UUID) -> Invitation:
    """The invitation ``uid`` of the one who signed in. That of anybody else is as absent as one
    that does not exist, and the try is written down as for a foreign dossier."""
    rows = Invitation.objects.select_related(
        "dossier__version", "dossier__agency", "dossier__owner"
    )
    found = (
        rows.defer("dossier__version__definition", "dossier__version__found_by")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise Http404
    if not found.is_for(request.user):
        attempts.note_invitation(invitation=found, by=request.user)
        raise Http404
    return found


def _own(account: Account) -> Q:
    return helped_by(account) | Q(owner__in=account.parties)
