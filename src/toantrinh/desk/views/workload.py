"""The workload of an agency for its head: who has how much, and sharing it out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import worklists
from toantrinh.dossiers import workload as loads
from toantrinh.dossiers.models import AssignmentRule, Sharing, Task
from toantrinh.dossiers.workload import Line, Load, Step
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission, Role
from toantrinh.identity.requests import AccountRequest

from .. import choices, hands
from ..colleagues import OFFICES, among
from ..errors import NobodyChosen
from ..opening import officer
from .today import left_in_words

MOST: Final = 50  # steps on the page, and in one assignment of many
UNPROCESSABLE: Final = 422


@dataclass(frozen=True)
class Result:
    """What became of one step of an assignment of many; ``why`` is empty when it was assigned."""

    task: Task
    why: str


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def workload(request: AccountRequest) -> HttpResponse:
    """Open steps, minutes of work and waiting by person, unit and step; with a person or a step in
    the address, the steps themselves, to be assigned to a colleague together."""
    if not request.user.agencies_with(Permission.TASK_ASSIGN):
        raise NotPermitted(permission=Permission.TASK_ASSIGN)
    if request.method != "POST":
        return _page(request)
    if "chia-viec" in request.POST:
        return _share(request)
    try:
        results = _assign(request)
    except Refusal as refusal:
        return _page(request, refusal=refusal, status=UNPROCESSABLE)
    return _page(request, results=results)


def _page(
    request: AccountRequest,
    *,
    results: list[Result] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    load = loads.of(request.user, at=at)
    sent = request.POST if request.method == "POST" else request.GET
    who, step = sent.get("nguoi", ""), sent.get("buoc", "")
    rows = _chosen(load, who, step)
    begin = _begin(sent.get("tu", ""), len(rows))
    agencies = loads.headed(request.user)
    people = hands.colleagues({(each.pk, role) for each in agencies for role in OFFICES})
    context: dict[str, Any] = {
        "at": at,
        "load": load,
        "tables": _tables(load),
        "days": loads.days(request.user, at=at),
        "who": who,
        "step": step,
        "rows": [(row, left_in_words(row.waited)) for row in rows[begin : begin + MOST]],
        "is_chosen": bool(who or step),
        "count": len(rows),
        "first": begin + 1,
        "last": min(begin + MOST, len(rows)),
        "begin": begin,
        "previous": _at(who, step, begin - MOST) if begin else "",
        "next": _at(who, step, begin + MOST) if begin + MOST < len(rows) else "",
        "colleagues": among(people, agencies),
        "rules": _rules(agencies, people),
        "sharings": Sharing.choices,
        "results": results,
        "refusal": refusal,
        "marked": set(sent.getlist("task")) if refusal else set(),
    }
    return render(request, "desk/workload.html", context, status=status)


def _chosen(load: Load, who: str, step: str) -> list[Step]:
    rows = list(load.steps)
    if who == loads.NOBODY:
        rows = [each for each in rows if each.task.assignee is None]
    elif who:
        rows = [each for each in rows if each.task.assignee and str(each.task.assignee.uid) == who]
    return [each for each in rows if each.task.name == step] if step else rows


def _begin(asked: str, count: int) -> int:
    """How many steps stand before the page that is asked for; of one that is not there any more,
    before the last."""
    pages = int(asked) // MOST if asked.isdecimal() and len(asked) < 7 else 0
    return min(pages, max(count - 1, 0) // MOST) * MOST


def _at(who: str, step: str, begin: int) -> str:
    address = choices.address({"nguoi": who, "buoc": step, "tu": str(begin) if begin else ""})
    return f"{reverse('desk:workload')}{address}#cac-buoc"


def _assign(request: AccountRequest) -> list[Result]:
    """Assign the marked steps, each by itself: what one is refused does not hold up the others.

    Errors: NobodyChosen.
    """
    to = hands.somebody(request.POST.get("to", ""))
    if to is None:
        raise NobodyChosen
    marked = request.POST.getlist("task")[:MOST]
    rows = loads.tasks(request.user).select_related("dossier__version", "dossier__owner", "agency")
    found = [each for each in rows.defer(*worklists.WIDE) if str(each.uid) in set(marked)]
    results = []
    for task in found:
        try:
            dossiers.assign(task=task, to=to, ground=request.POST.get("note", ""), by=request.user)
            results.append(Result(task, ""))
        except Refusal as refusal:
            results.append(Result(task, f"{refusal} {refusal.what_to_do}".strip()))
    return results


def _share(request: AccountRequest) -> HttpResponse:
    """Switch the rule of one office."""
    agency_code, _space, role = request.POST.get("chia-viec", "").partition(" ")
    for agency in loads.headed(request.user):
        if agency.code == agency_code and role in {each.value for each in OFFICES}:
            word = request.POST.get("sharing", "")
            rule = Sharing(word) if word in Sharing.values else None
            dossiers.set_sharing(agency=agency, role=Role(role), rule=rule, by=request.user)
            said = _("New steps are shared out as chosen from now on.")
            if rule is None:
                said = _("New steps are not shared out any more; whoever takes one holds it.")
            messages.success(request, said)
    return redirect("desk:workload")


def _tables(load: Load) -> list[dict[str, Any]]:
    return [
        _table(_("By person"), _("Officer"), load.people, "nguoi"),
        _table(_("By step"), _("Step"), load.kinds, "buoc"),
        _table(_("By unit"), _("Unit"), load.units, ""),
    ]


def _table(caption: str, first: str, lines: Sequence[Line], word: str) -> dict[str, Any]:
    columns = [
        first,
        _("Open steps"),
        _("Of these late"),
        _("Work left"),
        _("Waited, half of them"),
        _("Waited, the longest"),
    ]
    rows = []
    for each in lines:
        address = f"{reverse('desk:workload')}{choices.address({word: each.key})}" if word else ""
        cells = [
            {"text": each.name or _("Nobody yet"), "href": f"{address}#cac-buoc" if word else ""},
            {"text": str(each.steps)},
            {"text": str(each.late)},
            {"text": left_in_words(each.minutes)},
            {"text": left_in_words(each.waited)},
            {"text": left_in_words(each.longest)},
        ]
        rows.append(
            [{**cell, "label": column} for cell, column in zip(cells, columns, strict=True)]
        )
    return {"caption": caption, "columns": columns, "rows": rows}


def _rules(
    agencies: list[Agency], people: dict[tuple[int, str], list[Account]]
) -> list[dict[str, Any]]:
    """For each office that somebody holds: how its new steps are shared out."""
    found = AssignmentRule.objects.filter(agency__in=agencies).select_related("set_by__party")
    rules = {(rule.agency_id, rule.role): rule for rule in found}
    return [
        {
            "value": f"{agency.code} {role}",
            "name": str(OFFICES[role]),
            "agency": agency.name if len(agencies) > 1 else "",
            "rule": rules.get((agency.pk, role)),
            "people": len(people[agency.pk, role]),
        }
        for agency in agencies
        for role in OFFICES
        if people.get((agency.pk, role))
    ]
