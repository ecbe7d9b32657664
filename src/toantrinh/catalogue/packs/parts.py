"""Parts of a form by other persons: their keys in procedure.yaml, and what the form must have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.core.expressions import Type

from ..parts import Blocks, Does, said
from .shapes import KEY, Path, Wrong, expression, listed, map_of, one_of, text, told, whole, word

Data = Mapping[str, Any]
_key = word(KEY, gettext_lazy("small letters without accents, digits and _"))
_section = word(re.compile(r"[a-z][a-z0-9_-]*"), gettext_lazy("the key of a section of the form"))


@told(anyOf=[{"type": "boolean"}, expression.schema])
def _truth(value: Any, path: Path) -> Iterator[Wrong]:
    """An expression, or plainly true or false."""
    if not isinstance(value, bool):
        yield from expression(value, path)


DAYS = ("working_days", "calendar_days")
LAYOUT = map_of(
    {
        "key": _key,
        "label": text(),
        "does": one_of(Does),
        "sections": listed(_section, 1),
        "person": map_of({"number": _key, "name": _key}, {"group": _key}),
        "declaration": text(),
        "blocks": one_of(Blocks),
    },
    {
        "when": expression,
        "required": _truth,
        "legal_source": text(),
        "within": map_of({"kind": one_of(DAYS), "amount": whole(1)}),
        "silence": map_of({"means": one_of(["nothing", "agree"])}, {"legal_source": text()}),
        "sees": listed(_section),
    },
)


def written(procedure: Data) -> Iterator[tuple[Path, str, Type]]:
    """The expressions of the parts: path, text, and the type the value must have."""
    for at, part in enumerate(procedure.get("parts", ())):
        for key in ("when", "required"):
            if key in part:
                yield ("parts", at, key), said(part[key]), Type.BOOLEAN


def wrong(procedure: Data, form: Data) -> Iterator[Wrong]:
    """Mistakes of the parts, each with its path in procedure.yaml."""
    parts = procedure.get("parts", ())
    sections = {
        section["key"]: section
        for section in form["sections"]
        if isinstance(section.get("key"), str)
    }
    for at, part in enumerate(parts):
        path: Path = ("parts", at)
        yield from _twice(parts, at)
        yield from _sections(part, path, sections)
        yield from _person(part, path, sections)
        yield from _effect(part, path)
        if part["does"] == Does.FILL:
            yield from _filled(parts, at, sections)


def _twice(parts: Sequence[Data], at: int) -> Iterator[Wrong]:
    if parts[at]["key"] in [part["key"] for part in parts[:at]]:
        message = _("Two parts have the key “%(key)s”.") % {"key": parts[at]["key"]}
        yield Wrong(("parts", at, "key"), message, _("Give each its own key."))


def _sections(part: Data, path: Path, sections: Mapping[str, Data]) -> Iterator[Wrong]:
    for key in ("sections", "sees"):
        for at, section in enumerate(part.get(key, ())):
            if section not in sections:
                message = _("The form has no section “%(key)s”.") % {"key": section}
                possible = _("Possible: %(names)s.") % {"names": ", ".join(sections)}
                yield Wrong((*path, key, at), message, possible)


def _person(part: Data, path: Path, sections: Mapping[str, Data]) -> Iterator[Wrong]:
    """The fields that say who is meant, with the types they must have."""
    fields = {each["key"]: each for section in sections.values() for each in section["fields"]}
    person = part["person"]
    if group := person.get("group"):
        table = fields.get(group, {})
        if table.get("type") != "group":
            message = _("“%(key)s” is not a table of the form.") % {"key": group}
            yield Wrong((*path, "person", "group"), message, _("Name a field of type group."))
            return
        if group not in _fields(part, sections):
            message = _("The table “%(key)s” is not in the part's own sections.") % {"key": group}
            yield Wrong((*path, "sections"), message, _("Add the section of the table."))
        fields = {each["key"]: each for each in table.get("columns", ())}
    for key, kinds in (("number", ("person-id",)), ("name", ("name", "text"))):
        if fields.get(person[key], {}).get("type") not in kinds:
            message = _("“%(key)s” is no field of type %(kind)s that could say who is meant.")
            said = {"key": person[key], "kind": kinds[0]}
            yield Wrong((*path, "person", key), message % said, _("Name such a field or column."))


def _effect(part: Data, path: Path) -> Iterator[Wrong]:
    """What waits for the part, and what silence means, with their grounds."""
    if part["blocks"] == Blocks.NOTHING:
        if "required" in part:
            message = _("Nothing waits for this part, so “required” decides nothing.")
            yield Wrong((*path, "required"), message, _("Remove it, or say what is blocked."))
    elif "legal_source" not in part:
        message = _("A part that holds up a dossier names its legal source.")
        yield Wrong((*path, "blocks"), message, _("Add legal_source, or write blocks: nothing."))
    silence = part.get("silence", {})
    if silence.get("means") == "agree":
        if "legal_source" not in silence:
            message = _("Silence is agreement only where the law says so.")
            yield Wrong((*path, "silence"), message, _("Add legal_source to silence."))
        if "within" not in part:
            message = _("After how long silence is agreement is not said.")
            yield Wrong((*path, "silence"), message, _("Add within."))


def _filled(parts: Sequence[Data], at: int, sections: Mapping[str, Data]) -> Iterator[Wrong]:
    """Who fills in a section has it alone, is known before, and sends no files."""
    part, path = parts[at], ("parts", at)
    if "group" in part["person"]:
        message = _("People of a table confirm; they cannot fill in.")
        yield Wrong((*path, "does"), message, _("Write does: confirm."))
    own = _fields(part, sections)
    for key in ("number", "name"):
        if part["person"][key] in own:
            message = _("Who fills in this section is known only from the section itself.")
            remedy = _("Ask for the number and the name in a section of the applicant.")
            yield Wrong((*path, "person", key), message, remedy)
    for key, field in own.items():
        if field["type"] == "file":
            message = _("“%(key)s” is answered by files, which only the applicant sends.")
            yield Wrong((*path, "sections"), message % {"key": key}, _("Move that question."))
    others = [other for other in parts[:at] if other["does"] == Does.FILL]
    taken = {section for other in others for section in other["sections"]}
    for place, section in enumerate(part["sections"]):
        if section in taken:
            message = _("The section “%(key)s” is already filled in by another person.")
            remedy = _("Give each person a section of their own.")
            yield Wrong((*path, "sections", place), message % {"key": section}, remedy)


def _fields(part: Data, sections: Mapping[str, Data]) -> dict[str, Data]:
    own = (sections[key] for key in part["sections"] if key in sections)
    return {field["key"]: field for section in own for field in section["fields"]}
