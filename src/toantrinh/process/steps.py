"""Steps: the form in which a procedure says its process, and from which BPMN is generated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What is done in a step, and so which page or connector does it."""

    RECEIVE = "receive"
    WORK = "work"
    CONFIRM_DRAFT = "confirm_draft"
    QUERY = "query"
    OUTSIDE = "outside"
    SIGN = "sign"
    SEAL = "seal"
    RETURN = "return"
    DOSSIER = "dossier"  # opens one of another procedure and waits for its end


@dataclass(frozen=True)
class StepSpec:
    """One step.

    ``key`` becomes the id of the task in BPMN: ASCII letters, digits, ``_`` and ``-``, beginning
    with a letter or ``_``. ``role`` is the key of the role that owns the step. Neighbours with the
    same ``parallel_group`` run side by side. ``when`` is a condition in the language of packs; the
    step is passed over when it is false, and nothing is chosen while it is unknown. Time in a step
    with ``counts=False`` is not part of the legal limit.

    Deliberately absent: hours and deadlines. The engine reads no clock; deadlines are rows.
    """

    key: str
    name: str
    role: str
    kind: str = StepKind.WORK
    parallel_group: str | None = None
    when: str | None = None
    counts: bool = True
