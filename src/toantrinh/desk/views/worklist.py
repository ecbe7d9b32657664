"""What waits for this officer: narrowed, in order, counted while the page is open; and finding a
dossier."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.core import clock, handover
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.core.vietnamese import alphabetical
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import batches, finding, worklists
from toantrinh.dossiers.models import Handover, SavedFilter, Task
from toantrinh.dossiers.states import State
from toantrinh.dossiers.worklists import ME, NOBODY, Chosen, Whose
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission, Role
from toantrinh.identity.requests import AccountRequest

from .. import bulk, choices, hands, waiting
from ..acts import HELD_UP
from ..colleagues import OFFICES, among
from ..opening import officer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE: Final = 422
MOST_OFFERS: Final = 50
SEARCH: Final = "desk.search"  # in the session, sealed
LONGEST_SEARCH: Final = 200
UNSEEN: Final = frozenset({"thu-tuc", "trang-thai", "don-vi", "tu", "den"})
"""Choices that no chip shows as chosen."""
ROWS: Final = "desk/part_worklist_rows.html"


@dataclass(frozen=True)
class Chip:
    """A count that narrows the list to what it counts."""

    name: StrOrPromise
    number: str
    address: str
    is_chosen: bool
    colour: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column; ``sort`` is the address that puts the list in its order."""

    word: str
    name: StrOrPromise
    sort: str = ""
    direction: str = ""  # as aria-sort says it


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def worklist(request: AccountRequest) -> HttpResponse:
    """The open steps of the posts in use, fifty a page. What is looked for is sent and kept in the
    session, not said in the address: it may be a name or a number. The address says only that
    results are shown, so that one comes back to them from a dossier."""
    if request.method == "POST":
        return _look_for(request, request.POST.get("q", "").strip()[:LONGEST_SEARCH])
    if "tim" in request.GET and (left := handover.look(request.session, about=SEARCH)):
        return _search(request, left["asked"])
    if asked := request.GET.get("q", "").strip():
        if finding.is_number(asked):  # an address is written down in many places
            messages.info(request, _("Type the number in the box: it has no place in an address."))
            return redirect("desk:worklist")
        return _search(request, asked)
    return _list(request)


def _look_for(request: AccountRequest, asked: str) -> HttpResponse:
    if not asked:
        return redirect("desk:worklist")
    handover.leave(request.session, {"asked": asked}, about=SEARCH)
    return redirect(f"{reverse('desk:worklist')}{choices.address({}, tim='1')}")


def _search(request: AccountRequest, asked: str) -> HttpResponse:
    found = finding.found(request.user, asked)
    page = {"asked": asked, "found": found, "most": len(found) == finding.MOST}
    return render(request, "desk/worklist.html", page)


def _list(request: AccountRequest) -> HttpResponse:
    at = clock.now()
    seen, chosen = worklists.whose(request.user, at=at), choices.read(request.GET)
    said = choices.kept(request.GET)
    turned = choices.page(request.GET)
    mark = turned.get("truoc") or turned.get("sau", "")
    found = worklists.page(seen, chosen, mark=mark, back="truoc" in turned)
    hands.mark_offered(found.rows, request.user)
    shown = choices.columns(request.GET)
    posts = request.user.posts_in_use
    people = hands.colleagues({(post.agency_id, post.role) for post in posts})
    heads_at = request.user.agencies_with(Permission.TASK_ASSIGN)
    many, left = _bulk(request, said, found.rows), bulk.left(request, "desk:worklist")
    drawn = {
        "rows": found.rows,
        "show": _shown(shown),
        "account": request.user,
        "mine": seen.keys,
        "heads_at": heads_at,
        "marks": many is not None,
        "marked": left["marked"],
        "held_up": HELD_UP,
        "states": {each.value: str(each.label) for each in State},
        "now": at,
        "soon": at + worklists.SOON,
    }
    page = {
        "found": None,
        "rows": found.rows,
        # What comes of values in it is escaped there.
        "drawn": mark_safe(render_to_string(ROWS, drawn, request, using="jinja2")),  # noqa: S308
        "next": choices.address(said, sau=found.after) if found.after else "",
        "previous": choices.address(said, truoc=found.before) if found.before else "",
        "heads": [_head(word, chosen, said) for word in ("ma", *shown)],
        "shown": shown,
        "columns": choices.COLUMN_NAMES.items(),
        "chosen": chosen,
        "number": _said(worklists.number(seen, chosen)) if chosen.narrows else "",
        "said": said,
        "key": new_id().hex,
        "here": choices.address(said | turned),
        "counted": _counted(request, seen, said),
        "filters": _filters(request, seen, chosen, said),
        **_kept(request),
        "for_head": waiting.for_head(request.user),
        "delegations": waiting.delegations(request.user),
        "offers": _offers(request),
        "colleagues": among(people, [post.agency for post in posts], but=request.user),
        "heads_at": heads_at,
        "stands_in_for": seen.also,
        "bulk": many,
        "ordered": left["ordered"],
    }
    answer = render(request, "desk/worklist.html", page)
    choices.remember(request, answer, said | turned)
    return answer


