"""The fields in which an officer records what a step finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toantrinh.catalogue.pack import Fact
from toantrinh.dossiers.models import Task

ANSWERS = {"co": True, "khong": False}


@dataclass(frozen=True)
class FindingField:
    fact: Fact
    value: object

    @property
    def name(self) -> str:
        return f"f-{self.fact.key}"


def fields(task: Task, typed: Mapping[str, str]) -> list[FindingField]:
    """One field a finding the step names, with what was typed or found before."""
    pack = task.dossier.version.pack
    wanted = pack.step(task.key).findings
    before = task.dossier.content["findings"]
    facts = {fact.key: fact for fact in pack.facts}
    return [
        FindingField(facts[key], typed.get(f"f-{key}", _shown(before.get(key)))) for key in wanted
    ]


def read(task: Task, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as findings; an empty field is no finding."""
    found: dict[str, Any] = {}
    for field in fields(task, {}):
        text = typed.get(field.name, "").strip()
        if text:
            found[field.fact.key] = _value(field.fact, text)
    return found


def _value(fact: Fact, text: str) -> object:
    if fact.type == "boolean":
        return ANSWERS.get(text)
    if fact.type in {"integer", "number", "money"}:
        return int(text) if text.isdecimal() and len(text) < 19 else None
    return text.replace("\r\n", "\n")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "co" if value else "khong"
    return "" if value is None else str(value)
