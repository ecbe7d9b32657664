"""One click, and one is somebody invented: only in an installation that shows itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.identity import actions
from toantrinh.identity.adapters import PasswordBackend, home_of
from toantrinh.identity.models import Account
from toantrinh.identity.requests import remember_officer

from .acting import back_to
from .demo import people

BACKEND = f"{PasswordBackend.__module__}.{PasswordBackend.__qualname__}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """The invented people by what they do here; POST ``person`` (a login) to become one.

    Only those of the list: nobody becomes a real account this way, whatever the form says.
    """
    if settings.MODE != "demo":
        raise Http404
    cast = people.read()
    if request.method != "POST":
        groups = people.groups(cast.people)
        page = {"groups": groups, "next": back_to(request), "password": cast.password}
        return render(request, "account/demo_sign_in.html", page)
    keys = {person.key for person in cast.people}
    account = get_object_or_404(
        Account, login=request.POST.get("person", ""), login__in=keys, is_active=True
    )
    login(request, account, backend=BACKEND)
    actions.note_sign_in(account=account, means="demo", by=account, at=clock.now())
    response = HttpResponseRedirect(back_to(request) or home_of(account))
    remember_officer(response, account)
    return response
