"""The dossiers before and behind one in the list that the officer came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.dossiers import worklists
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.dossiers.worklists import Chosen, Whose


@dataclass(frozen=True)
class Neighbours:
    """``uid`` of each; None at an end of the list.

    A dossier that waits for this officer no more stands where the step stood that they did last,
    so that one goes on down the list; from its end, and from where one never stood, to the first.
    """

    before: UUID | None
    behind: UUID | None


def of(dossier: Dossier, task: Task | None, seen: Whose, chosen: Chosen) -> Neighbours:
    """In the list that ``chosen`` narrows and orders. Two queries at most, each for one row; four
    of a dossier that waits no more."""
    if task is not None:
        return _around(task, seen, chosen)
    done = Task.objects.filter(dossier=dossier, done_by=seen.account).order_by("done_at").last()
    if done is not None:
        done.dossier = dossier
    found = _around(done, seen, chosen) if done else Neighbours(None, None)
    others = worklists.narrowed(seen, chosen).exclude(dossier=dossier)
    return replace(found, behind=found.behind or _first(worklists.in_order(others, chosen)))


def _around(task: Task, seen: Whose, chosen: Chosen) -> Neighbours:
    before, behind = worklists.around(seen, chosen, task)
    return Neighbours(_first(before), _first(behind))


def _first(tasks: QuerySet[Task]) -> UUID | None:
    return tasks.values_list("dossier__uid", flat=True).first()
