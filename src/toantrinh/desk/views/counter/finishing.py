"""The end of a filing at the counter: papers, the word of the person, filed and accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.counter import actions as counter_actions
from toantrinh.counter import queries as counter
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import competence, declaring, people, queries
from toantrinh.dossiers.errors import PapersMissing, WrongState
from toantrinh.dossiers.models import Attachment, ConfirmationState, Dossier, PaperKind
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import mask
from toantrinh.payments import queries as payments

from ...errors import AgencyJustChosen, ScanMissing
from ...intake import Intake
from ...opening import gave_away, helped, officer
from .arriving import count_anew
from .filling import about

UNPROCESSABLE: Final = 422
STACK, SIGNED, PAGE = "chong", "chu-ky", "trang-"
Deed = Callable[[AccountRequest, Dossier], HttpResponse | None]


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def confirming(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What is read over with the person; POST ``viec`` does one thing about it."""
    if gave_away(request, uid):  # the other click was faster
        return redirect("desk:receipt", uid=uid)
    dossier = helped(request, uid)
    if not dossier.is_draft:
        return redirect("desk:counter-filed", uid=uid)
    if request.method != "POST":
        return _page(request, dossier, typed=handover.typed(request))
    deed = DEEDS.get(request.POST.get("viec", ""))
    if deed is None:
        raise Http404
    try:
        return deed(request, dossier) or redirect("desk:counter-confirming", uid=uid)
    except WrongState:  # the other click was faster
        return redirect("desk:counter-filed", uid=uid)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _page(request, helped(request, uid), typed=request.POST, refusal=refusal)


def _scan(request: AccountRequest, dossier: Dossier) -> None:
    """One paper is asked for only: then the stack is that paper. Errors: ScanMissing."""
    files = _sent(request, STACK)
    if not files:
        raise ScanMissing
    stack = dossiers.scan_stack(dossier=dossier, files=files, by=request.user)
    asked = [each for each in queries.components(dossier) if each.is_asked]
    if len(asked) == 1:
        places = dict.fromkeys(stack.file.page_numbers, asked[0].component.key)
        dossiers.sort_stack(dossier=dossier, stack=stack, places=places, by=request.user)


def _sent(request: AccountRequest, control: str) -> list[tuple[str, bytes]]:
    return [(each.name or "", each.read()) for each in request.FILES.getlist(control)]


def _sort(request: AccountRequest, dossier: Dossier) -> None:
    stack = queries.stack(dossier)
    if stack is None:  # the other click was faster
        return
    told = {number: request.POST.get(f"{PAGE}{number}") for number in stack.file.page_numbers}
    places = {number: place for number, place in told.items() if place is not None}
    dossiers.sort_stack(dossier=dossier, stack=stack, places=places, by=request.user)


def _take_away(request: AccountRequest, dossier: Dossier) -> None:
    rows = Attachment.objects.filter(dossier=dossier).select_related("dossier")
    file = next((each for each in rows if str(each.uid) == request.POST.get("tep")), None)
    if file is None:
        raise Http404
    dossiers.detach(attachment=file, by=request.user)


def _agency(request: AccountRequest, dossier: Dossier) -> Agency | None:
    """The agency that is chosen only now, by whatever button the choice was sent."""
    agencies = competence.choosable(dossier.version, clock.today())
    chosen = agencies.filter(code=request.POST.get("co-quan", "")).first()
    if chosen is None or chosen == dossier.agency:
        return None
    dossiers.choose_agency(dossier=dossier, agency=chosen, by=request.user)
    return chosen


def _choose(request: AccountRequest, dossier: Dossier) -> None:
    _agency(request, dossier)


def _send(request: AccountRequest, dossier: Dossier) -> None:
    """The first code, or another one; a click too early is told from when."""
    _agency(request, dossier)
    sent = dossiers.send_code(dossier=dossier, by=request.user, at=(at := clock.now()))
    if sent.asked_at != at:
        again = f"{sent.again_at.astimezone(clock.ZONE):%H:%M:%S}"
        said = _("The code is on its way. Another one can be sent from %(again)s on.")
        messages.info(request, said % {"again": again})


def _file(request: AccountRequest, dossier: Dossier) -> HttpResponse:
    """The word of the person, then all the rest at once. Errors: AgencyJustChosen, before what
    was signed for another agency counts for this one."""
    if chosen := _agency(request, dossier):
        raise AgencyJustChosen(agency=chosen.name)
    signed, code = _sent(request, SIGNED), request.POST.get("ma", "")
    if signed:
        dossiers.confirm_by_signature(dossier=dossier, files=signed, by=request.user)
    elif code.strip():
        dossiers.confirm_by_code(dossier=dossier, code=code, by=request.user)
    receipt = request.POST.get("bien-lai", "")
    filed = dossiers.take_in(dossier=dossier, receipt=receipt, by=request.user)
    if filed.assisted_in is not None:
        count_anew(filed.assisted_in)
    if ticket := counter.serving(request.user):
        with suppress(Refusal):  # the number is a small matter beside a dossier
            counter_actions.end_ticket(ticket=ticket, came=True, by=request.user)
    return redirect("desk:counter-filed", uid=filed.uid)


