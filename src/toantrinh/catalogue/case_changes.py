"""Two versions of a procedure as one case meets them: what is new, what is gone, what it costs.

Values in, values out; what a version implies is asked of ``catalogue.rules``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toantrinh.core.calendar import Limit
from toantrinh.forms.visibility import Visible, visible

from . import rules
from .pack import Pack
from .rules import Facts, NeedKind


@dataclass(frozen=True)
class Case:
    """One case under one version: its answers, and ``facts`` as ``rules.facts`` gives them."""

    pack: Pack
    answers: Mapping[str, Any]
    facts: Facts
    known: Mapping[str, Mapping[str, Any]]

    @property
    def asked(self) -> Visible:
        return visible(self.pack.questions, self.answers, self.facts, known=self.known)


@dataclass(frozen=True)
class Difference:
    """What a case meets under another version, in words for people.

    ``fee`` and ``limit`` are pairs of before and after, None where nothing changed; an amount is
    None while it is not known.
    """

    questions_new: tuple[str, ...]
    questions_gone: tuple[str, ...]
    papers_new: tuple[str, ...]
    papers_gone: tuple[str, ...]
    fee: tuple[int | None, int | None] | None
    limit: tuple[Limit, Limit] | None

    @property
    def is_empty(self) -> bool:
        return self == Difference((), (), (), (), None, None)


def compare(before: Case, after: Case) -> Difference:
    """What changes for this case. A paper counts that is needed, may be needed, or may be given."""
    asked_before, asked_after = _questions(before), _questions(after)
    papers_before, papers_after = _papers(before), _papers(after)
    fees = _total(before), _total(after)
    limits = tuple(rules.limit(case.pack, case.facts).limit for case in (before, after))
    return Difference(
        questions_new=_without(asked_after, asked_before),
        questions_gone=_without(asked_before, asked_after),
        papers_new=_without(papers_after, papers_before),
        papers_gone=_without(papers_before, papers_after),
        fee=None if fees[0] == fees[1] else fees,
        limit=None if limits[0] == limits[1] else (limits[0], limits[1]),
    )


def _questions(case: Case) -> dict[str, str]:
    """Those put to the applicant, in order; columns of a group belong to it."""
    return {
        path: str(question.field.label)
        for path, question in case.asked.questions.items()
        if question.row is None and not question.known and question.field.computed is None
    }


def _papers(case: Case) -> dict[str, str]:
    return {
        need.component.key: need.component.name
        for need in rules.components(case.pack, case.facts)
        if need.need != NeedKind.NOT_REQUIRED and need.component.may_be_uploaded
    }


def _total(case: Case) -> int | None:
    statement = rules.fees(case.pack, case.facts)
    return 0 if statement.free else statement.total


def _without(those: Mapping[str, str], these: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for key, name in those.items() if key not in these)
