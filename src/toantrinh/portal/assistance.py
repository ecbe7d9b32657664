"""Whether somebody who fills in has the house beside them: its device, or its officer's browser."""

from __future__ import annotations

from django.http import HttpRequest

from toantrinh.counter import queries as counter
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Assistance, Dossier
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.requests import AccountRequest, officer_was_here


def note(request: AccountRequest, dossier: Dossier, *, session: bool = False) -> Dossier:
    """Write it down on a draft of a citizen, once; nobody can take it back.

    No query where nothing hints at it.

    Args:
        session: whether to ask too if the one who is signed in here is an officer today.
    """
    if not dossier.is_draft or dossier.is_assisted or dossier.version.is_internal:
        return dossier
    assistance, centre = _found(request, session)
    if assistance is Assistance.NONE:
        return dossier
    return dossiers.note_assistance(
        dossier=dossier, assistance=assistance, centre=centre, by=request.user
    )


def _found(request: HttpRequest, session: bool) -> tuple[Assistance, Agency | None]:
    if device := counter.device_of(request.COOKIES.get(counter.DEVICE_COOKIE, "")):
        return Assistance.DEVICE, device.agency
    if code := officer_was_here(request):
        return Assistance.SESSION, Agency.objects.filter(code=code).first()
    account = request.user
    if session and isinstance(account, Account) and account.posts_today:
        return Assistance.SESSION, account.posts_today[0].agency
    return Assistance.NONE, None
