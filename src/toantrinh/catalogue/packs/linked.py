"""Steps that open a dossier of another procedure: what they must say, and whether both fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.core import expressions
from toantrinh.core.expressions import ExpressionProblem, Type
from toantrinh.forms import checking
from toantrinh.forms.shape import Field, Kind

from .. import reading, rules
from ..linking import Given, Opening, ways
from ..pack import Origin, Pack, Step, StepKind
from . import samples
from .shapes import (
    KEY,
    Path,
    Wrong,
    anything,
    expression,
    keyed,
    listed,
    map_of,
    text,
    told,
    word,
)

Data = Mapping[str, Any]
Others = Callable[[str], Data | None]
"""The definition of another procedure by its code, as it holds now; None where there is none."""

_key = word(KEY, gettext_lazy("small letters without accents, digits and _"))
_way = map_of({}, {"from": _key, "value": anything, "when": expression})
WORDS: Final = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.NAME, Kind.OCCUPATION})
NUMBERS: Final = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY})
SAME: Final = (WORDS, NUMBERS)
"""Kinds whose answers may stand in each other's place."""


@told(anyOf=[_key.schema, _way.schema, {"type": "array", "items": _way.schema}])
def _answer(value: Any, path: Path) -> Iterator[Wrong]:
    if isinstance(value, str):
        yield from _key(value, path)
        return
    yield from (listed(_way, 1) if isinstance(value, list) else _way)(value, path)


def layout(limit: Mapping[str, Any], details: Mapping[str, Any]) -> Any:
    """The keys of ``opens``; those of a limit are the layout's own."""
    variant = map_of({"when": expression, "text": text(), **limit}, details)
    return map_of(
        {"answers": keyed(_answer)},
        {
            "files": keyed(_key),
            "findings": keyed(_key),
            "outcome": _key,
            "within": map_of(
                {**limit, "rule": text(), "legal_basis": text()},
                {**details, "variants": listed(variant, 1)},
            ),
        },
    )


def written(procedure: Data) -> Iterator[tuple[Path, str, Type]]:
    """The conditions in our own names: path, text, and the type the value must have."""
    for at, step in enumerate(procedure["steps"]):
        for key, item in step.get("opens", {}).get("answers", {}).items():
            for place, way in enumerate(ways(item)):
                if "when" in way:
                    path: Path = ("steps", at, "opens", "answers", key)
                    here = (*path, place, "when") if isinstance(item, list) else (*path, "when")
                    yield here, str(way["when"]), Type.BOOLEAN


def wrong(procedure: Data) -> Iterator[Wrong]:
    """Mistakes that are seen without the other procedure."""
    findable = {
        each["key"]: each["type"]
        for each in procedure.get("facts", ())
        if each["origin"] == Origin.OFFICER
    }
    for at, step in enumerate(procedure["steps"]):
        path: Path = ("steps", at)
        is_opening = step["kind"] == StepKind.DOSSIER
        if is_opening != ("opens" in step) or (is_opening and "procedure" not in step):
            message = _("A step of kind dossier says which procedure it opens and what fills it.")
            yield Wrong((*path, "opens"), message, _("Write procedure and opens, or neither."))
            continue
        opens = step.get("opens", {})
        for key in opens.get("findings", {}):
            if key not in findable:
                message = _("“%(key)s” is not a fact of origin officer.") % {"key": key}
                here: Path = (*path, "opens", "findings", key)
                yield Wrong(here, message, _("Declare it under facts."))
        if "outcome" in opens and findable.get(opens["outcome"]) != "boolean":
            message = _("The outcome is kept in a fact of origin officer and type boolean.")
            yield Wrong((*path, "opens", "outcome"), message, _("Declare it under facts."))


def found_by(step: Data) -> set[str]:
    """The findings that come from the other dossier."""
    opens = step.get("opens", {})
    return {*opens.get("findings", {}), *filter(None, [opens.get("outcome")])}


@dataclass(frozen=True)
class _Pair:
    """Our pack and the other one, and the step between them."""

    ours: Pack
    theirs: Pack
    step: Step
    opening: Opening
    path: Path
    found: frozenset[str]  # what registers said in our steps: kept, and of no declared type


def unfit(definition: Data, others: Others) -> Iterator[Wrong]:
    """Where what a step fills is not what the other procedure asks, of all such steps."""
    ours = reading.read(definition)
    found = frozenset(
        key for step in ours.steps if step.query is not None for key in step.query.found
    )
    for at, step in enumerate(ours.steps):
        if step.opening is None:
            continue
        path: Path = ("steps", at, "opens")
        other = others(step.procedure)
        if other is None:
            message = _("The procedure %(code)s is not here, so nothing can be opened.")
            remedy = _("Publish it first, or put its pack beside this one.")
            yield Wrong(("steps", at, "procedure"), message % {"code": step.procedure}, remedy)
            continue
        pair = _Pair(ours, reading.read(other), step, step.opening, path, found)
        problems = [*_answers(pair), *_files(pair), *_findings(pair), *_within(pair)]
        yield from problems or _samples(pair)


