"""Who may come in: officers with a post today, to the dossiers of the agencies of their posts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from toantrinh.dossiers import attempts
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from . import acts, handover

P = ParamSpec("P")
KEPT: Final = {*(act.name for act in acts.ACTS), "originals", "appointment"}
"""Pages that show again what was typed when the session was over."""


def officer(
    view: Callable[Concatenate[AccountRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for those who hold a post today; a post that ended ends the right at once."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, kwargs.get("uid"))
        signed_in = cast(AccountRequest, request)
        if not signed_in.user.posts_in_use:
            if isinstance(uid := kwargs.get("uid"), UUID):
                _note_try(signed_in.user, uid)
            raise NotPermitted(permission=Permission.DOSSIER_READ)
        return view(signed_in, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


def _sign_in(request: HttpRequest, dossier: object) -> HttpResponse:
    """A deed that came too late is not done after the sign-in; what was typed for it is kept."""
    if request.method == "POST" and isinstance(dossier, UUID):
        page = request.resolver_match.url_name if request.resolver_match else None
        if page in KEPT:
            handover.leave(request, dossier, page or "")
            return redirect_to_login(request.path)
        handover.leave(request, dossier)
        return redirect_to_login(reverse("desk:dossier", args=[dossier]))
    return redirect_to_login(request.get_full_path())


def _note_try(account: Account, uid: UUID) -> None:
    """The door is closed to them whatever is behind it; that they knocked is written down."""
    if (
        tried := Dossier.objects.select_related("version", "agency", "owner")
        .filter(uid=uid)
        .first()
    ):
        attempts.note_foreign(dossier=tried, by=account)


def handled(request: AccountRequest, uid: UUID) -> Dossier:
    """The dossier ``uid`` if an agency of the posts in use handles it.

    Any other is as absent as one that does not exist, and that it was asked for is written down.
    """
    rows = Dossier.objects.select_related("version", "agency", "owner")
    found = rows.defer("version__definition", "version__found_by").filter(uid=uid).first()
    if found is None:
        raise Http404
    agencies = request.user.agencies_with(Permission.DOSSIER_READ)
    if found.is_draft or found.agency_id not in agencies:
        attempts.note_foreign(dossier=found, by=request.user)
        raise Http404
    return found
