"""From text to expression: parsed by Python's ``ast``, allow-listed, names and types checked."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from . import evaluating
from .evaluating import Apply, Evaluate, Facts
from .problems import ExpressionProblem
from .values import Inner, Type, Value, inner, outer, read_day

LENGTH: Final = 2000  # characters
DEPTH: Final = 50  # levels of the syntax tree

SYSTEM_NAMES: Final[Mapping[str, Type]] = {
    "kenh": Type.TEXT,  # channel of filing: truc_tuyen, truc_tiep, buu_chinh
    "tuoi": Type.NUMBER,  # full years of the person concerned on the day of filing
    "ngay_nop": Type.DATE,  # local day of filing
}
"""Names that every expression of every pack may use."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_STRING: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_NUMBER: Final = re.compile(r"\d{1,30}(\.\d{1,30})?", re.ASCII)
_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_COMPARABLE: Final = {Type.BOOLEAN, Type.NUMBER, Type.TEXT, Type.DATE}
_ORDERED: Final = {Type.NUMBER, Type.DATE}
_WORDS: Final[Mapping[Type, str]] = {
    Type.BOOLEAN: "a yes or no",
    Type.NUMBER: "a number",
    Type.TEXT: "a text",
    Type.DATE: "a date",
    Type.TEXTS: "a multiple choice",
}
_SIGNS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ARITHMETIC: Final[Mapping[tuple[type[ast.operator], Type, Type], tuple[Type, Apply]]] = {
    (ast.Add, Type.NUMBER, Type.NUMBER): (Type.NUMBER, operator.add),
    (ast.Sub, Type.NUMBER, Type.NUMBER): (Type.NUMBER, operator.sub),
    (ast.Mult, Type.NUMBER, Type.NUMBER): (Type.NUMBER, operator.mul),
    (ast.Div, Type.NUMBER, Type.NUMBER): (Type.NUMBER, evaluating.divide),
    (ast.Sub, Type.DATE, Type.DATE): (Type.NUMBER, evaluating.days_between),
    (ast.Add, Type.DATE, Type.NUMBER): (Type.DATE, evaluating.days_after),
    (ast.Sub, Type.DATE, Type.NUMBER): (Type.DATE, evaluating.days_before),
}
_EXTREMES: Final[Mapping[str, Callable[[list[Any]], Inner]]] = {"min": min, "max": max}


