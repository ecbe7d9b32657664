"""What the page of the day shows of its queues: the dossiers themselves, and who holds what.

Figures are counted when the page is asked for, from indexes over what is open; the list behind each
figure is the same query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count as Counted
from django.db.models import Prefetch, Q, QuerySet

from toantrinh.core import clock
from toantrinh.core.calendar import WorkCalendar, working_minutes
from toantrinh.identity.models import Agency, Post
from toantrinh.identity.permissions import PERMISSIONS, Permission, Role

from . import breach, ledger, queues
from .models import Dossier, Reminder, Task, TaskState
from .queues import OPEN_STATES, Queue, Sight
from .states import State

PAGE: Final = 50
About = Callable[[Task], bool]
WIDE: Final = ("version__definition", "version__found_by", "content_sealed")


@dataclass(frozen=True)
class Row:
    """A dossier on a list: where it is, who holds it, how much time is left.

    ``people``: who holds its steps, each once; an empty name stands for steps that nobody holds.
    ``due``: of the answer while it is unanswered, of the dossier afterwards; None before there is
    one. On a list of late steps, of the one that has been late the longest. ``left``: working
    minutes until then, or, when ``is_over``, since then; None while time stands still, and when
    nothing is to be done any more.
    """

    dossier: Dossier
    steps: list[Task]
    people: list[str]
    due: datetime | None
    left: int | None
    is_over: bool
    at_risk: bool
    reminded: Reminder | None


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    after: str  # the mark behind which the next page begins; empty on the last


def page(
    seen: Sight,
    rows: QuerySet[Dossier],
    *,
    order: str = "id",
    mark: str = "",
    about: About | None = None,
) -> Page:
    """Fifty rows behind ``mark``, in the order of a column and then of the key. ``about`` says
    which steps made the list, when it is one of steps: the due time shown is theirs.

    Statements: dossiers, steps, reminders; one more for packs new to this process.
    """
    rows = rows.order_by(*dict.fromkeys((order, "id")))
    value, _, number = mark.rpartition("~")
    if number.isdigit():
        rows = rows.filter(_behind(order, value, int(number)))
    wanted = rows.select_related("version", "owner", "agency").defer(*WIDE)
    steps = Prefetch(
        "tasks",
        Task.objects.open().select_related("assignee__party", "agency").order_by("opened_at", "id"),
        "open_steps",
    )
    told = Prefetch("reminders", Reminder.objects.order_by("-at", "-id"), "told")
    found = list(wanted.prefetch_related(steps, told)[: PAGE + 1])
    after = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        begins = getattr(last, order)
        after = f"{'' if order == 'id' else begins.isoformat()}~{last.pk}"
    return Page(_rows(seen, found[:PAGE], about), after)


def _behind(order: str, value: str, number: int) -> Q:
    if order == "id":
        return Q(id__gt=number)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return Q()
    if at.tzinfo is None:
        return Q()
    return Q(**{f"{order}__gt": at}) | Q(**{order: at}, id__gt=number)


def _rows(seen: Sight, found: Sequence[Dossier], about: About | None) -> list[Row]:
    places = queues.remains(
        {(each.version_id, task.key) for each in found for task in _steps(each)}
    )
    calendars: dict[tuple[int | None, int, date], WorkCalendar] = {}
    rows = []
    for dossier in found:
        at = dossier.accepted_at or dossier.submitted_at or dossier.begun_at
        key = (dossier.agency_id, dossier.edition, clock.local_day(at))
        if key not in calendars:
            calendars[key] = ledger.calendars(dossier, at)(dossier.edition)
        rows.append(_row(seen, dossier, about, places, calendars[key]))
    return rows


def _row(
    seen: Sight,
    dossier: Dossier,
    about: About | None,
    places: Mapping[tuple[int, str], breach.Remains],
    calendar: WorkCalendar,
) -> Row:
    steps = _steps(dossier)
    people = [_holder_of(task) for task in steps if task.assignee or task.role in queues.AT_OFFICES]
    due = dossier.answer_due_at if dossier.state == State.FILED else dossier.due_at
    if about is not None:
        due = min((task.due_at for task in steps if task.due_at and about(task)), default=due)
    goes = dossier.state in OPEN_STATES and dossier.stands_since is None
    told: list[Reminder] = dossier.told  # type: ignore[attr-defined]
    is_over = bool(goes and due and due < seen.now)
    is_running = bool(goes and dossier.due_at and dossier.due_at >= seen.now)
    return Row(
        dossier=dossier,
        steps=steps,
        people=list(dict.fromkeys(people)),
        due=due,
        left=abs(working_minutes(calendar, seen.now, due)) if goes and due else None,
        is_over=is_over,
        at_risk=is_running
        and any(
            breach.is_at_risk(
                calendar,
                now=seen.now,
                due=dossier.due_at or seen.now,
                step_due=task.due_at if places[dossier.version_id, task.key].own else None,
                after=places[dossier.version_id, task.key].after,
            )
            for task in steps
            if task.role in queues.AT_OFFICES
        ),
        reminded=told[0] if told else None,
    )


def _holder_of(task: Task) -> str:
    return task.assignee.name if task.assignee else ""


def _steps(dossier: Dossier) -> list[Task]:
    steps: list[Task] = dossier.open_steps  # type: ignore[attr-defined]
    return steps


def _posts(seen: Sight) -> list[Post]:
    at_desks = [role for role, may in PERMISSIONS.items() if Permission.DOSSIER_READ in may]
    posts = Post.objects.held_on(clock.local_day(seen.at))
    posts = posts.filter(agency__in=seen.keys, role__in=at_desks)
    return list(posts.select_related("account__party").order_by("agency__code", "role", "id"))


@dataclass(frozen=True)
class StateCount:
    state: State
    number: int


def by_state(seen: Sight) -> list[StateCount]:
    """How many dossiers stand in each state in which something is still to be done."""
    rows = seen.dossiers().filter(state__in=OPEN_STATES).order_by().values("state")
    found = {each["state"]: each["n"] for each in rows.annotate(n=Counted("pk"))}
    return [StateCount(state, found[state]) for state in OPEN_STATES if state in found]


@dataclass(frozen=True)
class AgencyLine:
    """The queues of one agency, as far as they are told side by side."""

    agency: Agency
    numbers: dict[Queue, int] = field(default_factory=dict)


TOLD: Final = (Queue.UNANSWERED, Queue.ANSWER_LATE, Queue.TODAY, Queue.LATE)


def by_agency(seen: Sight) -> list[AgencyLine]:
    """The agencies side by side; one statement a queue."""
    lines = {each.pk: AgencyLine(each, dict.fromkeys(TOLD, 0)) for each in seen.agencies}
    for queue in TOLD:
        rows = queues.of(seen, queue).order_by().values("agency").annotate(n=Counted("pk"))
        for each in rows:
            lines[each["agency"]].numbers[queue] = each["n"]
    return list(lines.values())


@dataclass(frozen=True)
class PersonLine:
    """Who holds an office: what waits for it (shared by all who hold it), what of that is late, and
    what they finished today themselves. Each person once for an office."""

    post: Post
    waiting: int
    late: int
    done: int


def by_person(seen: Sight) -> list[PersonLine]:
    """The people of the agencies that are seen, or only oneself."""
    waiting = seen.tasks().order_by().values("agency", "role")
    rows = waiting.annotate(n=Counted("pk"), late=Counted("pk", filter=Q(due_at__lt=seen.now)))
    offices = {(each["agency"], each["role"]): (each["n"], each["late"]) for each in rows}
    ended = _done_today(seen).order_by().values("agency", "done_by", "role")
    done = {
        (each["agency"], each["done_by"], each["role"]): each["n"]
        for each in ended.annotate(n=Counted("pk"))
    }
    lines, told = [], set()
    for post in _posts(seen):
        if post.agency_id not in seen.headed and post.account_id != seen.account.pk:
            continue
        if (held := (post.agency_id, post.account_id, post.role)) in told:
            continue  # a second post that gives the same office
        told.add(held)
        number, late = offices.get((post.agency_id, post.role), (0, 0))
        own = done.get(held, 0)
        lines.append(PersonLine(post, number, late, own))
    return lines


def _done_today(seen: Sight) -> QuerySet[Task]:
    local = seen.at.astimezone(clock.ZONE)
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Task.objects.filter(agency__in=seen.keys, state=TaskState.DONE, done_at__gte=begins)


def with_state(seen: Sight, state: State) -> QuerySet[Dossier]:
    """The list behind ``by_state``."""
    return seen.dossiers().filter(state=state)


def held_by(seen: Sight, role: Role, *, late: bool = False) -> QuerySet[Dossier]:
    """The list behind what waits for an office, or of that what is late."""
    steps = seen.tasks().filter(role=role.value)
    if late:
        steps = steps.filter(due_at__lt=seen.now)
    return seen.dossiers().filter(pk__in=steps.values("dossier"))


def done_today_by(seen: Sight, account: UUID) -> QuerySet[Dossier]:
    """The list behind what somebody finished today; what they finished is theirs to see."""
    steps = _done_today(seen).filter(done_by__uid=account)
    rows = Dossier.objects.handled_by(seen.account).filter(agency__in=seen.keys)
    if not seen.is_head:
        steps = steps.filter(done_by=seen.account)
    return rows.filter(pk__in=steps.values("dossier"))
