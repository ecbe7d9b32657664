"""Fee tables: is there exactly one row for every case?

A table is tried on representative cases: every choice, both truths, and for a number or a day the
bounds that the rows name, with their neighbours. A case found wrong is really wrong; where there
are too many cases to try all, an even share of them is tried.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core import expressions
from toantrinh.core.expressions import Expression, ExpressionFailure, Type

from .shapes import Path, Wrong

Case = dict[str, object]
MOST = 20_000  # cases tried of one table
GOLDEN = 0.6180339887498949


def wrong(
    price: Mapping[str, Any],
    path: Path,
    names: Mapping[str, Type],
    choices: Mapping[str, tuple[str, ...]],
) -> Iterator[Wrong]:
    """What is wrong with the amount or the table of a price.

    Errors: ExpressionProblem when one of its expressions does not compile.
    """
    if "amount" in price:
        amount = expressions.compile(str(price["amount"]), names)
        yield from _wrong_amount(amount, (*path, "amount"), names, choices)
    if "table" in price:
        yield from _wrong_table(price["table"], (*path, "table"), names, choices)


def _wrong_table(
    table: Mapping[str, Any],
    path: Path,
    names: Mapping[str, Type],
    choices: Mapping[str, tuple[str, ...]],
) -> Iterator[Wrong]:
    """Overlaps (hit ``unique``), gaps, rows never reached and amounts below zero."""
    rows = [expressions.compile(str(row["when"]), names) for row in table["rows"]]
    amounts = [expressions.compile(str(row["amount"]), names) for row in table["rows"]]
    unique = table["hit"] == "unique"
    reported: set[object] = set()
    reached: set[int] = set()
    for case in cases(rows + amounts, names, choices):
        hits = [at for at, row in enumerate(rows) if _value(row, case) is True]
        reached.update(hits if unique else hits[:1])
        for found in _of_case(hits, amounts, case, path, unique=unique):
            if found.path not in reported:
                reported.add(found.path)
                yield found
    for at in sorted(set(range(len(rows))) - reached):
        if (*path, "rows", at) not in reported:
            message = _("No case comes to this row.")
            yield Wrong((*path, "rows", at), message, _("Remove it, or move it up."))


def _of_case(
    hits: list[int], amounts: Sequence[Expression], case: Case, path: Path, *, unique: bool
) -> Iterator[Wrong]:
    said = _said(case)
    if not hits:
        message = _("No row holds when %(case)s.") % {"case": said}
        yield Wrong(path, message, _("Add a row for it."))
    if unique and len(hits) > 1:
        message = _("This row and row %(other)d both hold when %(case)s.")
        yield Wrong(
            (*path, "rows", hits[1]),
            message % {"other": hits[0] + 1, "case": said},
            _("Make the rows exclude each other, or write hit: first."),
        )
    for at in hits[:1]:
        amount = _value(amounts[at], case)
        if isinstance(amount, int | Decimal) and amount < 0:
            yield _below_zero((*path, "rows", at, "amount"), said)


def _wrong_amount(
    amount: Expression,
    path: Path,
    names: Mapping[str, Type],
    choices: Mapping[str, tuple[str, ...]],
) -> Iterator[Wrong]:
    """A price without a table that can fall below zero."""
    for case in cases([amount], names, choices):
        value = _value(amount, case)
        if isinstance(value, int | Decimal) and value < 0:
            yield _below_zero(path, _said(case))
            return


def cases(
    rows: Sequence[Expression],
    names: Mapping[str, Type],
    choices: Mapping[str, tuple[str, ...]],
) -> Iterator[Case]:
    """Representative cases over the names that ``rows`` use."""
    used = sorted({name for row in rows for name in row.names})
    literals = [literal for row in rows for literal in _literals(row.text)]
    columns = [_values(name, names[name], choices, literals) for name in used]
    total = prod(len(column) for column in columns)
    step = 1 if total <= MOST else int(total * GOLDEN) | 1  # spreads the tried ones evenly
    for number in range(min(total, MOST)):
        yield dict(zip(used, _case(number * step % total, columns), strict=True))


def _case(number: int, columns: Sequence[Sequence[object]]) -> Iterator[object]:
    """The case of that number: its digits are places in the columns."""
    for column in columns:
        number, place = divmod(number, len(column))
        yield column[place]


def _values(
    name: str, kind: Type, choices: Mapping[str, tuple[str, ...]], literals: Sequence[object]
) -> Sequence[object]:
    if kind is Type.BOOLEAN:
        return (True, False)
    if kind is Type.NUMBER:
        numbers = {each for each in literals if isinstance(each, int | Decimal)} | {0}
        return sorted({n + step for n in numbers for step in (-1, 0, 1) if n + step >= 0})
    if kind is Type.DATE:
        days = {each for each in literals if isinstance(each, date)} or {date(2026, 1, 1)}
        return sorted({day + timedelta(days=step) for day in days for step in (-1, 0, 1)})
    texts = choices.get(name) or (*(t for t in literals if isinstance(t, str)), "…")
    return [[text] for text in texts] if kind is Type.TEXTS else texts


def _literals(text: str) -> Iterator[object]:
    """What the text names: numbers, days and words. It compiled, so it can be parsed."""
    tree = ast.parse(text.strip().replace("\n", " "), mode="eval")
    days = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "date"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
            value = node.value
            if id(node) in days:
                yield date.fromisoformat(str(value))
            else:
                yield Decimal(str(value)) if isinstance(value, float) else value


def _value(expression: Expression, case: Case) -> object:
    """The value in this case; a division by zero has none, and is no hit."""
    try:
        return expression.value(case)
    except ExpressionFailure:
        return None


def _below_zero(path: Path, said: str) -> Wrong:
    message = _("The amount is below zero when %(case)s.") % {"case": said}
    return Wrong(path, message, _("Put max(0, …) around it."))


def _said(case: Case) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in case.items())


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
