"""Handing dossiers of one agency over to another: chosen, looked at, ordered, followed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock, paging
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.core.vietnamese import alphabetical
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import rerouting
from toantrinh.dossiers.models import ReroutedState, Rerouting
from toantrinh.dossiers.rerouting import OPEN, Chosen
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.requests import AccountRequest

from .. import answering
from ..opening import keeper, key_of

MOST: Final = 20  # orders in the list
PAGE: Final = 50


@keeper
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: AccountRequest) -> HttpResponse:
    """Whose dossiers (``tu``) go where (``den``), which ones, and what that would do; POST orders
    it."""
    typed = handover.typed(request)
    said = typed if "tu" in typed else request.GET
    sources = _sources(request.user)
    source = next((each for each in sources if each.code == said.get("tu", "")), None)
    targets = _targets(source)
    target = next((each for each in targets if each.code == said.get("den", "")), None)
    if target is None and source and source.successor_id:
        target = next((each for each in targets if each.pk == source.successor_id), None)
    chosen = _chosen(source, said.get("thu-tuc", ""), said.get("trang-thai", ""))
    problems = _missing(request, chosen, target)
    if request.method == "POST" and chosen is not None and target is not None:
        try:
            return _order(request, chosen, target)
        except NotPermitted:
            raise
        except Refusal as refusal:
            told = f"{refusal} {refusal.what_to_do}".strip()
            problems = [Problem("ground", refusal.code, told)]
    page: dict[str, Any] = {
        "sources": sources,
        "targets": targets,
        "source": source,
        "target": target,
        "chosen": chosen,
        "states": [(each.value, each.label) for each in OPEN],
        "preview": rerouting.preview(chosen) if chosen else None,
        "all_parts": rerouting.preview(Chosen(chosen.agency)).parts if chosen else [],
        "most": rerouting.MOST,
        "due": rerouting.ended_with_dossiers(request.user, clock.today()),
        "orders": _orders(request.user)[:MOST],
        "problems": problems,
        "typed": typed,
        "key": typed.get("key") or str(new_id()),
    }
    return answering.page(request, "studio/rerouting.html", page)


@keeper
@require_safe
def order(request: AccountRequest, uid: UUID) -> HttpResponse:
    """How far an order is, and what stayed and why, fifty a page; comes again by itself while
    something waits."""
    found = _orders(request.user).select_related("account__party").filter(uid=uid).first()
    if found is None:
        raise Http404
    stayed = found.items.filter(state=ReroutedState.REFUSED).select_related("dossier")
    rows, after = paging.by_key(stayed, request.GET.get("sau", ""), PAGE)
    page = {
        "order": found,
        "progress": rerouting.progress(found),
        "stayed": [(item, *rerouting.why(item)) for item in rows],
        "after": after,
        "state": State(found.state).label if found.state else "",
    }
    return render(request, "studio/rerouting_order.html", page)


def _missing(
    request: AccountRequest, chosen: Chosen | None, target: Agency | None
) -> list[Problem]:
    """What has to be chosen before anything can be shown or ordered, once a button was pressed."""
    if request.method != "POST" and "tu" not in request.GET:
        return []
    if chosen is None:
        return [Problem("tu", "required", _("Choose from which agency the dossiers go"))]
    if target is None and (request.method == "POST" or "den" in request.GET):
        return [Problem("den", "required", _("Choose to which body the dossiers go"))]
    return []


def _order(request: AccountRequest, chosen: Chosen, target: Agency) -> HttpResponse:
    made = dossiers.order_rerouting(
        chosen=chosen,
        to=target,
        ground=request.POST.get("ground", ""),
        act_number=request.POST.get("act", ""),
        key=key_of(request),
        by=request.user,
    )
    messages.success(request, _("Ordered. This page shows how far it is."))
    return redirect("studio:rerouting-order", uid=made.uid)


def _sources(account: Account) -> list[Agency]:
    """Whose dossiers this account may hand over: its own, and those of what it succeeded."""
    managed = Agency.objects.managed_by(account, Permission.DOSSIER_REROUTE)
    rows = Agency.objects.filter(Q(pk__in=managed) | Q(successor__in=managed))
    with_open = rows.filter(dossiers__state__in=OPEN).distinct().select_related("successor")
    return sorted(with_open, key=lambda each: alphabetical(each.name))


def _targets(source: Agency | None) -> list[Agency]:
    """Bodies of the same kind that exist today, and the successor."""
    if source is None:
        return []
    alike = Q(kind=source.kind, function=source.function) | Q(pk=source.successor_id)
    rows = Agency.objects.valid_on(clock.today()).filter(alike).exclude(pk=source.pk)
    return sorted(rows, key=lambda each: alphabetical(each.name))


def _chosen(source: Agency | None, procedure: str, state: str) -> Chosen | None:
    if source is None:
        return None
    known = {str(each.value): each for each in OPEN}
    return Chosen(source, procedure[:40].replace("\x00", ""), known.get(state))


def _orders(account: Account) -> Any:
    rows = Rerouting.objects.readable_by(account).select_related("from_agency", "to_agency")
    return rows.order_by("-pk")
