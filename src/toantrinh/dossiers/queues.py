"""What needs somebody's eyes today: the queues of the early warning.

Each queue is a range of an index, so that it costs what it shows and not what lies in the archive:
``dossiers_unanswered (agency, answer_due_at)``, ``dossiers_running (agency, due_at)``,
``dossiers_standing (agency, stands_since)``, all partial over what is open. Working time is turned
into moments before the database is asked: "waits for more than 4 working hours" of a limit of 8 is
"its answer is due before now and 4 working hours", because working time from a filing to its due
time is 8 hours whatever lies between. Agencies that keep the same hours share one range.

The thresholds are dated rules (``lists``), counted by the calendar of today. A due time itself
stays what it is, by the calendar of its receipt.

The head of an agency sees all of it; other officers see what waits for an office they hold. Counts
stop at ``MOST``: more than that is no work of today but a question for the province.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.calendar import WorkCalendar, add_working, back_working
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import OFFICES, Permission
from toantrinh.lists import queries as lists
from toantrinh.lists.queries import Lists

from . import breach
from .models import Closing, ClosingState, Dossier, Task
from .models.reach import DossierQuerySet
from .states import State

MOST: Final = 1000  # counts and candidates stop here
HEADED: Final = Permission.EXTENSION_DECIDE  # who decides on more time answers for lateness
OPEN_STATES: Final = (
    State.FILED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_ASKED,
    State.PAYMENT_ASKED,
    State.WITHDRAWAL_ASKED,
)
AT_OFFICES: Final = tuple(role.value for role in OFFICES)


class Queue(StrEnum):
    """By its word in the address."""

    UNANSWERED = "cho-tra-loi"
    ANSWER_ALERT = "cho-tra-loi-lau"  # and not answered for longer than answer_alert
    ANSWER_LATE = "qua-han-tra-loi"  # longer than answer_escalation
    TODAY = "den-han-hom-nay"
    SOON = "sap-den-han"
    LATE = "qua-han"
    STEP_LATE = "buoc-tre"  # a step is overdue, the dossier is not
    RISK = "nguy-co-tre"  # what remains of the path is longer than what is left of the time
    SUPPLEMENT = "dung-cho-bo-sung"
    PAYMENT = "dung-cho-nop-tien"
    NOT_COUNTED = "dung-buoc-khong-tinh"


ORDER: Final = {
    Queue.UNANSWERED: "answer_due_at",
    Queue.ANSWER_ALERT: "answer_due_at",
    Queue.ANSWER_LATE: "answer_due_at",
    Queue.SUPPLEMENT: "stands_since",
    Queue.PAYMENT: "stands_since",
    Queue.NOT_COUNTED: "stands_since",
}
"""By what a queue is in order; the others by ``due_at``."""


@dataclass(frozen=True)
class Count:
    """``more``: there are more than ``number``; they were not counted."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class Sight:
    """What one account sees at one moment: ``agencies`` of its posts in use, those it heads, and
    the offices it holds at the others."""

    account: Account
    at: datetime
    agencies: tuple[Agency, ...]
    headed: frozenset[int]
    offices: tuple[tuple[int, str], ...]

    @cached_property
    def lists(self) -> Lists:
        return lists.current(clock.local_day(self.at))

    @property
    def now(self) -> datetime:
        """The present minute: seconds do not count."""
        return self.at.replace(second=0, microsecond=0)

    @property
    def is_head(self) -> bool:
        """Whether they see more than what waits for themselves."""
        return bool(self.headed)

    @property
    def keys(self) -> list[int]:
        return [agency.pk for agency in self.agencies]

    def calendar(self, agency: Agency) -> WorkCalendar:
        return self.lists.calendar_for(agency.code)

    def minutes(self, key: str) -> int:
        """A time rule as working minutes."""
        return breach.working_minutes_of(self.lists.time_rule(key).limit)

    def dossiers(self) -> DossierQuerySet:
        """All they see, whatever its state."""
        rows = Dossier.objects.handled_by(self.account).filter(agency__in=self.keys)
        if self.headed.issuperset(self.keys):
            return rows
        theirs = Q(agency__in=self.headed)
        for agency, role in self.offices:
            waits = Task.objects.open().filter(dossier=OuterRef("pk"), role=role, agency=agency)
            theirs |= Q(Exists(waits), agency=agency)
        return rows.filter(theirs)

    def tasks(self) -> QuerySet[Task]:
        """The open steps of offices: of the agencies they head, and of their own offices."""
        seen = Q(agency__in=self.headed, role__in=AT_OFFICES)
        for agency, role in self.offices:
            seen |= Q(agency=agency, role=role)
        return Task.objects.open().filter(seen)

    def is_late(self, task: Task) -> bool:
        """Of an open step: whether it is theirs to see, as ``tasks``, and overdue."""
        is_seen = task.agency_id in self.headed and task.role in AT_OFFICES
        is_seen = is_seen or (task.agency_id, task.role) in self.offices
        return bool(is_seen and task.due_at and task.due_at < self.now)

    def ranges(self, field: str, moment: Callable[[WorkCalendar], datetime]) -> Q:
        """``field`` before a moment that depends on the working time of the agency."""
        shared: dict[datetime, list[int]] = {}
        for agency in self.agencies:
            shared.setdefault(moment(self.calendar(agency)), []).append(agency.pk)
        parts = [Q(agency__in=keys, **{f"{field}__lt": end}) for end, keys in shared.items()]
        return reduce(or_, parts, Q(pk=None)) if len(parts) != 1 else parts[0]


