"""Presence demanded by law: its keys in procedure.yaml, and what steps and form must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.core.expressions import Type

from ..pack import StepKind
from ..presence import APPLICANT, PresenceKind
from .shapes import KEY, Path, Wrong, expression, listed, map_of, one_of, text, whole, word

Data = Mapping[str, Any]
STEPS = (StepKind.WORK, StepKind.OUTSIDE, StepKind.SIGN, StepKind.RETURN)
_key = word(KEY, gettext_lazy("small letters without accents, digits and _"))
PERSON = map_of(
    {"key": _key, "label": text()},
    {"person": map_of({"number": _key, "name": _key}), "when": expression},
)
LAYOUT = map_of(
    {
        "key": _key,
        "label": text(),
        "kind": one_of(PresenceKind),
        "step": _key,
        "legal_source": text(),
    },
    {
        "who": listed(PERSON, 1),
        "when": expression,
        "place": _key,
        "minutes": whole(5),
        "lead": whole(),
        "changes": whole(),
    },
)


def written(procedure: Data) -> Iterator[tuple[Path, str, Type]]:
    """The expressions of presence: path, text, and the type the value must have."""
    for at, item in enumerate(procedure.get("presence", ())):
        path: Path = ("presence", at)
        if "when" in item:
            yield (*path, "when"), str(item["when"]), Type.BOOLEAN
        for place, person in enumerate(item.get("who", ())):
            if "when" in person:
                yield (*path, "who", place, "when"), str(person["when"]), Type.BOOLEAN


def wrong(procedure: Data, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    """Mistakes of presence, each with its path in procedure.yaml."""
    steps = {step["key"]: step for step in procedure["steps"]}
    items = procedure.get("presence", ())
    for at, item in enumerate(items):
        path: Path = ("presence", at)
        if item["key"] in [each["key"] for each in items[:at]]:
            message = _("Presence “%(key)s” is given twice.") % {"key": item["key"]}
            yield Wrong((*path, "key"), message, _("Give each its own key."))
        if steps.get(item["step"], {}).get("kind") not in STEPS:
            message = _("“%(key)s” is no step that an officer does after acceptance.")
            possible = ", ".join(key for key, step in steps.items() if step["kind"] in STEPS)
            remedy = _("Possible: %(names)s.") % {"names": possible}
            yield Wrong((*path, "step"), message % {"key": item["step"]}, remedy)
        yield from _kind(item, path, fields)
        for place, person in enumerate(item.get("who", ())):
            yield from _person(person, (*path, "who", place), fields)


def _kind(item: Data, path: Path, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    if item["kind"] == PresenceKind.COME:
        if "who" not in item:
            message = _("Who has to come is not said.")
            yield Wrong((*path, "who"), message, _("Add who, such as the applicant."))
        if "place" in item:
            message = _("People come to the agency; only a visit has a place of its own.")
            yield Wrong((*path, "place"), message, _("Remove it, or write kind: visit."))
    elif fields.get(item.get("place", ""), {}).get("type") not in ("address", "place", None):
        message = _("“%(key)s” is not the address of a site.") % {"key": item["place"]}
        yield Wrong((*path, "place"), message, _("Name an address or place of the form."))
    elif item.get("place", "") not in {"", *fields}:
        message = _("The form has no address “%(key)s”.") % {"key": item["place"]}
        yield Wrong((*path, "place"), message, _("Name an address or place of the form."))


def _person(person: Data, path: Path, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    if "person" not in person:
        if person["key"] != APPLICANT:
            message = _("Who “%(key)s” is, no field says.") % {"key": person["key"]}
            remedy = _("Name the fields in person; the applicant has the key %(key)s.")
            yield Wrong((*path, "key"), message, remedy % {"key": APPLICANT})
        return
    for key, kinds in (("number", ("person-id",)), ("name", ("name", "text"))):
        field = person["person"][key]
        if fields.get(field, {}).get("type") not in kinds:
            message = _("“%(key)s” is no field of type %(kind)s by which somebody is known.")
            said = {"key": field, "kind": kinds[0]}
            yield Wrong((*path, "person", key), message % said, _("Name such a field."))
