"""Pages without an account: where a dossier stands, whether a paper is genuine."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers import linked, queries, timeline
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.papers import queries as papers
from toantrinh.papers.models import IssuedPaper

from ..errors import TooManyTries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE, NOT_FOUND, TOO_MANY = 422, 404, 429
TRIES, SECONDS = 30, 600
GUESSES = 6  # of the four digits of one dossier
SHA256 = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 16

PLAIN: dict[State, StrOrPromise] = {
    State.FILED: gettext_lazy("The agency has the dossier and looks whether it is complete."),
    State.ACCEPTED: gettext_lazy("The agency has accepted the dossier."),
    State.NOT_ACCEPTED: gettext_lazy("The agency could not accept the dossier and has said why."),
    State.PROCESSING: gettext_lazy("The agency is working on the dossier."),
    State.SUPPLEMENT_ASKED: gettext_lazy("The applicant is asked to complete the dossier."),
    State.PAYMENT_ASKED: gettext_lazy("The applicant is asked to pay before it goes on."),
    State.WITHDRAWAL_ASKED: gettext_lazy("The applicant wants the dossier back."),
    State.STOPPED: gettext_lazy("The agency has stopped the dossier."),
    State.SETTLED: gettext_lazy("The agency has finished; the result is about to be returned."),
    State.RESULT_RETURNED: gettext_lazy("The result was returned."),
}
"""What a status means, without anything about the person: all that the code alone tells."""
PARTLY: Final = gettext_lazy(
    "One part is finished; other agencies are still settling the other parts."
)


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The status by code; who holds it and the story too, with the last four digits of the phone.

    No names, no answers, no papers in either case. Tries are counted, by address and by code.
    """
    if request.method != "POST":
        return render(request, "portal/track.html")
    reference = request.POST.get("code", "").strip()
    tail = "".join(filter(str.isdigit, request.POST.get("phone", "")))[-4:]
    if _too_many(request, "track") or (tail and _too_many(request, "tail", GUESSES, reference)):
        return _refused(request)
    dossier, knows_phone = queries.tracked(reference, tail) if reference else (None, False)
    page: dict[str, Any] = {"typed_code": reference}
    if dossier is None:
        words = _("There is no dossier with this code") if reference else _("Enter the code")
        page["problems"] = [Problem("code", "unknown", words)]
        return render(request, "portal/track.html", page, status=UNPROCESSABLE)
    goes_on = bool(linked.going_on_among([dossier]))
    page |= {
        "dossier": dossier,
        "state": _("Some parts are still being settled") if goes_on else State(dossier.state).label,
        "plain": PARTLY if goes_on else PLAIN[State(dossier.state)],
        "knows_phone": knows_phone,
    }
    if knows_phone:
        page |= {
            "holder": queries.holder(dossier),
            "moments": list(reversed(timeline.moments(dossier, in_public=True))),
        }
    elif tail:
        words = _("These are not the last four digits of the phone given in the dossier")
        page["problems"] = [Problem("phone", "mismatch", words)]
    return render(request, "portal/track.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def check_paper(request: HttpRequest) -> HttpResponse:
    """By its code, or by the file itself: hashed here and not stored, or in the browser."""
    if request.method != "POST":
        if code := request.GET.get("code", "").strip():
            return redirect("portal:check-paper-code", code=code[:40])
        return render(request, "portal/check_paper.html")
    if _too_many(request, "check"):
        return _refused(request)
    digest = _digest(request)
    if not digest:
        problem = Problem("file", "required", _("Choose the file of the paper"))
        page: dict[str, Any] = {"problems": [problem]}
        return render(request, "portal/check_paper.html", page, status=UNPROCESSABLE)
    return _paper(request, papers.by_hash(digest), digest)


@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """What was issued under a code; POST holds a file against it."""
    paper = papers.by_code(code)
    if (paper is None or request.method == "POST") and _too_many(request, "check"):
        return _refused(request)
    return _paper(request, paper, _digest(request) if request.method == "POST" else "", code)


def _paper(
    request: HttpRequest, paper: IssuedPaper | None, digest: str, code: str = ""
) -> HttpResponse:
    standing = papers.standing(paper, digest)
    page = {"paper": paper, "standing": standing.value, "with_file": bool(digest), "code": code}
    status = NOT_FOUND if paper is None and code else 200
    return render(request, "portal/paper.html", page, status=status)


def _digest(request: HttpRequest) -> str:
    """SHA-256 of what was given: computed in the browser, or here piece by piece, kept nowhere."""
    told = request.POST.get("sha256", "")
    if SHA256.fullmatch(told):
        return told
    file = request.FILES.get("file")
    if file is None or not file.size:
        return ""
    digest = hashlib.sha256()
    for piece in file.chunks(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _too_many(request: HttpRequest, what: str, most: int = TRIES, of: str = "") -> bool:
    """Count a try of this address (or ``of`` something); more than ``most`` in ten minutes?"""
    told = of or request.META.get("REMOTE_ADDR", "")
    key = f"portal.{what}.{hashlib.sha256(told.encode()).hexdigest()[:32]}"
    cache.add(key, 0, SECONDS)
    return cache.incr(key) > most


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "refusal.html", {"refusal": TooManyTries()}, status=TOO_MANY)