def sight(account: Account, *, at: datetime, agency: str = "") -> Sight:
    """What ``account`` sees through its posts in use; of one agency when its code is given and
    theirs, otherwise of all."""
    reading = account.agencies_with(Permission.DOSSIER_READ)
    posts = [post for post in account.posts_in_use if post.agency_id in reading]
    if any(post.agency.code == agency for post in posts):
        posts = [post for post in posts if post.agency.code == agency]
    agencies = {post.agency_id: post.agency for post in posts}
    headed = frozenset(account.agencies_with(HEADED) & agencies.keys())
    offices = {(post.agency_id, str(post.role)) for post in posts if post.agency_id not in headed}
    in_order = sorted(agencies.values(), key=lambda each: each.code)
    return Sight(account, at, tuple(in_order), headed, tuple(sorted(offices)))


def of(seen: Sight, queue: Queue) -> QuerySet[Dossier]:
    """The dossiers of a queue, in no order; see ``ORDER``."""
    return QUEUES[queue](seen)


def count(rows: QuerySet[Dossier]) -> Count:
    """How many, up to ``MOST``: the database stops there too."""
    found = rows.order_by()[: MOST + 1].count()
    return Count(min(found, MOST), more=found > MOST)


def counts(seen: Sight) -> dict[Queue, Count]:
    """Of every queue; one statement each, whatever they hold."""
    return {queue: count(of(seen, queue)) for queue in Queue}


def _unanswered(seen: Sight) -> DossierQuerySet:
    return seen.dossiers().unanswered()


def _answer_alert(seen: Sight) -> QuerySet[Dossier]:
    """The second condition keeps out what has to be answered sooner than the rule says and was
    only just filed."""
    long_ago = seen.minutes("answer_alert")
    return _unanswered(seen).filter(
        answer_waits_longer(seen, "answer_alert"),
        seen.ranges("submitted_at", lambda calendar: back_working(calendar, seen.at, long_ago)),
    )


def _answer_late(seen: Sight) -> QuerySet[Dossier]:
    return _unanswered(seen).filter(answer_waits_longer(seen, "answer_escalation"))


def answer_waits_longer(seen: Sight, key: str) -> Q:
    """That more working time than the rule ``key`` is over since what is to be answered came."""
    left = seen.minutes("answer_within") - seen.minutes(key)
    return seen.ranges("answer_due_at", lambda calendar: from_now(calendar, seen.now, left))


def from_now(calendar: WorkCalendar, now: datetime, minutes: int) -> datetime:
    """``minutes`` of working time after now, or, when negative, before now."""
    if minutes == 0:
        return now
    if minutes < 0:
        return back_working(calendar, now, -minutes)
    return add_working(calendar, now, minutes)


def _in_time(seen: Sight) -> DossierQuerySet:
    return seen.dossiers().running().filter(due_at__gte=seen.now)


