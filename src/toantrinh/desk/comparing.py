"""Answers, what sources said of them, and files, so that they can be held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.catalogue.pack import Fact, Origin
from toantrinh.core import clock
from toantrinh.dossiers.knowing import facts, known_fields
from toantrinh.dossiers.models import Attachment, Dossier
from toantrinh.dossiers.queries import ComponentState
from toantrinh.forms import reading
from toantrinh.forms.reading import Line
from toantrinh.forms.texts import Text
from toantrinh.lists import queries as lists

from .standing import Round

MOST_ROWS: Final = 20  # of a table in the page; the summary to print has them all


class Agreement(StrEnum):
    """How an answer and what a source says stand to each other."""

    TAKEN = "taken"  # the source gave the answer, nobody was asked
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Compared:
    """One question: the answer, what a source says, and what the answer was before it was
    completed. ``source`` and ``agreement`` are None where no source knows; ``before`` is None where
    nothing was changed."""

    line: Line
    source: str | None = None
    said: str = ""
    agreement: Agreement | None = None
    before: str | None = None

    @property
    def rows(self) -> Sequence[tuple[str, ...]]:
        return self.line.rows[:MOST_ROWS]

    @property
    def rows_left(self) -> int:
        return max(len(self.line.rows) - MOST_ROWS, 0)


@dataclass(frozen=True)
class Group:
    title: Text
    key: str
    lines: list[Compared]


@dataclass(frozen=True)
class Said:
    """What a source, or an officer, found beside the answers; ``value`` empty: it has nothing."""

    source: str
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class Shown:
    """A file in the viewer. ``belongs_to``: the component or question. ``is_replaced``: another
    took its place when the dossier was completed."""

    file: Attachment
    belongs_to: Text | str
    is_replaced: bool = False


def groups(
    dossier: Dossier,
    content: Mapping[str, Mapping[str, Any]],
    rounds: Iterable[Round] = (),
    files: Mapping[str, str] | None = None,
) -> list[Group]:
    """The questions that are asked, section by section, each beside what is known of it.

    Args:
        content: of the dossier, in clear.
        rounds: the requests to complete it, the newest first; the newest change of an answer is
            shown with what stood there before.
        files: names by the uid that stands in the answers.
    """
    choices, known = lists.current(clock.today()), known_fields(dossier)
    form = dossier.version.form
    found = reading.groups(
        form,
        content["answers"],
        choices,
        facts=facts(dossier, at=dossier.submitted_at or clock.now()),
        known=known,
        files=files or {},
    )
    before = _before(rounds)

    def compared(line: Line) -> Compared:
        told = known.get(line.field)
        if told is None:
            return Compared(line, before=before.get(line.field))
        said = reading.answer_text(form.field_by_key[line.field], told["value"], choices)
        return Compared(
            line,
            source=str(told["source"]),
            said=said,
            agreement=_agreement(line, said),
            before=before.get(line.field),
        )

    made = (Group(g.title, g.section_key, [compared(line) for line in g.lines]) for g in found)
    return [group for group in made if group.lines]


def _agreement(line: Line, said: str) -> Agreement:
    if line.source is not None:
        return Agreement.TAKEN
    return Agreement.SAME if line.answer == said else Agreement.DIFFERENT


def _before(rounds: Iterable[Round]) -> dict[str, str]:
    """What stood there before the last change, by key of the field."""
    found: dict[str, str] = {}
    for each in rounds:
        for change in each.changes:
            if change.field and change.is_changed and not change.files_after:
                found.setdefault(change.field, change.before)
    return found


def sources(
    dossier: Dossier,
    content: Mapping[str, Mapping[str, Any]],
    components: Iterable[ComponentState],
) -> list[Said]:
    """What sources and officers found that is no answer: facts, registers without an entry."""
    return [*_facts(dossier, content), *_silent(components)]


def _facts(dossier: Dossier, content: Mapping[str, Mapping[str, Any]]) -> Iterator[Said]:
    pack, known, findings = dossier.version.pack, content["known"], content["findings"]
    for fact in pack.facts:
        if fact.origin is Origin.SOURCE and fact.path:
            value = known.get(f"{fact.source}.{fact.path}")
            name = pack.source_names.get(fact.source, fact.source)
        elif fact.origin is Origin.OFFICER:
            value, name = findings.get(fact.key), _("Found by an officer")
        else:
            continue
        if value not in (None, ""):
            yield Said(name, fact.label, _words(fact, value))


def _words(fact: Fact, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return next((each.label for each in fact.choices if each.value == value), str(value))


def _silent(components: Iterable[ComponentState]) -> Iterator[Said]:
    seen = set()
    for state in components:
        for source in state.provision.failed if state.provision else ():
            if source not in seen:
                seen.add(source)
                yield Said(source)


def shown(
    components: Iterable[ComponentState],
    form_files: Iterable[Attachment],
    rounds: Iterable[Round],
    dossier: Dossier,
) -> list[Shown]:
    """All files that can be looked at, those that were replaced last."""
    labels = {key: field.label for key, field in dossier.version.form.field_by_key.items()}
    now = [Shown(file, state.component.name) for state in components for file in state.files]
    of_form = [Shown(f, labels.get(f.component.partition(".")[2], "")) for f in form_files]
    old = [
        Shown(file, change.item["name"], is_replaced=True)
        for each in rounds
        for change in each.changes
        for file in change.files_before
    ]
    return [*now, *of_form, *old]
