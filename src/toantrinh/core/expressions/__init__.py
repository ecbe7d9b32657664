"""The small language of packs: conditions, fees and time limits as text, safe to take from anyone.

    chet_da_lau == false and co_du_lieu_bao_tu == false
    (5000 if kenh == 'truc_tuyen' else 10000) * so_nguoi
    loai_viec == 'thay_doi' and 9 <= tuoi < 18
    ngay_nop - ngay_sinh <= 60

What there is: ``== != < <= > >=`` (also chained), ``in`` and ``not in`` with a list in brackets or
a multiple choice, ``and or not``, ``+ - * /``, ``a if c else b``, ``min(…)``, ``max(…)``, texts in
quotes, numbers, ``true`` and ``false``, and ``date('2026-01-31')``. Two dates are subtracted to a
number of days, and days are added to a date. Nothing else exists: no attribute, no index, no other
call, no clock, no chance. Numbers are exact fractions, never binary floating point.

**Unknown is never false.** A name that has no value yet makes everything that depends on it
``UNKNOWN`` (the strong logic of Kleene): ``x and false`` is false whatever ``x`` is, ``x and true``
is not known. Python's own truth test of ``UNKNOWN`` fails, so nobody takes it for false.

    >>> names = {"tuoi": Type.NUMBER, "uy_quyen": Type.BOOLEAN}
    >>> minor = compile("uy_quyen == true and tuoi < 18", names)
    >>> minor.value({"uy_quyen": True, "tuoi": 12})
    True
    >>> minor.value({"uy_quyen": False})
    False
    >>> minor.value({"uy_quyen": True})
    UNKNOWN

Names and types are checked when the text is compiled, and a problem points at its column:

    >>> compile("tuoi >= 'chín'", names)
    Traceback (most recent call last):
    toantrinh.core.expressions.problems.ExpressionProblem: column 9: a number was expected here, \
not a text
    >>> compile("tuoj >= 9", names)
    Traceback (most recent call last):
    toantrinh.core.expressions.problems.ExpressionProblem: column 1: there is no name “tuoj” here; \
did you mean “tuoi”?
"""

from .compiling import SYSTEM_NAMES, Comparison, Expression, compile
from .problems import ExpressionFailure, ExpressionProblem
from .values import UNKNOWN, Type, Unknown, Value

__all__ = [
    "SYSTEM_NAMES",
    "UNKNOWN",
    "Comparison",
    "Expression",
    "ExpressionFailure",
    "ExpressionProblem",
    "Type",
    "Unknown",
    "Value",
    "compile",
]
