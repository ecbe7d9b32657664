"""Communes that a pack names, held against the national list: one that ended is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from toantrinh.core import expressions
from toantrinh.core.expressions import ExpressionProblem, Type
from toantrinh.forms.shape import PLACES
from toantrinh.lists import loading
from toantrinh.lists.models import Unit

from ..reading import form_fields
from . import names
from .shapes import Path, Wrong

Data = Mapping[str, Any]
_CODE = re.compile(r"[0-9]{5}")


@lru_cache(maxsize=1)
def communes() -> Mapping[str, tuple[Unit, ...]]:
    """Every commune of the list by code, with its periods; read once a process."""
    found: dict[str, list[Unit]] = {}
    for unit in loading.communes(settings.PACKS / "lists"):
        found.setdefault(unit.code, []).append(unit)
    return {code: tuple(units) for code, units in found.items()}


def wrong_in_sample(sample: Data) -> Iterator[Wrong]:
    """Addresses of a sample that were none when it was received. Answers that the sample expects
    the form to refuse may be anything."""
    day = date.fromisoformat(sample["received"][:10])
    refused = set(sample["expect"].get("problems", ()))
    for part in ("answers", "known", "findings"):
        for key, value in (sample.get(part) or {}).items():
            if key not in refused:
                yield from _addresses(value, (part, key), day)


def wrong_in_form(form: Data, since: date) -> Iterator[Wrong]:
    """Choices that are communes, all of five digits, of which one is none any more."""
    for at, section in enumerate(form["sections"]):
        for place, field in enumerate(section["fields"]):
            values = [choice["value"] for choice in field.get("choices") or ()]
            if values and all(_CODE.fullmatch(value) for value in values):
                for number, value in enumerate(values):
                    path = ("sections", at, "fields", place, "choices", number, "value")
                    yield from _code(value, path, since)


def wrong(procedure: Data, form: Data, known: Mapping[str, Type], since: date) -> Iterator[Wrong]:
    """Expressions, such as the rules of competence, that hold a place against no commune."""
    places = {field["key"] for field in form_fields(form) if field["type"] in PLACES}
    for path, text, _wanted in names.written(procedure):
        try:
            compared = expressions.compile(text, known).comparisons
        except ExpressionProblem:
            continue  # noted with its column already
        for each in compared:
            if each.name in places:
                yield from _code(each.text, path, since, each.column)


def _addresses(value: Any, path: Path, day: date) -> Iterator[Wrong]:
    if isinstance(value, list):
        for at, each in enumerate(value):
            yield from _addresses(each, (*path, at), day)
    elif isinstance(value, dict):
        if isinstance(code := value.get("commune"), str):
            yield from _code(code, (*path, "commune"), day, province=value.get("province"))
        for key, each in value.items():
            yield from _addresses(each, (*path, key), day)


def _code(
    code: str, path: Path, day: date, column: int = 0, province: object = None
) -> Iterator[Wrong]:
    units = communes().get(code, ())
    if not units:
        message = _("There is no commune with the code “%(code)s”.") % {"code": code}
        yield Wrong(path, message, _("Look it up in packs/lists/communes.csv."), column)
    elif all(unit.valid_to and unit.valid_to < day for unit in units):
        message = _("“%(name)s” (%(code)s) is no commune any more since %(day)s.")
        last = max(unit.valid_to for unit in units if unit.valid_to)
        said = {"name": units[-1].name, "code": code, "day": f"{last:%d/%m/%Y}"}
        yield Wrong(path, message % said, _("Write the commune that it became part of."), column)
    elif province and province not in {unit.province_code for unit in units}:
        message = _("“%(name)s” (%(code)s) lies in the province %(province)s.")
        said = {"name": units[-1].name, "code": code, "province": units[-1].province_code}
        yield Wrong(path, message % said, _("Correct the province or the commune."), column)
