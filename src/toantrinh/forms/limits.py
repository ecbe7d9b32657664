"""Limits that other answers decide. What is not known yet limits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from toantrinh.core.expressions import Expression, ExpressionFailure

from .bounds import months_after
from .shape import Constraints, Form
from .visibility import Asked, Visible, value_of

Passed = tuple[str, str, object]
"""Path of the question, code of the message, and the limit: a number or a day."""


def passed(form: Form, seen: Visible, names: Mapping[str, object]) -> Iterator[Passed]:
    """The limits that answers have definitely passed. ``names``: values for expressions."""
    rows: dict[tuple[str, int], dict[str, object]] = {}
    for path, question in seen.questions.items():
        limits = question.field.constraints
        if question.known or not (limits.least or limits.most or limits.since):
            continue
        inside: Mapping[str, object] = {}
        if question.row is not None:
            key = (path.partition(".")[0], question.row)
            if key not in rows:
                rows[key] = _row(form, seen, *key)
            inside = rows[key]
        yield from ((path, *each) for each in _passed(question, limits, {**names, **inside}))


def _row(form: Form, seen: Visible, group: str, at: int) -> dict[str, object]:
    row = seen.answers[group][at]
    columns = form.field_by_key[group].columns
    return {column.key: value_of(column, row.get(column.key)) for column in columns}


def _passed(
    question: Asked, limits: Constraints, names: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    value: Any = value_of(question.field, question.answer)
    if isinstance(value, Decimal):
        least, most = _number(limits.least, names), _number(limits.most, names)
        if least is not None and value < least:
            yield "min", _plain(least)
        if most is not None and value > most:
            yield "max", _plain(most)
    since = names.get(limits.since) if limits.since else None
    if isinstance(value, date) and isinstance(since, date):
        last = months_after(since, limits.max_span_months or 0)
        if value < since:
            yield "earliest", since
        elif value > last:
            yield "latest", last


def _number(expression: Expression | None, names: Mapping[str, object]) -> Decimal | None:
    try:
        found = expression.value(names) if expression else None
    except ExpressionFailure:
        return None
    if isinstance(found, bool) or not isinstance(found, Decimal | int):
        return None
    return Decimal(found)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
