"""Whose a step is.

What somebody holds is done by them, by whoever stands in while they are away, or by the head.
Nobody's step is the whole office's, and whoever acts on it holds it from then on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import OFFICES, Permission, Role, may

from .assigning_errors import HeldByAnother
from .errors import TaskDoneBy, TaskNotWaiting
from .models import Dossier, Task, TaskState
from .moments import moment

FIELDS: Final = ("assignee", "assigned_at")
AT_OFFICES: Final = frozenset(role.value for role in OFFICES)


def refuse_unless_waiting(task: Task, by: Actor) -> None:
    """Errors: TaskNotWaiting, or TaskDoneBy when it was somebody else than ``by``."""
    if task.state == TaskState.WAITING:
        return
    if isinstance(by, Account) and task.done_by is not None and task.done_by.pk != by.pk:
        done = task.done_at or task.assigned_at or task.opened_at
        raise TaskDoneBy(who=task.done_by.name, at=moment(done))
    raise TaskNotWaiting


def refuse_held_by_another(task: Task, *, by: Actor, at: datetime) -> None:
    """Errors: HeldByAnother, with who and since when."""
    if not may_do(task, by=by, at=at) and task.assignee is not None:
        since = moment(task.assigned_at) if task.assigned_at else ""
        raise HeldByAnother(who=task.assignee.name, since=since)


def refuse_if_others_hold(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """For what is done about a whole dossier in one's office: refused while every step that waits
    for that office is held by somebody else. Errors: HeldByAnother."""
    if not isinstance(by, Account):
        return
    roles = {role.value for role in dossier.roles_of(by)}
    rows = dossier.tasks.open().filter(role__in=roles & AT_OFFICES)
    waiting = list(rows.select_related("agency", "assignee__party"))
    if waiting and not any(may_do(each, by=by, at=at) for each in waiting):
        refuse_held_by_another(waiting[0], by=by, at=at)


def may_do(task: Task, *, by: Actor, at: datetime) -> bool:
    """Whether the step is not somebody else's. No query while nobody, or ``by``, holds it."""
    if task.assignee_id is None or not isinstance(by, Account) or task.assignee_id == by.pk:
        return True
    return may(by, Permission.TASK_ASSIGN, on=task.agency)


def take(task: Task, *, by: Actor, at: datetime) -> None:
    """Nobody's step becomes that of the officer who acts on it; the caller saves ``FIELDS``."""
    if task.assignee_id is None and isinstance(by, Account) and task.role in AT_OFFICES:
        task.assignee, task.assigned_at = by, at


def holds_office(account: Account, agency: Agency, role: Role | str, day: date) -> bool:
    """Whether ``account`` holds the office of a step at its agency on ``day``."""
    posts = Post.objects.held_on(day).filter(account=account, agency=agency, role=str(role))
    return posts.exists()
