"""The register of delegations: its entries, one of them, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.core import clock, paging
from toantrinh.forms.checking import Problem
from toantrinh.identity import actions, authority, handover
from toantrinh.identity.models import Account, Delegation, DelegationState
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import queries as vault

from .. import answering, history, signers
from ..opening import keeper

PAGE: Final = 50
Deed = Callable[[AccountRequest, Delegation], str]


@keeper
@require_safe
def register(request: AccountRequest) -> HttpResponse:
    """What is in force, to come or waits for confirmation, fifty a page; ``tat-ca`` all of it;
    ``co-quan`` of one agency."""
    rows = Delegation.objects.readable_by(request.user).with_all()
    is_all, code = request.GET.get("tat-ca") == "1", request.GET.get("co-quan", "")
    if code:
        rows = rows.filter(agency__code=code)
    if not is_all:
        rows = rows.current(clock.today())
    found, after = paging.by_key(rows, request.GET.get("sau", ""), PAGE, newest_first=True)
    page = {
        "rows": signers.rows(found),
        "after": after,
        "is_all": is_all,
        "code": code,
        "agencies": signers.agencies(request.user),
    }
    return render(request, "studio/delegations.html", page)


@keeper
@require_safe
def delegation(request: AccountRequest, uid: UUID) -> HttpResponse:
    """One entry with its history."""
    return _page(request, _opened(request, uid), [], handover.typed(request))


@keeper
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Confirm, do not confirm, take back, or revoke; then back to the entry."""
    opened = _opened(request, uid)
    field = "why" if deed == "thu-hoi" else ""
    if problems := answering.done(request, DEEDS, deed, opened, field=field):
        return _page(request, _opened(request, uid), problems, request.POST.dict())
    return redirect("studio:delegation", uid=uid)


@keeper
@require_safe
def scan(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The scanned act, as it was kept."""
    opened = _opened(request, uid)
    kept = vault.kept(opened.act_file) if opened.act_file else None
    if kept is None:
        raise Http404
    answer = HttpResponse(vault.content(kept), content_type=kept.media_type)
    answer["Content-Disposition"] = f'inline; filename="uy-quyen-{opened.pk}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _opened(request: AccountRequest, uid: UUID) -> Delegation:
    rows = Delegation.objects.readable_by(request.user).with_all()
    found = rows.select_related("proposed_by__party", "decided_by__party", "revoked_by__party")
    chosen = found.filter(uid=uid).first()
    if chosen is None:
        raise Http404
    return chosen


def _page(
    request: AccountRequest, opened: Delegation, problems: list[Problem], typed: Mapping[str, str]
) -> HttpResponse:
    row = signers.row(opened)
    is_open = opened.state == DelegationState.CONFIRMED and row.standing in {"holds", "coming"}
    page: dict[str, Any] = {
        "row": row,
        "each": opened,
        "moments": history.of_case(opened.case),
        "may_decide": row.standing == "waits" and _is_giver(request.user, opened),
        "may_withdraw": row.standing == "waits" and opened.proposed_by_id == request.user.pk,
        "may_revoke": is_open and authority.may_revoke(request.user, opened),
        "problems": problems,
        "typed": typed,
    }
    return answering.page(request, "studio/delegation.html", page)


def _is_giver(account: Account, opened: Delegation) -> bool:
    return any(post.pk == opened.given_by_id for post in account.posts_in_use)


def _confirm(request: AccountRequest, opened: Delegation) -> str:
    actions.confirm_delegation(delegation=opened, by=request.user, at=clock.now())
    return _("Confirmed. It holds on the days it names.")


def _refuse(request: AccountRequest, opened: Delegation) -> str:
    actions.refuse_delegation(delegation=opened, by=request.user, at=clock.now())
    return _("Not confirmed. Nothing can be signed under it.")


def _withdraw(request: AccountRequest, opened: Delegation) -> str:
    actions.withdraw_delegation(delegation=opened, by=request.user, at=clock.now())
    return _("Taken back. Nothing can be signed under it; the act may be entered anew.")


def _revoke(request: AccountRequest, opened: Delegation) -> str:
    why = request.POST.get("why", "")
    actions.revoke_delegation(delegation=opened, why=why, by=request.user, at=clock.now())
    return _("Revoked. From now on nothing can be signed under it.")


DEEDS: Final[dict[str, Deed]] = {
    "xac-nhan": _confirm,
    "khong-xac-nhan": _refuse,
    "rut-lai": _withdraw,
    "thu-hoi": _revoke,
}
