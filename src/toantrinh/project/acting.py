"""In which of their posts an officer acts, for as long as the session lasts.

Without a choice all posts of today count, so nobody has to choose who has one. Templates find the
posts as ``user.posts_today`` and the choice as ``user.acting_as``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from toantrinh.identity.adapters import home_of
from toantrinh.identity.errors import PostNotHeld
from toantrinh.identity.models import Account
from toantrinh.identity.queries import held_post
from toantrinh.identity.requests import AccountRequest

KEY = "post"


class ActingMiddleware:
    """Puts the post chosen for the session on the account, after the session's own middleware.

    A post that ended since is forgotten on the spot: its holder goes on with what is left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(KEY)
        if chosen and isinstance(request.user, Account):
            try:
                request.user.acting_as = held_post(request.user, chosen)
            except PostNotHeld:
                del request.session[KEY]
        return self.get_response(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act as ``post`` (a uid) from now on; as all posts held when it is empty.

    A GET is someone whose session expired before they chose, back from signing in: to their work.
    """
    account = cast(AccountRequest, request).user
    if request.method != "POST":
        return HttpResponseRedirect(home_of(account))
    uid = request.POST.get("post", "")
    if uid:
        request.session[KEY] = str(held_post(account, uid).uid)
    else:
        request.session.pop(KEY, None)
    return HttpResponseRedirect(back_to(request) or home_of(account))


def back_to(request: HttpRequest) -> str:
    """The page named by ``next`` if it is one of ours, otherwise nothing."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else ""
