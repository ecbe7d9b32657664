"""Which questions are asked, of which person with which answers.

Three-valued: a question whose condition is not known to be true is not asked yet, and an answer
that is needed on an unknown condition is not needed yet. An answer to a question that is not asked
does not count, so a hidden answer never decides anything; it is kept all the same, and counts again
when the question comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from toantrinh.core import clock
from toantrinh.core.expressions import (
    UNKNOWN,
    Expression,
    ExpressionFailure,
    Type,
    Value,
)

from . import schema
from .shape import PLACES, Field, Form, Kind, Section

RAW = "_raw"
"""Key among answers: for each path what was typed and could not be understood."""

PASTE: Final = "_paste"
"""``group._paste``, in the page and in ``_raw``: pasted lines that are no rows of the table yet."""

OLD: Final = "_old"
"""``place._old``, in the page and in ``_raw``: the former name by which a place is looked for."""

EMPTY: Final[tuple[object, ...]] = ("", [], {})
"""Answers that say nothing: the same as no answer."""


@dataclass(frozen=True)
class Asked:
    """One question that is asked. ``path`` is its key, in a group ``group.row.column``, row from 0.

    ``known`` tells that the state has the answer and the applicant is not asked for it.
    """

    path: str
    field: Field
    answer: object
    required: bool
    known: bool = False
    row: int | None = None


@dataclass(frozen=True)
class Visible:
    """What a form asks of someone.

    Attributes:
        sections: those that are shown, in order.
        questions: all that is asked, by path, in the order of the form. The columns of a group
            follow the group.
        answers: those that count: of questions asked, known and computed ones included.
        values: for expressions, each name of the form that has a value.
    """

    sections: tuple[Section, ...]
    questions: Mapping[str, Asked]
    answers: Mapping[str, Any]
    values: Mapping[str, object]

    def in_section(self, section: Section) -> Iterator[Asked]:
        """Its questions of the first level."""
        for field in section.fields:
            if field.key in self.questions:
                yield self.questions[field.key]


def visible(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, object] | None = None,
    *,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    today: date | None = None,
) -> Visible:
    """What is asked, given ``answers`` so far and ``facts`` from elsewhere.

    ``known`` maps keys of fields to ``{"value": …, "source": …}``: what the state has. Such a value
    takes the place of the answer, unless the field is ``known: editable`` or cannot take the value
    (a register may know only the year where the form needs the day); then it is asked.
    ``today`` is the day of filing, by default the fact ``ngay_nop``, by default the local day.
    """
    return _Look(form, answers, facts or {}, known or {}, day_of(facts, today)).visible()


def day_of(facts: Mapping[str, object] | None, today: date | None) -> date:
    """The day against which limits such as ``today-18y`` are held."""
    filed = (facts or {}).get("ngay_nop")
    return today or (filed if isinstance(filed, date) else None) or clock.today()


def settled(field: Field, known: Mapping[str, Mapping[str, Any]], today: date) -> bool:
    """Whether the state knows the answer and nobody is asked for it."""
    if field.known == "editable" or field.key not in known:
        return False
    return schema.fits(field, known[field.key].get("value"), today)


def value_of(field: Field, answer: object) -> object:
    """An answer as expressions take it; None when there is none, or it has not the right shape."""
    if answer is None or answer == "":
        return None
    if field.kind in PLACES:
        return answer.get("commune") if isinstance(answer, Mapping) else None
    if field.kind in {Kind.GROUP, Kind.FILE}:
        return len(answer) if isinstance(answer, list) else None
    if field.kind is Kind.DATETIME and isinstance(answer, str):
        answer = answer[:10]
    return _typed(field.value_type, answer)


def _typed(kind: Type, answer: object) -> object:
    if isinstance(answer, bool):
        return answer if kind is Type.BOOLEAN else None
    if kind is Type.NUMBER:
        return Decimal(str(answer)) if isinstance(answer, int | float) else None
    if kind is Type.TEXTS:
        return answer if isinstance(answer, list) else None
    if kind is Type.DATE:
        return _day(answer)
    return answer if isinstance(answer, str) and kind is Type.TEXT else None


def _day(answer: object) -> date | None:
    """A full day; ``2026`` and ``2026-03`` are not known to the day."""
    try:
        return date.fromisoformat(answer) if isinstance(answer, str) else None
    except ValueError:
        return None


class _Names(Mapping[str, object]):
    """Names of expressions: answers that count, each found when it is first asked for."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        answers: Mapping[str, Any],
        outside: Mapping[str, object],
        sections: Mapping[str, Section] | None = None,
    ) -> None:
        self.fields = fields
        self.answers = answers
        self.outside = outside
        self.sections = sections or {}
        self._shown: dict[str, bool] = {}
        self._values: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self.fields:
            return self.outside[name]
        if name not in self._values:
            self._values[name] = self._found(self.fields[name])
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        yield from {**self.outside, **self.fields}

    def __len__(self) -> int:
        return len({**self.outside, **self.fields})

    def _found(self, field: Field) -> object:
        return value_of(field, self.answer(field)) if self.shows(field) else None

    def answer(self, field: Field) -> object:
        """The answer that stands for ``field``: what was computed, or what was given."""
        if field.computed is not None:
            return _plain(_value(field.computed, self))
        answer = self.answers.get(field.key)
        return None if answer in EMPTY else answer

    def shows(self, field: Field) -> bool:
        if field.key not in self._shown:
            values = [_value(each, self) for each in self._conditions(field)]
            self._shown[field.key] = all(value is True for value in values)
        return self._shown[field.key]

    def _conditions(self, field: Field) -> list[Expression]:
        section = self.sections.get(field.key)
        both = (section.show_if if section else None, field.show_if)
        return [each for each in both if each]

    def requires(self, field: Field) -> bool:
        if isinstance(field.required, bool):
            return field.required
        return _value(field.required, self) is True


