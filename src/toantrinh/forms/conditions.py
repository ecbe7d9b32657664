"""Expressions as JSON Schema, so that other programs can tell which answers a form asks for.

Each expression gives two schemas: one met exactly when it is definitely true, one when it is
definitely false. What is unknown meets neither, and so three-valued logic survives. What JSON
Schema cannot say (arithmetic, two answers compared, facts that are no answers) meets neither too:
there the server alone decides.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final
from unicodedata import normalize

from toantrinh.core.expressions import Expression, Type

from .patterns import FULL_DAY
from .shape import PLACES, Field, Kind

Schema = dict[str, Any]

ALWAYS: Final[Schema] = {}
NEVER: Final[Schema] = {"not": {}}

_FLIPPED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
_OPPOSITE: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_NUMERIC: Final = {
    ast.Lt: "exclusiveMaximum",
    ast.LtE: "maximum",
    ast.Gt: "exclusiveMinimum",
    ast.GtE: "minimum",
}
_LITERALS: Final = (ast.Constant, ast.UnaryOp, ast.Call, ast.List)


def holds(expression: Expression, fields: Mapping[str, Field]) -> Schema:
    """Met by answers for which ``expression`` is definitely true; ``fields`` it may speak of."""
    return _Translator(fields).schema(_parsed(expression), want=True)


def fails(expression: Expression, fields: Mapping[str, Field]) -> Schema:
    """Met by answers for which ``expression`` is definitely false."""
    return _Translator(fields).schema(_parsed(expression), want=False)


def shown_reference(key: str) -> str:
    """Where the schema says when the question ``key`` is asked."""
    return f"#/$defs/shown-{key}"


def all_of(parts: list[Schema]) -> Schema:
    if NEVER in parts:
        return NEVER
    kept = [part for part in parts if part != ALWAYS]
    if not kept:
        return ALWAYS
    return kept[0] if len(kept) == 1 else {"allOf": kept}


def any_of(parts: list[Schema]) -> Schema:
    if ALWAYS in parts:
        return ALWAYS
    kept = [part for part in parts if part != NEVER]
    if not kept:
        return NEVER
    return kept[0] if len(kept) == 1 else {"anyOf": kept}


def _parsed(expression: Expression) -> ast.expr:
    """The tree of a text that ``core.expressions`` has already found to be of the language."""
    return ast.parse(" ".join(expression.text.split()), mode="eval").body


class _Translator:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields

    def schema(self, node: ast.expr, *, want: bool) -> Schema:
        """Met when ``node``, a yes-or-no expression, is definitely ``want``."""
        if isinstance(node, ast.BoolOp):
            parts = [self.schema(part, want=want) for part in node.values]
            return all_of(parts) if isinstance(node.op, ast.And) is want else any_of(parts)
        if isinstance(node, ast.UnaryOp):
            return self.schema(node.operand, want=not want)
        if isinstance(node, ast.IfExp):
            return self._choice(node, want=want)
        if isinstance(node, ast.Compare):
            return self._comparison(node, want=want)
        return self._name(node, want=want)

    def _choice(self, node: ast.IfExp, *, want: bool) -> Schema:
        then, otherwise = self.schema(node.body, want=want), self.schema(node.orelse, want=want)
        taken = all_of([self.schema(node.test, want=True), then])
        refused = all_of([self.schema(node.test, want=False), otherwise])
        return any_of([taken, refused, all_of([then, otherwise])])

    def _name(self, node: ast.expr, *, want: bool) -> Schema:
        if isinstance(node, ast.Name) and node.id in {"true", "false"}:
            return ALWAYS if (node.id == "true") is want else NEVER
        return self._answer(node, {"const": want})

    def _comparison(self, node: ast.Compare, *, want: bool) -> Schema:
        sides = [node.left, *node.comparators]
        links = [
            self._link(left, type(sign), right, want=want)
            for left, sign, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return all_of(links) if want else any_of(links)

    def _link(
        self, left: ast.expr, sign: type[ast.cmpop], right: ast.expr, *, want: bool
    ) -> Schema:
        sign = sign if want else _OPPOSITE[sign]
        if _is_literal(right):
            return self._against(left, sign, right)
        if sign in {ast.In, ast.NotIn}:
            return self._member(left, sign, right)
        if _is_literal(left):
            return self._against(right, _FLIPPED.get(sign, sign), left)
        return NEVER

    def _member(self, item: ast.expr, sign: type[ast.cmpop], container: ast.expr) -> Schema:
        """``'choice' in multiple``: the container is a name."""
        if not isinstance(item, ast.Constant):
            return NEVER
        found = {"contains": {"const": _value(item)}}
        return self._answer(container, found if sign is ast.In else {"not": found})

    def _against(self, name: ast.expr, sign: type[ast.cmpop], literal: ast.expr) -> Schema:
        field = self.fields.get(name.id) if isinstance(name, ast.Name) else None
        value = _value(literal)
        if field is None or value is None:
            return NEVER
        if field.kind in {Kind.GROUP, Kind.FILE}:
            return self._answer(name, _counted(sign, value))
        return self._answer(name, _held(field.value_type, sign, value))

    def _answer(self, node: ast.expr, condition: Schema) -> Schema:
        """Met when the question ``node`` is asked and its answer meets ``condition``."""
        field = self.fields.get(node.id) if isinstance(node, ast.Name) else None
        if field is None or field.computed or field.kind is Kind.DATETIME or condition == NEVER:
            return NEVER
        inside = {"commune": condition}
        if field.kind in PLACES:
            condition = {"properties": inside, "required": ["commune"]}
        answered: Schema = {"properties": {field.key: condition}, "required": [field.key]}
        return {"allOf": [{"$ref": shown_reference(field.key)}, answered]}


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, _LITERALS) or (
        isinstance(node, ast.Name) and node.id in {"true", "false"}
    )


def _value(node: ast.expr) -> Any:
    """What a literal stands for in JSON; None when it is no plain literal."""
    if isinstance(node, ast.Name):
        return node.id == "true"
    if isinstance(node, ast.List):
        return [_value(each) for each in node.elts]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "date":
        return _value(node.args[0])
    if isinstance(node, ast.UnaryOp):
        number = _value(node.operand)
        return -number if isinstance(number, int | float) else None
    if not isinstance(node, ast.Constant):
        return None
    return normalize("NFC", node.value) if isinstance(node.value, str) else node.value


def _held(kind: Type, sign: type[ast.cmpop], value: Any) -> Schema:
    """An answer of ``kind`` held against a value."""
    if kind is Type.DATE:
        return _dated(sign, value)
    if sign in {ast.Eq, ast.NotEq}:
        equal: Schema = {"const": value}
        return equal if sign is ast.Eq else {"not": equal}
    if sign in {ast.In, ast.NotIn}:
        among: Schema = {"enum": value}
        return among if sign is ast.In else {"not": among}
    return {_NUMERIC[sign]: value}


def _dated(sign: type[ast.cmpop], value: Any) -> Schema:
    """Only a full date is before or after another; ``2026`` alone is not known."""
    conditions: Mapping[type[ast.cmpop], Schema] = {
        ast.Eq: {"const": value},
        ast.NotEq: {"not": {"const": value}},
        ast.In: {"enum": value},
        ast.NotIn: {"not": {"enum": value}},
        ast.GtE: {"formatMinimum": value},
        ast.LtE: {"formatMaximum": value},
        ast.Gt: {"not": {"formatMaximum": value}},
        ast.Lt: {"not": {"formatMinimum": value}},
    }
    return all_of([{"pattern": FULL_DAY}, conditions[sign]])


def _counted(sign: type[ast.cmpop], value: Any) -> Schema:
    """How many rows a group has, or files a field, held against a number."""
    if not isinstance(value, int | float | Decimal) or value != int(value):
        return NEVER
    count = int(value)
    least, most = partial(_rows, "minItems"), partial(_rows, "maxItems")
    conditions: Mapping[type[ast.cmpop], Schema] = {
        ast.Eq: all_of([least(count), most(count)]),
        ast.NotEq: any_of([least(count + 1), most(count - 1)]),
        ast.GtE: least(count),
        ast.LtE: most(count),
        ast.Gt: least(count + 1),
        ast.Lt: most(count - 1),
    }
    return conditions.get(sign, NEVER)


def _rows(keyword: str, count: int) -> Schema:
    if count < 0:
        return ALWAYS if keyword == "minItems" else NEVER
    return {keyword: count}
