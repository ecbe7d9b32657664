"""Everything of a dossier that can be asked for again: as fields, and what was typed as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from toantrinh.catalogue.pack import Defect
from toantrinh.core import clock
from toantrinh.dossiers import grounds, queries
from toantrinh.dossiers.knowing import facts, known_fields
from toantrinh.dossiers.models import Attachment, Dossier
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.forms import reading
from toantrinh.forms.checking import Problem
from toantrinh.forms.texts import Text
from toantrinh.lists import queries as lists

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 1000  # characters of a reason, a remedy or a ground


@dataclass(frozen=True)
class Item:
    """One thing that may be asked for: a component with its files, or a question with its answer.

    ``typed`` holds the fields of the whole page. Names of fields: ``t-`` marked, ``d-`` key of a
    defect, ``r-`` reason, ``m-`` remedy, ``l-`` legal ground, each before the target.
    """

    target: str
    name: Text | str
    typed: Mapping[str, str]
    answer: str = ""
    files: Sequence[Attachment] = ()
    defects: Sequence[Defect] = ()
    is_missing: bool = False

    def _typed(self, kind: str) -> str:
        return self.typed.get(f"{kind}-{self.target}", "").strip()[:LONGEST]

    @property
    def is_marked(self) -> bool:
        return bool(self._typed("t"))

    @property
    def defect(self) -> str:
        return self._typed("d")

    @property
    def reason(self) -> str:
        return self._typed("r")

    @property
    def remedy(self) -> str:
        return self._typed("m")

    @property
    def ground(self) -> str:
        return self._typed("l")

    @property
    def is_touched(self) -> bool:
        """Whether its fields are shown unfolded."""
        return self.is_marked or bool(self.defect or self.reason or self.remedy or self.ground)

    @property
    def is_question(self) -> bool:
        return self.target.startswith(OF_FORM)

    @property
    def wrong(self) -> dict[str, StrOrPromise]:
        """What is missing, by the kind of the field it is said beside."""
        return {problem.field[0]: problem.message for problem in self.problems()}

    @property
    def asked(self) -> dict[str, str]:
        """As ``dossiers.grounds.items`` takes it."""
        return {
            "target": self.target,
            "defect": self.defect,
            "reason": self.reason,
            "remedy": self.remedy,
            "legal_source": self.ground,
        }

    def problems(self) -> Iterator[Problem]:
        if self.is_touched and not self.is_marked:
            text = _("“%(name)s”: something is written for it, but it is not marked.")
            yield Problem(f"t-{self.target}", "not-marked", text % {"name": self.name})
        if not self.is_marked or self.defect:
            return
        if not self.reason:
            text = _("“%(name)s”: say what is wrong or missing.")
            yield Problem(f"r-{self.target}", "reason", text % {"name": self.name})
        if not self.ground:
            text = _("“%(name)s”: say on which legal ground.")
            yield Problem(f"l-{self.target}", "ground", text % {"name": self.name})


@dataclass(frozen=True)
class Section:
    title: Text
    items: list[Item]

    @property
    def is_touched(self) -> bool:
        return any(item.is_touched for item in self.items)


@dataclass(frozen=True)
class Everything:
    """All of a dossier that can be asked for, with what was typed for it."""

    components: list[Item]
    sections: list[Section]

    @property
    def items(self) -> list[Item]:
        return [*self.components, *(item for section in self.sections for item in section.items)]

    @property
    def asked(self) -> list[dict[str, str]]:
        """What is marked."""
        return [item.asked for item in self.items if item.is_marked]

    @property
    def problems(self) -> list[Problem]:
        """What is missing of what is marked, or written for what is not."""
        return [problem for item in self.items for problem in item.problems()]


def everything(dossier: Dossier, typed: Mapping[str, str], *, at: datetime) -> Everything:
    return Everything(_components(dossier, typed), _sections(dossier, typed, at))


def _components(dossier: Dossier, typed: Mapping[str, str]) -> list[Item]:
    """The components of this case: those needed or not yet known, and any that was given."""
    named = grounds.names(dossier)
    return [
        Item(
            state.component.key,
            state.component.name,
            typed,
            files=state.files,
            defects=grounds.defects(dossier.version.pack, state.component.key),
            is_missing=state.is_missing,
        )
        for state in queries.components(dossier)
        if state.component.key in named and (state.need.need != "not_required" or state.files)
    ]


def _sections(dossier: Dossier, typed: Mapping[str, str], at: datetime) -> list[Section]:
    """The questions that were asked of the applicant. What the state itself knows is corrected in
    its source, so it is not among them."""
    found = reading.groups(
        dossier.version.form,
        dossier.answers,
        lists.current(clock.local_day(at)),
        facts=facts(dossier, at=dossier.submitted_at or at),
        known=known_fields(dossier),
        files=queries.file_names(dossier),
    )
    made = (
        Section(
            group.title,
            [
                Item(
                    target := OF_FORM + line.field,
                    line.question,
                    typed,
                    answer=line.answer,
                    defects=grounds.defects(dossier.version.pack, target),
                )
                for line in group.lines
                if line.source is None and "." not in line.field  # columns go with their table
            ],
        )
        for group in found
    )
    return [section for section in made if section.items]