def _declined(request: AccountRequest, dossier: Dossier) -> HttpResponse:
    dossiers.record_not_confirmed(dossier=dossier, by=request.user)
    messages.warning(
        request,
        _("Recorded: the person does not confirm. Nothing was filed; correct it with them here."),
    )
    return redirect("desk:counter-filling", uid=dossier.uid)


def _discard(request: AccountRequest, dossier: Dossier) -> HttpResponse:
    dossiers.discard(dossier=dossier, by=request.user)
    messages.success(request, _("The draft is thrown away; nothing of it is kept."))
    return redirect("desk:counter")


DEEDS: Final[dict[str, Deed]] = {
    "quet": _scan,
    "chia": _sort,
    "bo-tep": _take_away,
    "co-quan": _choose,
    "gui-ma": _send,
    "nop": _file,
    "khong-xac-nhan": _declined,
    "huy": _discard,
}


def _page(
    request: AccountRequest,
    dossier: Dossier,
    *,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
) -> HttpResponse:
    intake = Intake(dossier, request.user).look()
    if intake.problems():
        return redirect(f"{_filling(dossier)}?sua=1")
    asked = [each for each in intake.components if each.is_asked]
    stack = queries.stack(dossier)
    page: dict[str, Any] = {
        **about(dossier, 3),
        "groups": intake.groups(),
        "asked": asked,
        "stack": stack,
        "pages": _pages(stack, asked) if stack else [],
        "agencies": competence.offered(dossier.version, clock.today()),
        "standings": (found := people.standings(dossier, intake.facts)),
        "others": people.waiting(found, Blocks.ACCEPTANCE),
        "stops_filing": people.waiting(found, Blocks.FILING),
        "statement": queries.fees(dossier),
        "given": declaring.holding(dossier),
        "sent": declaring.code_on_its_way(dossier, clock.now()),
        "phone": mask(str(dossier.owner.known.get("vneid.dien_thoai") or "")),
        "receipt": typed.get("bien-lai", ""),
        "takes_money": dossier.agency is None
        or may(request.user, Permission.PAYMENT_RECORD, on=dossier.agency),
        "refusal": refusal,
        "problems": _missing(refusal),
    }
    if refusal and (control := _refused_scan(request, refusal, confirmed=bool(page["given"]))):
        # At its place and on top: the control lies far down, and the page comes back unchanged.
        told = f"{refusal} {refusal.what_to_do}".strip()
        page["bad_scan" if control == STACK else "bad_sheet"] = told
        page["problems"] = [Problem(control, refusal.code, told)]
    status = UNPROCESSABLE if refusal else 200
    return render(request, "desk/counter/confirming.html", page, status=status)


def _refused_scan(request: AccountRequest, refusal: Refusal, *, confirmed: bool) -> str:
    """The control by which came what was refused; empty when it was no scan."""
    if request.POST.get("viec") == "quet":
        return STACK
    in_vain = bool(_sent(request, SIGNED)) and not confirmed
    return SIGNED if in_vain and not isinstance(refusal, AgencyJustChosen) else ""


def _filling(dossier: Dossier) -> str:
    return reverse("desk:counter-filling", args=[dossier.uid])


def _missing(refusal: Refusal | None) -> list[Problem]:
    if isinstance(refusal, PapersMissing):
        return [
            Problem(f"paper-{key}", refusal.code, _("Scan: %(name)s") % {"name": name})
            for key, name in refusal.components
        ]
    return []


def _pages(stack: Attachment, asked: list[queries.ComponentState]) -> list[tuple[int, str]]:
    """Each page with the paper that it probably is: those that are missing, in their order; the
    last one has all that is left."""
    missing = [each.component.key for each in asked if each.is_missing and not each.files]
    order = missing or [each.component.key for each in asked]
    last = len(order) - 1
    return [
        (number, order[min(at, last)] if order else "")
        for at, number in enumerate(stack.file.page_numbers)
    ]


@officer
@require_safe
def declaration(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The declaration as PDF, to be read and signed."""
    dossier = helped(request, uid)
    if not dossier.is_draft:
        raise Http404
    Intake(dossier, request.user).look()
    content = declaring.document(dossier, at=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="ban-ke-khai.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@officer
@require_safe
def filed(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What came of it: code, due time, form 01 to be printed, what is still to be paid.

    The paper is made in the background, seconds later; asked by htmx, only its place is answered.
    Of what was taken in for another body, the receipt is all that may be shown here.
    """
    if gave_away(request, uid):
        return redirect("desk:receipt", uid=uid)
    dossier = helped(request, uid)
    if dossier.is_draft:
        return redirect("desk:counter-filling", uid=uid)
    kind = PaperKind.FORM01 if dossier.accepted_at else PaperKind.CONFIRMATION
    page: dict[str, Any] = {
        **about(dossier, 4),
        "paper": dossier.papers.filter(kind=kind).select_related("file").first(),
        "charge": payments.charge_of(dossier.case),
        "given": dossier.confirmations.filter(state=ConfirmationState.GIVEN)
        .order_by("-answered_at")
        .first(),
        "waits_for": people.waiting(people.standings(dossier), Blocks.ACCEPTANCE),
    }
    part = "HX-Request" in request.headers
    template = "desk/counter/part_paper.html" if part else "desk/counter/filed.html"
    return render(request, template, page)
