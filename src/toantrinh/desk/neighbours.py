"""The dossiers before and behind one in the list of what waits for an officer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.dossiers.models import Dossier, Task
from toantrinh.identity.models import Account


@dataclass(frozen=True)
class Neighbours:
    """``uid`` of each; None at an end of the list.

    A dossier that waits for this officer no more stands where the step stood that they did last,
    so that one goes on down the list; from its end, and from where one never stood, to the first.
    """

    before: UUID | None
    behind: UUID | None


def of(dossier: Dossier, task: Task | None, account: Account) -> Neighbours:
    """Two queries at most, each for one row; four of a dossier that waits no more."""
    others = Task.objects.worklist(account).exclude(dossier=dossier)
    if task is not None:
        return _around(task, others)
    done = Task.objects.filter(dossier=dossier, done_by=account).order_by("done_at").last()
    found = _around(done, others) if done else Neighbours(None, None)
    return replace(found, behind=found.behind or _first(others))


def _around(task: Task, others: QuerySet[Task]) -> Neighbours:
    nulls_last = Q(due_at=None, id__gt=task.pk)
    if task.due_at is None:
        behind, before = nulls_last, Q(due_at__isnull=False) | Q(due_at=None, id__lt=task.pk)
    else:
        same = Q(due_at=task.due_at)
        behind = Q(due_at__gt=task.due_at) | Q(due_at=None) | same & Q(id__gt=task.pk)
        before = Q(due_at__lt=task.due_at) | same & Q(id__lt=task.pk)
    return Neighbours(_first(others.filter(before).reverse()), _first(others.filter(behind)))


def _first(tasks: QuerySet[Task]) -> UUID | None:
    return tasks.values_list("dossier__uid", flat=True).first()
