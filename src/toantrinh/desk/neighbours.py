"""The dossiers before and behind one in the list of what waits for an officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.dossiers.models import Dossier, Task
from toantrinh.identity.models import Account


@dataclass(frozen=True)
class Neighbours:
    """``uid`` of each; None at an end of the list. Of a dossier that waits for this officer no
    more, the one behind it is the first of the list."""

    before: UUID | None
    behind: UUID | None


def of(dossier: Dossier, task: Task | None, account: Account) -> Neighbours:
    """Two queries at most, each for one row."""
    others = Task.objects.worklist(account).exclude(dossier=dossier)
    if task is None:
        return Neighbours(None, _first(others))
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
