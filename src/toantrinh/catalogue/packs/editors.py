"""JSON Schema 2020-12 of the files of a pack, for editors: made from the checks themselves.

A form is checked by ``forms``, which notes far more than a schema can say; its outline is put
together here from the keys, kinds and limits that are read there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from toantrinh.forms import fields
from toantrinh.forms.persons import RELATIONS
from toantrinh.forms.shape import Kind

from . import layout
from .shapes import MARKUP, Schema

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_BARE: Final[Schema] = {
    "type": "string",
    "pattern": r"\S",
    "not": {"pattern": MARKUP.pattern},
}
_TEXT: Final[Schema] = {
    "title": "text",
    "anyOf": [
        _BARE,
        {"type": "object", "additionalProperties": _BARE, "required": ["vi"]},
    ],
}
_CONDITION: Final[Schema] = {"title": "condition", "type": "string", "minLength": 1}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}


def _map(required: Mapping[str, Schema], optional: Mapping[str, Schema]) -> Schema:
    """Like ``shapes.map_of``; in a form an optional key may stand there without a value."""
    return {
        "type": "object",
        "properties": {
            **required,
            **{
                key: {"anyOf": [each, {"type": "null"}]} if each else {}
                for key, each in optional.items()
                if key not in required
            },
        },
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


_LIMITS: Final[Mapping[str, Schema]] = {
    **dict.fromkeys(("min_length", "max_length", "min_rows", "max_rows"), _COUNT),
    "max_span_months": _COUNT,
    **dict.fromkeys(("since", "within"), layout.key.schema),
    "must_be": _FLAG,
    "pattern": {"type": "string", "minLength": 1},
    "pattern_message": _TEXT,
    "precision": {"enum": ["year", "month", "day"]},
    "finest": {"enum": ["year", "month", "day"]},
}
_OF_FIELD: Final[Mapping[str, Schema]] = {
    **dict.fromkeys(("label", "help", "example", "unit"), _TEXT),
    **dict.fromkeys(("show_if", "computed"), _CONDITION),
    "key": layout.key.schema,
    "type": {"enum": [str(kind) for kind in Kind]},
    "required": {"anyOf": [_FLAG, _CONDITION]},
    **dict.fromkeys(("personal", "in_words"), _FLAG),
    "fill_from": _list({"enum": list(RELATIONS)}),
    "known": {"enum": ["read_only", "editable"]},
    "autocomplete": {"enum": sorted(fields.AUTOCOMPLETE)},
    "columns": _list({"$ref": "#/$defs/field"}),
    "constraints": _map(
        {},
        {key: _LIMITS.get(key, {}) for key in sorted(set().union(*fields.CONSTRAINTS.values()))},
    ),
}
_FIELD: Final[Schema] = {
    "title": "field",
    **_map(
        {key: _OF_FIELD[key] for key in ("key", "label", "type")},
        {key: _OF_FIELD.get(key, {}) for key in sorted(fields.KEYS)},
    ),
}
_FORM: Final = _map(
    {
        "title": _TEXT,
        "sections": _list(
            _map(
                {"key": {"type": "string"}, "title": _TEXT, "fields": _list(_FIELD)},
                {"help": _TEXT, "show_if": _CONDITION, "person": layout.key.schema},
            )
        ),
    },
    {
        "form_no": _TEXT,
        "rules": _list(
            _map(
                {"expr": _CONDITION, "message": _TEXT},
                {"fields": _list({"type": "string"}), "group": layout.key.schema},
            )
        ),
    },
)
SCHEMAS: Final[Mapping[str, Schema]] = {
    "procedure": layout.PROCEDURE.schema,
    "form": _FORM,
    "notices": layout.NOTICES.schema,
    "cost": layout.COST.schema,
    "sample": layout.SAMPLE.schema,
}


def schema(name: str) -> Schema:
    """The schema of ``procedure``, ``form``, ``notices``, ``cost`` or ``sample``."""
    shared: dict[str, Schema] = {}
    whole = _referring(SCHEMAS[name], shared)
    return {"$schema": DIALECT, "title": f"{name}.yaml", **whole, "$defs": shared}


def _referring(part: Any, shared: dict[str, Schema]) -> Any:
    """``part`` with what has a title moved into ``shared`` and referred to."""
    if isinstance(part, list):
        return [_referring(each, shared) for each in part]
    if not isinstance(part, dict):
        return part
    title = part.get("title")
    found = {
        key: _referring(each, shared)
        for key, each in part.items()
        if not (key == "title" and isinstance(title, str))
    }
    if not isinstance(title, str):
        return found
    shared[title] = found
    return {"$ref": f"#/$defs/{title}"}


def written(name: str) -> str:
    """The schema as the file that is kept in docs/reference/packs."""
    with override("en"):
        return json.dumps(schema(name), ensure_ascii=False, indent=1, default=str) + "\n"


def write(into: Path) -> list[Path]:
    """Write all schemas into the folder ``into``; the files."""
    files = []
    for name in SCHEMAS:
        files.append(into / f"{name}.schema.json")
        files[-1].write_text(written(name), "utf-8")
    return files