def _answers(pair: _Pair) -> Iterator[Wrong]:
    fields = pair.theirs.questions.field_by_key
    for key, given in pair.opening.answers.items():
        path = (*pair.path, "answers", key)
        if key not in fields:
            message = _("%(code)s asks no “%(key)s”.") % {"code": pair.theirs.code, "key": key}
            yield Wrong(path, message, _("Name a question of that procedure."))
            continue
        asked = fields[key]
        for each in given:
            if why := _unlike(pair, each.key, asked) if each.key else _odd(each, asked):
                yield Wrong(path, why, _("Fill it from an answer of the same kind."))


def _unlike(pair: _Pair, key: str, theirs: Field) -> str:
    """Why the value of our ``key`` cannot stand in their field; empty when it can."""
    ours = pair.ours.questions.field_by_key.get(key)
    if ours is None:
        if key in pair.found and theirs.kind in WORDS | {Kind.PERSON_ID}:
            return ""
        if any(fact.key == key and fact.type == theirs.kind for fact in pair.ours.facts):
            return ""
        return _("There is neither an answer nor a finding “%(key)s”.") % {"key": key}
    alike = any({ours.kind, theirs.kind} <= kinds for kinds in SAME)
    if ours.kind is not theirs.kind and not alike:
        said = {"ours": ours.kind.value, "key": key, "theirs": theirs.kind.value}
        return _("“%(key)s” is of type %(ours)s and %(theirs)s is asked.") % said
    strange = {each.value for each in ours.choices} - {each.value for each in theirs.choices}
    if theirs.kind is Kind.CHOICE and strange:
        return _("“%(values)s” cannot be chosen there.") % {"values": ", ".join(sorted(strange))}
    return ""


def _odd(given: Given, theirs: Field) -> str:
    """Why a constant is no answer to their question; empty when it is one."""
    if theirs.kind is Kind.CHOICE:
        fits = given.value in {each.value for each in theirs.choices}
    elif theirs.kind is Kind.BOOLEAN:
        fits = isinstance(given.value, bool)
    elif theirs.kind in NUMBERS:
        fits = isinstance(given.value, int) and not isinstance(given.value, bool)
    else:
        fits = isinstance(given.value, str)
    return "" if fits else _("“%(value)s” is no answer to it.") % {"value": given.value}


def _files(pair: _Pair) -> Iterator[Wrong]:
    for key, own in pair.opening.files.items():
        path = (*pair.path, "files", key)
        for pack, component in ((pair.theirs, key), (pair.ours, own)):
            if component not in {each.key for each in pack.components}:
                said = {"code": pack.code, "key": component}
                message = _("%(code)s has no component “%(key)s”.") % said
                yield Wrong(path, message, _("Name components of both procedures."))


def _findings(pair: _Pair) -> Iterator[Wrong]:
    types = [
        {each.key: each.type for each in rules.officer_facts(pack)}
        for pack in (pair.ours, pair.theirs)
    ]
    for own, key in pair.opening.findings.items():
        if key not in types[1] or types[0].get(own) != types[1][key]:
            said = {"code": pair.theirs.code, "key": key}
            message = _("%(code)s has no finding “%(key)s” of this type.") % said
            path: Path = (*pair.path, "findings", own)
            yield Wrong(path, message, _("Name a finding of its officers."))


def _within(pair: _Pair) -> Iterator[Wrong]:
    variants = pair.opening.within.variants if pair.opening.within else ()
    for at, each in enumerate(variants):
        path = (*pair.path, "within", "variants", at, "when")
        try:
            expressions.compile(each.when, pair.theirs.names)
        except ExpressionProblem as problem:
            message = _(problem.template).format(**problem.details)
            yield Wrong(path, f"{message[:1].upper()}{message[1:]}", "", problem.column)


def _samples(pair: _Pair) -> Iterator[Wrong]:
    """Our sample dossiers, filled over: what their form does not take."""
    for sample in pair.ours.samples:
        facts = samples.facts_of(sample, pair.ours)
        is_opened = pair.step in rules.path(pair.ours, facts)
        if sample["expect"].get("problems") or not is_opened:
            continue
        for key, why in _refused(pair, sample, facts):
            said = {"sample": sample["name"], "key": key, "why": why}
            message = _("In the sample “%(sample)s” %(key)s would not be taken there: %(why)s")
            path: Path = (*pair.path, "answers")
            yield Wrong(path, message % said, _("Fill it, or correct what does."))


def _refused(pair: _Pair, sample: Data, facts: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """What only a register says later on is not missed."""
    known = sample.get("known") or {}
    ours = {key: each["value"] for key, each in rules.prefill(pair.ours, known).items()}
    told = {**ours, **sample["answers"], **(sample.get("findings") or {})}
    filled = pair.opening.filled(told, facts)
    later = {
        key
        for key, given in pair.opening.answers.items()
        if any(each.key in pair.found for each in given)
    }
    their_facts = rules.facts(
        pair.theirs,
        filled,
        known=known,
        system={"kenh": sample["channel"], "ngay_nop": facts["ngay_nop"]},
    )
    prefilled = rules.prefill(pair.theirs, known)
    for problem in checking.problems(pair.theirs.questions, filled, their_facts, known=prefilled):
        if problem.field not in later:
            yield problem.field, str(problem.message)
