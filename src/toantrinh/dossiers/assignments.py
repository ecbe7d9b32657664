"""Whose a step is.

What somebody holds is done by them, by whoever stands in while they are away, or by the head.
Nobody's step is the whole office's, and whoever acts on it holds it from then on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Absence, Account, Agency, Post
from toantrinh.identity.permissions import OFFICES, Permission, Role, may

from .assigning_errors import HeldByAnother
from .errors import TaskDoneBy, TaskNotWaiting
from .models import Dossier, Handover, HandoverState, Task, TaskState
from .moments import moment

FIELDS: Final = ("assignee", "assigned_at")
LATELY: Final = timedelta(days=7)
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
    rows = dossier.tasks.open().filter(role__in=roles & AT_OFFICES, elsewhere=False)
    waiting = list(rows.select_related("agency", "assignee__party"))
    if waiting and not any(may_do(each, by=by, at=at) for each in waiting):
        refuse_held_by_another(waiting[0], by=by, at=at)


def may_do(task: Task, *, by: Actor, at: datetime) -> bool:
    """Whether the step is not somebody else's. No query while nobody, or ``by``, holds it."""
    if task.assignee_id is None or not isinstance(by, Account) or task.assignee_id == by.pk:
        return True
    return may(by, Permission.TASK_ASSIGN, on=task.agency) or _stands_in(task, by, at)


def _stands_in(task: Task, by: Account, at: datetime) -> bool:
    """Whether whoever holds the step is away today, and ``by`` does it meanwhile: because they
    stand in, or because nobody does who could."""
    day = clock.local_day(at)
    away = Absence.objects.on(day)
    absence = away.filter(account=task.assignee_id).select_related("stand_in").first()
    if absence is None:
        return False
    if absence.stand_in is None or absence.stand_in.pk == by.pk:
        return True
    is_there = holds_office(absence.stand_in, task.agency, task.role, day)
    return not is_there or away.filter(account=absence.stand_in).exists()


def stood_in_for(account: Account, at: datetime) -> list[Account]:
    """For whom ``account`` stands in today."""
    rows = Absence.objects.on(clock.local_day(at)).filter(stand_in=account)
    return [each.account for each in rows.select_related("account__party").order_by("pk")]


def left_behind(day: date, account: Account | None = None) -> QuerySet[Task]:
    """Open steps that nobody can do as things stand and that do not wait for a head yet: held by
    somebody (or by ``account``) who has left their office, or of an agency that has ended."""
    held = Post.objects.held_on(day).filter(
        account=OuterRef("assignee"), agency=OuterRef("agency"), role=OuterRef("role")
    )
    waits = Handover.objects.filter(task=OuterRef("pk"), state=HandoverState.OFFERED, receiver=None)
    rows = Task.objects.open().filter(~Exists(waits), role__in=AT_OFFICES)
    if account is not None:
        return rows.filter(~Exists(held), assignee=account)
    left = Q(~Exists(held), assignee__isnull=False)
    return rows.filter(left | Q(agency__valid_to__lt=day, agency__successor__isnull=False))


def heir(agency: Agency, day: date) -> Agency:
    """The agency itself, or the one that has its work since it ended."""
    while agency.valid_to is not None and agency.valid_to < day and agency.successor is not None:
        agency = agency.successor
    return agency


def had_office(account: Account, agency: Agency, day: date) -> bool:
    """Whether ``account`` held an office there that ended lately: its pages may still be open."""
    posts = Post.objects.filter(account=account, agency=agency)
    since = day - LATELY
    ended = posts.filter(Q(ended_at__date__gte=since) | Q(valid_to__gte=since, valid_to__lt=day))
    return ended.exists()


def take(task: Task, *, by: Actor, at: datetime) -> None:
    """Nobody's step becomes that of the officer who acts on it; the caller saves ``FIELDS``."""
    if task.assignee_id is None and isinstance(by, Account) and task.role in AT_OFFICES:
        task.assignee, task.assigned_at = by, at


def holds_office(account: Account, agency: Agency, role: Role | str, day: date) -> bool:
    """Whether ``account`` holds the office of a step at its agency on ``day``."""
    posts = Post.objects.held_on(day).filter(account=account, agency=agency, role=str(role))
    return posts.exists()
