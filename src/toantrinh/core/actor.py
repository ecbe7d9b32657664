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
