"""What a province lays over the national packs: fees of its council, shorter limits, its units.

One file a province, ``packs/province/<province>.yaml``, by code of the procedure; one such entry
alone is the layer of that procedure. docs/reference/province.md has the format. The layer is never
part of a pack: when the pack is replaced the layer stays, and is checked against the new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core import yaml

from .folder import PackProblem, as_json, place
from .layout import BODY, TABLE, limit, limit_details, plain
from .shapes import CODE, Path, Wrong, anything, day, expression, flag, keyed, listed, map_of, text

Data = Mapping[str, Any]

PRICE = map_of(
    {
        "from": day,
        "resolution": map_of({"title": text()}, {"number": plain, "date": day}),
        "verified": flag,
    },
    {"to": day, "amount": expression, "table": TABLE},
)
SHORTER = {**limit, "rule": text(), "ground": text(), "verified": flag}
DATES = {"from": day, "to": day}
ENTRY = map_of(
    {},
    {
        "fees": keyed(listed(PRICE, 1)),
        "time_limit": map_of(SHORTER, {**limit_details, **DATES}),
        "variants": listed(map_of({"when": expression, **SHORTER}, {**limit_details, **DATES}), 1),
        "units": keyed(text()),
        "bodies": keyed(plain),
        "facts": keyed(map_of({"ordinary": anything}, {"agencies": keyed(anything)})),
        "contact": text(),
        "hours": text(),
    },
)
FILE = map_of(
    {"province": map_of({"code": plain, "name": BODY["name"]}), "procedures": keyed(ENTRY)}
)


@dataclass(frozen=True)
class Layer:
    """What the province adds to one procedure, and where that is written."""

    content: Data
    file: str = ""
    text: str = ""  # of the whole file
    positions: yaml.Positions | None = field(default=None, compare=False)
    base: Path = ()  # of this entry in the file

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, however it is written; empty for an empty layer."""
        if not self.content:
            return ""
        said = json.dumps(self.content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def problem(self, wrong: Wrong) -> PackProblem:
        """A mistake of the entry, with its place in the file."""
        if self.positions is None:
            return PackProblem(self.file, 1, 1, wrong.message, wrong.remedy)
        moved = Wrong((*self.base, *wrong.path), wrong.message, wrong.remedy, wrong.column)
        line, column = place(self.positions, self.text, moved)
        return PackProblem(self.file, line, column, wrong.message, wrong.remedy)


NOTHING = Layer({})


def read(path: FilePath) -> tuple[dict[str, Layer], list[PackProblem]]:
    """The layers of a province by code of the procedure, and what is wrong with the file itself.

    An entry that is not well formed is a problem and no layer.
    """
    whole, problems = _parsed(path.read_text("utf-8"), path.name)
    if whole is None:
        return {}, problems
    problems = [whole.problem(wrong) for wrong in FILE(whole.content, ())]
    entries = whole.content.get("procedures") if isinstance(whole.content, dict) else None
    if not isinstance(entries, dict):
        return {}, problems
    problems += [whole.problem(wrong) for wrong in _codes(entries)]
    return {
        key: Layer(entry, whole.file, whole.text, whole.positions, ("procedures", key))
        for key, entry in entries.items()
        if CODE.fullmatch(key) and not any(ENTRY(entry, ()))
    }, problems


def _codes(entries: Data) -> Iterator[Wrong]:
    for key in entries:
        if not CODE.fullmatch(key):
            message = _("“%(code)s” is no code of a procedure.") % {"code": key}
            yield Wrong(("procedures", key), message, _("Write it as 1.001193."))


def near(folder: FilePath) -> FilePath | None:
    """The file of the province beside the pack in ``folder``; None where there is not just one."""
    found = list(folder.resolve().parent.glob("province/*.yaml"))
    return found[0] if len(found) == 1 else None


def of_text(written: str, file: str) -> tuple[Layer, list[PackProblem]]:
    """The layer of one procedure from its own text; an empty one says nothing."""
    whole, problems = _parsed(written, file)
    if whole is None:
        return NOTHING, problems
    if whole.content is None:
        return Layer({}, file, written, whole.positions), []
    problems = [whole.problem(wrong) for wrong in ENTRY(whole.content, ())]
    return (NOTHING if problems else whole), problems


def _parsed(written: str, file: str) -> tuple[Layer | None, list[PackProblem]]:
    try:
        data, positions = yaml.loads(written)
    except yaml.YamlProblem as problem:
        message = _("This is not readable YAML: %(why)s.") % {"why": problem.message}
        remedy = _("Correct this place; the rest of the file is read after that.")
        return None, [PackProblem(file, problem.line, problem.column, message, remedy)]
    content: Any = as_json(data)
    return Layer(content, file, written, positions), []


def holds_on(item: Data, today: date) -> bool:
    """Whether something with ``from`` and ``to`` holds on that day."""
    return bool(item.get("from", "") <= str(today) <= item.get("to", "9999-12-31"))
