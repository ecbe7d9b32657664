"""Small changes without a file in hand: each field is one thing the law can change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import actions, changing, proposed, storing
from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.catalogue.models import Proposal, ProposalState
from toantrinh.catalogue.packs.overlay import COUNCIL
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import answering, reading
from ..opening import designer, opened

LONGEST = 2000
COUNTED = ("working_days", "working_hours", "calendar_days")


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Name, summary, papers, council fees, limit and first day; what is left as it is stays."""
    proposal = opened(uid)
    files = storing.read(proposal.files)
    written = proposed.plain(files, proposed.PROCEDURE)
    if not _is_whole(written) or proposal.state != ProposalState.PREPARED or proposal.is_end:
        if proposal.is_end or written is None:
            raise Http404
        return redirect("studio:proposal", uid=uid)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            changed, layer, since = _changed(request.POST, files, written, proposal)
            actions.change_proposal(
                proposal=proposal, files=changed, layer=layer, since=since, by=request.user
            )
        except NotPermitted:
            raise
        except Refusal as refusal:
            problems = answering.problems(refusal)
        else:
            messages.success(request, _("The change is in the proposal. Nothing is published yet."))
            return redirect("studio:proposal", uid=uid)
    page = _fields(proposal, written, handover.typed(request))
    page |= {"proposal": proposal, "problems": problems}
    return answering.page(request, "studio/quick.html", page)


def _is_whole(written: Any) -> bool:
    """Whether the procedure has the outline that the fields of the form are about."""
    return isinstance(written, dict) and all(
        isinstance(written.get(part), kind)
        for part, kind in (
            ("components", list),
            ("fees", list),
            ("time_limit", dict),
            ("in_force", dict),
        )
    )


def _changed(
    sent: Mapping[str, str], files: dict[str, bytes], written: Any, proposal: Proposal
) -> tuple[dict[str, bytes], str, date]:
    """Files and layer after what was sent, and the first day. Errors: ChangeNotUnderstood."""
    first_day = reading.day(sent.get("since", ""), "since")
    if first_day is None:
        raise ChangeNotUnderstood(field="since", what=_("The first day in force is missing."))
    before, layer = files, proposal.layer
    files = changing.described(
        files,
        name=_new(sent.get("name", ""), _vietnamese(written["name"])),
        summary=_new(sent.get("summary", ""), _vietnamese(written["summary"])),
    )
    for item in written["components"]:
        chosen = sent.get(f"paper-{item['key']}", "")
        if chosen == "remove":
            files = changing.without_component(files, item["key"])
        elif chosen == "optional":
            files = changing.optional_component(files, item["key"])
    for fee in _council_fees(written):
        layer = _priced(sent, fee["key"], layer, first_day)
    layer = _shortened(sent, written["time_limit"], layer, first_day)
    if files != before:
        files = changing.begun(files, first_day)
    return files, layer, first_day


def _new(typed: str, now: str) -> str:
    typed = " ".join(typed.split())[:LONGEST]
    return "" if typed == " ".join(now.split()) else typed


def _priced(sent: Mapping[str, str], fee: str, layer: str, first_day: date) -> str:
    amount = reading.amount(sent.get(f"fee-{fee}", ""), f"fee-{fee}")
    if amount is None:
        return layer
    title = sent.get(f"fee-{fee}-title", "").strip()[:LONGEST]
    if not title:
        what = _("The title of the resolution is missing.")
        raise ChangeNotUnderstood(field=f"fee-{fee}-title", what=what)
    signed = reading.day(sent.get(f"fee-{fee}-date", ""), f"fee-{fee}-date")
    resolution = {
        "number": sent.get(f"fee-{fee}-number", "").strip()[:60],
        "date": str(signed or ""),
        "title": title,
    }
    return changing.priced(layer, fee, amount, first_day, resolution)


def _shortened(
    sent: Mapping[str, str], national: Mapping[str, Any], layer: str, first_day: date
) -> str:
    amount = reading.amount(sent.get("limit", ""), "limit")
    if amount is None:
        return layer
    rule, ground = (sent.get(key, "").strip()[:LONGEST] for key in ("limit-rule", "limit-ground"))
    for field, told, what in (
        ("limit-rule", rule, _("The limit in words is missing.")),
        ("limit-ground", ground, _("The decision that shortens the limit is missing.")),
    ):
        if not told:
            raise ChangeNotUnderstood(field=field, what=what)
    limit = {
        "kind": national["kind"],
        "amount": amount,
        "rule": rule,
        "ground": ground,
        "verified": True,
        "from": str(first_day),
    }
    return changing.shortened(layer, limit)


def _council_fees(written: Any) -> list[Any]:
    return [fee for fee in written["fees"] if fee.get("set_by") == COUNCIL]


def _vietnamese(text: Any) -> str:
    return str(text.get("vi", "") if isinstance(text, dict) else text)


def _fields(proposal: Proposal, written: Any, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows: what was typed, else what holds now."""
    return {
        "typed": typed,
        "name": typed.get("name", _vietnamese(written["name"])),
        "summary": typed.get("summary", _vietnamese(written["summary"])),
        "since": typed.get("since", f"{clock.today():%d/%m/%Y}"),
        "papers": [
            {
                "key": item["key"],
                "name": _vietnamese(item["name"]),
                "chosen": typed.get(f"paper-{item['key']}", "keep"),
                "is_optional": item.get("requirement") == "optional",
            }
            for item in written["components"]
        ],
        "fees": [_fee(fee, proposal, typed) for fee in _council_fees(written)],
        "national": written["time_limit"],
        "may_shorten": written["time_limit"].get("kind") in COUNTED,
        "limit": {
            "amount": typed.get("limit", ""),
            "rule": typed.get("limit-rule", ""),
            "ground": typed.get("limit-ground", ""),
        },
    }


def _fee(fee: Any, proposal: Proposal, typed: Mapping[str, str]) -> dict[str, Any]:
    key = fee["key"]
    own = proposed.layer_of(proposal).get("fees", {}).get(key, [])
    return {
        "key": key,
        "name": _vietnamese(fee["name"]),
        "per": _vietnamese(fee["per"]),
        "now": next((p.get("amount") for p in reversed(own) if "to" not in p), None),
        "amount": typed.get(f"fee-{key}", ""),
        "number": typed.get(f"fee-{key}-number", ""),
        "date": typed.get(f"fee-{key}-date", ""),
        "title": typed.get(f"fee-{key}-title", ""),
    }
