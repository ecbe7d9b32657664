"""By what right the one who looks at a step would sign it, before they do."""

from __future__ import annotations

from dataclasses import dataclass

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import signatories
from toantrinh.dossiers.models import Task
from toantrinh.identity.authority import Right, act_of
from toantrinh.identity.models import Account
from toantrinh.process.steps import StepKind


@dataclass(frozen=True)
class Told:
    """The right with its act in words, or why there is none."""

    right: Right | None = None
    act: str = ""
    refusal: Refusal | None = None


def told(task: Task | None, by: Account) -> Told | None:
    """None where nothing waits for a signature."""
    if task is None or task.kind != StepKind.SIGN:
        return None
    try:
        right = signatories.right(task.dossier, by, signatories.of_task(task), at=clock.now())
    except Refusal as refusal:
        return Told(refusal=refusal)
    return Told(right, act_of(right.delegation) if right.delegation else "")
