"""What is still missing in a dossier: one list for every door it may come by.

Online, filing refuses what is not whole. What another portal has already taken is not refused: it
arrives, and the agency sees the same list and asks for all of it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from toantrinh.catalogue import once_only
from toantrinh.catalogue.pack import Component
from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.forms.checking import Problem, problems
from toantrinh.lists import queries as lists

from . import names, people
from .knowing import facts, known_fields, provisions
from .models import Dossier
from .people import Standing


def answers_wrong(dossier: Dossier, told: Mapping[str, Any], at: datetime) -> list[Problem]:
    """What is missing or wrong in what the applicant fills in, in the order of the form."""
    found = problems(
        dossier.version.form,
        dossier.answers,
        told,
        known=known_fields(dossier),
        choices=lists.current(clock.local_day(at)),
        taken=names.lookup(dossier),
        today=clock.local_day(at),
    )
    return people.of_applicant(dossier, told, found)


def papers_missing(dossier: Dossier, told: Mapping[str, Any], at: datetime) -> list[Component]:
    """Required components that only the applicant can bring, and did not."""
    given = set(dossier.attachments.present().values_list("component", flat=True))
    return once_only.missing(provisions(dossier, told, at=at), given)


@dataclass(frozen=True)
class Missing:
    """Everything that keeps a dossier from being whole."""

    answers: list[Problem]
    papers: list[Component]
    others: list[Standing]

    def __len__(self) -> int:
        return len(self.answers) + len(self.papers) + len(self.others)


def missing(dossier: Dossier, *, at: datetime, told: Mapping[str, Any] | None = None) -> Missing:
    """All of it, as the rules of the version see it at the moment ``at``."""
    told = facts(dossier, at=at) if told is None else told
    return Missing(
        answers_wrong(dossier, told, at),
        papers_missing(dossier, told, at),
        people.waiting(people.standings(dossier, told), Blocks.ACCEPTANCE),
    )
