"""Who may come in: officers with a post today, to the dossiers of the agencies of their posts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase

from toantrinh.dossiers import attempts, bodies
from toantrinh.dossiers.models import Dossier, Task, helped_by
from toantrinh.identity import handover
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from . import ended

P = ParamSpec("P")
SHOWN_AT: Final = {
    "act": "dossier",
    "batch-act": "batch",
    "export-drop": "export",
    "export-list": "worklist",
    "filters": "worklist",
}
"""Where what is sent to an address without a page of its own is shown."""


def officer(
    view: Callable[Concatenate[AccountRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for those who hold a post today; a post that ended ends the right at once."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return handover.sign_in(request, SHOWN_AT)
        signed_in = cast(AccountRequest, request)
        if not signed_in.user.posts_in_use:
            if isinstance(uid := kwargs.get("uid"), UUID):
                _note_try(signed_in, uid)
            raise NotPermitted(permission=Permission.DOSSIER_READ)
        return view(signed_in, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)


def _note_try(request: AccountRequest, uid: UUID) -> None:
    """The door is closed to them whatever is behind it; that they knocked is written down. At one
    door the address is that of a step."""
    rows = Dossier.objects.select_related("version", "agency", "owner")
    step = Task.objects.filter(uid=uid).values("dossier")
    if tried := rows.filter(Q(uid=uid) | Q(pk__in=step)).first():
        attempts.note_foreign(dossier=tried, by=request.user)
        ended.refuse_ended(request, tried)


def asked(request: AccountRequest, uid: UUID) -> Task:
    """The step ``uid`` that a body of the posts in use does, or did, for another agency.

    Any other is as absent as one that does not exist, and that it was asked for is written down.
    """
    rows = Task.objects.select_related("agency", "dossier__version", "dossier__agency")
    wide = ("dossier__version__definition", "dossier__version__found_by")
    found = rows.select_related("dossier__owner").defer(*wide).filter(uid=uid).first()
    if found is None:
        raise Http404
    mine = Task.objects.elsewhere().filter(pk=found.pk)
    if not mine.filter(agency__in=request.user.agencies_with(Permission.DOSSIER_READ)).exists():
        attempts.note_foreign(dossier=found.dossier, by=request.user)
        raise Http404
    return found


def asked_about(request: AccountRequest, uid: UUID) -> Task | None:
    """The step that a body of theirs does for the dossier ``uid``, which another agency handles."""
    found = Dossier.objects.filter(uid=uid).first()
    if found is None:
        return None
    return next(iter(bodies.of_account(found, request.user)), None)


def handled(request: AccountRequest, uid: UUID) -> Dossier:
    """The dossier ``uid`` if an agency of the posts in use handles it.

    Any other is as absent as one that does not exist, and that it was asked for is written down.
    """
    rows = Dossier.objects.select_related("version", "agency", "owner", "submitted_by__party")
    found = rows.defer("version__definition", "version__found_by").filter(uid=uid).first()
    if found is None:
        raise Http404
    agencies = request.user.agencies_with(Permission.DOSSIER_READ)
    if found.is_draft or found.agency_id not in agencies:
        attempts.note_foreign(dossier=found, by=request.user)
        ended.refuse_ended(request, found)
        raise Http404
    return found


def helped(request: AccountRequest, uid: UUID) -> Dossier:
    """The dossier ``uid`` that this officer fills in, or filled in, for somebody at the counter.

    Any other is as absent as one that does not exist, and that it was asked for is written down.
    """
    rows = Dossier.objects.select_related(
        "version", "agency", "owner", "assisted_in", "assisted_by__party", "taken_in_by"
    )
    found = rows.defer("version__definition", "version__found_by").filter(uid=uid).first()
    if found is None:
        raise Http404
    mine = Dossier.objects.filter(helped_by(request.user), assisted_in__isnull=False)
    if not mine.filter(pk=found.pk).exists():
        attempts.note_foreign(dossier=found, by=request.user)
        raise Http404
    return found


def gave_away(request: AccountRequest, uid: UUID) -> bool:
    """Whether ``uid`` was taken in for another body at a centre of theirs: what they helped with
    is that body's from then on, and they go on with the receipt."""
    return Dossier.objects.taken_in_at(request.user).filter(uid=uid).exists()


def centre_of(account: Account, permission: Permission) -> Agency:
    """Where an officer, in the post in use, may do what ``permission`` says.

    Errors: NotPermitted.
    """
    able = account.agencies_with(permission)
    for post in account.posts_in_use:
        if post.agency_id in able:
            return post.agency
    raise NotPermitted(permission=permission)
