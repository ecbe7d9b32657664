"""The checklist of the papers: as fields of the page, and what was marked as findings.

Names of fields, each before the key of the component: ``k-`` verdict, ``kd-`` key of a defect,
``kr-`` reason, ``km-`` remedy, ``kl-`` legal ground; ``kf-`` with component and field, a wrong
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toantrinh.catalogue.pack import Component
from toantrinh.dossiers import checks, queries
from toantrinh.dossiers.checks import Checked
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import ComponentState
from toantrinh.forms.texts import Text

RIGHT, WRONG = "dung", "sai"
REST: Final = "con-lai"  # the button that calls right whatever nobody has looked at yet
KEPT: Final = {"kr": "reason", "km": "remedy", "kl": "legal_source"}
LONGEST: Final = 1000  # characters of a reason, a remedy or a ground


@dataclass(frozen=True)
class Question:
    """An answer that a component is made of, and whether it is marked as wrong."""

    name: str
    label: Text
    is_marked: bool


@dataclass(frozen=True)
class Line:
    """One component with its files and what was found about it. ``typed``: the fields sent with
    the page, when it comes back with them; otherwise what was kept counts."""

    checked: Checked
    typed: Mapping[str, str]
    questions: tuple[Question, ...] = ()

    @property
    def state(self) -> ComponentState:
        return self.checked.state

    @property
    def verdict(self) -> str:
        if (sent := self.typed.get(f"k-{self.checked.key}")) is not None:
            return sent
        if not self.checked.counts:
            return ""
        return RIGHT if self.checked.is_right else WRONG

    @property
    def defect(self) -> str:
        kept = self.checked.check.defect if self.checked.check and self.checked.counts else ""
        return self.typed.get(f"kd-{self.checked.key}", kept)

    @property
    def reason(self) -> str:
        return self._text("kr")

    @property
    def remedy(self) -> str:
        return self._text("km")

    @property
    def ground(self) -> str:
        return self._text("kl")

    def _text(self, kind: str) -> str:
        if (sent := self.typed.get(f"{kind}-{self.checked.key}")) is not None:
            return sent
        check = self.checked.check
        return check.content.get(KEPT[kind], "") if check and self.checked.counts else ""


@dataclass(frozen=True)
class Checklist:
    """All components of the case, and how many of them stand how."""

    lines: list[Line]

    @property
    def right(self) -> int:
        return sum(line.checked.is_right for line in self.lines)

    @property
    def wrong(self) -> int:
        return sum(line.checked.is_wrong for line in self.lines)

    @property
    def open(self) -> int:
        return len(self.lines) - self.right - self.wrong


def of(
    dossier: Dossier, components: Iterable[ComponentState], typed: Mapping[str, str]
) -> Checklist:
    """The components that are needed, may be, or for which something was given."""
    shown = [each for each in components if each.need.need != "not_required" or each.files]
    return Checklist(
        [
            Line(each, typed, tuple(_questions(dossier, each, typed)))
            for each in checks.of(dossier, shown)
        ]
    )


def _questions(dossier: Dossier, checked: Checked, typed: Mapping[str, str]) -> Iterator[Question]:
    component = checked.state.component
    if not component.is_answered:
        return
    kept = set(checked.check.content.get("fields", [])) if checked.check else set()
    for key, field in dossier.version.form.field_by_key.items():
        if key in dossier.answers and component.is_answered_by(key):
            name = f"kf-{component.key}-{key}"
            marked = name in typed if typed else checked.counts and key in kept
            yield Question(name, field.label, marked)


def read(dossier: Dossier, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was marked, as ``dossiers.check_components`` takes it; what has no verdict is left out,
    unless the button called the rest right."""
    found = []
    for each in of(dossier, queries.components(dossier), {}).lines:
        component = each.state.component
        verdict = typed.get(f"k-{component.key}", "")
        if not verdict and REST in typed and not each.state.is_missing:
            verdict = RIGHT
        if verdict == RIGHT:
            found.append({"component": component.key, "is_right": True})
        elif verdict == WRONG:
            found.append(_wrong(component, typed))
    return found


def _wrong(component: Component, typed: Mapping[str, str]) -> dict[str, Any]:
    def text(kind: str) -> str:
        return typed.get(f"{kind}-{component.key}", "").strip()[:LONGEST]

    place = f"kf-{component.key}-"
    return {
        "component": component.key,
        "is_right": False,
        "defect": text("kd"),
        "fields": [name.removeprefix(place) for name in typed if name.startswith(place)],
        **{name: text(kind) for kind, name in KEPT.items()},
    }


def to_ask(dossier: Dossier) -> dict[str, str]:
    """What is marked wrong, as the fields of the page that asks the applicant to complete it."""
    typed: dict[str, str] = {}
    for each in checks.of(dossier, queries.components(dossier)):
        if each.check is None:
            continue
        content = each.check.content
        for target in each.targets:
            typed |= {
                f"t-{target}": "co",
                f"d-{target}": each.check.defect,
                f"r-{target}": content.get("reason", ""),
                f"m-{target}": content.get("remedy", ""),
                f"l-{target}": content.get("legal_source", ""),
            }
    return typed
