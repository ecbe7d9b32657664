"""Grounds and defects of a version, as the acts and papers of the desk name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toantrinh.catalogue.pack import Defect, Pack

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
    """All that can be asked for again, by its target: components, then questions of the form. What
    is nothing but answers (the declaration) is corrected in its questions, not by a file."""
    pack, form = dossier.version.pack, dossier.version.form
    components = {each.key: each.name for each in pack.components if not each.is_answered}
    fields = {OF_FORM + key: str(field.label) for key, field in form.field_by_key.items()}
    return components | fields


def items(dossier: Dossier, asked: Sequence[Item]) -> list[dict[str, str]]:
    """What is asked for, complete: ``{"target", "name", "reason", "remedy", "legal_source"}``.

    Args:
        asked: ``{"target", "defect"}`` with the key of one of its ``defects``, or
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


def defects(pack: Pack, target: str) -> tuple[Defect, ...]:
    """The ready reasons for a target: those of the component; of a question, those about
    it of the components that are made of its answer."""
    if not target.startswith(OF_FORM):
        return next((each.defects for each in pack.components if each.key == target), ())
    field = target.removeprefix(OF_FORM)
    of_answers = (c for c in pack.components if c.is_answered and c.is_answered_by(field))
    return tuple(
        defect for component in of_answers for defect in component.defects if defect.is_about(field)
    )


def _of_defect(pack: Pack, target: str, key: str, item: dict[str, str]) -> dict[str, str]:
    """The words of the version, with what the officer adds behind them."""
    named = {each.key: each for each in defects(pack, target)}
    if key not in named:
        raise ReasonMissing(name=item["name"])
    defect = named[key]
    return item | {
        "reason": f"{defect.text} {item['reason']}".strip(),
        "remedy": item["remedy"] or defect.remedy,
        "legal_source": item["legal_source"] or defect.legal_source,
    }
