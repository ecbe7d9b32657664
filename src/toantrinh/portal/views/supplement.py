"""Completing a dossier: only what the agency asked for, kept at every step, sent once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.errors import AnswersIncomplete
from toantrinh.dossiers.later_errors import NotCompleted, NotWaitedFor, StoppedMeanwhile
from toantrinh.dossiers.models import AskingState, SupplementRequest
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.forms.receiving import anchor, stays
from toantrinh.identity.requests import AccountRequest

from .. import handover
from ..completing import FILES, SAID, Completing
from ..opening import applicant, own
from ..wording import saved_now

CONFLICT, UNPROCESSABLE = 409, 422
MOST_SAID = 4000
Sent = list[tuple[str, str, bytes]]


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What is asked for, and nothing else; POST keeps what came, ``gui`` sends it to the agency.

    Sent twice it is one answer. When the agency has stopped the dossier meanwhile, what was typed
    is shown to be used again.
    """
    dossier = own(request, uid)
    rows = dossier.askings.filter(state__in=[AskingState.ISSUED, AskingState.CLOSED])
    asking = rows.order_by("-round").first()
    if asking is None:
        return redirect("portal:dossier", uid=uid)
    completing = Completing(asking, dossier, request.user)
    if asking.state == AskingState.CLOSED:
        typed = request.POST if request.method == "POST" else None
        return _too_late(request, completing, typed)
    if dossier.state != State.SUPPLEMENT_ASKED:  # it is being withdrawn
        return redirect("portal:dossier", uid=uid)
    left = handover.take(request)
    try:
        if left:
            found = _keep(completing, left.typed, left.files)
            return _page(request, _again(completing), found, came_back=True)
        if request.method == "POST":
            return _post(request, completing)
    except StoppedMeanwhile:
        return _too_late(request, completing, left.typed if left else request.POST)
    except NotWaitedFor:  # the other click has sent it
        return redirect("portal:dossier", uid=uid)
    return _page(request, completing)


def _post(request: AccountRequest, completing: Completing) -> HttpResponse:
    sent = [
        (control, file.name or "", file.read())
        for control in request.FILES
        for file in request.FILES.getlist(control)
    ]
    found = _keep(completing, request.POST, sent)
    if request.headers.get("HX-Request"):
        return JsonResponse({"text": saved_now(), "fields": list(completing.questions)})
    _take_away(completing, request.POST)
    completing = _again(completing)
    if found:
        return _page(request, completing, found, status=UNPROCESSABLE)
    here = reverse("portal:supplement", args=[completing.dossier.uid])
    if "gui" not in request.POST:
        return redirect(here + _place(request.POST, sent))
    return _send(request, completing)


def _send(request: AccountRequest, completing: Completing) -> HttpResponse:
    try:
        dossiers.send_supplement(request=completing.request, by=request.user)
    except NotCompleted as refusal:
        found = [
            Problem(_control(target), refusal.code, _("Complete: %(name)s") % {"name": name})
            for target, name in refusal.targets.items()
        ]
        said = Problem(SAID, refusal.code, _("Or say in the box below why it need not be"))
        return _page(request, completing, [*found, said], status=UNPROCESSABLE)
    except AnswersIncomplete as refusal:
        return _page(request, completing, list(refusal.problems), status=UNPROCESSABLE)
    return redirect("portal:dossier", uid=completing.dossier.uid)


def _keep(completing: Completing, typed: QueryDict, sent: Iterable[tuple[str, str, bytes]]) -> Any:
    """Keep everything, right or wrong; the files that will not do come back as problems."""
    said = typed.get(SAID, completing.said).strip()[:MOST_SAID]
    dossiers.correct(
        request=completing.request,
        corrections=completing.received(typed),
        said=said,
        by=completing.by,
    )
    found = (_attach(completing, *each) for each in sent if each[0].startswith(FILES))
    return [problem for problem in found if problem]


def _attach(completing: Completing, control: str, name: str, content: bytes) -> Problem | None:
    try:
        dossiers.attach_correction(
            request=completing.request,
            target=control.removeprefix(FILES),
            name=name,
            content=content,
            by=completing.by,
        )
    except (NotWaitedFor, StoppedMeanwhile):
        raise
    except Refusal as refusal:
        return Problem(control, refusal.code, f"{refusal} {refusal.what_to_do}".strip())
    return None


def _take_away(completing: Completing, typed: QueryDict) -> None:
    """The file whose button was pressed, if it is one of those that are not sent yet."""
    for file in completing.unsent:
        if str(file.uid) == typed.get("bo"):
            dossiers.detach_correction(
                request=completing.request, attachment=file, by=completing.by
            )


def _again(completing: Completing) -> Completing:
    """As it is kept now."""
    request = SupplementRequest.objects.get(pk=completing.request.pk)
    return Completing(request, completing.dossier, completing.by)


def _control(target: str) -> str:
    """The id of the place on the page: that of the question, or of the files."""
    return target.removeprefix(OF_FORM) if target.startswith(OF_FORM) else FILES + target


def _place(typed: QueryDict, sent: Sent) -> str:
    """Where whoever pressed a button inside the form goes on."""
    if stays(typed):
        return f"#{anchor(typed)}"
    if sent:
        return f"#asked-{sent[0][0]}"
    return "#saved" if "luu" in typed else ""


def _page(
    request: AccountRequest,
    completing: Completing,
    found: list[Problem] | None = None,
    *,
    status: int = 200,
    came_back: bool = False,
) -> HttpResponse:
    problems = found or []
    asked = completing.asked(problems, places_url=reverse("portal:places"))
    page: dict[str, Any] = {
        "dossier": completing.dossier,
        "request_02": completing.request,
        "asked": asked,
        "said": completing.said,
        "said_error": next((p.message for p in problems if p.field == SAID), ""),
        "datalists": completing.datalists,
        "problems": problems,
        "came_back": came_back,
        "pass": handover.pass_for(request.user, completing.dossier),
    }
    return render(request, "portal/supplement.html", page, status=status)


def _too_late(
    request: AccountRequest, completing: Completing, typed: QueryDict | None
) -> HttpResponse:
    """The agency has stopped the dossier: why, and what was typed, to be used again."""
    said = typed.get(SAID, "") if typed else ""
    page = {
        "dossier": completing.dossier,
        "request_02": completing.request,
        "lines": completing.typed(typed),
        "said": said.strip()[:MOST_SAID] or completing.said,
        "files": completing.unsent,
    }
    status = CONFLICT if typed is not None else 200
    return render(request, "portal/supplement_over.html", page, status=status)
