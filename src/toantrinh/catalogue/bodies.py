"""Which other body does a step, and with what it can answer, as a version says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

DONE = "done"


class By(StrEnum):
    """How the body of a step is found, where not by the key of an address or place of the form."""

    DEPARTMENT = "department"  # the one of the province
    COMPETENT = "competent"  # the one in the unit that the competent body governs
    OFFICER = "officer"  # chosen by the officer of an earlier step


@dataclass(frozen=True)
class Body:
    """``by`` is one of ``By``, or the key of an address or place: that unit's.

    ``department`` is what packs call a body that is not the committee, ``level`` the committee of
    a unit. Chosen by an officer: in the step ``chosen_in``, among bodies of the ``among`` kinds,
    or of all where it is empty. ``agency`` is the code that the layer of the province gives.
    """

    by: str
    level: str = ""
    department: str = ""
    chosen_in: str = ""
    among: tuple[str, ...] = ()
    agency: str = ""

    @property
    def is_chosen(self) -> bool:
        """An officer chooses it, unless the province has said which one it is."""
        return self.by == By.OFFICER and not self.agency


@dataclass(frozen=True)
class Outcome:
    """With what a step may end; ``needs_ground``: not without a reason in words."""

    value: str
    label: str
    needs_ground: bool = False


def read_body(item: Mapping[str, Any]) -> Body:
    """From the JSON of a compiled pack."""
    return Body(**{**item, "among": tuple(item.get("among", ()))})


def read_outcomes(items: Any) -> tuple[Outcome, ...]:
    """From the JSON of a compiled pack, in one language."""
    return tuple(Outcome(each["value"], each["label"], each.get("ground", False)) for each in items)
