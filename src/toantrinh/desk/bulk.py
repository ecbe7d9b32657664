"""Many dossiers at once, as its pages show it: what is meant, the words, the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.catalogue import wording
from toantrinh.core import clock, handover, paging
from toantrinh.dossiers import batches
from toantrinh.dossiers.batches import DOINGS, Standing
from toantrinh.dossiers.models import (
    Batch,
    BatchItem,
    BatchState,
    BulkAct,
    ItemState,
    TaskState,
)
from toantrinh.identity.requests import AccountRequest

from . import choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE: Final = 50
LONGEST_NOTE: Final = 2000
LONGEST_TYPED: Final = 80
TODAY: Final = ("hang", "co-quan", "trang-thai", "vai-tro", "nguoi", "tre", "dau-hieu")
METHODS: Final[Mapping[str, StrOrPromise]] = {
    "dien_tu": gettext_lazy("Electronic only"),
    "truc_tiep": gettext_lazy("Handed over at the desk"),
    "buu_chinh": gettext_lazy("By public post"),
}
OUTCOMES: Final[Mapping[str, tuple[StrOrPromise, str]]] = {
    "new": (gettext_lazy("Not looked at yet"), "grey"),
    "waiting": (gettext_lazy("Can be done"), "blue"),
    "impossible": (gettext_lazy("Cannot be done"), "red"),
    "out": (gettext_lazy("Put aside"), "grey"),
    "done": (gettext_lazy("Done"), "green"),
    "signing": (gettext_lazy("Being signed"), "blue"),
    "lost": (gettext_lazy("The signature did not come"), "red"),
    "refused": (gettext_lazy("Refused"), "red"),
    "recalled": (gettext_lazy("Stopped before its turn"), "amber"),
}
"""What became of a dossier (``batches.outcome``), in words and a colour."""
WAITS: Final = gettext_lazy("Waits for its turn")


def typed(act: str, sent: QueryDict) -> dict[str, str]:
    """What is told with the confirmation."""
    if act == BulkAct.COMPLETE and (note := sent.get("note", "").strip()):
        return {"note": note[:LONGEST_NOTE]}
    if act == BulkAct.RETURN and (method := sent.get("method", "")) in METHODS:
        return {"method": method}
    return {}


def back_to(act: str, sent: QueryDict) -> str:
    """The address of the list in which nothing was marked."""
    if list_of(act) == "desk:worklist":
        return f"{reverse('desk:worklist')}{choices.address(choices.kept(sent))}"
    kept = {name: str(sent[name]) for name in TODAY if sent.get(name)}
    return f"{reverse('desk:today')}{choices.address(kept)}"


MARKS: Final = "desk.bulk"  # in the session
MARKED: Final = ("task", "dossier")


def keep(request: AccountRequest) -> None:
    """What was marked and chosen for a batch that was refused, for the list one goes back to."""
    sent = request.POST
    document = {
        "list": list_of(sent["act"]),
        "marked": [value for name in MARKED for value in sent.getlist(name)][: batches.MOST],
        "typed": {name: sent.get(name, "")[:LONGEST_TYPED] for name in ("act", "to", "chon")},
    }
    handover.leave(request.session, document, about=MARKS)


def left(request: AccountRequest, name: str) -> dict[str, Any]:
    """``marked`` and ``ordered`` as they were sent from this list, once."""
    kept = handover.take(request.session, {"list": name}, about=MARKS)
    marked, typed = (set(kept["marked"]), kept["typed"]) if kept else (set(), {})
    return {"marked": marked, "ordered": typed}


def list_of(act: str) -> str:
    """The list in which dossiers are marked for it."""
    return "desk:today" if DOINGS[act].kind is None else "desk:worklist"


def order(act: str, count: int) -> str:
    """The words on the button that confirms."""
    said: Mapping[str, Callable[[], str]] = {
        BulkAct.ACCEPT: lambda: ngettext("Accept %(n)s dossier", "Accept %(n)s dossiers", count),
        BulkAct.ASSIGN: lambda: ngettext("Assign %(n)s step", "Assign %(n)s steps", count),
        BulkAct.COMPLETE: lambda: ngettext(
            "Finish the step of %(n)s dossier", "Finish the step of %(n)s dossiers", count
        ),
        BulkAct.APPROVE: lambda: ngettext(
            "Approve and sign %(n)s result", "Approve and sign %(n)s results", count
        ),
        BulkAct.SEAL: lambda: ngettext(
            "Number and seal %(n)s result", "Number and seal %(n)s results", count
        ),
        BulkAct.RETURN: lambda: ngettext("Return %(n)s result", "Return %(n)s results", count),
        BulkAct.REMIND: lambda: ngettext(
            "Urge the answer in %(n)s dossier", "Urge the answer in %(n)s dossiers", count
        ),
    }
    return said[act]() % {"n": count}


@dataclass(frozen=True)
class Row:
    """One dossier of a batch, as a line of its page."""

    item: BatchItem
    outcome: str
    is_confirmed: bool

    @property
    def label(self) -> StrOrPromise:
        if self.outcome == "waiting" and self.is_confirmed:
            return WAITS
        return OUTCOMES[self.outcome][0]

    @property
    def colour(self) -> str:
        return OUTCOMES[self.outcome][1]


def rows(batch: Batch, chosen: str, mark: str) -> tuple[list[Row], str]:
    """The page behind ``mark`` of those with the outcome ``chosen``, and the mark of the next."""
    items = batches.with_rows(with_outcome(batch, chosen))
    found, after = paging.by_key(items, mark, PAGE)
    is_confirmed = batch.confirmed_at is not None
    shown = [Row(each, _outcome(batch, each), is_confirmed) for each in found]
    return shown, after


def _outcome(batch: Batch, item: BatchItem) -> str:
    return batches.outcome(batch.act, item.state, item.task.state if item.task else None)


def with_outcome(batch: Batch, chosen: str) -> QuerySet[BatchItem]:
    """Those that ``batches.outcome`` calls so; all for a word that it does not know."""
    if chosen not in OUTCOMES:
        return batch.items.all()
    if batch.act not in batches.SIGNED:
        return batch.items.filter(state=chosen)
    is_done = Q(state=ItemState.DONE)
    under_way = Q(task__state__in=[TaskState.SIGNING, TaskState.WAITING])
    of_signed = {
        "done": is_done & ~under_way,
        "signing": is_done & Q(task__state=TaskState.SIGNING),
        "lost": is_done & Q(task__state=TaskState.WAITING),
    }
    return batch.items.filter(of_signed.get(chosen, Q(state=chosen)))


def chips(batch: Batch, standing: Standing) -> list[dict[str, Any]]:
    """The outcomes there are, with how many each has."""
    found = []
    for word, (label, _colour) in OUTCOMES.items():
        if count := getattr(standing, word):
            name = WAITS if word == "waiting" and batch.confirmed_at else label
            found.append({"word": word, "name": name, "count": count})
    return found


def has_begun(batch: Batch) -> bool:
    return batch.begins_at is not None and batch.begins_at <= clock.now()


def phase(batch: Batch, standing: Standing) -> str:
    """What the page looks like; a page in another phase than this one is to be shown anew."""
    if batch.state == BatchState.CONFIRMED:
        return "running" if has_begun(batch) else "waiting"
    if batch.state in (BatchState.ENDED, BatchState.RECALLED) and standing.signing:
        return "signing"
    return batch.state


MOVING: Final = ("checking", "waiting", "running", "signing")
"""Phases that go over into others by themselves."""


def progress(batch: Batch, standing: Standing) -> dict[str, Any]:
    """How far it is, in words and figures."""
    now = phase(batch, standing)
    if now == "checking":
        return _far(
            standing.looked_through, standing.total, _("%(done)s of %(all)s looked through")
        )
    if now == "signing":
        whole = standing.done + standing.signing + standing.lost
        return _far(whole - standing.signing, whole, _("%(done)s of %(all)s signed"))
    return _far(standing.tried, standing.to_try, _("%(done)s of %(all)s done"))


def _far(done: int, whole: int, words: str) -> dict[str, Any]:
    said = words % {"done": wording.figures(done), "all": wording.figures(whole)}
    return {"done": done, "all": whole, "said": said}


def begins(batch: Batch) -> str:
    """The hour, to the second, at which it begins; empty before it is confirmed."""
    return f"{batch.begins_at.astimezone(clock.ZONE):%H:%M:%S}" if batch.begins_at else ""
