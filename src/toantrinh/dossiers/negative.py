"""The way of a dossier that is examined and not granted: signed, numbered, returned.

The process of a version leads to what was asked for. A negative result leaves it where it is and
goes on by the version's own last steps: who signs, seals and returns there does so here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.pack import Step
from toantrinh.process import engine
from toantrinh.process.steps import StepKind

from .models import Closing, ClosingKind, ClosingState, Dossier, Task

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOKEN: Final = "negative."  # noqa: S105  # of a step, not a secret
PAPER: Final = "negative"  # the kind of paper that says so
WAY: Final = (StepKind.SIGN, StepKind.SEAL, StepKind.RETURN)
NAMES: Final[Mapping[str, StrOrPromise]] = {
    StepKind.SIGN: gettext_lazy("Sign the notice that it is not granted"),
    StepKind.SEAL: gettext_lazy("Number and seal the notice that it is not granted"),
    StepKind.RETURN: gettext_lazy("Return the notice that it is not granted"),
}
"""What is done in the steps of this way, which the version knows only as those of the result."""


def closing_of(dossier: Dossier) -> Closing | None:
    """The negative result that is proposed or decided, if any."""
    return (
        dossier.closings.filter(kind=ClosingKind.NEGATIVE)
        .exclude(state=ClosingState.DROPPED)
        .first()
    )


def is_of(task: Task) -> bool:
    return task.token.startswith(TOKEN)


def named(item: engine.Waiting) -> str:
    """What is done in this step, as the names of steps in packs, in the language of the law; empty
    where it is not of this way."""
    if not item.id.startswith(TOKEN):
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return str(NAMES[item.kind])


def is_possible(dossier: Dossier) -> bool:
    """Whether the result is issued here, by somebody who signs."""
    return dossier.version.pack.route.issued_here and bool(_steps(dossier))


def first(dossier: Dossier, closing: Closing) -> list[engine.Waiting]:
    return _waiting(_steps(dossier)[:1], closing)


def after(task: Task) -> list[engine.Waiting]:
    """What waits once ``task`` of this way is done."""
    steps = _steps(task.dossier)
    place = [step.kind for step in steps].index(task.kind)  # type: ignore[arg-type]
    closing = closing_of(task.dossier)
    return _waiting(steps[place + 1 : place + 2], closing) if closing else []


def _steps(dossier: Dossier) -> list[Step]:
    """The last step of each kind of the way; none when nobody signs."""
    last = {step.kind.value: step for step in dossier.version.pack.steps}
    found = [last[kind] for kind in WAY if kind in last]
    return found if found and found[0].kind.value == StepKind.SIGN else []


def _waiting(steps: list[Step], closing: Closing) -> list[engine.Waiting]:
    return [
        engine.Waiting(
            id=f"{TOKEN}{closing.pk}.{step.kind}",
            key=step.key,
            role=step.role,
            kind=step.kind,
            name=step.action,
            counts=True,
        )
        for step in steps
    ]
