"""Answers of a draft under another version of its form. Values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.forms import schema
from toantrinh.forms.shape import Field, Form, Kind
from toantrinh.forms.visibility import RAW


def carry(
    old: Form, new: Form, answers: Mapping[str, Any], today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers that still answer a question of ``new``, and those that do not.

    An answer that was not right before either is no worse now: it is kept while the question has
    the same kind. A table keeps its columns that fit; when any does not, the table as it was is
    among what is left out as well.
    """
    kept: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for key, answer in answers.items():
        if key == RAW or answer is None:
            continue
        found = _carried(old.field_by_key.get(key), new.field_by_key.get(key), answer, today)
        if found is not None:
            kept[key] = found
        if found != answer:
            left[key] = answer
    raw_kept: dict[str, Any] = {}
    raw_left: dict[str, Any] = {}
    for path, typed in (answers.get(RAW) or {}).items():
        stays = _kind(old, path) is not None and _kind(old, path) == _kind(new, path)
        (raw_kept if stays else raw_left)[path] = typed
    return (
        kept | ({RAW: raw_kept} if raw_kept else {}),
        left | ({RAW: raw_left} if raw_left else {}),
    )


def laid_aside(
    aside: Mapping[str, Any], *, version: ProcedureVersion, answers: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """``aside`` of a draft with these answers in the entry of ``version``.

    An entry has ``version`` (uid), ``at`` and ``answers``; entries stand in the order of versions.
    """
    entries = [dict(each) for each in aside.get("entries", [])]
    for entry in entries:
        if entry["version"] == str(version.uid):
            entry["answers"] = {**entry["answers"], **answers}
            return {"entries": entries}
    entry = {"version": str(version.uid), "at": at.isoformat(), "answers": dict(answers)}
    return {"entries": [*entries, entry]}


def _carried(old: Field | None, new: Field | None, answer: Any, today: date) -> Any:
    if new is None or new.computed is not None:
        return None
    if new.kind is Kind.GROUP or (old is not None and old.kind is Kind.GROUP):
        both = old is not None and old.kind is new.kind
        return [_row(old, new, row, today) for row in answer] if both and old else None
    if new.kind is Kind.FILE:
        return answer if old is not None and old.kind is Kind.FILE else None
    if schema.fits(new, answer, today):
        return answer
    was_wrong = old is not None and old.kind is new.kind and not schema.fits(old, answer, today)
    return answer if was_wrong else None


def _row(old: Field, new: Field, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    found = {
        key: _carried(old.column_by_key.get(key), new.column_by_key.get(key), answer, today)
        for key, answer in row.items()
    }
    return {key: answer for key, answer in found.items() if answer is not None}


def _kind(form: Form, path: str) -> Kind | None:
    """Of the question at ``path``; of the column inside a table."""
    key, _, column = path.partition(".")
    field = form.field_by_key.get(key)
    if field is not None and field.kind is Kind.GROUP and column:
        inner = field.column_by_key.get(column.split(".")[1] if "." in column else column)
        return inner.kind if inner else None
    return field.kind if field else None
