"""Answers that another portal asked for, taken in by the same door as those of our own pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toantrinh.forms.normalising import PARTS
from toantrinh.forms.receiving import receive
from toantrinh.forms.shape import Field, Form, Kind
from toantrinh.forms.visibility import RAW
from toantrinh.lists.queries import Lists

LONGEST: Final = 20_000  # characters of one answer
_PACKED_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?", re.ASCII)


class _Sent(dict[str, list[str]]):
    """What a browser would have sent: ``receiving.Post``."""

    def getlist(self, name: str, /) -> list[str]:
        return self.get(name, [])

    def put(self, name: str, value: str) -> None:
        self.setdefault(name, []).append(value[:LONGEST])


def read(form: Form, told: Mapping[str, Any], lists: Lists) -> tuple[dict[str, Any], list[str]]:
    """Answers by key of the field, and the keys that the form does not know.

    A value may be written as people write it, as an answer is kept (``2026-09-20``, ``true``, a
    place by its parts, rows as a list), or a day as ``yyyyMMdd``. What cannot be understood is
    kept as it was told under ``_raw``, and is a problem of its question.
    """
    fields = {key: each for key, each in form.field_by_key.items() if _takes(each)}
    sent = _Sent()
    for key, value in told.items():
        if key in fields and value is not None:
            for name, text in _inputs(fields[key], key, value):
                sent.put(name, text)
    answers: dict[str, Any] = {}
    for section in form.sections:
        answers |= receive(form, section.key, sent, answers, choices=lists)
    kept = {key: answer for key, answer in answers.items() if answer is not None}
    return kept, [key for key in told if key not in form.field_by_key]


def filled(form: Form, answers: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Values for questions without an answer whose own source is among ``said``, by
    ``source.path``: what the other portal told beside the form of the one who files."""
    raw = answers.get(RAW) or {}
    found = {}
    for key, each in form.field_by_key.items():
        source = each.prefill
        if source and not source.person and key not in answers and key not in raw:
            value = said.get(f"{source.source}.{source.path}")
            if value:
                found[key] = value
    return found


def _takes(each: Field) -> bool:
    return not each.computed and each.kind is not Kind.FILE


def _inputs(each: Field, path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Names of inputs and what would have been typed into them."""
    if each.kind is Kind.GROUP and isinstance(value, list):
        for at, row in enumerate(value):
            for column in each.columns:
                cell = row.get(column.key) if isinstance(row, Mapping) else None
                if cell is not None and _takes(column):
                    yield from _inputs(column, f"{path}.{at}.{column.key}", cell)
    elif each.kind is Kind.MULTICHOICE and isinstance(value, list):
        yield from ((path, _typed(each, one)) for one in value)
    elif each.kind in PARTS and isinstance(value, Mapping):
        names = PARTS[each.kind]
        yield from ((f"{path}.{name}", _typed(each, value.get(name))) for name in names)
    else:
        yield path, _typed(each, value)


def _typed(each: Field, value: Any) -> str:
    """
    >>> _typed(Field("a", "A", Kind.BOOLEAN), True)
    'true'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    packed = _PACKED_DAY.fullmatch(value) if each.kind is Kind.DATE else None
    return "-".join(packed.groups()) if packed else value
