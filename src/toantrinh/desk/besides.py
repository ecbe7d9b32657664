"""What goes with a dossier besides its answers: originals that were handed in, and presence."""

from __future__ import annotations

from typing import Any

from toantrinh.core import clock
from toantrinh.dossiers import custody, presence
from toantrinh.dossiers.custody import Counter
from toantrinh.dossiers.knowing import facts
from toantrinh.dossiers.models import Dossier, Original, Task
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, may
from toantrinh.process.steps import StepKind


def of(opened: Dossier, task: Task | None, by: Account) -> dict[str, Any]:
    """For the page of a dossier: ``originals`` with their names and places, what is still ``owed``
    to the person, what is ``not_taken`` before the result is returned, and the presence that is
    demanded. ``must_first``: keys of presence without which ``task`` is not done. ``may_take``: an
    original may be handed in although the version expects none."""
    rows = custody.rows(opened)
    keeps = rows or any(each.custody for each in opened.version.pack.components)
    returns = task is not None and task.kind == StepKind.RETURN
    missing = custody.missing_of(opened) if rows else frozenset()
    told = facts(opened, at=clock.now()) if returns or opened.version.pack.presence else {}
    return {
        "originals": [
            (each, custody.name_of(each), custody.where(each), each.pk in missing) for each in rows
        ],
        "keeps_originals": bool(keeps),
        "may_take": not keeps
        and opened.closed_at is None
        and opened.returned_at is None
        and may(by, Permission.ORIGINAL_TAKE, on=Counter(opened)),
        "owed": _owed(opened, rows),
        "not_taken": custody.not_taken(opened, told) if returns else [],
        "presences": presence.standings(opened, told),
        "must_first": {each.presence.key for each in presence.missing_before(task, told)}
        if task
        else set(),
    }


def _owed(opened: Dossier, rows: list[Original]) -> list[Original]:
    if not custody.has_ended(opened):
        return []
    return [each for each in rows if each.is_out and custody.goes_back(each)]