def _value(expression: Expression, names: Mapping[str, object]) -> Value:
    """Its value; one that cannot be calculated from these answers (x / 0) decides nothing."""
    try:
        return expression.value(names)
    except ExpressionFailure:
        return UNKNOWN


def _plain(value: Value) -> object:
    """A calculated value as plain JSON."""
    if value is UNKNOWN:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


class _Look:
    """One look at a form with certain answers."""

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        facts: Mapping[str, object],
        known: Mapping[str, Mapping[str, Any]],
        today: date,
    ) -> None:
        self.form = form
        self.known = {
            key: known[key]["value"]
            for key, field in form.field_by_key.items()
            if settled(field, known, today)
        }
        self.names = _Names(
            form.field_by_key,
            {**answers, **self.known},
            {"ngay_nop": today, **facts},
            form.section_of,
        )
        self.questions: dict[str, Asked] = {}
        self.answers: dict[str, Any] = {}

    def visible(self) -> Visible:
        shown = [
            field
            for section in self.form.sections
            for field in section.fields
            if self.names.shows(field)
        ]
        for field in shown:
            self._ask(field)
        keys = {field.key for field in shown}
        return Visible(
            sections=tuple(
                section
                for section in self.form.sections
                if any(field.key in keys for field in section.fields)
            ),
            questions=self.questions,
            answers=self.answers,
            values={key: value for key in keys if (value := self.names[key]) is not None},
        )

    def _ask(self, field: Field) -> None:
        answer = self.names.answer(field)
        self.questions[field.key] = Asked(
            path=field.key,
            field=field,
            answer=answer,
            required=self.names.requires(field),
            known=field.key in self.known,
        )
        if field.kind is Kind.GROUP and isinstance(answer, list):
            answer = [self._row(field, at, row) for at, row in enumerate(answer)]
        if answer is not None:
            self.answers[field.key] = answer

    def _row(self, group: Field, at: int, row: object) -> object:
        if not isinstance(row, Mapping):
            return row
        names = _Names(group.column_by_key, row, self.names)
        counting: dict[str, object] = {}
        for column in group.columns:
            if names.shows(column):
                answer = names.answer(column)
                path = f"{group.key}.{at}.{column.key}"
                required = names.requires(column)
                self.questions[path] = Asked(path, column, answer, required, row=at)
                counting |= {column.key: answer} if answer is not None else {}
        return counting
