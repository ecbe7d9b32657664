"""What someone sent after their session had ended, kept until they have signed in again.

Nothing is done with it. A cookie says whose browser it was, signed, for a day; what such a browser
sends without a session is sealed into the new, anonymous one, with the address of the page that
shows it. That page takes it out once, for the same account alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from toantrinh.core import handover

from .requests import AccountRequest

ABOUT: Final = "identity.handover"
COOKIE: Final = "cua-ai"
SECONDS: Final = 24 * 3600
HALF: Final = SECONDS // 2
MOST_TYPED: Final = 500_000  # characters of one form, sealed into a session
CSRF: Final = "csrfmiddlewaretoken"
UNAUTHORISED: Final = 401


def mark(request: AccountRequest, response: HttpResponse) -> None:
    """Leave in the browser whose it is, for when the session has ended."""
    account = str(request.user.uid)
    if _whose(request, HALF) != account:
        response.set_signed_cookie(
            COOKIE,
            account,
            salt=ABOUT,
            max_age=SECONDS,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def sign_in(request: HttpRequest, shown_at: Mapping[str, str]) -> HttpResponse:
    """To the sign-in and back. A deed that came too late is not done; what was typed is kept.

    Args:
        shown_at: by the name of an address without a page, that of the page that shows what was
            sent to it; it has the same parts but for ``deed``.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=UNAUTHORISED)  # the script says so beside the form
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    page = _page_of(request, shown_at)
    _leave(request, page)
    messages.warning(request, _("You had been signed out: nothing was done yet. Sign in to go on."))
    return redirect_to_login(page)


def take(request: AccountRequest, *, anew: Set[str] = frozenset()) -> QueryDict | None:
    """What was left for this page, once, and it is told to be here; None when nothing was.

    Args:
        anew: names of fields that the page makes anew, as it stands now.
    """
    meant_for = {"account": str(request.user.uid), "page": request.path}
    left = handover.take(request.session, meant_for, about=ABOUT)
    if left is None:
        return None
    messages.warning(
        request, _("You had been signed out: nothing was done yet. What you typed is still here.")
    )
    typed = QueryDict(left["typed"], mutable=True)
    for name in {CSRF, *anew} & typed.keys():
        del typed[name]
    return typed


def typed(request: AccountRequest) -> QueryDict:
    """What the fields of the page show: what is sent just now, or what was left for it."""
    return request.POST if request.method == "POST" else take(request) or QueryDict()


def _leave(request: HttpRequest, page: str) -> None:
    """A file has to be chosen again."""
    account, typed = _whose(request, SECONDS), request.POST.urlencode()
    if account and len(typed) <= MOST_TYPED:
        document = {"account": account, "page": page, "typed": typed}
        handover.leave(request.session, document, about=ABOUT)


def _page_of(request: HttpRequest, shown_at: Mapping[str, str]) -> str:
    asked = request.resolver_match
    shown = shown_at.get(asked.url_name or "") if asked else None
    if asked is None or shown is None:
        return request.path
    parts = {name: value for name, value in asked.kwargs.items() if name != "deed"}
    return reverse(f"{asked.namespace}:{shown}", kwargs=parts)


def _whose(request: HttpRequest, seconds: int) -> str:
    return str(request.get_signed_cookie(COOKIE, default="", salt=ABOUT, max_age=seconds))
