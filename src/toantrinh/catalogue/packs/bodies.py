"""Steps of other bodies: their keys in procedure.yaml, and what they must say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..bodies import By
from ..pack import StepKind, StepRole
from .shapes import KEY, Path, Wrong, flag, listed, map_of, one_of, text, word

Data = Mapping[str, Any]
_key = word(KEY, gettext_lazy("small letters without accents, digits and _"))

BODY = map_of(
    {"by": _key},
    {
        "level": one_of(["xa", "tinh"]),
        "department": _key,
        "chosen_in": _key,
        "among": listed(_key, 1),
    },
)
OUTCOMES = listed(map_of({"value": _key, "label": text()}, {"ground": flag}), 2)
OF_OTHERS = (StepRole.COORDINATION, StepRole.TAX, StepRole.COUNCIL)


def wrong(procedure: Data, fields: Mapping[str, str]) -> Iterator[Wrong]:
    """Mistakes of ``body`` and ``outcomes``, each with its path in procedure.yaml. ``fields`` are
    the kinds of those of the form, by key."""
    before: dict[str, Data] = {}
    for at, step in enumerate(procedure["steps"]):
        path: Path = ("steps", at)
        if "body" in step:
            yield from _body(step, (*path, "body"), fields, before)
        if "outcomes" in step:
            yield from _outcomes(step, (*path, "outcomes"))
        before[step["key"]] = step


def _body(
    step: Data, path: Path, fields: Mapping[str, str], before: Mapping[str, Data]
) -> Iterator[Wrong]:
    body, by = step["body"], step["body"]["by"]
    if step["kind"] != StepKind.WORK or step["role"] not in OF_OTHERS:
        message = _("Only a step of work whose role is another body's has a body.")
        yield Wrong(path, message, _("Write role: phoi_hop, thue or hoi_dong, or remove body."))
    if by == By.OFFICER:
        yield from _chosen(step, path, before)
        return
    for key in {"chosen_in", "among"} & body.keys():
        message = _("Only a body that an officer chooses has “%(key)s”.") % {"key": key}
        yield Wrong((*path, key), message, _("Remove it, or write by: officer."))
    if by == By.DEPARTMENT and "department" not in body:
        message = _("The department is not named.")
        yield Wrong((*path, "department"), message, _("Add department, such as so_y_te."))
    elif by != By.DEPARTMENT and not {"department", "level"} & body.keys():
        message = _("It is not said which body of that unit does it.")
        yield Wrong(path, message, _("Add department, such as cong_an_xa, or level."))
    if by not in set(By) and fields.get(by) not in ("address", "place"):
        message = _("“%(key)s” is not an address or place of the form.") % {"key": by}
        remedy = _("Write department, competent, officer, or the key of such a field.")
        yield Wrong((*path, "by"), message, remedy)


def _chosen(step: Data, path: Path, before: Mapping[str, Data]) -> Iterator[Wrong]:
    """A choice is made in a step of the unit that comes before; several bodies find nothing."""
    chooser = before.get(step["body"].get("chosen_in", ""))
    is_same_group = chooser and chooser.get("parallel_group", 0) == step.get("parallel_group", 1)
    if chooser is None or chooser["kind"] != StepKind.WORK or is_same_group:
        message = _("The officer chooses the body in an earlier step of kind work.")
        yield Wrong((*path, "chosen_in"), message, _("Name that step."))
    for key in {"department", "level"} & step["body"].keys():
        message = _("A body that an officer chooses is not named here.")
        yield Wrong((*path, key), message, _("Write the kinds of bodies under among."))
    if step.get("findings"):
        message = _("Several bodies may be asked, and each would find something else.")
        yield Wrong(path[:-1], message, _("Let the unit record the findings in its own step."))


def _outcomes(step: Data, path: Path) -> Iterator[Wrong]:
    if step["kind"] != StepKind.WORK:
        message = _("Only a step of kind work has outcomes.")
        yield Wrong(path, message, _("Remove them."))
    values = [each["value"] for each in step["outcomes"]]
    for at, value in enumerate(values):
        if value in values[:at]:
            message = _("The outcome “%(value)s” is given twice.") % {"value": value}
            yield Wrong((*path, at, "value"), message, _("Give each its own value."))
