"""The doors of other portals as data: what each calls the things of a dossier.

``packs/national/gateways.yaml`` is the only place that knows their words; a gateway that renames a
field, or counts kinds of applicants otherwise, is a change of that file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from toantrinh.core import yaml

FIELDS: Final = frozenset(
    {"code", "procedure", "agency", "filed_at", "subject_kind", "owner_name", "owner_number"}
    | {"submitter_name", "submitter_number", "birth", "phone", "email", "province", "commune"}
    | {"address", "summary", "note"}
)
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CODE: Final = r"^[A-Za-z0-9][A-Za-z0-9._/-]{2,79}$"  # of a dossier elsewhere
MOMENT: Final = r"^[0-9]{8}([0-9]{6})?$"
LONGEST: Final[Mapping[str, int]] = {"owner_name": 200, "submitter_name": 200}
LONGEST_TEXT: Final = 2000  # characters of any other field


@dataclass(frozen=True)
class FileShape:
    """Where a list of files is, and what its entries are called. ``inside``: the files are a list
    of that name within each entry."""

    list: str
    component: str
    name: str
    removed: str
    content: str
    path: str
    hash: str
    inside: str = ""


@dataclass(frozen=True)
class FeeShape:
    list: str
    name: str
    amount: str


@dataclass(frozen=True)
class Gateway:
    """One door. ``fields``: our name to the paths at which it may stand, the first that is there.

    ``subject_kinds``, ``procedure_codes``, ``agency_codes``: its code to ours.
    ``component_codes``: by procedure, its code to the key of a component.
    """

    key: str
    name: str
    format: str
    recognised_by: str
    fields: Mapping[str, tuple[str, ...]]
    answers: tuple[str, ...]
    files: tuple[FileShape, ...]
    fees: FeeShape
    subject_kinds: Mapping[str, str]
    procedure_codes: Mapping[str, str] = field(default_factory=dict)
    agency_codes: Mapping[str, str] = field(default_factory=dict)
    component_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Gateways:
    """All doors; ``fills``: what is told of the applicant to the source that questions name;
    ``form_address`` and ``form_of``: where a procedure is filed on the national portal."""

    doors: tuple[Gateway, ...]
    fills: Mapping[str, str]
    form_address: str
    form_of: Mapping[str, str]

    def by_key(self, key: str) -> Gateway | None:
        return next((door for door in self.doors if door.key == key), None)

    def recognise(self, document: Mapping[str, Any]) -> Gateway | None:
        """The door by whose words the document is written."""
        return next((door for door in self.doors if door.recognised_by in document), None)

    def national_form(self, code: str) -> str:
        """The address of the form of a procedure on the national portal."""
        pattern = settings.NATIONAL_FORM or self.form_of.get(code) or self.form_address
        return pattern.replace("{code}", code)


def current() -> Gateways:
    """The doors of this installation, from ``PACKS/national/gateways.yaml``.

    Errors: YamlProblem, OSError, KeyError: the installation is not set up.
    """
    path = Path(settings.PACKS) / "national" / "gateways.yaml"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Gateways:
    data: Any
    data, _positions = yaml.load(path)
    form = data["form"]
    return Gateways(
        doors=tuple(_gateway(each) for each in data["gateways"]),
        fills=dict(data["fills"]),
        form_address=form["address"],
        form_of=dict(form.get("procedures") or {}),
    )


def _gateway(entry: Mapping[str, Any]) -> Gateway:
    """Errors: KeyError for a name of a field that nobody knows, or that is missing."""
    if unknown := set(entry["fields"]) - FIELDS:
        raise KeyError(", ".join(sorted(unknown)))
    return Gateway(
        key=entry["key"],
        name=entry["name"],
        format=entry["format"],
        recognised_by=entry["recognised_by"],
        fields={name: tuple(paths) for name, paths in entry["fields"].items()},
        answers=tuple(entry["answers"]),
        files=tuple(FileShape(**each) for each in entry["files"]),
        fees=FeeShape(**entry["fees"]),
        subject_kinds=dict(entry["subject_kinds"]),
        procedure_codes=dict(entry.get("procedure_codes") or {}),
        agency_codes=dict(entry.get("agency_codes") or {}),
        component_codes=dict(entry.get("component_codes") or {}),
    )


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of what is taken, made from the doors themselves.

    Each door has its shape; a document is one dossier, or an envelope with several under ``data``.
    """
    doors = current().doors
    return {
        "$schema": DIALECT,
        "title": "Hồ sơ đến từ cổng",
        "anyOf": [
            {"$ref": "#/$defs/dossier"},
            {
                "type": "object",
                "properties": {"data": {"type": "array", "items": {"$ref": "#/$defs/dossier"}}},
                "required": ["data"],
            },
        ],
        "$defs": {
            "dossier": {"oneOf": [{"$ref": f"#/$defs/{door.key}"} for door in doors]},
            **{door.key: _shape(door, doors) for door in doors},
        },
    }


