"""What an officer does about a dossier: each deed is one action of ``dossiers`` or ``payments``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.errors import TaskDoneBy, TaskNotWaiting, WrongState
from toantrinh.dossiers.meanwhile import Seen
from toantrinh.dossiers.models import Dossier, Paper, Side, Task
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.payments import actions as payments
from toantrinh.payments import queries as payment_queries

from .. import checklist, consulting, days, ended, findings
from ..acts import HELD_UP
from ..errors import DayUnreadable, FileMissing, NumberMissing
from ..opening import asked_about, handled, officer
from . import handing
from .dossier import SEEN, page
from .handing import task_of

UNPROCESSABLE: Final = 422
LONGEST_KEY: Final = 64
Deed = Callable[[AccountRequest, Dossier], str]


@officer
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the dossier. A refusal comes back on top, nothing typed is lost.

    A second click finds the step done and lands on the dossier as well.
    """
    step = asked_about(request, uid) if deed in handing.DEEDS else None
    opened = step.dossier if step else handled(request, uid)
    if deed not in DEEDS:
        raise Http404
    opened.seen = None if deed in BESIDE else Seen.by(request.user, request.POST.get(SEEN, ""))
    try:
        messages.success(request, DEEDS[deed](request, opened))
    except WrongState as refusal:
        opened.refresh_from_db()
        if opened.state in HELD_UP:
            messages.warning(request, f"{refusal} {refusal.what_to_do}")
        else:
            messages.info(request, _("This step was already done; nothing was done twice."))
    except TaskNotWaiting as refusal:
        if isinstance(refusal, TaskDoneBy):
            return _refused(request, opened, deed, refusal, step)
        messages.info(request, _("This step was already done; nothing was done twice."))
    except NotPermitted:
        ended.refuse_ended(request, opened)
        raise
    except Refusal as refusal:
        return _refused(request, opened, deed, refusal, step)
    return redirect(_place(request, uid, deed))


def _place(request: AccountRequest, uid: UUID, deed: str) -> str:
    """Where one goes on: at the row of the list from which it was sent, or at the dossier."""
    if back := _list_of(request):
        task = request.POST.get("task", "")
        return f"{back}#v-{quote(task)}" if task else back
    return reverse("desk:dossier", args=[uid]) + PLACES.get(deed, "")


def _list_of(request: AccountRequest) -> str:
    """The worklist from whose row it was sent; empty from the page of the dossier."""
    back, worklist = request.POST.get("next", ""), reverse("desk:worklist")
    return back if back == worklist or back.startswith(f"{worklist}?") else ""


def _refused(
    request: AccountRequest, opened: Dossier, deed: str, refusal: Refusal, step: Task | None
) -> HttpResponse:
    """The page once more, with why on top, at its field if it has one, and what was typed; from a
    row of the list, that list. Whoever is only asked about ``step`` sees the page of it and no
    more."""
    if back := _list_of(request):
        messages.error(request, f"{opened.reference}: {refusal} {refusal.what_to_do}")
        return redirect(back)
    if step is not None:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
        return redirect("desk:opinion", uid=step.uid)
    opened.refresh_from_db()
    said = f"{refusal} {refusal.what_to_do}".strip()
    return page(
        request,
        opened,
        refusal=refusal,
        problems=[Problem(TEXTS[deed], refusal.code, said)] if deed in TEXTS else [],
        typed=request.POST.dict(),
        status=UNPROCESSABLE,
    )


def _accept(request: AccountRequest, opened: Dossier) -> str:
    dossiers.accept(dossier=opened, by=request.user)
    return _("Accepted. The receipt with the due time is being made.")


def _complete(request: AccountRequest, opened: Dossier) -> str:
    task = task_of(request, opened)
    found = findings.read(task, request.POST.dict())
    note = request.POST.get("note", "").strip()
    dossiers.complete_task(
        task=task,
        by=request.user,
        findings=found,
        note=note,
        outcome=request.POST.get("ket-qua", ""),
        bodies=consulting.chosen(request.POST.dict()),
        ground=request.POST.get("can-cu", ""),
    )
    return _("The step is done.")


def _go_on(request: AccountRequest, opened: Dossier) -> str:
    ground = request.POST.get("khong_cho_vi", "")
    dossiers.go_on_without(task=task_of(request, opened), ground=ground, by=request.user)
    return _("The dossier goes on without this answer; your ground is kept.")


def _approve(request: AccountRequest, opened: Dossier) -> str:
    sha256 = request.POST.get("sha256", "")
    dossiers.approve(task=task_of(request, opened), sha256=sha256, by=request.user)
    return _("Approved. The document is being signed.")


def _send_back(request: AccountRequest, opened: Dossier) -> str:
    note = request.POST.get("note", "")
    dossiers.send_back(task=task_of(request, opened), by=request.user, note=note)
    return _("Sent back to the unit with your note.")


