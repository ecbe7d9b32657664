"""Whoever does something: a citizen, a business, an officer, a partner system, the house itself."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """The least one must know of a doer to write it in the trail."""

    @property
    def actor_id(self) -> str:
        """Stable identifier without personal data, such as ``account:<uid>``."""
        ...


@dataclass(frozen=True)
class System:
    """The house itself, where nobody sits at the keyboard; ``part`` says which hand moved."""

    part: str

    @property
    def actor_id(self) -> str:
        return f"system:{self.part}"


@dataclass(frozen=True)
class Invented:
    """A person of the demo generator: acts as ``actor`` does, at a time the generator gives.

    The only actor, with imports, whose events may be older than their recording; its mark stays in
    the trail for ever, so that an invented entry is never taken for a real one.
    """

    actor: Actor

    @property
    def actor_id(self) -> str:
        return f"invented:{self.actor.actor_id}"
