"""The steps that wait for an officer: narrowed, in order, a page at a time, and counted.

Everything begins with the open steps of the offices in use, ``dossiers_task_worklist (agency, role,
due_at, id)``: partial over what is open, so that a list costs what lies in the office and not what
lies in the archive. Counts stop at ``MOST``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.process.steps import StepKind

from . import assignments
from .actions.reminding import BY_HAND
from .models import UNSETTLED, Handover, Message, Reminder, Side, Task
from .states import State

PAGE: Final = 50
MOST: Final = 1000
SOON: Final = timedelta(hours=4)
EVER: Final = datetime.min.replace(tzinfo=UTC)
WIDE: Final = (
    "dossier__version__definition",
    "dossier__version__found_by",
    "dossier__content_sealed",
    "dossier__progress",
)
KINDS: Final = (
    StepKind.RECEIVE,
    StepKind.WORK,
    StepKind.OUTSIDE,
    StepKind.SIGN,
    StepKind.SEAL,
    StepKind.RETURN,
)


class Due(StrEnum):
    """By its word in the address."""

    LATE = "tre"
    TODAY = "hom-nay"
    SOON = "sap-den"


class Order(StrEnum):
    """By its word in the address; see ``COLUMNS``."""

    DUE = "han"
    RECEIVED = "ngay-nop"
    CODE = "ma"
    NAME = "ten"
    PROCEDURE = "thu-tuc"
    STEP = "buoc"


COLUMNS: Final[Mapping[Order, str]] = {
    Order.DUE: "due_at",
    Order.RECEIVED: "dossier__submitted_at",
    Order.CODE: "dossier__reference",
    Order.NAME: "dossier__name_sort",
    Order.PROCEDURE: "dossier__version__name",
    Order.STEP: "name",
}
ME, NOBODY = "toi", "chua-ai"
Place = tuple[str, Any, int, bool]  # the column, its value, the key, whether descending
CELLS: Final[Mapping[str, Any]] = {
    "dossier_uid": F("dossier__uid"),
    "dossier_state": F("dossier__state"),
    "reference": F("dossier__reference"),
    "submitted_at": F("dossier__submitted_at"),
    "answer_due_at": F("dossier__answer_due_at"),
    "accepted_at": F("dossier__accepted_at"),
    "owner_name": F("dossier__owner__name"),
    "procedure_name": F("dossier__version__name"),
    "holder_name": Coalesce("assignee__party__name", "assignee__login"),
}
"""What a row shows of its dossier and of others: they have many columns, of which it needs few."""


@dataclass(frozen=True)
class Chosen:
    """What is asked for; what is empty does not narrow. ``held``: ``toi``, ``chua-ai`` or the uid
    of a colleague. ``first`` and ``last``: of the days of filing, both included."""

    kind: str = ""
    procedure: str = ""
    due: Due | None = None
    held: str = ""
    state: State | None = None
    agency: str = ""
    first: date | None = None
    last: date | None = None
    order: Order = Order.DUE
    descending: bool = False

    @property
    def narrows(self) -> bool:
        return any(
            (self.kind, self.procedure, self.due, self.held, self.agency, self.first, self.last)
        ) or (self.state is not None)


@dataclass(frozen=True)
class Page:
    """``after``: behind which step the next page begins; empty on the last. ``before``: before
    which step the previous one ends; empty on the first."""

    rows: Sequence[Task]
    after: str
    before: str = ""


@dataclass(frozen=True)
class Counts:
    """Of all that waits. ``more``: there is more than ``MOST``, which was not counted."""

    total: int
    more: bool
    kinds: Mapping[str, int] = field(default_factory=dict)
    due: Mapping[Due, int] = field(default_factory=dict)
    mine: int = 0
    nobodys: int = 0


@dataclass(frozen=True)
class Whose:
    """One account at one moment; ``also``: those for whom it stands in."""

    account: Account
    at: datetime
    also: Sequence[Account] = ()

    @property
    def keys(self) -> list[int]:
        return [self.account.pk, *(each.pk for each in self.also)]

    def tasks(self) -> QuerySet[Task]:
        return Task.objects.worklist(self.account)


def whose(account: Account, *, at: datetime) -> Whose:
    return Whose(account, at, assignments.stood_in_for(account, at))


def narrowed(seen: Whose, chosen: Chosen) -> QuerySet[Task]:
    """The steps that are asked for, in no order."""
    told: dict[str, Any] = {
        "kind": chosen.kind or None,
        "dossier__version__code": chosen.procedure or None,
        "dossier__state": chosen.state,
        "agency__code": chosen.agency or None,
        "dossier__submitted_on__gte": chosen.first,
        "dossier__submitted_on__lte": chosen.last,
    }
    tasks = seen.tasks().order_by()
    tasks = tasks.filter(**{name: value for name, value in told.items() if value is not None})
    if chosen.due is not None:
        first, last = due_within(chosen.due, seen.at)
        tasks = tasks.filter(due_at__gte=first, due_at__lt=last)
    return tasks.filter(_held(seen, chosen.held)) if chosen.held else tasks


def due_within(due: Due, at: datetime) -> tuple[datetime, datetime]:
    """Late; not late and due today; not late and due soon: from when, included, to when, not."""
    if due is Due.LATE:
        return EVER, at
    if due is Due.SOON:
        return at, at + SOON
    local = at.astimezone(clock.ZONE)
    return at, local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _held(seen: Whose, held: str) -> Q:
    if held == ME:
        return Q(assignee__in=seen.keys)
    if held == NOBODY:
        return Q(assignee=None)
    return Q(assignee__uid=held)


def page(seen: Whose, chosen: Chosen, *, mark: str = "", back: bool = False) -> Page:
    """Fifty steps behind ``mark``, or ``back`` before it, in the order asked for and then of the
    key. Where nothing waits behind it any more, those before it.

    ``urged_at`` of each is when it was last reminded of by hand, ``was_offered`` whether somebody
    is to take it over or would not, ``is_written_about`` whether the applicant wrote what nobody
    has read. One statement, two behind a mark: the mark is a key, because a name has no place in an
    address.
    """
    shown = _with_marks(in_order(narrowed(seen, chosen), chosen))
    agencies = {post.agency_id: post.agency for post in seen.account.posts_in_use}
    found = _turned(shown, _place(seen, chosen, mark), back=back)
    for task in found.rows:
        task.agency = agencies[task.agency_id]
    return found


def _turned(shown: QuerySet[Task], place: Place | None, *, back: bool) -> Page:
    if place is None:
        return _page(shown)
    behind = None if back else _page(shown.filter(_behind(*place)), is_first=False)
    if behind and behind.rows:
        return behind
    found = list(shown.filter(_before(*place)).reverse()[: PAGE + 1])
    if len(found) <= PAGE:
        return _page(shown)
    rows = found[PAGE - 1 :: -1]
    return Page(rows, str(rows[-1].pk), str(rows[0].pk))


def _with_marks(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With what a row shows; the agency is one of the posts in use."""
    offers = Handover.objects.filter(task=OuterRef("pk"), state__in=UNSETTLED)
    unread = Message.objects.unread_by(Side.AGENCY).filter(dossier=OuterRef("dossier"))
    marks = {
        "urged_at": _urged_at(),
        "was_offered": Exists(offers),
        "is_written_about": Exists(unread),
    }
    return with_cells(tasks).annotate(**marks)


