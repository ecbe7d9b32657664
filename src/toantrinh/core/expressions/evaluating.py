"""The closed evaluator: what each word of the language does with values, unknown ones included.

An expression is compiled into functions from facts to a value. Nothing here can reach anything but
the facts handed in.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from .problems import ExpressionFailure
from .values import UNKNOWN, Inner

Facts = Mapping[str, object]
Evaluate = Callable[[Facts], Inner]
Apply = Callable[[Any, Any], Inner]

ORDER: Final[Mapping[str, Apply]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def constant(value: Inner) -> Evaluate:
    return lambda facts: value


def strict(apply: Apply, left: Evaluate, right: Evaluate) -> Evaluate:
    """``apply``, unknown as soon as either side is."""

    def value(facts: Facts) -> Inner:
        one, other = left(facts), right(facts)
        return UNKNOWN if one is UNKNOWN or other is UNKNOWN else apply(one, other)

    return value


def negation(inside: Evaluate) -> Evaluate:
    def value(facts: Facts) -> Inner:
        truth = inside(facts)
        return truth if truth is UNKNOWN else not truth

    return value


def junction(parts: Sequence[Evaluate], *, decides: bool) -> Evaluate:
    """``or`` (decided by one true part) or ``and`` (decided by one false part), left to right.

    Parts after the deciding one are not evaluated, so ``so_nguoi > 0 and tien / so_nguoi > 5`` is a
    guard. While the guard itself is unknown, a failure behind it is not yet a failure.
    """

    def value(facts: Facts) -> Inner:
        known = True
        for part in parts:
            try:
                truth = part(facts)
            except ExpressionFailure:
                if known:
                    raise
                return UNKNOWN
            if truth is decides:
                return decides
            known = known and truth is not UNKNOWN
        return (not decides) if known else UNKNOWN

    return value


def choice(condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Evaluate:
    """``then if condition else otherwise``; an open condition matters only if they differ."""

    def value(facts: Facts) -> Inner:
        truth = condition(facts)
        if truth is not UNKNOWN:
            return then(facts) if truth is True else otherwise(facts)
        try:
            one, other = then(facts), otherwise(facts)
        except ExpressionFailure:
            return UNKNOWN
        return UNKNOWN if other is UNKNOWN or one != other else one

    return value


def extreme(pick: Callable[[list[Any]], Inner], parts: Sequence[Evaluate]) -> Evaluate:
    """``min`` or ``max``; unknown as soon as one part is."""

    def value(facts: Facts) -> Inner:
        values = [part(facts) for part in parts]
        return UNKNOWN if any(each is UNKNOWN for each in values) else pick(values)

    return value


def divide(number: Fraction, by: Fraction) -> Fraction:
    if not by:
        raise ExpressionFailure("division by zero")
    return number / by


def days_between(later: date, earlier: date) -> Fraction:
    return Fraction((later - earlier).days)


def days_after(day: date, days: Fraction) -> date:
    if days.denominator != 1:
        raise ExpressionFailure("only whole days can be added to a date")
    try:
        return day + timedelta(days=days.numerator)
    except OverflowError as error:
        raise ExpressionFailure("the date lies outside the years 1 to 9999") from error


def days_before(day: date, days: Fraction) -> date:
    return days_after(day, -days)
