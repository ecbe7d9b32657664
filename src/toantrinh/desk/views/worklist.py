"""What waits for this officer, the most urgent first; and finding a dossier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.dossiers.models import Arrival, Dossier, Task
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import fold
from toantrinh.process.steps import StepKind

from .. import talk, waiting
from ..acts import HELD_UP
from ..opening import officer

PAGE: Final = 50
SOON: Final = timedelta(hours=4)
KINDS: Final = {
    StepKind.RECEIVE: _("To accept"),
    StepKind.WORK: _("To examine"),
    StepKind.OUTSIDE: _("With another system"),
    StepKind.SIGN: _("To sign"),
    StepKind.SEAL: _("To number and seal"),
    StepKind.RETURN: _("To return"),
}
WIDE: Final = ("dossier__version__definition", "dossier__version__found_by")


@officer
@require_safe
def worklist(request: AccountRequest) -> HttpResponse:
    """The open tasks of the posts in use, fifty a page; ``q`` looks through all their dossiers."""
    asked = request.GET.get("q", "").strip()
    mine = Task.objects.worklist(request.user)
    kind = request.GET.get("viec", "")
    counts = _counts(mine)
    rows = _page(mine.filter(kind=kind) if kind in KINDS else mine, request.GET.get("sau", ""))
    page = {
        "asked": asked,
        "kind": kind if kind in KINDS else "",
        "found": _found(request, asked) if asked else None,
        "counts": counts,
        "total": sum(each["count"] for each in counts),
        "rows": rows[:PAGE],
        "for_head": waiting.for_head(request.user) if not asked else [],
        "after": _mark(rows[PAGE - 1]) if len(rows) > PAGE else "",
        "held_up": HELD_UP,
        "unread": talk.unread_among(rows[:PAGE]),
        "now": (now := clock.now()),
        "soon": now + SOON,
    }
    return render(request, "desk/worklist.html", page)


def _counts(tasks: QuerySet[Task]) -> list[dict[str, Any]]:
    """How many wait of each kind of work, in the order in which a dossier meets them."""
    rows = tasks.order_by("kind").values("kind").annotate(count=Count("id"))
    found = {row["kind"]: row["count"] for row in rows}
    return [
        {"kind": kind, "name": name, "count": found[kind]}
        for kind, name in KINDS.items()
        if kind in found
    ]


def _page(tasks: QuerySet[Task], mark: str) -> list[Task]:
    """The page behind ``mark``, and one row more when there is a further page."""
    due, _, number = mark.partition("~")
    if number.isdigit():
        try:
            at = datetime.fromisoformat(due)
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            tasks = tasks.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=int(number)))
    wanted = ("dossier__version", "dossier__owner", "dossier__agency", "done_by")
    return list(tasks.select_related(*wanted).defer(*WIDE)[: PAGE + 1])


def _mark(task: Task) -> str:
    return f"{task.due_at.isoformat()}~{task.pk}" if task.due_at else ""


def _found(request: AccountRequest, asked: str) -> list[Dossier]:
    """Dossiers of the agencies of the posts in use, by code, ours or that of another portal, or by
    the applicant's name."""
    query = SearchQuery(fold(asked), config="simple", search_type="plain")
    rows = Dossier.objects.handled_by(request.user).filter(
        Q(reference__iexact=asked)
        | Q(name_search=query)
        | Q(pk__in=Arrival.objects.filter(code=asked.upper()).values("dossier"))
    )
    wide = ("version__definition", "version__found_by")
    return list(rows.select_related("version", "owner").defer(*wide).order_by("-id")[:PAGE])
