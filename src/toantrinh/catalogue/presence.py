"""Where the law wants people there, as a version says: who comes, or what is inspected, and before
which step is done.

Unknown is never false: presence is demanded unless its condition is known not to hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from toantrinh.core.expressions import Expression

Facts = Mapping[str, object]
APPLICANT: Final = "nguoi_nop"
"""Key of a person without fields of the form: the applicant."""


class PresenceKind(StrEnum):
    """Who goes where."""

    COME = "come"  # people come to the agency
    VISIT = "visit"  # officers go to the site


@dataclass(frozen=True)
class Comer:
    """A person who has to be there: the applicant, or whom fields of the form name."""

    key: str
    label: str
    number: str = ""
    name: str = ""
    when: Expression | None = None

    def is_asked(self, facts: Facts) -> bool:
        return self.when is None or self.when.value(facts) is not False


@dataclass(frozen=True)
class Presence:
    """``step`` is not done without it. ``place``: field of the form with the address of a visit.
    ``minutes`` an appointment takes; ``lead``: working hours between its setting and it;
    ``changes``: how often the applicant may choose another time."""

    key: str
    label: str
    kind: PresenceKind
    step: str
    people: tuple[Comer, ...]
    legal_source: str
    when: Expression | None = None
    place: str = ""
    minutes: int = 30
    lead: int = 4
    changes: int = 2

    @property
    def is_visit(self) -> bool:
        return self.kind is PresenceKind.VISIT

    def is_asked(self, facts: Facts) -> bool:
        return self.when is None or self.when.value(facts) is not False


def read(item: Mapping[str, Any], compiled: Callable[[str | int], Expression]) -> Presence:
    """From the JSON of a compiled pack, in one language."""

    def maybe(data: Mapping[str, Any]) -> Expression | None:
        return compiled(data["when"]) if "when" in data else None

    return Presence(
        key=item["key"],
        label=item["label"],
        kind=PresenceKind(item["kind"]),
        step=item["step"],
        people=tuple(
            Comer(
                key=each["key"],
                label=each["label"],
                number=each.get("person", {}).get("number", ""),
                name=each.get("person", {}).get("name", ""),
                when=maybe(each),
            )
            for each in item.get("who", ())
        ),
        legal_source=item["legal_source"],
        when=maybe(item),
        place=item.get("place", ""),
        **{key: item[key] for key in ("minutes", "lead", "changes") if key in item},
    )
