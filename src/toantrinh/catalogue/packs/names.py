"""The expressions of a pack against the names that exist in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core import expressions
from toantrinh.core.expressions import Expression, ExpressionProblem, Type

from ..reading import form_fields
from . import linked, parts, presence
from .layout import CHANNELS
from .shapes import Path, Wrong

Data = Mapping[str, Any]
Found = tuple[Path, str, Type]


def written(procedure: Data) -> Iterator[Found]:
    """Every expression of procedure.yaml: its path, its text, the type its value must have.

    Conditions of questions are not among them: they are fields of the form and checked there.
    """
    for at, component in enumerate(procedure["components"]):
        if "condition" in component:
            yield (
                ("components", at, "condition", "expr"),
                component["condition"]["expr"],
                Type.BOOLEAN,
            )
    for path, item in _conditional(procedure):
        yield from _when(item, path)
    for at, variant in enumerate(procedure["time_limit"].get("variants", ())):
        if isinstance(variant.get("amount"), str):
            yield from _amount(variant, ("time_limit", "variants", at))
    for at, fee in enumerate(procedure["fees"]):
        yield from _of_fee(fee, ("fees", at))
    yield from parts.written(procedure)
    yield from linked.written(procedure)
    yield from presence.written(procedure)


def _conditional(procedure: Data) -> Iterator[tuple[Path, Data]]:
    """What may hold in some cases only (``when``), fees aside."""
    parts: tuple[tuple[Path, Sequence[Data]], ...] = (
        (("steps",), procedure["steps"]),
        (("time_limit", "variants"), procedure["time_limit"].get("variants", ())),
        (("competent_body", "rules"), procedure["competent_body"].get("rules", ())),
        (("interlinked",), procedure.get("interlinked", ())),
        *(
            (("results", at, "valid_for"), result.get("valid_for", ()))
            for at, result in enumerate(procedure["results"])
        ),
    )
    for path, items in parts:
        for at, item in enumerate(items):
            yield (*path, at), item


def _of_fee(fee: Data, path: Path) -> Iterator[Found]:
    yield from _when(fee, path)
    for at, each in enumerate(fee.get("exemptions", ())):
        yield from _when(each, (*path, "exemptions", at))
    for at, each in enumerate(fee.get("discounts", ())):
        yield from _when(each, (*path, "discounts", at))
        yield from _amount(each, (*path, "discounts", at))
    yield from of_prices(fee["prices"], (*path, "prices"))


def of_prices(prices: Iterable[Data], path: Path) -> Iterator[Found]:
    """The expressions of the amounts and tables of a fee."""
    for at, price in enumerate(prices):
        here = (*path, at)
        yield from _amount(price, here)
        for place, row in enumerate(price.get("table", {}).get("rows", ())):
            yield from _when(row, (*here, "table", "rows", place))
            yield from _amount(row, (*here, "table", "rows", place))


def _when(item: Data, path: Path) -> Iterator[Found]:
    if "when" in item:
        yield (*path, "when"), str(item["when"]), Type.BOOLEAN


def _amount(item: Data, path: Path) -> Iterator[Found]:
    if "amount" in item:
        yield (*path, "amount"), str(item["amount"]), Type.NUMBER


def values(procedure: Data, form: Data) -> dict[str, tuple[str, ...]]:
    """For each name with written choices, what can be chosen."""
    choices = {
        item["key"]: tuple(choice["value"] for choice in item["choices"])
        for item in (*procedure.get("facts", ()), *form_fields(form))
        if "choices" in item
    }
    return {"kenh": CHANNELS, **choices}


def wrong(
    procedure: Data, names: Mapping[str, Type], choices: Mapping[str, tuple[str, ...]]
) -> Iterator[Wrong]:
    """Expressions of procedure.yaml that do not compile, or cannot mean anything."""
    yield from wrong_among(written(procedure), names, choices)


def wrong_among(
    found: Iterable[Found], names: Mapping[str, Type], choices: Mapping[str, tuple[str, ...]]
) -> Iterator[Wrong]:
    """Expressions that do not compile, of the wrong type, or held against no possible choice."""
    for path, text, wanted in found:
        try:
            compiled = expressions.compile(text, names)
        except ExpressionProblem as problem:
            message = _(problem.template).format(**problem.details)
            yield Wrong(path, f"{message[:1].upper()}{message[1:]}", "", problem.column)
            continue
        if compiled.type is not wanted:
            yield Wrong(
                path,
                _("This gives a value of type “%(type)s”.") % {"type": compiled.type.value},
                _("Write one that gives “%(type)s”.") % {"type": wanted.value},
                1,
            )
        yield from _impossible(compiled, path, choices)


def _impossible(
    found: Expression, path: Path, choices: Mapping[str, tuple[str, ...]]
) -> Iterator[Wrong]:
    for comparison in found.comparisons:
        possible = choices.get(comparison.name, (comparison.text,))
        if comparison.text not in possible:
            yield Wrong(
                path,
                _("“%(value)s” is not among the choices of “%(name)s”.")
                % {"value": comparison.text, "name": comparison.name},
                _("Possible: %(values)s.") % {"values": ", ".join(possible)},
                comparison.column,
            )