def _shape(door: Gateway, doors: tuple[Gateway, ...]) -> dict[str, Any]:
    shape: dict[str, Any] = {"title": f"{door.name}: {door.format}", "type": "object"}
    for name, paths in door.fields.items():
        for path in paths:
            _put(shape, path.split("."), _value(name))
    for name in door.answers:
        _put(shape, [name], {"type": ["object", "string", "null"]})
    for file in door.files:
        _put(shape, [file.list], _files(file))
    _put(shape, [door.fees.list], _fees(door.fees))
    shape["required"] = [door.recognised_by]
    names = ("code", "procedure", "owner_name", "submitter_name")
    code, procedure, owner, submitter = (door.fields.get(name, ()) for name in names)
    several = [code, procedure, (*owner, *submitter)]
    shape["allOf"] = [{"anyOf": [_there(path.split(".")) for path in paths]} for paths in several]
    earlier = doors[: doors.index(door)]
    if earlier:
        shape["not"] = {"anyOf": [{"required": [each.recognised_by]} for each in earlier]}
    return shape


def _put(shape: dict[str, Any], path: list[str], value: dict[str, Any]) -> None:
    for name in path[:-1]:
        shape = shape.setdefault("properties", {}).setdefault(name, {"type": ["object", "null"]})
    shape.setdefault("properties", {})[path[-1]] = value


def _there(path: list[str]) -> dict[str, Any]:
    """That something stands at ``path``."""
    if len(path) == 1:
        return {"required": path, "properties": {path[0]: {"type": "string", "pattern": r"\S"}}}
    return {"required": path[:1], "properties": {path[0]: _there(path[1:])}}


def _value(name: str) -> dict[str, Any]:
    if name == "code":
        return {"type": "string", "pattern": CODE}
    if name == "filed_at":
        return {"type": ["string", "null"], "pattern": MOMENT}
    kinds = ["string", "integer", "null"] if name == "subject_kind" else ["string", "null"]
    return {"type": kinds, "maxLength": LONGEST.get(name, LONGEST_TEXT)}


def _files(file: FileShape) -> dict[str, Any]:
    text = {"type": ["string", "null"]}
    one = {
        "type": "object",
        "properties": {
            file.name: text,
            file.removed: {"type": ["boolean", "string", "integer", "null"]},
            file.content: {"type": ["string", "null"], "contentEncoding": "base64"},
            file.path: text,
            file.hash: text,
        },
    }
    if not file.inside:
        one["properties"] = {file.component: text, **one["properties"]}  # type: ignore[dict-item]
        return {"type": ["array", "null"], "items": one}
    inner = {"type": ["array", "null"], "items": one}
    entry = {"type": "object", "properties": {file.component: text, file.inside: inner}}
    return {"type": ["array", "null"], "items": entry}


def _fees(fees: FeeShape) -> dict[str, Any]:
    amount = {"type": ["string", "number", "null"]}
    properties = {fees.name: {"type": ["string", "null"]}, fees.amount: amount}
    return {"type": ["array", "null"], "items": {"type": "object", "properties": properties}}