def _today(seen: Sight) -> QuerySet[Dossier]:
    local = seen.now.astimezone(clock.ZONE)
    midnight = local.replace(hour=0, minute=0) + timedelta(days=1)
    return _in_time(seen).filter(due_at__lt=midnight)


def _soon(seen: Sight) -> QuerySet[Dossier]:
    ahead = seen.minutes("due_soon")
    minute = timedelta(minutes=1)  # what is due just then belongs to it
    return _in_time(seen).filter(
        seen.ranges("due_at", lambda calendar: add_working(calendar, seen.now, ahead) + minute)
    )


def _late(seen: Sight) -> QuerySet[Dossier]:
    return seen.dossiers().running().filter(due_at__lt=seen.now)


def _step_late(seen: Sight) -> QuerySet[Dossier]:
    late = seen.tasks().filter(due_at__lt=seen.now)
    return _in_time(seen).filter(pk__in=late.values("dossier"))


def _standing(state: State) -> Callable[[Sight], QuerySet[Dossier]]:
    """A withdrawal that waits for its answer does not change why time stands still."""

    def queue(seen: Sight) -> QuerySet[Dossier]:
        asked = Closing.objects.filter(
            dossier=OuterRef("pk"), state=ClosingState.ASKED, from_state=state
        )
        is_so = Q(state=state) | Q(Exists(asked), state=State.WITHDRAWAL_ASKED)
        return seen.dossiers().filter(is_so, stands_since__isnull=False)

    return queue


def _risk(seen: Sight) -> QuerySet[Dossier]:
    return _in_time(seen).filter(pk__in=at_risk(seen))


def at_risk(seen: Sight) -> list[int]:
    """Keys of dossiers that are not late yet but will be at the pace of their inner hours, among
    the ``MOST`` open steps whose dossiers are due next. One statement, two when there are some.

    A step in time takes at most its inner hours from now, so a dossier that is due after these and
    those of the later steps needs no reckoning.
    """
    steps = seen.tasks().filter(dossier__in=_in_time(seen)).order_by("dossier__due_at")
    columns = ("dossier_id", "agency_id", "dossier__version", "key", "due_at", "dossier__due_at")
    rows = list(steps.values_list(*columns)[:MOST])
    places = remains({(version, key) for _, _, version, key, *_ in rows})
    calendars = {agency.pk: seen.calendar(agency) for agency in seen.agencies}
    needed: dict[tuple[int, int, str], datetime] = {}
    found = []
    for pk, agency, version, key, step_due, due in rows:
        left, calendar = places[version, key], calendars[agency]
        if (agency, version, key) not in needed:
            whole = left.own + left.after
            needed[agency, version, key] = add_working(calendar, seen.now, whole)
        if due <= needed[agency, version, key] and breach.is_at_risk(
            calendar,
            now=seen.now,
            due=due,
            step_due=step_due if left.own else None,
            after=left.after,
        ):
            found.append(pk)
    return found


def remains(places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], breach.Remains]:
    """What each (version, step) still takes. Packs are kept in memory."""
    wanted = set(places)
    rows = ProcedureVersion.objects.defer("definition", "found_by")
    versions = rows.in_bulk({version for version, _key in wanted})
    return {(version, key): breach.remains(versions[version].pack, key) for version, key in wanted}


def _not_counted(seen: Sight) -> QuerySet[Dossier]:
    rows = seen.dossiers().filter(stands_since__isnull=False)
    return rows.filter(state__in=[State.ACCEPTED, State.PROCESSING])


QUEUES: Final[dict[Queue, Callable[[Sight], QuerySet[Dossier]]]] = {
    Queue.UNANSWERED: _unanswered,
    Queue.ANSWER_ALERT: _answer_alert,
    Queue.ANSWER_LATE: _answer_late,
    Queue.TODAY: _today,
    Queue.SOON: _soon,
    Queue.LATE: _late,
    Queue.STEP_LATE: _step_late,
    Queue.RISK: _risk,
    Queue.SUPPLEMENT: _standing(State.SUPPLEMENT_ASKED),
    Queue.PAYMENT: _standing(State.PAYMENT_ASKED),
    Queue.NOT_COUNTED: _not_counted,
}