class Comparison(NamedTuple):
    """A name is held against a text somewhere: publishing looks whether that choice exists."""

    name: str
    text: str
    column: int


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    Attributes:
        text: as it stands in the pack.
        type: of its value: BOOLEAN, NUMBER, TEXT or DATE.
        names: all names it uses.
        comparisons: each name of type TEXT or TEXTS with each literal text it is held against.
    """

    text: str
    type: Type
    names: frozenset[str]
    comparisons: tuple[Comparison, ...]
    _evaluate: Evaluate = field(repr=False, compare=False)

    def value(self, facts: Facts) -> Value:
        """The value for these facts, ``UNKNOWN`` while it depends on a name without a value.

        Shapes of facts: see ``Type``. A missing name, None and '' are unknown.
        Errors: ExpressionFailure for a division by zero and a fact of a wrong kind.
        """
        return outer(self._evaluate(facts))


def compile(text: str, names: Mapping[str, Type]) -> Expression:
    """Check ``text`` and make it ready for use; ``names`` are all names that exist.

    Errors: ExpressionProblem, with the column and what to do.
    """
    return _compiled(text, frozenset(names.items()))


@lru_cache(maxsize=8192)
def _compiled(text: str, names: frozenset[tuple[str, Type]]) -> Expression:
    return _Compiler(text, dict(names)).expression()


class _Meaning(NamedTuple):
    type: Type
    evaluate: Evaluate


class _Compiler:
    """One text; column numbers are of the text as given."""

    def __init__(self, text: str, names: Mapping[str, Type]) -> None:
        self.text = text
        self.known = names
        self.lead = len(text) - len(text.lstrip())
        self.source = " ".join(re.split(r"[\r\n\t]", text.strip()))
        self.names: set[str] = set()
        self.comparisons: list[Comparison] = []

    def expression(self) -> Expression:
        tree = self._parse()
        meaning = self._meaning(tree)
        if meaning.type is Type.TEXTS:
            raise self._problem(
                tree, "say which choice is meant: 'choice' in {name}", name=self.text
            )
        return Expression(
            text=self.text,
            type=meaning.type,
            names=frozenset(self.names),
            comparisons=tuple(self.comparisons),
            _evaluate=meaning.evaluate,
        )

    def _parse(self) -> ast.expr:
        if len(self.text) > LENGTH:
            raise ExpressionProblem("longer than 2,000 characters; split it", LENGTH + 1)
        outside = _STRING.sub(lambda found: "." * len(found[0]), self.source)
        for sign, where in (("\\", self.source), ("#", outside)):
            if sign in where:
                column = self.lead + where.index(sign) + 1
                template = "the sign {sign} is not part of the language"
                raise ExpressionProblem(template, column, sign=sign)
        if control := _CONTROL.search(self.source):  # each Python says this in its own way
            column = self.lead + control.start() + 1
            raise ExpressionProblem("this cannot be read; simplify it", column)
        try:
            tree = ast.parse(self.source, mode="eval").body
        except SyntaxError as error:
            raise self._unreadable(error) from error
        except (ValueError, RecursionError, MemoryError) as error:
            raise ExpressionProblem("this cannot be read; simplify it", 1) from error
        self._check_depth(tree)
        return tree

    def _unreadable(self, error: SyntaxError) -> ExpressionProblem:
        at = error.offset or len(self.source) + 1  # no offset: the text stops too early
        if self.source[at - 1 : at] == "=":
            return ExpressionProblem("compare with == or !=", self.lead + at)
        return ExpressionProblem("this cannot be read: {why}", self.lead + at, why=error.msg)

    def _check_depth(self, tree: ast.expr) -> None:
        level: list[ast.AST] = [tree]
        for _ in range(DEPTH):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
        if level:
            raise self._problem(tree, "nested too deeply; split it")

    def _meaning(self, node: ast.expr) -> _Meaning:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise self._problem(
                node,
                "{what} is not part of the language",
                what=ast.unparse(node)[:40],
            )
        return handler(self, node)

    def _expect(self, node: ast.expr, *types: Type) -> _Meaning:
        meaning = self._meaning(node)
        if meaning.type not in types:
            raise self._mismatch(node, meaning.type, *types)
        return meaning

    # words

    def _name(self, node: ast.Name) -> _Meaning:
        if node.id in _TRUTHS:
            return _Meaning(Type.BOOLEAN, evaluating.constant(_TRUTHS[node.id]))
        kind = self.known.get(node.id)
        if kind is None:
            raise self._no_such_name(node)
        self.names.add(node.id)
        name = node.id
        return _Meaning(kind, lambda facts: inner(facts, name, kind))

    def _constant(self, node: ast.Constant) -> _Meaning:
        kind, value = self._literal(node)
        return _Meaning(kind, evaluating.constant(value))

    def _literal(self, node: ast.expr) -> tuple[Type, Inner]:
        written = ast.get_source_segment(self.source, node) or ""
        if isinstance(node, ast.Name) and node.id in _TRUTHS:
            return Type.BOOLEAN, _TRUTHS[node.id]
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                return Type.BOOLEAN, node.value
            if isinstance(node.value, str) and _STRING.fullmatch(written):
                return Type.TEXT, normalize("NFC", node.value)
            if _NUMBER.fullmatch(written):
                return Type.NUMBER, Fraction(written)
        raise self._problem(node, "{what} is not a plain number or text", what=written[:40])

    # sentences

    def _junction(self, node: ast.BoolOp) -> _Meaning:
        parts = [self._expect(part, Type.BOOLEAN).evaluate for part in node.values]
        decides = isinstance(node.op, ast.Or)
        return _Meaning(Type.BOOLEAN, evaluating.junction(parts, decides=decides))

    def _unary(self, node: ast.UnaryOp) -> _Meaning:
        if isinstance(node.op, ast.Not):
            inside = self._expect(node.operand, Type.BOOLEAN)
            return _Meaning(Type.BOOLEAN, evaluating.negation(inside.evaluate))
        if isinstance(node.op, ast.USub):
            inside = self._expect(node.operand, Type.NUMBER)
            zero = evaluating.constant(Fraction(0))
            return _Meaning(Type.NUMBER, evaluating.strict(operator.sub, zero, inside.evaluate))
        raise self._problem(node, "the sign before this is not part of the language")

    def _arithmetic(self, node: ast.BinOp) -> _Meaning:
        left = self._expect(node.left, Type.NUMBER, Type.DATE)
        right = self._expect(node.right, Type.NUMBER, Type.DATE)
        known = _ARITHMETIC.get((type(node.op), left.type, right.type))
        if known is None:
            raise self._problem(
                node,
                "{left} and {right} cannot be joined by this sign",
                left=_WORDS[left.type],
                right=_WORDS[right.type],
            )
        kind, apply = known
        if apply is evaluating.divide and _is_zero(node.right):
            raise self._problem(node.right, "division by zero")
        return _Meaning(kind, evaluating.strict(apply, left.evaluate, right.evaluate))

    def _choice(self, node: ast.IfExp) -> _Meaning:
        condition = self._expect(node.test, Type.BOOLEAN)
        then = self._expect(node.body, *_COMPARABLE)
        otherwise = self._expect(node.orelse, then.type)
        return _Meaning(
            then.type,
            evaluating.choice(condition.evaluate, then.evaluate, otherwise.evaluate),
        )

    def _comparison(self, node: ast.Compare) -> _Meaning:
        sides = [node.left, *node.comparators]
        links = [
            self._link(left, sign, right)
            for left, sign, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        if len(links) == 1:
            return _Meaning(Type.BOOLEAN, links[0])
        return _Meaning(Type.BOOLEAN, evaluating.junction(links, decides=False))

    def _link(self, left: ast.expr, comparison: ast.cmpop, right: ast.expr) -> Evaluate:
        sign = _SIGNS.get(type(comparison))
        if sign is None:
            raise self._problem(left, "compare with == or !=")
        if sign in {"in", "not in"}:
            member = self._membership(left, right)
            return member if sign == "in" else evaluating.negation(member)
        equality = sign in {"==", "!="}
        one = self._expect(left, *(_COMPARABLE if equality else _ORDERED))
        other = self._expect(right, one.type)
        self._note(left, right)
        self._note(right, left)
        return evaluating.strict(evaluating.ORDER[sign], one.evaluate, other.evaluate)

    def _membership(self, item: ast.expr, container: ast.expr) -> Evaluate:
        one = self._expect(item, Type.TEXT, Type.NUMBER, Type.DATE)
        if isinstance(container, ast.List):
            values = evaluating.constant(self._listed(item, one.type, container))
        else:
            self._expect_text(item, one.type)
            values = self._expect(container, Type.TEXTS).evaluate
            self._note(container, item)
        return evaluating.strict(lambda value, all_: value in all_, one.evaluate, values)

    def _listed(self, item: ast.expr, kind: Type, container: ast.List) -> frozenset[Any]:
        if not container.elts:
            raise self._problem(container, "the list is empty: this could never hold")
        found = []
        for element in container.elts:
            read, value = self._day(element) if _is_day(element) else self._literal(element)
            if read is not kind:
                raise self._mismatch(element, read, kind)
            self._note(item, element)
            found.append(value)
        return frozenset(found)

    def _call(self, node: ast.Call) -> _Meaning:
        if _is_day(node):
            kind, value = self._day(node)
            return _Meaning(kind, evaluating.constant(value))
        pick = _EXTREMES.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if pick is None or node.keywords:
            raise self._problem(node, "only min(…), max(…) and date('…') can be called")
        if len(node.args) < 2:
            raise self._problem(node, "give two values or more, separated by commas")
        first = self._expect(node.args[0], *_ORDERED)
        rest = [self._expect(argument, first.type) for argument in node.args[1:]]
        parts = [part.evaluate for part in (first, *rest)]
        return _Meaning(first.type, evaluating.extreme(pick, parts))

    def _day(self, node: ast.expr) -> tuple[Type, Inner]:
        arguments = node.args if isinstance(node, ast.Call) and not node.keywords else []
        if len(arguments) == 1:
            kind, value = self._literal(arguments[0])
            day = read_day(value) if isinstance(value, str) and kind is Type.TEXT else None
            if day is not None:
                return Type.DATE, day
        raise self._problem(node, "write a date as date('2026-01-31')")

    # problems

    def _note(self, name: ast.expr, text: ast.expr) -> None:
        if not (isinstance(name, ast.Name) and isinstance(text, ast.Constant)):
            return
        if name.id in self.known and isinstance(text.value, str):
            written = normalize("NFC", text.value)
            self.comparisons.append(Comparison(name.id, written, self._column(text)))

    def _expect_text(self, node: ast.expr, kind: Type) -> None:
        if kind is not Type.TEXT:
            raise self._mismatch(node, kind, Type.TEXT)

    def _column(self, node: ast.expr) -> int:
        before = self.source.encode()[: node.col_offset]  # ast counts bytes, people count letters
        return self.lead + len(before.decode()) + 1

    def _problem(self, node: ast.expr, template: str, **details: str) -> ExpressionProblem:
        return ExpressionProblem(template, self._column(node), **details)

    def _mismatch(self, node: ast.expr, found: Type, *wanted: Type) -> ExpressionProblem:
        words = [word for kind, word in _WORDS.items() if kind in wanted]
        return self._problem(
            node,
            "{wanted} was expected here, not {found}",
            wanted=" or ".join(words),
            found=_WORDS[found],
        )

    def _no_such_name(self, node: ast.Name) -> ExpressionProblem:
        near = get_close_matches(node.id, self.known, n=1, cutoff=0.6)
        if near:
            template = "there is no name “{name}” here; did you mean “{near}”?"
            return self._problem(node, template, name=node.id, near=near[0])
        template = "there is no name “{name}” here; declare it, or write a text in quotes"
        return self._problem(node, template, name=node.id)


def _is_day(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "date"


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


_HANDLERS: Final[Mapping[type[ast.expr], Callable[[_Compiler, Any], _Meaning]]] = {
    ast.Name: _Compiler._name,
    ast.Constant: _Compiler._constant,
    ast.BoolOp: _Compiler._junction,
    ast.UnaryOp: _Compiler._unary,
    ast.BinOp: _Compiler._arithmetic,
    ast.IfExp: _Compiler._choice,
    ast.Compare: _Compiler._comparison,
    ast.Call: _Compiler._call,
}
