"""What a step asks of a register, and what it keeps of the answer, as the pack says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toantrinh.catalogue.pack import Question


def asked(question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the question, out of answers and findings; what nobody told is left out.

    >>> ask = {"born": "ngay_sinh", "province": "noi_sinh.province", "sex": "gioi_tinh"}
    >>> told = {"ngay_sinh": "2026-10-05", "noi_sinh": {"province": "19"}}
    >>> asked(Question("population", "new-number", ask, {}), told)
    {'born': '2026-10-05', 'province': '19'}
    """
    values = {name: _at(path, told) for name, path in question.ask.items()}
    return {name: value for name, value in values.items() if value is not None}


def kept(question: Question, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The findings the answer brings, all of those the pack names.

    >>> new = Question("population", "new-number", {}, {"so": "number"})
    >>> kept(new, {"number": "019", "x": 1})
    {'so': '019'}
    >>> kept(new, {"x": 1})
    Traceback (most recent call last):
    ValueError: the answer of population says no number

    Errors: ValueError when one is not in it; nothing is put in its place.
    """
    for name in question.found.values():
        if answer.get(name) in (None, ""):
            raise ValueError(f"the answer of {question.connector} says no {name}")
    return {key: answer[name] for key, name in question.found.items()}


def _at(path: str, told: Mapping[str, Any]) -> Any:
    key, _, part = path.partition(".")
    value = told.get(key)
    return value.get(part) if part and isinstance(value, Mapping) else value