def _bulk(
    request: AccountRequest, said: dict[str, str], rows: Sequence[Task]
) -> dict[str, Any] | None:
    """What can be done to many of these at once."""
    acts = batches.acts_for(request.user, {task.kind for task in rows})
    return {"acts": acts, "key": new_id(), "kept": said, "most": batches.MOST} if acts else None


@officer
@require_safe
def counts(request: AccountRequest) -> HttpResponse:
    """The counts alone, for a page that is open; nothing is sent while they are the same."""
    seen = worklists.whose(request.user, at=clock.now())
    counted = _counted(request, seen, choices.kept(request.GET))
    tag = str(counted["tag"])
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, "desk/part_counts.html", {"counted": counted})
    answer.headers["ETag"] = tag
    return answer


@officer
@require_POST
def filters(request: AccountRequest) -> HttpResponse:
    """Keep the choice of a page under a name, or keep one no longer."""
    try:
        if "xoa" in request.POST:
            rows = SavedFilter.objects.readable_by(request.user).filter(account=request.user)
            for saved in rows:
                if str(saved.uid) == request.POST["xoa"]:
                    dossiers.remove_filter(saved=saved, by=request.user)
                    messages.success(request, _("The filter is removed."))
            return redirect("desk:worklist")
        saved = dossiers.save_filter(
            title=request.POST.get("title", ""),
            choices=choices.kept(request.POST),
            office=_office(request),
            by=request.user,
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
        here = choices.address(choices.kept(request.POST))
        return redirect(f"{reverse('desk:worklist')}{here}")
    messages.success(request, _("The filter is kept."))
    return redirect(f"{reverse('desk:worklist')}{choices.address(saved.choices)}")


def _office(request: AccountRequest) -> tuple[Agency, Role] | None:
    """The office with which a filter is shared, of those one holds."""
    for post in request.user.posts_in_use:
        if request.POST.get("office") == f"{post.agency.code} {post.role}":
            return post.agency, Role(post.role)
    return None


def _kept(request: AccountRequest) -> dict[str, Any]:
    """The filters that are kept, and with whom one may share one."""
    rows = SavedFilter.objects.readable_by(request.user).order_by("title", "pk")
    posts = request.user.posts_in_use
    return {
        "saved": [
            {"title": each.title, "address": choices.address(each.choices), "is_shared": each.role}
            for each in rows
        ],
        "own": [each for each in rows if each.account_id == request.user.pk],
        "offices": [
            {
                "value": f"{post.agency.code} {post.role}",
                "name": f"{OFFICES[Role(post.role)]}, {post.agency.name}",
            }
            for post in posts
            if post.role in OFFICES
        ],
    }


def _offers(request: AccountRequest) -> list[Handover]:
    """What waits to be taken over: from colleagues, and, for a head, what has nobody.

    Mostly nothing does: what a row shows is joined only when there are rows.
    """
    account = request.user
    rows = Handover.objects.for_colleague(account)
    if account.agencies_with(Permission.TASK_ASSIGN):
        rows = rows | Handover.objects.for_head(account)
    found = list(rows.order_by("offered_at").values_list("pk", flat=True)[:MOST_OFFERS])
    if not found:
        return []
    wanted = ("task__dossier__version", "task__dossier__owner", "giver__party", "task__agency")
    wide = [f"task__{column}" for column in worklists.WIDE]
    rows = Handover.objects.filter(pk__in=found).order_by("offered_at")
    return list(rows.select_related(*wanted).defer(*wide))


def _counted(request: AccountRequest, seen: Whose, said: dict[str, str]) -> dict[str, Any]:
    """The counts as chips, and the mark by which a page knows whether they changed."""
    found = worklists.counts(seen)
    unnarrowed = {name: value for name, value in said.items() if name in ("xep", "cot")}

    def chip(name: StrOrPromise, number: int, colour: str = "", **choice: str) -> Chip:
        is_chosen = all(said.get(word, "") == value for word, value in choice.items())
        address = choices.address(unnarrowed, **choice)
        return Chip(name, _said(number), address, is_chosen, colour)

    everything = Chip(
        _("All"),
        _said(found.total + 1 if found.more else found.total),
        choices.address(unnarrowed),
        not set(said) - {"xep", "cot"},
    )
    groups = [
        [
            everything,
            *(chip(choices.KIND_NAMES[kind], n, viec=kind) for kind, n in found.kinds.items()),
        ],
        [
            *(
                chip(choices.DUE_NAMES[due], n, "red" if due == "tre" else "", han=due)
                for due, n in found.due.items()
                if n
            ),
            *([chip(_("Held by me"), found.mine, giu=ME)] if found.mine else []),
            *([chip(_("Held by nobody"), found.nobodys, giu=NOBODY)] if found.nobodys else []),
        ],
    ]
    address = f"{reverse('desk:worklist-counts')}{choices.address(said)}"
    counted = {
        "groups": [group for group in groups if group],
        "total": everything.number,
        "plain": found.total,
        "address": address,
    }
    words = "\n".join(f"{chip.name} {chip}" for group in groups for chip in group)
    return {**counted, "tag": f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'}


def _filters(
    request: AccountRequest, seen: Whose, chosen: Chosen, said: Mapping[str, str]
) -> dict[str, Any]:
    """What one can choose among, and the days that were typed."""
    days = [
        _day("tu", _("Filed from, such as 27/3/2026"), chosen.first, said),
        _day("den", _("Filed up to, such as 27/3/2026"), chosen.last, said),
    ]
    agencies = {post.agency.code: post.agency.name for post in request.user.posts_in_use}
    by_name = sorted(agencies.items(), key=lambda each: alphabetical(each[1]))
    return {
        "kinds": choices.KIND_NAMES.items(),
        "due": choices.DUE_NAMES.items(),
        "states": choices.STATES,
        "procedures": worklists.procedures(seen),
        "agencies": by_name if len(agencies) > 1 else [],
        "days": days,
        "is_open": bool(said.keys() & UNSEEN) or said.get("giu", ME) not in (ME, NOBODY),
    }


def _day(
    name: str, label: StrOrPromise, found: date | None, said: Mapping[str, str]
) -> dict[str, Any]:
    typed, words = said.get(name, ""), _("“%(text)s” is not a day; write it as 27/3/2026.")
    return {
        "field": f"loc-{name}",
        "name": name,
        "label": label,
        "value": f"{found:%d/%m/%Y}" if found else typed,
        "message": words % {"text": typed} if typed and found is None else "",
    }


def _shown(words: Sequence[str]) -> dict[str, str]:
    """What every column is called, by its word; those that are not shown have no name."""
    return {
        word.replace("-", "_"): str(name) if word in words else ""
        for word, name in choices.COLUMN_NAMES.items()
    }


def _head(word: str, chosen: Chosen, said: dict[str, str]) -> Head:
    name = _("Code") if word == "ma" else choices.COLUMN_NAMES[word]
    if word not in choices.SORTED_BY:
        return Head(word, name)
    is_order = chosen.order == word
    turned = f"-{word}" if is_order and not chosen.descending else word
    direction = ("descending" if chosen.descending else "ascending") if is_order else ""
    return Head(word, name, choices.address(said, xep=turned), direction)


def _said(number: int) -> str:
    return f"{worklists.MOST}+" if number > worklists.MOST else str(number)
