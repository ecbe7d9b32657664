"""A whole folder examined: every mistake at once, and what it compiles to when there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core.expressions import SYSTEM_NAMES, ExpressionProblem, Type
from toantrinh.forms import definition as forms
from toantrinh.forms.definition import Form, InvalidForm
from toantrinh.forms.shape import VALUE_TYPES, Kind
from toantrinh.process import checks

from .. import reading
from . import assembly, consistency, layout, linked, names, overlay, places, samples, tables
from .folder import Folder
from .province import Layer
from .shapes import Path as Place
from .shapes import Wrong

PROCEDURE, FORM, NOTICES, COST = "procedure.yaml", "form.yaml", "notices.yaml", "cost.yaml"
LEAST_SAMPLES = 2
NEVER = "9999-12-31"
LAYOUTS = {PROCEDURE: layout.PROCEDURE, NOTICES: layout.NOTICES, COST: layout.COST}


def examine(
    path: Path,
    layer: Layer | None = None,
    since: date | None = None,
    others: linked.Others | None = None,
) -> tuple[Folder, dict[str, Any] | None]:
    """The folder with its problems, and the compiled definition when there are none.

    ``others`` knows the procedures that this one opens dossiers of; without it, those of the
    folders beside this one. With the ``layer`` of a province also what that makes of it from
    ``since`` on, by default the first day of the pack. The samples are held to the national pack:
    they state the prices of the council themselves.
    """
    folder = _read(path)
    if not path.is_dir():
        return folder, None
    _check_files(folder)
    compiled = None if folder.problems else definition(folder)
    if compiled and not folder.problems:
        _run_samples(folder, compiled)
    if compiled and not folder.problems:
        folder.note_all(PROCEDURE, linked.unfit(compiled, others or beside(path)))
    if compiled and layer is not None and not folder.problems:
        compiled = _in_province(folder, compiled, layer, since)
    folder.problems.sort()
    return folder, None if folder.problems else compiled


def beside(path: Path) -> linked.Others:
    """The procedures of the folders next to ``path``, by their codes."""

    def other(code: str) -> dict[str, Any] | None:
        folders = sorted(path.resolve().parent.glob(f"{code}-*"))
        found = (definition_of(each) for each in folders if each != path.resolve())
        return next((each for each in found if each is not None), None)

    return other


def definition_of(path: Path) -> dict[str, Any] | None:
    """What the folder compiles to, its samples and what it opens aside; None with any mistake."""
    folder = _read(path)
    compiled = None if folder.problems else definition(folder)
    return None if folder.problems else compiled


def _read(path: Path) -> Folder:
    folder = Folder(path)
    if not path.is_dir():
        folder.note("", _("There is no such folder."), _("Name the folder of one pack."))
        return folder
    for name in (PROCEDURE, FORM, NOTICES, COST, *folder.samples):
        folder.read(name)
    check_structure(folder)
    return folder


def note_doubled(folders: Sequence[Folder]) -> None:
    """Note packs that say the same procedure for the same days, at the code of the later one."""
    read = [
        folder for folder in folders if not any(layout.PROCEDURE(folder.data.get(PROCEDURE), ()))
    ]
    for at, folder in enumerate(read):
        mine = folder.data[PROCEDURE]
        for other in read[:at]:
            theirs = other.data[PROCEDURE]
            if mine["code"] == theirs["code"] and _share_a_day(mine, theirs):
                message = _("“%(folder)s” has this procedure for the same days.")
                remedy = _("Keep one of the packs, or end the earlier one by in_force.to.")
                said = message % {"folder": other.path.name}
                folder.note_all(PROCEDURE, [Wrong(("code",), said, remedy)])


def _share_a_day(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    periods = [each["in_force"] for each in (one, other)]
    last = min(period.get("to", NEVER) for period in periods)
    return bool(max(period["from"] for period in periods) <= last)


def check_structure(folder: Folder) -> None:
    """Note keys and values that cannot stand where they do. The form is read by its own part."""
    for name, data in folder.data.items():
        check = LAYOUTS.get(name) or (layout.SAMPLE if name in folder.samples else None)
        if check:
            folder.note_all(name, check(data, ()))


def _check_files(folder: Folder) -> None:
    if not folder.has("README.md"):
        remedy = _("Say there where the facts come from and which are not verified.")
        folder.note("README.md", _("This file is missing."), remedy)
    if len(folder.samples) < LEAST_SAMPLES:
        message = _("A pack has at least %(least)d samples.") % {"least": LEAST_SAMPLES}
        remedy = _("Add one plain and one with a condition, an exemption or a refusal.")
        folder.note("samples", message, remedy)


def definition(folder: Folder) -> dict[str, Any] | None:
    """Compile what is well formed; problems between its parts are noted.

    A form with mistakes does not hide those of the procedure: its keys are taken as they stand.
    """
    procedure, written = folder.data[PROCEDURE], folder.data[FORM]
    if not _is_form(written):
        if _read_form(folder, written):
            folder.note_all(FORM, layout.FORM(written, ()))
        return None
    whole = assembly.whole_form(procedure, written)
    form = _read_form(folder, whole)
    known = reading.names_of(procedure, form) if form else _names_as_written(procedure, whole)
    choices = names.values(procedure, whole)
    folder.note_all(PROCEDURE, consistency.wrong(procedure, whole))
    folder.note_all(FORM, consistency.wrong_in_form(written, procedure.get("sources", {})))
    folder.note_all(NOTICES, consistency.wrong_in_notices(folder.data[NOTICES], procedure))
    written_samples = [folder.data[name] for name in folder.samples]
    folder.note_all(COST, consistency.wrong_in_cost(folder.data[COST], written_samples))
    unclear = folder.note_all(PROCEDURE, names.wrong(procedure, known, choices))
    folder.note_all(PROCEDURE, _wrong_prices(procedure, known, choices))
    _check_places(folder, whole, known)
    templates = _templates(folder)
    return {
        "schema": 1,
        "procedure": procedure,
        "form": whole,
        "notices": folder.data[NOTICES],
        "cost": folder.data[COST],
        "process": "" if unclear else _process(folder, known),
        "templates": templates,
        "samples": written_samples,
    }


def _check_places(folder: Folder, whole: Mapping[str, Any], known: Mapping[str, Type]) -> None:
    since = date.fromisoformat(folder.data[PROCEDURE]["in_force"]["from"])
    folder.note_all(PROCEDURE, places.wrong(folder.data[PROCEDURE], whole, known, since))
    folder.note_all(FORM, places.wrong_in_form(folder.data[FORM], since))
    for name in folder.samples:
        folder.note_all(name, places.wrong_in_sample(folder.data[name]))


def _names_as_written(procedure: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Type]:
    """The names of a form that could not be read, as far as their types are known."""
    kinds = {
        field["key"]: VALUE_TYPES[Kind(field["type"])]
        for field in reading.form_fields(form)
        if field.get("type") in set(Kind)
    }
    return {**SYSTEM_NAMES, **reading.fact_types(procedure), **kinds}


def _is_form(data: Any) -> bool:
    """Whether the form has the outline the rest of the pack refers to: sections with keys, fields
    with keys, types, choices, sources and columns. All else is looked at by ``forms``."""
    return not any(layout.FORM(data, ()))


def _read_form(folder: Folder, whole: Mapping[str, Any]) -> Form | None:
    procedure = folder.data[PROCEDURE]
    try:
        return forms.read(whole, reading.fact_types(procedure))
    except InvalidForm as invalid:
        for problem in invalid.problems:
            file, path = _written_at(folder, whole, problem.path)
            folder.note_all(file, [Wrong(path, problem.message, "", problem.column)])
    return None


def _written_at(folder: Folder, whole: Mapping[str, Any], path: Place) -> tuple[str, Place]:
    """The file and path where a value of the whole form was written: the section of asked facts
    stands in front of the form and comes from procedure.yaml."""
    written = folder.data[FORM]
    if not _is_form(written) or len(whole["sections"]) == len(written["sections"]):
        return FORM, path
    match path:
        case ("sections", 0, "fields", int(at), *rest):
            return PROCEDURE, (
                "facts",
                assembly.asked(folder.data[PROCEDURE], written)[at][0],
                *rest,
            )
        case ("sections", int(at), *rest) if at:
            return FORM, ("sections", at - 1, *rest)
        case _:
            return FORM, path


def _wrong_prices(
    procedure: Mapping[str, Any],
    known: Mapping[str, Type],
    choices: Mapping[str, tuple[str, ...]],
) -> Iterator[Wrong]:
    """Tables and amounts tried on representative cases, where their expressions compile."""
    for at, fee in enumerate(procedure["fees"]):
        for part in ("prices", "discounts"):
            for place, price in enumerate(fee.get(part, ())):
                try:
                    yield from tables.wrong(price, ("fees", at, part, place), known, choices)
                except ExpressionProblem:
                    continue  # noted with its column already


def _process(folder: Folder, known: Mapping[str, Type]) -> str:
    procedure = folder.data[PROCEDURE]
    try:
        xml = assembly.process(procedure, known)
    except ValueError as error:
        folder.note_all(PROCEDURE, [Wrong(("steps",), str(error), _("Correct the steps."))])
        return ""
    order = {step["key"]: at for at, step in enumerate(procedure["steps"])}
    for problem in checks.problems(xml, known):
        path: Place = ("steps", order[problem.element]) if problem.element in order else ("steps",)
        folder.note_all(PROCEDURE, [Wrong(path, problem.message, problem.remedy)])
    return xml


def _templates(folder: Folder) -> dict[str, str]:
    found = {}
    for at, result in enumerate(folder.data[PROCEDURE]["results"]):
        name = result.get("template")
        if name and folder.has(name):
            found[name] = folder.text(name)
        elif name:
            message = _("There is no file “%(name)s” in the pack.") % {"name": name}
            wrong = Wrong(("results", at, "template"), message, _("Add the template."))
            folder.note_all(PROCEDURE, [wrong])
    return found


def _in_province(
    folder: Folder, definition: dict[str, Any], layer: Layer, since: date | None
) -> dict[str, Any]:
    """The definition with the layer over it; what does not fit is noted, as is a fee not set."""
    national, form = definition["procedure"], definition["form"]
    known = reading.names_of(national, forms.read(form, reading.fact_types(national)))
    choices = names.values(national, form)
    folder.problems += map(layer.problem, overlay.wrong(layer.content, national, known, choices))
    if folder.problems:
        return definition
    first = max(since or date.min, date.fromisoformat(national["in_force"]["from"]))
    procedure = overlay.over(national, layer.content, first)
    folder.note_all(PROCEDURE, overlay.unset(procedure, first))
    return {**definition, "procedure": procedure}


def _run_samples(folder: Folder, definition: Mapping[str, Any]) -> None:
    pack = reading.read(definition)
    for name in folder.samples:
        folder.note_all(name, samples.wrong(folder.data[name], pack))
