"""Who may come in: the control office, and to the registers of an agency those who keep them. For
everybody else there is nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from toantrinh.catalogue.models import Catalogue, Proposal
from toantrinh.core.ids import new_id
from toantrinh.identity import handover
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest

P = ParamSpec("P")
View = Callable[Concatenate[AccountRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]
LONGEST_KEY = 64
SHOWN_AT: Final = {
    "change": "procedure",
    "act": "proposal",
    "calendar-act": "calendar-change",
    "inventory-act": "inventory-change",
    "delegation-act": "delegation",
}
"""Where what is sent to an address without a page of its own is shown."""


def designer(view: View[P]) -> Guarded[P]:
    """A page for those who may design procedures in the posts they use now."""
    return _guarded(view, lambda who: may(who, Permission.PROCEDURE_DESIGN, on=Catalogue()))


def keeper(view: View[P]) -> Guarded[P]:
    """A page for those who keep the register of delegations of an agency: heads, administrators."""
    return _guarded(view, lambda who: who.keeps_delegations)


def _guarded(view: View[P], may_enter: Callable[[Account], bool]) -> Guarded[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return handover.sign_in(request, SHOWN_AT)
        signed_in = cast(AccountRequest, request)
        if not may_enter(signed_in.user):
            raise Http404
        return view(signed_in, *args, **kwargs)

    return cast(Guarded[P], guarded)


def opened(uid: UUID) -> Proposal:
    """The proposal with its people and what it was begun from. Errors: Http404."""
    rows = Proposal.objects.select_related(
        "proposed_by__party", "checked_by__party", "base", "version"
    )
    found = rows.defer("base__definition", "version__definition").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def key_of(request: HttpRequest) -> str:
    """The key of the form that was sent: two clicks make one thing."""
    return request.POST.get("key", "")[:LONGEST_KEY] or str(new_id())
