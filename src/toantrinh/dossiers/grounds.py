"""Grounds and defects of a version, as the acts and papers of the desk name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toantrinh.catalogue.pack import Pack

from .later_errors import GroundMissing, GroundUnknown, NothingAsked, ReasonMissing
from .models import Dossier
from .rules import OF_FORM

Item = Mapping[str, str]


def refusal(pack: Pack, keys: Iterable[str]) -> list[dict[str, str]]:
    """``{"key", "text", "legal_source"}`` of each ground named, in the order of the version.

    A technical error is never a ground: only what the version names is.
    Errors: GroundMissing for none, GroundUnknown for one that is not of the version.
    """
    wanted = list(dict.fromkeys(filter(None, keys)))
    named = {each.key: each for each in pack.refusal_grounds}
    for key in wanted:
        if key not in named:
            raise GroundUnknown(ground=key)
    if not wanted:
        raise GroundMissing
    return [
        {"key": key, "text": each.text, "legal_source": each.legal_source}
        for key, each in named.items()
        if key in wanted
    ]


def names(dossier: Dossier) -> dict[str, str]:
    """All that can be asked for again, by its target: components, then questions of the form."""
    pack, form = dossier.version.pack, dossier.version.form
    components = {each.key: each.name for each in pack.components}
    fields = {OF_FORM + key: str(field.label) for key, field in form.field_by_key.items()}
    return components | fields


def items(dossier: Dossier, asked: Sequence[Item]) -> list[dict[str, str]]:
    """What is asked for, complete: ``{"target", "name", "reason", "remedy", "legal_source"}``.

    Args:
        asked: ``{"target", "defect"}`` with the key of a defect of the component, or
            ``{"target", "reason", "legal_source"}`` in the officer's own words; ``remedy`` may be
            added. A target twice counts once, the last one.

    Errors: NothingAsked; ReasonMissing, naming what lacks its reason or ground, or is unknown.
    """
    known, pack = names(dossier), dossier.version.pack
    found: dict[str, dict[str, str]] = {}
    for each in asked:
        target = each.get("target", "")
        if target not in known:
            raise ReasonMissing(name=target)
        item = {
            "target": target,
            "name": known[target],
            "reason": each.get("reason", "").strip(),
            "remedy": each.get("remedy", "").strip(),
            "legal_source": each.get("legal_source", "").strip(),
        }
        if key := each.get("defect", ""):
            item = _of_defect(pack, target, key, item)
        if not (item["reason"] and item["legal_source"]):
            raise ReasonMissing(name=known[target])
        found[target] = item
    if not found:
        raise NothingAsked
    return [found[target] for target in known if target in found]


def _of_defect(pack: Pack, target: str, key: str, item: dict[str, str]) -> dict[str, str]:
    """The words of the version, with what the officer adds behind them."""
    components = {each.key: each for each in pack.components}
    defects = (
        {each.key: each for each in components[target].defects} if target in components else {}
    )
    if key not in defects:
        raise ReasonMissing(name=item["name"])
    defect = defects[key]
    return item | {
        "reason": f"{defect.text} {item['reason']}".strip(),
        "remedy": item["remedy"] or defect.remedy,
        "legal_source": item["legal_source"] or defect.legal_source,
    }
