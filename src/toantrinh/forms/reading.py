"""Reading answers back: for the applicant before submitting, for officers, and for papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import Lists, options
from .shape import NATIONAL_LISTS, PLACES, Field, Form, Kind
from .texts import Text
from .visibility import Asked, visible
from .wording import (
    date_text,
    money_text,
    money_words,
    number_text,
    parcel_text,
    phone_text,
)


@dataclass(frozen=True)
class Line:
    """A question and its answer.

    ``field`` is the path, the anchor that a ``Problem`` links to. ``answer`` is empty when there is
    none. ``source`` says where the state has it from, None when the applicant answered. The answer
    of a group is its number of rows; the rows themselves stand in ``rows`` under ``headings``.
    ``bare`` and ``bare_rows`` are the same as one types them into another form: digits alone, no
    unit, nothing in groups.
    """

    field: str
    question: Text
    answer: str
    source: str | None = None
    headings: tuple[Text, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    bare: str = ""
    bare_rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Group:
    """The lines of one section."""

    title: Text
    section_key: str
    lines: tuple[Line, ...]


def groups(
    form: Form,
    answers: Mapping[str, Any],
    choices: Lists,
    *,
    facts: Mapping[str, object] | None = None,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    files: Mapping[str, str] | None = None,
    today: date | None = None,
) -> list[Group]:
    """All questions that are asked, section by section, answered or not.

    ``files`` maps the uid of an attachment to its name. The other arguments: ``visible``.
    """
    seen = visible(form, answers, facts, known=known, today=today)
    reader = _Reader(choices, known or {}, files or {})
    return [
        Group(
            section.title,
            section.key,
            tuple(
                reader.line(question, seen.answers.get(question.path))
                for question in seen.in_section(section)
            ),
        )
        for section in seen.sections
    ]


def answer_text(
    field: Field, answer: object, choices: Lists, files: Mapping[str, str] | None = None
) -> str:
    """An answer in one line (several for a long text), in the language of the reader.

    Empty when there is none. What has not the shape of the kind is given as it stands.
    """
    if answer is None or answer == "" or answer == []:
        return ""
    try:
        return _Reader(choices, {}, files or {}).text(field, answer)
    except (TypeError, ValueError, AttributeError):
        return str(answer)


class _Reader:
    def __init__(
        self, choices: Lists, known: Mapping[str, Mapping[str, Any]], files: Mapping[str, str]
    ) -> None:
        self.choices = choices
        self.known = known
        self.files = files

    def line(self, question: Asked, answer: object) -> Line:
        field = question.field
        source = str(self.known[field.key].get("source", "")) if question.known else None
        text = answer_text(field, answer, self.choices, self.files)
        if field.kind is not Kind.GROUP or not isinstance(answer, Sequence):
            return Line(question.path, field.label, text, source, bare=_bare(field, answer, text))
        rows = [self._row(field, row) for row in answer if isinstance(row, Mapping)]
        return Line(
            question.path,
            field.label,
            text,
            source,
            headings=tuple(column.label for column in field.columns),
            rows=tuple(tuple(text for text, _bare in row) for row in rows),
            bare=text,
            bare_rows=tuple(tuple(bare for _text, bare in row) for row in rows),
        )

    def _row(self, group: Field, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Each cell to be read, and bare."""
        cells = [(column, row.get(column.key)) for column in group.columns]
        texts = [answer_text(column, answer, self.choices) for column, answer in cells]
        return [
            (text, _bare(column, answer, text))
            for (column, answer), text in zip(cells, texts, strict=True)
        ]

    def text(self, field: Field, answer: Any) -> str:
        if field.kind in PLACES:
            return self._place(field, answer)
        if field.kind is Kind.MULTICHOICE:
            return "; ".join(self._chosen(field, each) for each in answer)
        if field.kind in {Kind.CHOICE, *NATIONAL_LISTS}:
            code = f"{answer} " if field.kind is Kind.BUSINESS_LINE else ""
            return code + self._chosen(field, answer)
        if field.kind is Kind.FILE:
            return "; ".join(self.files.get(uid, _("Attached file")) for uid in answer)
        if field.kind in {Kind.INTEGER, Kind.NUMBER, Kind.AREA}:
            return self._amount(field, answer)
        words = f" ({money_words(answer)})" if field.in_words else ""
        return _PLAIN.get(field.kind, str)(answer) + words

    def _place(self, field: Field, answer: Mapping[str, Any]) -> str:
        parcel = f"{parcel_text(answer)}; " if field.kind is Kind.LAND_PARCEL else ""
        said = parcel + self.choices.place_label(answer)
        return said[:1].upper() + said[1:]

    def _chosen(self, field: Field, value: str) -> str:
        return next(
            (str(label) for code, label in options(field, self.choices) if code == value), value
        )

    def _amount(self, field: Field, answer: float) -> str:
        unit = field.unit or ("m²" if field.kind is Kind.AREA else "")
        return f"{number_text(answer)} {unit}".strip()


def _bare(field: Field, answer: object, text: str) -> str:
    """``text`` as one types it; 1500000.5 is "1500000,5" in Vietnamese."""
    if field.kind is Kind.PHONE and isinstance(answer, str):
        return answer
    if field.kind in _NUMBERS and isinstance(answer, int | float):
        point = number_text(0.5)[1]
        return f"{answer:.15g}".replace(".", point)
    return text


def _boolean(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def _moment(answer: str) -> str:
    return _("{time} on {day}").format(time=answer[11:], day=date_text(answer[:10]))


def _rows(answer: Sequence[object]) -> str:
    count = len(answer)
    return ngettext("{count} row", "{count} rows", count).format(count=count)


_NUMBERS: Final = {Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY}
_PLAIN: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.BOOLEAN: _boolean,
    Kind.DATE: date_text,
    Kind.DATETIME: _moment,
    Kind.MONEY: money_text,
    Kind.PHONE: phone_text,
    Kind.GROUP: _rows,
}
