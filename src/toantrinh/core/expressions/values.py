"""The kinds of value an expression knows, and the border between them and everybody's facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NoReturn
from unicodedata import normalize

from .problems import ExpressionFailure

DIGITS: Final = 30  # of a number in a fact, on each side of the point: far beyond any money
_DECIMAL: Final = re.compile(rf"-?\d{{1,{DIGITS}}}(\.\d{{1,{DIGITS}}})?", re.ASCII)
_PARTIAL_DATE: Final = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ROUNDING: Final = Context(prec=28)  # only for results without a finite decimal, such as 1/3


class Type(StrEnum):
    """What kind of value a name has. Shape in facts, besides ``None`` and ``''`` for unknown:"""

    BOOLEAN = "boolean"  # bool
    NUMBER = "number"  # int, Decimal, or the decimal as text ("12.5"); never float
    TEXT = "text"  # str; compared in Unicode's form NFC
    DATE = "date"  # date, or "YYYY-MM-DD"; "YYYY" and "YYYY-MM" are not known to the day: unknown
    TEXTS = "texts"  # list, tuple or set of str: what was ticked in a multiple choice


class Unknown:
    """The one value ``UNKNOWN``: there is no answer yet."""

    def __bool__(self) -> NoReturn:
        raise TypeError("unknown is neither true nor false: compare with 'is True' or 'is False'")

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Value = bool | int | Decimal | str | date | Unknown
"""What an expression gives to the outside."""

Inner = bool | Fraction | str | date | frozenset[Any] | Unknown
"""What expressions calculate with; a set is a multiple choice or a list in brackets."""


def inner(facts: Mapping[str, object], name: str, kind: Type) -> Inner:
    """The fact ``name`` as a value of ``kind``; UNKNOWN when there is none.

    Errors: ExpressionFailure when the fact is of another kind.
    """
    fact = facts.get(name)
    if fact is None or fact is UNKNOWN or fact == "":
        return UNKNOWN
    value = _READERS[kind](fact)
    if value is None:
        raise ExpressionFailure(f"the fact {name!r} is not a {kind.value}", name=name)
    return value


def outer(value: Inner) -> Value:
    """A calculated value as the world takes it: whole numbers as int, others as Decimal."""
    if isinstance(value, frozenset):
        raise TypeError("a set of texts is no result; the compiler refuses such expressions")
    if not isinstance(value, Fraction):
        return value
    if value.denominator == 1:
        return value.numerator
    return _ROUNDING.divide(Decimal(value.numerator), Decimal(value.denominator))


def _boolean(fact: object) -> bool | None:
    return fact if isinstance(fact, bool) else None


def _number(fact: object) -> Fraction | None:
    if isinstance(fact, bool) or not isinstance(fact, int | Decimal | str):
        return None
    if isinstance(fact, Decimal) and not _is_moderate(fact):
        return None
    if isinstance(fact, int) and abs(fact) >= 10**DIGITS:
        return None
    if isinstance(fact, str) and not _DECIMAL.fullmatch(fact):
        return None
    return Fraction(fact)


def _is_moderate(number: Decimal) -> bool:
    """Neither infinite nor so large or so fine that calculating with it would take long."""
    return number.is_finite() and (not number or abs(number.adjusted()) < DIGITS)


def _text(fact: object) -> str | None:
    return normalize("NFC", fact) if isinstance(fact, str) else None


def _date(fact: object) -> date | Unknown | None:
    if isinstance(fact, datetime):  # a datetime is a date for Python, but the day depends on a zone
        return None
    if isinstance(fact, date):
        return fact
    if not isinstance(fact, str):
        return None
    return UNKNOWN if _PARTIAL_DATE.fullmatch(fact) else read_day(fact)


def _texts(fact: object) -> frozenset[str] | None:
    if not isinstance(fact, list | tuple | set | frozenset):
        return None
    texts = {_text(each) for each in fact}
    return None if None in texts else frozenset(text for text in texts if text is not None)


def read_day(text: str) -> date | None:
    """The day of ``YYYY-MM-DD``; None when there is no such day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


_READERS: Final[Mapping[Type, Callable[[object], Inner | None]]] = {
    Type.BOOLEAN: _boolean,
    Type.NUMBER: _number,
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.TEXTS: _texts,
}
