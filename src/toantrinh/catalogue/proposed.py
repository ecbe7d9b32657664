"""What a proposal would make: its problems, its pack, its samples one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from toantrinh.core import yaml

from . import packs, queries, reading, storing
from .models import ProcedureVersion, Proposal
from .packs import PackProblem
from .packs.province import NOTHING, Layer, of_text

PROCEDURE = "procedure.yaml"


@dataclass(frozen=True)
class SampleRun:
    """One invented dossier and what the pack made of it; no problem: as it expects."""

    file: str
    name: str
    problems: tuple[str, ...]


def name_of(files: Mapping[str, bytes]) -> str:
    """The Vietnamese name that a pack gives its procedure; empty while it cannot be read."""
    written = plain(files, PROCEDURE)
    name = written.get("name", "") if isinstance(written, dict) else ""
    return str(name.get("vi", "") if isinstance(name, dict) else name)[:500]


def plain(files: Mapping[str, bytes], file: str) -> Any:
    """The data of a YAML file of a pack; None while it cannot be read."""
    try:
        return yaml.loads(files.get(file, b"").decode())[0]
    except (yaml.YamlProblem, UnicodeDecodeError):
        return None


def layer_file(code: str) -> str:
    """The name under which problems of the layer are told."""
    return f"{code}.yaml"


def problems(proposal: Proposal) -> list[PackProblem]:
    """All that stands in the way of publishing it, by file and line; none for an end."""
    return examined(proposal)[1]


def layer_of(proposal: Proposal) -> Mapping[str, Any]:
    """What its layer says; nothing while that is not well formed."""
    return of_text(proposal.layer, layer_file(proposal.code))[0].content


def version_of(proposal: Proposal, definition: dict[str, Any] | None) -> ProcedureVersion | None:
    """What would be published of what ``examined`` gave, not saved; None while it gave problems."""
    if definition is None:
        return None
    pack = reading.read(definition)
    return ProcedureVersion(
        code=pack.code,
        name=pack.name,
        summary=pack.summary,
        field_key=pack.field_key,
        field_name=pack.field_name,
        definition=definition,
        digest=proposal.digest,
        in_force_from=pack.in_force_from,
        in_force_to=pack.in_force_to,
    )


def examined(proposal: Proposal) -> tuple[dict[str, Any] | None, list[PackProblem]]:
    """The definition it compiles to, or its problems."""
    if proposal.is_end:
        return None, []
    layer, found = of_text(proposal.layer, layer_file(proposal.code))
    with storing.folder_of(proposal.files) as folder:
        if found:
            return None, sorted(found + packs.check(folder, others=queries.definition_in_force))
        return _compiled(folder, layer, proposal.since)


def _compiled(
    folder: Any, layer: Layer, since: date | None
) -> tuple[dict[str, Any] | None, list[PackProblem]]:
    try:
        definition = packs.compile(folder, layer or NOTHING, since, queries.definition_in_force)
    except packs.InvalidPack as invalid:
        return None, list(invalid.problems)
    waiting = packs.unwritten(folder)
    return (None if waiting else definition), waiting


def samples_of(proposal: Proposal, found: Sequence[PackProblem]) -> list[SampleRun]:
    """Every sample held against the national pack, out of the problems that were found; empty
    while there is no pack to hold them against."""
    names = sorted(name for name in proposal.files if name.startswith("samples/"))
    of_layer = layer_file(proposal.code)
    if any(each.file not in (*names, of_layer, PROCEDURE) for each in found):
        return []
    if any(each.file == PROCEDURE for each in found) and not _is_national(proposal):
        return []
    files = storing.read({name: proposal.files[name] for name in names})
    return [
        SampleRun(
            name,
            str((plain(files, name) or {}).get("name", name)),
            tuple(f"{each.message} {each.remedy}".strip() for each in found if each.file == name),
        )
        for name in names
        if name.endswith(".yaml")
    ]


def _is_national(proposal: Proposal) -> bool:
    """Whether the pack is right without the layer."""
    with storing.folder_of(proposal.files) as folder:
        return not packs.check(folder, others=queries.definition_in_force)
