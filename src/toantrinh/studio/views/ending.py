"""Proposing the end of a procedure that the law repealed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import actions, queries
from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import answering, reading
from ..opening import designer, key_of


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: AccountRequest, code: str) -> HttpResponse:
    """The last day, and what takes its place; on to the proposal with the repealing decision."""
    version = queries.latest(code)
    if version is None:
        raise Http404
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            return _begun(request, code)
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = answering.problems(refusal, "last_day")
    typed = handover.typed(request)
    page = {
        "version": version,
        "problems": problems,
        "typed": typed,
        "key": typed.get("key") or new_id(),
    }
    return answering.page(request, "studio/end.html", page)


def _begun(request: AccountRequest, code: str) -> HttpResponse:
    last_day = reading.day(request.POST.get("last_day", ""), "last_day")
    if last_day is None:
        raise ChangeNotUnderstood(field="last_day", what=_("The last day is missing."))
    proposal = actions.begin_end(
        key=key_of(request),
        code=code,
        last_day=last_day,
        replaced_by=request.POST.get("replaced_by", "").strip()[:40],
        by=request.user,
    )
    return redirect("studio:proposal", uid=proposal.uid)