def _seal(request: AccountRequest, opened: Dossier) -> str:
    dossiers.seal(task=task_of(request, opened), by=request.user)
    return _("Numbered. The agency's seal is being put on it.")


def _return(request: AccountRequest, opened: Dossier) -> str:
    method = request.POST.get("method", "dien_tu")
    dossiers.return_result(task=task_of(request, opened), by=request.user, method=method)
    return _("The result is returned.")


def _hand_over(request: AccountRequest, opened: Dossier) -> str:
    code = request.POST.get("outside_code", "")
    dossiers.hand_over_outside(task=task_of(request, opened), by=request.user, outside_code=code)
    return _("Handed over. The dossier now waits for the result of the other system.")


def _outside_result(request: AccountRequest, opened: Dossier) -> str:
    number, file = request.POST.get("number", "").strip(), request.FILES.get("file")
    if not number:
        raise NumberMissing
    if file is None:
        raise FileMissing
    typed = request.POST.get("day", "")
    if (day := days.read(typed)) is None:
        raise DayUnreadable(text=typed)
    dossiers.record_outside_result(
        task=task_of(request, opened),
        number=number,
        day=day,
        name=file.name or "",
        content=file.read(),
        by=request.user,
    )
    return _("The result of the other system is recorded.")


def _pay(request: AccountRequest, opened: Dossier) -> str:
    charge = payment_queries.charge_of(opened.case)
    if charge is None:
        raise TaskNotWaiting
    payments.record_payment(
        charge=charge,
        receipt_number=request.POST.get("receipt", ""),
        procedure=opened.version.code,
        by=request.user,
        at=clock.now(),
    )
    return _("The payment is recorded.")


def _sign_again(request: AccountRequest, opened: Dossier) -> str:
    """Errors: Http404 for a paper that is not of this dossier."""
    number = request.POST.get("paper", "")
    rows = Paper.objects.readable_by(request.user).filter(dossier=opened)
    paper = next((each for each in rows if str(each.uid) == number), None)
    if paper is None:
        raise Http404
    paper.dossier = opened
    dossiers.sign_paper_again(paper=paper, by=request.user)
    return _("The paper is being signed.")


def _retry(request: AccountRequest, opened: Dossier) -> str:
    dossiers.retry_effect(dossier=opened, by=request.user)
    return _("Tried again; what came of it stands on this page.")


def _check(request: AccountRequest, opened: Dossier) -> str:
    found = checklist.read(opened, request.POST.dict())
    made = dossiers.check_components(dossier=opened, found=found, by=request.user)
    return _("The checklist is kept.") if made else _("Nothing in the checklist has changed.")


def _note(request: AccountRequest, opened: Dossier) -> str:
    text, key = request.POST.get("ghi_chu", ""), request.POST.get("key", "")[:LONGEST_KEY]
    dossiers.write_note(dossier=opened, text=text, key=key, by=request.user)
    return _("The note is kept. Only the officers of your agency see it.")


def _message(request: AccountRequest, opened: Dossier) -> str:
    dossiers.send_message(
        dossier=opened,
        side=Side.AGENCY,
        text=request.POST.get("loi_nhan", ""),
        key=request.POST.get("key", "")[:LONGEST_KEY],
        by=request.user,
    )
    return _("The message is sent. The applicant is told that there is one.")


def _read(request: AccountRequest, opened: Dossier) -> str:
    dossiers.mark_read(dossier=opened, side=Side.AGENCY, by=request.user)
    return _("Marked as read.")


DEEDS: Final[dict[str, Deed]] = {
    "tiep-nhan": _accept,
    "hoan-thanh": _complete,
    "khong-cho": _go_on,
    "ky": _approve,
    "tra-lai": _send_back,
    "dong-dau": _seal,
    "tra-ket-qua": _return,
    "chuyen": _hand_over,
    "ket-qua-ngoai": _outside_result,
    "thu-tien": _pay,
    "ky-lai": _sign_again,
    **handing.DEEDS,
    "thu-lai": _retry,
    "kiem-tra": _check,
    "ghi-chu": _note,
    "nhan-tin": _message,
    "da-doc": _read,
}
BESIDE: Final = frozenset({"thu-tien", "ghi-chu", "nhan-tin", "da-doc"})
"""What decides nothing, so that nobody's work is overwritten by it."""
TEXTS: Final = {"ghi-chu": "ghi_chu", "nhan-tin": "loi_nhan"}
"""Deeds that are nothing but a text: the field in which whatever is refused is put right."""
PLACES: Final = {
    "kiem-tra": "#giay-to",
    "ghi-chu": "#ghi-chu-noi-bo",
    "nhan-tin": "#trao-doi",
    "da-doc": "#trao-doi",
}
