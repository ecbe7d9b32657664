"""Parts of a form that another person confirms or fills in, as a version says.

Whom the version asks is found in the answers: by the number of a field, or by the rows of a table
with one person each. Unknown is never false: a part is asked only when its condition is known to
be true, and stops a dossier unless it is known not to be required.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from toantrinh.core.calendar import Limit
from toantrinh.core.expressions import Expression

Facts = Mapping[str, object]


class Does(StrEnum):
    """What the other person does with their part."""

    FILL = "fill"
    CONFIRM = "confirm"


class Blocks(StrEnum):
    """What waits for the part, in the order of a dossier's life."""

    FILING = "filing"
    ACCEPTANCE = "acceptance"
    DECISION = "decision"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Person:
    """Fields of the form that say who is meant: columns of ``group``, where one is named."""

    number: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class Part:
    """``sections`` are theirs: what they fill in or confirm, and what is confirmed anew when it
    changes. They are shown no others but those in ``sees``. Silence after ``within`` means nothing
    unless ``silence_agrees``, and then ``silence_ground`` is its legal source."""

    key: str
    label: str
    does: Does
    sections: tuple[str, ...]
    person: Person
    declaration: str
    blocks: Blocks
    when: Expression | None = None
    required: Expression | None = None
    legal_source: str = ""
    within: Limit | None = None
    silence_agrees: bool = False
    silence_ground: str = ""
    sees: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        return self.does is Does.FILL

    def is_asked(self, facts: Facts) -> bool:
        return self.when is None or self.when.value(facts) is True

    def stops(self, facts: Facts) -> Blocks:
        """What waits for it in this case."""
        is_free = self.required is not None and self.required.value(facts) is False
        return Blocks.NOTHING if is_free else self.blocks


def said(condition: object) -> str:
    """A condition as a pack writes it: a sentence, or plainly true or false.

    >>> said(True), said("tuoi < 18")
    ('true', 'tuoi < 18')
    """
    return str(condition).lower() if isinstance(condition, bool) else str(condition)


def read(
    item: Mapping[str, Any],
    compiled: Callable[[str | int], Expression],
    limit: Callable[[Mapping[str, Any]], Limit],
) -> Part:
    """From the JSON of a compiled pack, in one language."""
    silence = item.get("silence") or {}
    return Part(
        key=item["key"],
        label=item["label"],
        does=Does(item["does"]),
        sections=tuple(item["sections"]),
        person=Person(**item["person"]),
        declaration=item["declaration"],
        blocks=Blocks(item["blocks"]),
        when=compiled(item["when"]) if "when" in item else None,
        required=compiled(said(item["required"])) if "required" in item else None,
        legal_source=item.get("legal_source", ""),
        within=limit(item["within"]) if "within" in item else None,
        silence_agrees=silence.get("means") == "agree",
        silence_ground=silence.get("legal_source", ""),
        sees=tuple(item.get("sees", ())),
    )
