"""Today: what needs somebody's eyes, how much of it, and the dossiers behind each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from toantrinh.catalogue import wording
from toantrinh.core import clock
from toantrinh.core.calendar import DAY_MINUTES
from toantrinh.core.ids import new_id
from toantrinh.dossiers import batches, overview, quarter, queues
from toantrinh.dossiers.models import BulkAct, Dossier
from toantrinh.dossiers.queues import Count, Queue, Sight
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Post
from toantrinh.identity.permissions import Role
from toantrinh.identity.requests import AccountRequest
from toantrinh.trail import queries as trail

from .. import bulk, colleagues
from ..colleagues import OFFICES
from ..opening import officer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: Final[dict[Queue, StrOrPromise]] = {
    Queue.UNANSWERED: gettext_lazy("Waiting for an answer"),
    Queue.ANSWER_ALERT: gettext_lazy("Not answered for more than %(alert)s working hours"),
    Queue.ANSWER_LATE: gettext_lazy("Not answered for more than %(escalation)s working hours"),
    Queue.TODAY: gettext_lazy("Due today"),
    Queue.SOON: gettext_lazy("Due within %(soon)s working hours"),
    Queue.LATE: gettext_lazy("Overdue, not settled"),
    Queue.STEP_LATE: gettext_lazy("A step is overdue, the dossier is not yet"),
    Queue.RISK: gettext_lazy("Will be late at this pace"),
    Queue.SUPPLEMENT: gettext_lazy("Time stands still: papers to be completed"),
    Queue.PAYMENT: gettext_lazy("Time stands still: to be paid"),
    Queue.NOT_COUNTED: gettext_lazy("Time stands still: a step that does not count"),
}
SIGNS: Final[dict[str, tuple[str, StrOrPromise]]] = {
    "doi-thoi-han": (quarter.CHANGED, gettext_lazy("Limit changed by a finding, in 90 days")),
    "gia-han": (quarter.EXTENDED, gettext_lazy("Given more time before the due time, in 90 days")),
    "xin-loi": (quarter.APOLOGISED, gettext_lazy("Apologies for being late, in 90 days")),
}
WORD_OF_SIGN: Final = {kind: word for word, (kind, _name) in SIGNS.items()}
Cell = dict[str, str]
Table = dict[str, list[Any]]
Link = Callable[..., Cell]

LATELY: Final = timedelta(days=7)


@dataclass(frozen=True)
class Chosen:
    """The list that is asked for."""

    title: StrOrPromise
    rows: QuerySet[Dossier]
    order: str = "id"
    about: overview.About | None = None  # of a list of late steps: which those are

    @property
    def is_of_steps(self) -> bool:
        return self.about is not None


@officer
@require_safe
def today(request: AccountRequest) -> HttpResponse:
    """The figures of the agencies of the posts in use, or of one's own work; with a choice in the
    address, the dossiers behind one of them, fifty a page. What the choice does not understand is
    passed over."""
    seen = queues.sight(request.user, at=clock.now(), agency=request.GET.get("co-quan", ""))
    chosen = _chosen(seen, request.GET)
    narrowed = seen.agencies[0].code if request.GET.get("co-quan") and seen.agencies else ""
    page: dict[str, Any] = {
        "seen": seen,
        "at": seen.at,
        "back": _address({"co-quan": narrowed}),
        "narrowed": seen.agencies[0] if narrowed and len(seen.agencies) == 1 else None,
        "chosen": chosen,
        "incidents": trail.clock_incidents(seen.at - LATELY),
    }
    if chosen is None:
        page |= _figures(seen, narrowed)
    else:
        mark = request.GET.get("sau", "")
        found = overview.page(seen, chosen.rows, order=chosen.order, mark=mark, about=chosen.about)
        kept = {key: str(value) for key, value in request.GET.items() if key != "sau"}
        page |= {
            "rows": [(each, left_in_words(each.left)) for each in found.rows],
            "next": _address({**kept, "sau": found.after}) if found.after else "",
            "bulk": _bulk(seen, kept),
            **bulk.left(request, "desk:today"),
        }
    return render(request, "desk/today.html", page)


def _bulk(seen: Sight, kept: dict[str, str]) -> dict[str, Any] | None:
    """What can be done to many of these at once: urging whoever is waited for, by who watches over
    dossiers; assigning their steps, by the head."""
    account = seen.account
    acts = [
        act
        for act in (BulkAct.REMIND, BulkAct.ASSIGN)
        if account.agencies_with(batches.DOINGS[act].permission)
    ]
    if not acts:
        return None
    posts = batches.colleagues(account) if BulkAct.ASSIGN in acts else []
    return {
        "acts": acts,
        "people": _choices(posts),
        "key": new_id(),
        "kept": kept,
        "most": batches.MOST,
    }


def _choices(posts: list[Post]) -> list[colleagues.Choice]:
    """The officers to whom work may be assigned."""
    people: dict[colleagues.Office, list[Account]] = {}
    for post in posts:
        people.setdefault((post.agency_id, post.role), []).append(post.account)
    return colleagues.among(people, [post.agency for post in posts])


def behind(account: Account, asked: QueryDict) -> QuerySet[Dossier]:
    """The dossiers of the list that is asked for, in its order; none where it is none."""
    seen = queues.sight(account, at=clock.now(), agency=asked.get("co-quan", ""))
    chosen = _chosen(seen, asked)
    if chosen is None:
        return Dossier.objects.none()
    return chosen.rows.order_by(chosen.order, "id")


def left_in_words(minutes: int | None) -> str:
    """Working time as people say it, in its two largest units; empty for None."""
    if minutes is None:
        return ""
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, rest = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if not days and (rest or not hours):
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _chosen(seen: Sight, asked: QueryDict) -> Chosen | None:
    if (word := asked.get("hang", "")) in set(Queue):
        queue = Queue(word)
        order = queues.ORDER.get(queue, "due_at")
        about = seen.is_late if queue == Queue.STEP_LATE else None
        return Chosen(_name(seen, queue), queues.of(seen, queue), order, about)
    if (number := asked.get("trang-thai", "")) in {str(state.value) for state in State}:
        state = State(int(number))
        if state in queues.OPEN_STATES:
            return Chosen(state.label, overview.with_state(seen, state))
    if (word := asked.get("vai-tro", "")) in OFFICES:
        is_late = "tre" in asked
        title = _("Steps overdue: %(office)s") if is_late else _("Open steps: %(office)s")
        rows = overview.held_by(seen, Role(word), late=is_late)
        about = (lambda task: task.role == word and seen.is_late(task)) if is_late else None
        return Chosen(title % {"office": OFFICES[Role(word)]}, rows, about=about)
    if (word := asked.get("nguoi", "")) and (uid := _uid(word)):
        return Chosen(_("Steps finished today"), overview.done_today_by(seen, uid))
    if (word := asked.get("dau-hieu", "")) in SIGNS:
        kind, name = SIGNS[word]
        return Chosen(name, quarter.behind(seen, kind))
    return None


def _uid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def _figures(seen: Sight, narrowed: str) -> dict[str, Any]:
    def link(number: int | Count, agency: str = "", **choice: str) -> Cell:
        """A figure that opens the dossiers behind it; nought opens nothing."""
        there = number.number if isinstance(number, Count) else number
        address = _address({"co-quan": agency or narrowed, **choice})
        return {"text": _said(number), "href": address if there else ""}

    return {
        "queues": [
            [_name(seen, queue), link(number, hang=queue.value)]
            for queue, number in queues.counts(seen).items()
        ],
        "states": [
            [each.state.label, link(each.number, **{"trang-thai": str(each.state.value)})]
            for each in overview.by_state(seen)
        ],
        "agencies": _agencies(seen, link) if len(seen.agencies) > 1 else None,
        "people": _people(seen, link),
        **_signs(seen, link),
    }


def _agencies(seen: Sight, link: Link) -> Table:
    columns = [_("Agency"), *(_name(seen, queue) for queue in overview.TOLD)]
    rows = [
        [
            {"text": line.agency.name, "href": _address({"co-quan": line.agency.code})},
            *(link(n, line.agency.code, hang=queue) for queue, n in line.numbers.items()),
        ]
        for line in overview.by_agency(seen)
    ]
    return _table(columns, rows)


def _people(seen: Sight, link: Link) -> Table:
    columns = [_("Officer"), _("Steps that wait"), _("Of these late"), _("Finished today")]
    rows = []
    for each in overview.by_person(seen):
        post = each.post
        where = f", {post.agency.name}" if len(seen.agencies) > 1 else ""
        office = {"agency": post.agency.code, "vai-tro": post.role}
        rows.append(
            [
                {"text": f"{post.account.name} – {OFFICES[Role(post.role)]}{where}"},
                link(each.waiting, **office),
                link(each.late, **office, tre="1"),
                link(each.done, post.agency.code, nguoi=str(post.account.uid)),
            ]
        )
    return _table(columns, rows)


def _signs(seen: Sight, link: Link) -> dict[str, Any]:
    found = quarter.signs(seen)
    columns = [
        _("Agency"),
        _("Accepted"),
        _("Limit changed by a finding"),
        _("Given more time"),
        _("Apologies"),
    ]
    rows = []
    for sign in found:
        numbers = (
            (quarter.CHANGED, sign.changed),
            (quarter.EXTENDED, sign.extended),
            (quarter.APOLOGISED, sign.apologised),
        )
        told = [
            link(number, sign.agency.code, **{"dau-hieu": WORD_OF_SIGN[kind]})
            for kind, number in numbers
        ]
        rows.append([{"text": sign.agency.name}, {"text": _said(sign.accepted)}, *told])
    shares = [
        {
            "name": sign.agency.name,
            "share": "" if sign.share is None else f"{number_format(sign.share)}%",
            "alarm": f"{sign.alarm}%",
            "changed": _said(sign.changed),
            "accepted": _said(sign.accepted),
            "is_alarming": sign.is_alarming,
        }
        for sign in found
    ]
    return {"signs": _table(columns, rows) if rows else None, "shares": shares}


def _table(columns: list[str], rows: list[list[Cell]]) -> Table:
    """Each cell with the heading of its column, for where there are no columns."""
    labelled = [
        [{**cell, "label": column} for column, cell in zip(columns, row, strict=True)]
        for row in rows
    ]
    return {"columns": columns, "rows": labelled}


def _name(seen: Sight, queue: Queue) -> str:
    """What a queue is called, with the thresholds that hold today."""
    return str(NAMES[queue]) % {
        "alert": _hours(seen, "answer_alert"),
        "escalation": _hours(seen, "answer_escalation"),
        "soon": _hours(seen, "due_soon"),
    }


def _hours(seen: Sight, key: str) -> str:
    return f"{seen.minutes(key) / 60:g}"


def _said(number: int | Count) -> str:
    if isinstance(number, int):
        return wording.figures(number)
    return f"{wording.figures(number.number)}{'+' if number.more else ''}"


def _address(choice: dict[str, str]) -> str:
    given = urlencode({key: value for key, value in choice.items() if value})
    return f"{reverse('desk:today')}{'?' if given else ''}{given}"
