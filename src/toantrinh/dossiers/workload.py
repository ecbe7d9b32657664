"""How much waits for whom: open steps, minutes of work by their inner hours, and the waiting.

Read from the open steps of the agencies that somebody heads, at most ``MOST`` of them, the most
urgent first; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from toantrinh.core import clock
from toantrinh.core.calendar import working_minutes
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Permission
from toantrinh.lists import queries as lists

from . import assignments, queues
from .models import DailyCounter, Task
from .worklists import WIDE

MOST: Final = 5000
NOBODY: Final = "chua-ai"


@dataclass(frozen=True)
class Line:
    """The open steps that share something. ``minutes`` of work left, by the inner hours of the
    steps; ``waited``: working minutes since a step opened, in the middle and at the most."""

    key: str
    name: str
    steps: int
    late: int
    minutes: int
    waited: int
    longest: int


@dataclass(frozen=True)
class Step:
    """One open step with what it still takes, and how long it has waited."""

    task: Task
    minutes: int
    waited: int


@dataclass(frozen=True)
class Load:
    """All of it. ``more``: there are more open steps than ``MOST``, which are not in it."""

    steps: Sequence[Step]
    people: Sequence[Line]
    units: Sequence[Line]
    kinds: Sequence[Line]
    more: bool


@dataclass(frozen=True)
class Day:
    """How many dossiers an agency was given today, and from how many on that is too many."""

    agency: Agency
    filed: int
    alarm: int

    @property
    def is_alarming(self) -> bool:
        return self.filed >= self.alarm


def headed(account: Account) -> list[Agency]:
    """The agencies whose work ``account`` shares out, by code."""
    keys = account.agencies_with(Permission.TASK_ASSIGN)
    found = {post.agency_id: post.agency for post in account.posts_in_use}
    return sorted((found[key] for key in keys), key=lambda each: each.code)


def tasks(account: Account) -> QuerySet[Task]:
    """The open steps of offices at the agencies that ``account`` heads."""
    keys = account.agencies_with(Permission.TASK_ASSIGN)
    return Task.objects.open().filter(agency__in=keys, role__in=assignments.AT_OFFICES)


def of(account: Account, *, at: datetime) -> Load:
    """Three statements, whatever waits; one more for packs new to this process."""
    wanted = ("dossier__version", "dossier__owner", "agency", "assignee__party")
    rows = tasks(account).select_related(*wanted).defer(*WIDE).order_by("due_at", "id")
    found = list(rows[: MOST + 1])
    steps = _steps(found[:MOST], at)
    units = _units(account, at)
    return Load(
        steps=steps,
        people=_lines(steps, at, lambda task: (_holder(task), _name(task))),
        units=_lines(steps, at, lambda task: _unit(task, units)),
        kinds=_lines(steps, at, lambda task: (task.name, task.name)),
        more=len(found) > MOST,
    )


def days(account: Account, *, at: datetime) -> list[Day]:
    """What came in today at each agency that ``account`` heads."""
    day, agencies = clock.local_day(at), headed(account)
    alarm = lists.current(day).time_rule("daily_load_alarm").number
    rows = DailyCounter.objects.filter(agency__in=agencies, day=day)
    filed = dict(rows.values_list("agency", "last"))
    return [Day(agency, filed.get(agency.pk, 0), alarm) for agency in agencies]


def _steps(found: Sequence[Task], at: datetime) -> list[Step]:
    places = queues.remains({(task.dossier.version_id, task.key) for task in found})
    current = lists.current(clock.local_day(at))
    calendars = {code: current.calendar_for(code) for code in {t.agency.code for t in found}}
    return [
        Step(
            task,
            places[task.dossier.version_id, task.key].own,
            working_minutes(calendars[task.agency.code], task.opened_at, at)
            if task.opened_at < at
            else 0,
        )
        for task in found
    ]


def _lines(
    steps: Iterable[Step], at: datetime, by: Callable[[Task], tuple[str, str]]
) -> list[Line]:
    """The most work first."""
    groups: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        groups.setdefault(by(step.task), []).append(step)
    lines = [
        Line(
            key=key,
            name=name,
            steps=len(group),
            late=sum(1 for each in group if each.task.due_at and each.task.due_at < at),
            minutes=sum(each.minutes for each in group),
            waited=sorted(each.waited for each in group)[len(group) // 2],
            longest=max(each.waited for each in group),
        )
        for (key, name), group in groups.items()
    ]
    return sorted(lines, key=lambda line: (-line.minutes, -line.steps, line.name))


def _holder(task: Task) -> str:
    return str(task.assignee.uid) if task.assignee else NOBODY


def _name(task: Task) -> str:
    return task.assignee.name if task.assignee else ""


def _units(account: Account, at: datetime) -> dict[tuple[int, int, str], str]:
    """The inner unit of everybody at the agencies that are headed, by (account, agency, role)."""
    keys = account.agencies_with(Permission.TASK_ASSIGN)
    posts = Post.objects.held_on(clock.local_day(at)).filter(~Q(unit=""), agency__in=keys)
    rows = posts.values_list("account", "agency", "role", "unit")
    return {(person, agency, role): unit for person, agency, role, unit in rows}


def _unit(task: Task, units: dict[tuple[int, int, str], str]) -> tuple[str, str]:
    held = (task.assignee_id or 0, task.agency_id, task.role)
    unit = units.get(held, "")
    return (f"{task.agency.code} {unit}", unit or task.agency.name)
