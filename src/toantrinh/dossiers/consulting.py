"""What is decided about other bodies while a step is finished: whom to ask, what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toantrinh.catalogue.pack import Step
from toantrinh.core import clock
from toantrinh.identity.models import Account, Agency

from . import bodies
from .consulting_errors import (
    BodiesMissing,
    BodiesNeedless,
    BodyUnknown,
    ConsultingGroundMissing,
    OutcomeNeedless,
    OutcomeUnexplained,
    OutcomeUnknown,
)
from .knowing import facts
from .models import ChosenBody, Dossier, Task


def outcome_of(task: Task, told: str, note: str) -> str:
    """The outcome with which the step ends.

    Errors: OutcomeUnknown, OutcomeNeedless, OutcomeUnexplained.
    """
    known = task.dossier.version.pack.step(task.key).ends_with
    value = told or (next(iter(known)) if len(known) == 1 else "")
    if value not in known:
        labels = ", ".join(each.label for each in known.values() if each.label)
        if not labels:
            raise OutcomeNeedless(step=task.name)
        raise OutcomeUnknown(outcome=told, step=task.name, possible=labels)
    if known[value].needs_ground and not note.strip():
        raise OutcomeUnexplained(outcome=known[value].label)
    return value


def choose(task: Task, chosen: Sequence[Agency], ground: str, *, by: Account, at: datetime) -> None:
    """Keep whom the steps ask that are chosen in this one. Chosen again, as after a correction, the
    new choice takes the place of the old one, as far as nobody was asked by it.

    Errors: BodiesMissing, BodyUnknown, BodiesNeedless, ConsultingGroundMissing.
    """
    dossier, wanted = task.dossier, list(chosen)
    steps = bodies.chosen_in(dossier, task.key)
    coming = [step for step in steps if _comes(step, dossier, at)]
    if wanted and not coming:
        raise BodiesNeedless
    for step in coming:
        _keep(step, dossier, wanted, ground, by=by, at=at)


def _comes(step: Step, dossier: Dossier, at: datetime) -> bool:
    return step.when is None or step.when.value(facts(dossier, at=at)) is True


def _keep(
    step: Step, dossier: Dossier, wanted: list[Agency], ground: str, *, by: Account, at: datetime
) -> None:
    if not wanted or step.body is None:
        raise BodiesMissing(step=step.action)
    if not ground.strip():
        raise ConsultingGroundMissing
    possible = bodies.choosable(dossier, step.body, clock.local_day(at))
    known = set(possible.filter(pk__in=[each.pk for each in wanted]).values_list("pk", flat=True))
    if strange := [each.name for each in wanted if each.pk not in known]:
        raise BodyUnknown(names=", ".join(strange))
    rows = ChosenBody.objects.filter(dossier=dossier, step=step.key)
    rows.exclude(agency__in=known).delete()
    before = set(rows.values_list("agency", flat=True))
    for agency in wanted:
        if agency.pk not in before:
            row = ChosenBody(
                dossier=dossier, step=step.key, agency=agency, chosen_by=by, chosen_at=at
            )
            row.ground = ground.strip()
            row.save()