def with_cells(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With ``CELLS``."""
    return tasks.defer("note_sealed").annotate(**CELLS)


def _place(seen: Whose, chosen: Chosen, mark: str) -> Place | None:
    """Where the step ``mark`` stands in that order, whether or not it still waits."""
    if not (mark.isdigit() and len(mark) < 19):
        return None
    column = COLUMNS[chosen.order]
    theirs = [post.agency_id for post in seen.account.posts_in_use]
    row = Task.objects.filter(pk=int(mark), agency__in=theirs).values_list(column).first()
    return (column, row[0], int(mark), chosen.descending) if row else None


def _page(tasks: QuerySet[Task], *, is_first: bool = True) -> Page:
    found = list(tasks[: PAGE + 1])
    after = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    before = str(found[0].pk) if found and not is_first else ""
    return Page(found[:PAGE], after, before)


def _urged_at() -> Subquery:
    """When somebody last had whoever does the step reminded, since it opened."""
    told = Reminder.objects.filter(
        dossier=OuterRef("dossier"), about__startswith=BY_HAND, at__gte=OuterRef("opened_at")
    )
    return Subquery(told.order_by("-at").values("at")[:1])


def in_order(tasks: QuerySet[Task], chosen: Chosen) -> QuerySet[Task]:
    """In the order asked for, and then of the key; what has no such value stands at the end."""
    column = F(COLUMNS[chosen.order])
    by = column.desc(nulls_last=True) if chosen.descending else column.asc(nulls_last=True)
    return tasks.order_by(by, "-id" if chosen.descending else "id")


def _behind(column: str, value: Any, number: int, descending: bool) -> Q:
    """What comes after a row with this value; rows without one stand at the end."""
    sign = "lt" if descending else "gt"
    if value is None:
        return Q(**{column: None, f"id__{sign}": number})
    same = Q(**{column: value, f"id__{sign}": number})
    return Q(**{f"{column}__{sign}": value}) | same | Q(**{f"{column}__isnull": True})


def _before(column: str, value: Any, number: int, descending: bool) -> Q:
    """What comes before a row with this value, as ``_behind``."""
    sign = "gt" if descending else "lt"
    same = Q(**{column: value, f"id__{sign}": number})
    if value is None:
        return Q(**{f"{column}__isnull": False}) | same
    return Q(**{f"{column}__{sign}": value}) | same


def around(seen: Whose, chosen: Chosen, task: Task) -> tuple[QuerySet[Task], QuerySet[Task]]:
    """The steps before ``task``, the nearest first, and those behind it, as the list stands; where
    it would stand, if it is not in the list."""
    column = COLUMNS[chosen.order]
    place = column, attrgetter(column.replace("__", "."))(task), task.pk, chosen.descending
    tasks = in_order(narrowed(seen, chosen).exclude(dossier=task.dossier_id), chosen)
    return tasks.filter(_before(*place)).reverse(), tasks.filter(_behind(*place))


def counts(seen: Whose) -> Counts:
    """Of everything that waits at the offices in use, in one statement: so few rows are counted
    sooner than a statement with a count for each is put together."""
    columns = ("kind", "due_at", "assignee")
    rows = list(seen.tasks().order_by().values_list(*columns)[: MOST + 1])
    kinds = Counter(kind for kind, _due, _holder in rows)
    dues = [due_at for _kind, due_at, _holder in rows if due_at is not None]
    held = Counter(holder for _kind, _due, holder in rows)
    spans = {due: due_within(due, seen.at) for due in Due}
    return Counts(
        total=min(len(rows), MOST),
        more=len(rows) > MOST,
        kinds={str(kind): kinds[kind] for kind in KINDS if kinds[kind]},
        due={
            due: sum(first <= each < last for each in dues) for due, (first, last) in spans.items()
        },
        mine=sum(held[key] for key in seen.keys),
        nobodys=held[None],
    )


def number(seen: Whose, chosen: Chosen) -> int:
    """How many are asked for, up to one more than ``MOST``."""
    return narrowed(seen, chosen)[: MOST + 1].count()


def procedures(seen: Whose) -> list[tuple[str, str]]:
    """Code and name of the procedures among what waits, by name; of the first ``MOST`` steps."""
    first = seen.tasks().order_by()[:MOST].values("dossier__version")
    found = ProcedureVersion.objects.filter(pk__in=first).values_list("code", "name")
    return sorted(set(found), key=lambda each: each[1])
