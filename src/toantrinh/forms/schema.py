"""JSON Schema 2020-12 of a form: what another program needs to send answers that will do.

Beyond the standard it uses ``formatMinimum`` and ``formatMaximum`` (the words of Ajv; a date of
less precision is compared as far as it goes) and ``uniqueColumns`` (no value twice in a column).
``x-`` keywords only tell and never decide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from toantrinh.core.expressions import Expression

from . import conditions
from .bounds import DayBound
from .conditions import ALWAYS, NEVER, Schema
from .patterns import CODE, COMMUNE, LINE, PROVINCE, SHEET, WRITTEN, date_pattern
from .shape import NATIONAL_LISTS, PLACES, Field, Form, Kind
from .texts import MAIN

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MOST_ROWS: Final = 1000
MOST_FILES: Final = 20
MOST_DIGITS: Final = 10**15 - 1  # every whole number up to here is exact in any JSON reader
_LENGTHS: Final = {
    Kind.OCCUPATION: 200,
    Kind.NAME: 100,
    Kind.TEXT: 500,
    Kind.LONGTEXT: 20_000,
    Kind.EMAIL: 254,
}
_DETAIL: Final[Schema] = {"type": "string", "pattern": LINE, "maxLength": 300}


def json_schema(form: Form, *, today: date | None = None) -> Schema:
    """The whole form, with the conditions under which a question is asked or has to be answered.

    Limits that depend on the day are given for ``today``; without it they are only told
    (``x-formatMinimum``). Rules and conditions that JSON Schema cannot express are told as
    ``x-rules``, ``x-show-if`` and ``x-required``: the server holds them.
    """
    asked = [
        (field, [each for each in (section.show_if, field.show_if) if each])
        for section in form.sections
        for field in section.fields
    ]
    return {
        "$schema": DIALECT,
        "title": form.title.versions[MAIN],
        **_Composer(form, today).object(asked, form.field_by_key, group=""),
        "x-rules": [
            {"expr": rule.expr.text, "message": rule.message.versions[MAIN]} for rule in form.rules
        ],
        "$defs": {
            f"shown-{field.key}": _shown(conditions_, fields)
            for conditions_, fields, field in _everything(form, asked)
        },
    }


@lru_cache(maxsize=512)
def validator(form: Form, today: date) -> jsonschema_rs.Draft202012Validator:
    """Checks the values of the questions that are asked; which are asked is decided before.

    Kept per form and day, so that a form is compiled once.
    """
    flat = {
        "type": "object",
        "properties": {key: value(field, today) for key, field in form.field_by_key.items()},
    }
    return compiled(flat)


def compiled(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """A validator that knows the words that JSON Schema itself does not have."""
    return jsonschema_rs.Draft202012Validator(schema, keywords=_KEYWORDS)


@lru_cache(maxsize=4096)
def _validator_of(field: Field, today: date) -> jsonschema_rs.Draft202012Validator:
    return compiled(value(field, today))


def fits(field: Field, answer: object, today: date) -> bool:
    """Whether ``answer`` alone is a right answer to ``field``."""
    return _validator_of(field, today).is_valid(answer)


def value(field: Field, today: date | None) -> Schema:
    """What an answer to ``field`` looks like, whether or not one is needed."""
    found = dict(_VALUES.get(field.kind, _written)(field))
    limits = field.constraints
    found |= _limit("formatMinimum", limits.earliest, today)
    found |= _limit("formatMaximum", limits.latest, today)
    if field.kind is Kind.GROUP:
        found["items"] = {
            "type": "object",
            "properties": {column.key: value(column, today) for column in field.columns},
        }
    return found


def _limit(keyword: str, bound: DayBound | None, today: date | None) -> Schema:
    if bound is None:
        return {}
    if bound.day is None and today is None:
        return {f"x-{keyword}": bound.text}
    return {keyword: bound.on(today or date.min).isoformat()}


Asked = Iterable[tuple[Field, list[Expression]]]


def _columns(field: Field) -> list[tuple[Field, list[Expression]]]:
    return [(column, [column.show_if] if column.show_if else []) for column in field.columns]


def _everything(
    form: Form, asked: Asked
) -> Iterator[tuple[list[Expression], Mapping[str, Field], Field]]:
    for field, shown_if in asked:
        yield shown_if, form.field_by_key, field
        for column, inside in _columns(field):
            yield inside, field.column_by_key, column


def _shown(shown_if: list[Expression], fields: Mapping[str, Field]) -> Schema:
    return conditions.all_of([conditions.holds(each, fields) for each in shown_if])


class _Composer:
    """Objects of the schema: the answers as a whole, and the rows of a group."""

    def __init__(self, form: Form, today: date | None) -> None:
        self.form = form
        self.today = today

    def object(self, asked: Asked, fields: Mapping[str, Field], group: str) -> Schema:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        branches: list[Schema] = []
        for field, shown_if in asked:
            shown = _shown(shown_if, fields)
            inside = self._value(field) | _told(field, shown_if, shown)
            if shown in (ALWAYS, NEVER):
                properties[field.key] = inside
                required += [field.key] if shown == ALWAYS and field.required is True else []
            else:
                branches.append(_branch(field, inside))
            branches += _required_branch(field, shown, fields)
        branches += self._rules(group, fields)
        found: Schema = {"type": "object", "properties": properties}
        return (
            found
            | ({"required": required} if required else {})
            | ({"allOf": branches} if branches else {})
        )

    def _value(self, field: Field) -> Schema:
        found = value(field, self.today)
        if field.kind is Kind.GROUP:
            found["items"] = self.object(_columns(field), field.column_by_key, field.key)
        return found

    def _rules(self, group: str, fields: Mapping[str, Field]) -> list[Schema]:
        broken = [
            conditions.fails(rule.expr, fields) for rule in self.form.rules if rule.group == group
        ]
        return [{"not": each} for each in broken if each != NEVER]


def _told(field: Field, shown_if: list[Expression], shown: Schema) -> Schema:
    """What people, and programs that ask for it, want to know besides."""
    told: Schema = {"title": field.label.versions[MAIN], "x-type": str(field.kind)}
    if field.help:
        told["description"] = field.help.versions[MAIN]
    if field.computed:
        told |= {"readOnly": True, "x-computed": field.computed.text}
    if shown == NEVER:
        told["x-show-if"] = [each.text for each in shown_if]
    limits = field.constraints
    told |= {"x-unique-in": limits.unique_in} if limits.unique_in else {}
    told |= {"x-minimum": limits.least.text} if limits.least else {}
    told |= {"x-maximum": limits.most.text} if limits.most else {}
    if limits.max_span_months:
        told |= {"x-max-span-months": limits.max_span_months, "x-since": limits.since}
    if isinstance(field.required, Expression):
        told["x-required"] = field.required.text
    return told


def _branch(field: Field, inside: Schema) -> Schema:
    then: Schema = {"properties": {field.key: inside}}
    if field.required is True:
        then["required"] = [field.key]
    return {"if": {"$ref": conditions.shown_reference(field.key)}, "then": then}


def _required_branch(field: Field, shown: Schema, fields: Mapping[str, Field]) -> list[Schema]:
    if not isinstance(field.required, Expression) or shown == NEVER:
        return []
    needed = conditions.holds(field.required, fields)
    if needed == NEVER:
        return []
    asked: Schema = {"$ref": conditions.shown_reference(field.key)}
    return [{"if": {"allOf": [asked, needed]}, "then": {"required": [field.key]}}]


# the answer to one question


def _written(field: Field) -> Schema:
    limits = field.constraints
    found: Schema = {"type": "string", "pattern": WRITTEN[field.kind]}
    longest = limits.max_length or _LENGTHS.get(field.kind)
    found |= {"maxLength": longest} if longest else {}
    found |= {"minLength": limits.min_length} if limits.min_length else {}
    if limits.pattern:
        found["allOf"] = [{"pattern": f"^(?:{limits.pattern})$"}]
    return found


def _date(field: Field) -> Schema:
    return {"type": "string", "pattern": date_pattern(field.constraints)}


def _amount(field: Field) -> Schema:
    limits = field.constraints
    least = 0 if field.kind in {Kind.MONEY, Kind.AREA} else -MOST_DIGITS
    whole = field.kind in {Kind.INTEGER, Kind.MONEY}
    return {
        "type": "integer" if whole else "number",
        "minimum": least if limits.min is None else _plain(limits.min),
        "maximum": MOST_DIGITS if limits.max is None else _plain(limits.max),
    }


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _choice(field: Field) -> Schema:
    if field.choices:
        return {"enum": [choice.value for choice in field.choices]}
    if source := field.constraints.choices_source:
        return {"type": "string", "pattern": LINE, "maxLength": 200, "x-choices-source": source}
    name = field.list or NATIONAL_LISTS[field.kind]
    pattern = WRITTEN.get(field.kind, CODE)
    return {"type": "string", "pattern": pattern, "x-list": name}


def _choices(field: Field) -> Schema:
    return _several(field, len(field.choices) or MOST_ROWS) | {
        "items": _choice(field),
        "uniqueItems": True,
    }


def _several(field: Field, most: int) -> Schema:
    limits = field.constraints
    return {
        "type": "array",
        "minItems": limits.min_rows or 1,
        "maxItems": limits.max_rows or most,
    }


def _files(field: Field) -> Schema:
    uid: Schema = {"type": "string", "minLength": 1, "maxLength": 64}
    return _several(field, MOST_FILES) | {"items": uid, "uniqueItems": True}


def _group(field: Field) -> Schema:
    found, limits = _several(field, MOST_ROWS), field.constraints
    if limits.unique:
        found["uniqueColumns"] = list(limits.unique)
    column = limits.exactly_one
    if column:
        yes = {
            "properties": {column: {"const": True}},
            "required": [column],
        }
        found |= {"contains": yes, "minContains": 1, "maxContains": 1}
    return found


def _boolean(field: Field) -> Schema:
    wanted = field.constraints.must_be
    return {"type": "boolean"} | ({} if wanted is None else {"const": wanted})


def _place(field: Field) -> Schema:
    parts: dict[str, Schema] = {
        "province": {"type": "string", "pattern": PROVINCE},
        "commune": {"type": "string", "pattern": COMMUNE},
    }
    needed = ["province", "commune"]
    if field.kind is not Kind.PLACE:
        parts["detail"] = _DETAIL
    if field.kind is Kind.LAND_PARCEL:
        numbered: Schema = {"type": "string", "pattern": SHEET}
        needed = ["sheet", "parcel", *needed]
        parts |= {"sheet": numbered, "parcel": numbered}
        parts["area"] = {"type": "number", "minimum": 0, "maximum": MOST_DIGITS}
    return {
        "type": "object",
        "properties": parts,
        "required": needed,
        "additionalProperties": False,
    }


_VALUES: Final[Mapping[Kind, Callable[[Field], Schema]]] = {
    Kind.DATE: _date,
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY), _amount),
    **dict.fromkeys((Kind.CHOICE, *NATIONAL_LISTS), _choice),
    Kind.MULTICHOICE: _choices,
    Kind.BOOLEAN: _boolean,
    **dict.fromkeys(PLACES, _place),
    Kind.GROUP: _group,
    Kind.FILE: _files,
}


# words that JSON Schema does not have


def repeated(rows: Iterable[object], column: str) -> list[int]:
    """The numbers, from 0, of rows whose answer in ``column`` an earlier row has already given."""
    seen: set[str] = set()
    found = []
    for at, row in enumerate(rows):
        answer = row.get(column) if isinstance(row, Mapping) else None
        if answer is None:
            continue
        same = json.dumps(answer, sort_keys=True)
        found += [at] if same in seen else []
        seen.add(same)
    return found


class _FormatMinimum:
    def __init__(self, parent: Schema, value: Any, path: list[str | int]) -> None:
        self.limit = str(value)

    def validate(self, instance: Any) -> None:
        if isinstance(instance, str) and instance[:10] < self.limit[: len(instance)]:
            raise ValueError(self.limit)


class _FormatMaximum(_FormatMinimum):
    def validate(self, instance: Any) -> None:
        if isinstance(instance, str) and instance[:10] > self.limit[: len(instance)]:
            raise ValueError(self.limit)


class _UniqueColumns:
    def __init__(self, parent: Schema, value: Any, path: list[str | int]) -> None:
        self.columns = list(value)

    def validate(self, instance: Any) -> None:
        if isinstance(instance, list) and any(repeated(instance, key) for key in self.columns):
            raise ValueError(self.columns)


_KEYWORDS: Final[dict[str, type[Any]]] = {
    "formatMinimum": _FormatMinimum,
    "formatMaximum": _FormatMaximum,
    "uniqueColumns": _UniqueColumns,
}
