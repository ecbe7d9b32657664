"""A dossier of another procedure that a step opens: what of ours becomes what of theirs.

One filing, several dossiers: the applicant answers once. Which of our answers, files and findings
stand where in the other dossier, and which of its findings come back, the version declares; nothing
is guessed by the likeness of two names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toantrinh.core import expressions
from toantrinh.core.calendar import Limit
from toantrinh.core.expressions import Expression, Type

Data = Mapping[str, Any]
Compile = Callable[[str | int], Expression]


@dataclass(frozen=True)
class Given:
    """One way to an answer: the value of ``key`` here, or ``value`` itself, where ``when`` holds.
    ``key`` is an answer, a fact or a finding."""

    key: str = ""
    value: object = None
    when: Expression | None = None


@dataclass(frozen=True)
class Sooner:
    """Another limit in some cases; ``when`` is in the names of the other procedure."""

    when: str
    text: str
    limit: Limit


@dataclass(frozen=True)
class Within:
    """The limit of the other procedure inside the group, in the place of its own."""

    limit: Limit
    rule: str
    legal_basis: str
    variants: tuple[Sooner, ...] = ()

    def chosen(self, names: Mapping[str, Type], facts: Mapping[str, object]) -> tuple[Limit, str]:
        """The limit of a case and its words. ``names`` and ``facts`` are those of the other."""
        for each in self.variants:
            if expressions.compile(each.when, names).value(facts) is True:
                return each.limit, each.text
        return self.limit, self.rule


@dataclass(frozen=True)
class Opening:
    """``answers``: by the key of their question. ``files``: their component to ours. ``findings``:
    our finding to theirs, which comes back. ``outcome``: our finding that says whether it was
    granted."""

    answers: Mapping[str, tuple[Given, ...]]
    files: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    within: Within | None = None

    def filled(self, told: Mapping[str, Any], facts: Mapping[str, object]) -> dict[str, Any]:
        """Their answers out of ours. ``told``: our answers and findings by key; ``facts``: what
        our conditions may ask. What nobody told is left out."""
        found = {key: self._value(ways, told, facts) for key, ways in self.answers.items()}
        return {key: value for key, value in found.items() if value not in (None, "")}

    def _value(
        self, ways: tuple[Given, ...], told: Mapping[str, Any], facts: Mapping[str, object]
    ) -> Any:
        """By the first way that holds; none behind one that is not known to hold or not."""
        for each in ways:
            holds = True if each.when is None else each.when.value(facts)
            if holds is not False:
                return (told.get(each.key) if each.key else each.value) if holds is True else None
        return None


def ways(item: Any) -> list[Data]:
    """How a pack writes an answer, as a list of ways: a key, one way, or several.

    >>> ways("ho_ten"), ways({"value": 1}), ways([{"from": "a", "when": "b"}, {"from": "c"}])
    ([{'from': 'ho_ten'}], [{'value': 1}], [{'from': 'a', 'when': 'b'}, {'from': 'c'}])
    """
    if isinstance(item, str):
        return [{"from": item}]
    return item if isinstance(item, list) else [item]


def read(item: Data, compiled: Compile, limit: Callable[[Data], Limit]) -> Opening:
    """From the JSON of a compiled pack, in one language."""
    return Opening(
        answers={key: tuple(_given(each, compiled)) for key, each in item["answers"].items()},
        files=item.get("files", {}),
        findings=item.get("findings", {}),
        outcome=item.get("outcome", ""),
        within=_within(item["within"], limit) if "within" in item else None,
    )


def _given(item: Any, compiled: Compile) -> Iterator[Given]:
    for each in ways(item):
        when = compiled(each["when"]) if "when" in each else None
        yield Given(each.get("from", ""), each.get("value"), when)


def _within(item: Data, limit: Callable[[Data], Limit]) -> Within:
    variants = tuple(
        Sooner(each["when"], each["text"], limit(each)) for each in item.get("variants", ())
    )
    return Within(limit(item), item["rule"], item["legal_basis"], variants)
