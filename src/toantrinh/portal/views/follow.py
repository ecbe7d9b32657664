"""Following: my dossiers, one dossier and its story, what waits for me."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import bodies, linked, people, queries, timeline
from toantrinh.dossiers.errors import NoteMissing, TaskNotWaiting
from toantrinh.dossiers.models import Dossier, PaperKind, Side, Task
from toantrinh.forms.checking import Problem
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.papers.rendering import qr
from toantrinh.payments import queries as payments
from toantrinh.process.steps import StepKind
from toantrinh.vault.models import Deposit

from .. import handover
from ..draft import Draft
from ..following import Following
from ..opening import applicant, own, party_of

UNPROCESSABLE = 422
RESULTS = (PaperKind.RESULT, PaperKind.OUTSIDE_RESULT)


@applicant
@require_safe
def mine(request: AccountRequest) -> HttpResponse:
    """All dossiers of the one who signed in: drafts first, then the newest."""
    party_of(request.user)
    all_mine = queries.of_account(request.user)
    page = {
        "invitations": queries.invitations_of(request.user),
        "going_on": linked.going_on_among(all_mine),
        "drafts": [each for each in all_mine if each.is_draft],
        "filed": [each for each in all_mine if not each.is_draft],
    }
    return render(request, "portal/dossiers.html", page)


@applicant
@require_safe
def dossier(request: AccountRequest, uid: UUID) -> HttpResponse:
    """One dossier: what is happening, who holds it, until when; its story, papers and answers."""
    opened = own(request, uid)
    if opened.is_draft:
        return redirect("portal:go-on", uid=uid)
    draft = Draft(opened, request.user)
    following = Following(opened, queries.papers(opened, request.user))
    open_for_all = opened.settled_at is None and opened.closed_at is None
    page = {
        "dossier": opened,
        "pack": opened.version.pack,
        "holder": queries.holder(opened),
        "task": queries.waiting_for_applicant(opened),
        "moments": list(reversed(timeline.moments(opened))),
        "following": following,
        "papers": following.papers,
        "result_kinds": RESULTS,
        "components": [state for state in queries.components(opened) if state.files],
        "form_files": queries.form_files(opened),
        "groups": draft.groups(),
        "others": draft.others,
        "waits_for_others": people.waiting(draft.others, Blocks.DECISION) if open_for_all else [],
        "charge": following.charge,
        "is_late": open_for_all and _is_late(opened),
        "members": (members := linked.members(opened)),
        "going_on": linked.is_going_on(members),
        "failed_parts": linked.failed(opened) if members else [],
        "waits_there": linked.waiting_for_persons(members),
        "opinions": bodies.standings(opened),
        "is_owner": may(request.user, Permission.DOSSIER_WITHDRAW, on=opened),
        "unread": opened.messages.unread_by(Side.APPLICANT).count(),
        "may_withdraw": open_for_all
        and may(request.user, Permission.DOSSIER_WITHDRAW, on=opened)
        and queries.is_withdrawable(opened),
    }
    return render(request, "portal/dossier.html", page)


def _is_late(opened: Dossier) -> bool:
    """Never while time stands still; seconds do not count, as for the clock."""
    if opened.due_at is None or opened.stands_since is not None:
        return False
    return clock.now().replace(second=0, microsecond=0) > opened.due_at


@applicant
@require_safe
def pay(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What is owed for a dossier, and the VietQR code made for exactly this payment."""
    opened = own(request, uid)
    charge = payments.charge_of(opened.case)
    if charge and opened.closed_at and not charge.is_paid:
        charge = None  # what ended without a result is not to be paid any more
    page: dict[str, Any] = {"dossier": opened, "charge": charge}
    if charge and not charge.is_paid:
        page["code"] = qr(payments.qr_text(charge))
    return render(request, "portal/pay.html", page)


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_draft(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The draft of the result, to be confirmed or corrected. Silence counts as agreement."""
    opened = own(request, uid)
    task = queries.waiting_for_applicant(opened)
    if task is None or task.kind != StepKind.CONFIRM_DRAFT:
        return redirect("portal:dossier", uid=uid)
    if request.method != "POST":
        left = handover.take(request)
        return _draft_page(request, opened, task, left.typed if left else None)
    agree, note = request.POST.get("dung") == "co", request.POST.get("note", "")
    if "dung" not in request.POST:
        problem = Problem("dung-co", "required", _("Say whether the draft is right"))
        return _draft_page(request, opened, task, request.POST, problem)
    try:
        with suppress(TaskNotWaiting):  # the other click, or the time was over
            dossiers.confirm_draft(task=task, by=request.user, agree=agree, note=note)
    except NoteMissing as refusal:
        problem = Problem("note", refusal.code, str(refusal))
        return _draft_page(request, opened, task, request.POST, problem)
    return redirect("portal:dossier", uid=uid)


def _draft_page(
    request: AccountRequest,
    opened: Dossier,
    task: Task,
    typed: QueryDict | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    page = {
        "dossier": opened,
        "task": task,
        "paper": queries.newest_draft(opened),
        "problems": [problem] if problem else [],
        "note": typed.get("note", "") if typed else "",
        "said": typed.get("dung", "") if typed else "",
        "came_back": typed is not None and problem is None,
        "pass": handover.pass_for(request.user, opened),
    }
    return render(request, "portal/draft.html", page, status=UNPROCESSABLE if problem else 200)


@applicant
@require_safe
def result(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The result: number, issuer, day, the file to keep, and how anyone can check it."""
    opened = own(request, uid)
    papers = [paper for paper in queries.papers(opened, request.user) if paper.kind in RESULTS]
    if not papers:
        return redirect("portal:dossier", uid=uid)
    paper = papers[-1]
    origin = queries.origin(opened, paper)
    page: dict[str, Any] = {"dossier": opened, "paper": paper, "origin": origin}
    if origin.check_code:
        address = reverse("portal:check-paper-code", args=[origin.check_code])
        page["check_url"] = request.build_absolute_uri(address)
        page["code"] = qr(page["check_url"])
    return render(request, "portal/result.html", page)


@applicant
@require_safe
def my_papers(request: AccountRequest) -> HttpResponse:
    """What was issued to the one who signed in, to keep and use again."""
    party_of(request.user)
    deposits = Deposit.objects.readable_by(request.user).select_related("file", "replaced_by")
    return render(
        request, "portal/my_papers.html", {"deposits": deposits.order_by("-deposited_at")[:200]}
    )
