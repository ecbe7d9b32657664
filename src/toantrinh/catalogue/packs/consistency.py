"""What the parts of a pack must say of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core.calendar import LimitKind

from ..pack import Origin, Place, Requirement, SourceKind, StepKind, StepRole
from ..reading import form_fields, limit
from .shapes import Path, Wrong

Data = Mapping[str, Any]
PLACEHOLDERS = frozenset({"reference", "procedure", "agency", "due"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def wrong(procedure: Data, form: Data) -> Iterator[Wrong]:
    """Mistakes of procedure.yaml, each with its path there."""
    fields = {field["key"]: field for field in form_fields(form)}
    yield from _doubled(procedure)
    yield from _in_force(procedure["in_force"])
    yield from _service_level(procedure["service_level"])
    yield from _competent_body(procedure["competent_body"], fields)
    sources = procedure.get("sources", {})
    for at, fact in enumerate(procedure.get("facts", ())):
        yield from _fact(fact, ("facts", at), sources)
    for at, component in enumerate(procedure["components"]):
        yield from _component(component, ("components", at), sources, fields)
    facts = {fact["key"] for fact in procedure.get("facts", ())}
    for at, step in enumerate(procedure["steps"]):
        yield from _question(step.get("query"), ("steps", at, "query"), facts | fields.keys())
    yield from _steps(procedure)
    yield from _route(procedure)
    yield from _limits(procedure["time_limit"])
    for at, fee in enumerate(procedure["fees"]):
        yield from _prices(fee["prices"], ("fees", at, "prices"))
        if fee["prices"][0]["from"] > procedure["in_force"]["from"]:
            message = _("There is no price on the first day of this version.")
            remedy = _("Let the first price begin on that day or before.")
            yield Wrong(("fees", at, "prices", 0, "from"), message, remedy)


def wrong_in_form(form: Data, sources: Mapping[str, Any]) -> Iterator[Wrong]:
    """Sources that form.yaml prefills from without their being declared."""
    for at, section in enumerate(form["sections"]):
        for place, field in enumerate(section["fields"]):
            source = field.get("prefill", {}).get("source")
            if source and source not in sources:
                path: Path = ("sections", at, "fields", place, "prefill", "source")
                yield _undeclared(path, source)


def wrong_in_notices(notices: Data, procedure: Data) -> Iterator[Wrong]:
    """Notices that a step of the process needs and that are missing, and unknown placeholders."""
    kinds = {step["kind"] for step in procedure["steps"]}
    needed = {
        "filed": True,
        "accepted": True,
        "result_ready": True,
        "refused": True,
        "draft_ready": StepKind.CONFIRM_DRAFT in kinds,
        "handed_over": StepKind.OUTSIDE in kinds,
        "fee_due": bool(procedure["fees"]),
    }
    for key, is_needed in needed.items():
        if is_needed and key not in notices:
            message = _("The notice “%(key)s” is missing.") % {"key": key}
            yield Wrong((), message, _("Write it: the process of this pack sends it."))
    for key, notice in notices.items():
        for part, text in notice.items():
            yield from _placeholders(text, (key, part))


def _placeholders(text: object, path: Path) -> Iterator[Wrong]:
    texts = text.items() if isinstance(text, dict) else [(None, str(text))]
    for language, said in texts:
        for name in _PLACEHOLDER.findall(said):
            if name not in PLACEHOLDERS:
                here = path if language is None else (*path, language)
                message = _("There is no placeholder {%(name)s}.") % {"name": name}
                possible = ", ".join(f"{{{each}}}" for each in sorted(PLACEHOLDERS))
                yield Wrong(here, message, _("Possible: %(names)s.") % {"names": possible})


def _doubled(procedure: Data) -> Iterator[Wrong]:
    for part in ("facts", "components", "steps", "fees", "results", "refusal_grounds"):
        items = procedure.get(part, ())
        yield from _twice([item["key"] for item in items], (part,))
    for at, component in enumerate(procedure["components"]):
        defects = [item["key"] for item in component.get("defects", ())]
        yield from _twice(defects, ("components", at, "defects"))


def _twice(keys: Sequence[str], path: Path) -> Iterator[Wrong]:
    for at, key in enumerate(keys):
        if key in keys[:at]:
            message = _("The key “%(key)s” is given twice.") % {"key": key}
            yield Wrong((*path, at, "key"), message, _("Give each its own key."))


def _in_force(item: Data) -> Iterator[Wrong]:
    if "to" in item and item["to"] < item["from"]:
        yield Wrong(
            ("in_force", "to"), _("It ends before it begins."), _("Write a day not before from.")
        )


def _service_level(item: Data) -> Iterator[Wrong]:
    if item["level"] != "toan_trinh" and not item.get("reason"):
        yield Wrong(
            ("service_level",),
            _("A service that is not full-process says why."),
            _("Add reason: presence or a check on site, demanded by law (NĐ 42/2022, Art. 11)."),
        )


def _competent_body(item: Data, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    by = item["by"]
    if by != "applicant" and fields.get(by, {}).get("type") not in ("address", "place"):
        yield Wrong(
            ("competent_body", "by"),
            _("“%(key)s” is not an address or place of the form.") % {"key": by},
            _("Write applicant, or the key of such a field."),
        )


def _fact(fact: Data, path: Path, sources: Mapping[str, Any]) -> Iterator[Wrong]:
    origin = fact["origin"]
    if fact["type"] == "choice" and "choices" not in fact:
        message = _("A fact of type choice has choices.")
        yield Wrong((*path, "choices"), message, _("List at least two."))
    if origin == Origin.SOURCE and "source" not in fact:
        message = _("A fact of origin source names it.")
        yield Wrong((*path, "source"), message, _("Add source."))
    if origin != Origin.ASKED:
        for key in {"show_if", "required", "prefill"} & fact.keys():
            message = _("Only a fact that is asked has “%(key)s”.") % {"key": key}
            yield Wrong((*path, key), message, _("Remove it, or write origin: asked."))
    for place, source in (
        ((*path, "source"), fact.get("source")),
        ((*path, "prefill", "source"), fact.get("prefill", {}).get("source")),
    ):
        if source and source not in sources:
            yield _undeclared(place, source)


def _component(
    item: Data, path: Path, sources: Mapping[str, Any], fields: Mapping[str, Data]
) -> Iterator[Wrong]:
    if (item["requirement"] == Requirement.CONDITIONAL) != ("condition" in item):
        yield Wrong(
            (*path, "requirement"),
            _("A conditional component has a condition, and only such a one."),
            _("Write requirement: conditional together with condition."),
        )
    for at, source in enumerate(item["sources"]):
        here = (*path, "sources", at)
        needed = {SourceKind.DATABASE: "source", SourceKind.REPOSITORY: "procedure"}
        key = needed.get(source["kind"])
        if key and key not in source:
            message = _("This source needs “%(key)s”.") % {"key": key}
            yield Wrong((*here, key), message, _("Add it."))
        if source.get("source", "") not in {"", *sources}:
            yield _undeclared((*here, "source"), source["source"])
        for place, field in enumerate(source.get("fields", ())):
            if field not in fields:
                message = _("The form has no field “%(key)s”.") % {"key": field}
                yield Wrong((*here, "fields", place), message, _("Name a field of form.yaml."))


def _undeclared(path: Path, source: str) -> Wrong:
    message = _("The source “%(key)s” is not declared.") % {"key": source}
    return Wrong(path, message, _("Add it under sources, with its name."))


def _question(query: Data | None, path: Path, names: set[str]) -> Iterator[Wrong]:
    for key, asked in (query or {}).get("ask", {}).items():
        if asked.partition(".")[0] not in names:
            message = _("There is neither a field nor a fact “%(key)s”.") % {"key": asked}
            yield Wrong((*path, "ask", key), message, _("Name a field of form.yaml or a fact."))


def _steps(procedure: Data) -> Iterator[Wrong]:
    steps = procedure["steps"]
    for at, kind in ((0, StepKind.RECEIVE), (len(steps) - 1, StepKind.RETURN)):
        if steps[at]["kind"] != kind:
            message = _("This step has to be of kind %(kind)s.") % {"kind": kind.value}
            remedy = _("A dossier is received first and its result is returned last.")
            yield Wrong(("steps", at, "kind"), message, remedy)
    findable = {
        fact["key"] for fact in procedure.get("facts", ()) if fact["origin"] == Origin.OFFICER
    }
    found: set[str] = set()
    for at, step in enumerate(steps):
        yield from _step(step, ("steps", at), findable)
        found |= set(step.get("findings", ()))
    for at, fact in enumerate(procedure.get("facts", ())):
        if fact["key"] in findable - found:
            message = _("No step can record the finding “%(key)s”.") % {"key": fact["key"]}
            remedy = _("Add it to the findings of the step in which it is found.")
            yield Wrong(("facts", at, "key"), message, remedy)


def _step(step: Data, path: Path, findable: set[str]) -> Iterator[Wrong]:
    kind = step["kind"]
    if (kind == StepKind.QUERY) != ("query" in step):
        message = _("A step of kind query names its connector in query, and no other step does.")
        yield Wrong((*path, "query"), message, _("Add or remove query."))
    if kind == StepKind.CONFIRM_DRAFT and step["role"] != StepRole.APPLICANT:
        message = _("A draft is confirmed by the applicant.")
        yield Wrong((*path, "role"), message, _("Write role: nguoi_nop."))
    if kind != StepKind.CONFIRM_DRAFT and "silence" in step:
        message = _("Silence has a meaning only where a draft waits to be confirmed.")
        yield Wrong((*path, "silence"), message, _("Remove silence."))
    if "silence" in step and "limit" not in step:
        message = _("Silence needs a limit after which it means something.")
        yield Wrong((*path, "limit"), message, _("Add limit."))
    if step.get("counts_toward_limit") is False and not step.get("legal_source"):
        message = _("A step that does not count towards the limit has a legal source.")
        yield Wrong((*path, "legal_source"), message, _("Name the article."))
    for at, key in enumerate(step.get("findings", ())):
        if key not in findable:
            message = _("“%(key)s” is not a fact of origin officer.") % {"key": key}
            yield Wrong((*path, "findings", at), message, _("Declare it under facts."))


def _route(procedure: Data) -> Iterator[Wrong]:
    route = procedure["route"]
    here = route["issuer"] == Place.HERE
    kinds = [step["kind"] for step in procedure["steps"]]
    wanted = (StepKind.SIGN, StepKind.SEAL) if here else (StepKind.OUTSIDE,)
    unwanted = (StepKind.OUTSIDE,) if here else (StepKind.SIGN, StepKind.SEAL)
    for kind in wanted:
        if kinds.count(kind) != 1:
            message = _("A result issued like this needs exactly one step of kind %(kind)s.")
            remedy = _("See steps and route.issuer.")
            yield Wrong(("steps",), message % {"kind": kind.value}, remedy)
    for at, kind in enumerate(kinds):
        if kind in unwanted:
            message = _("A result issued like this has no step of kind %(kind)s.")
            remedy = _("Remove the step, or correct route.issuer.")
            yield Wrong(("steps", at, "kind"), message % {"kind": kind}, remedy)
    for at, result in enumerate(procedure["results"]):
        if {"template", "register"} & result.keys() != (
            {"template", "register"} if here else set()
        ):
            message = _("A result issued here, and only such a one, has template and register.")
            yield Wrong(("results", at), message, _("Add both, or remove both."))
    if {route["system"], route["issuer"]} != {Place.HERE} and not route.get("system_name"):
        message = _("The other system has a name.")
        yield Wrong(("route", "system_name"), message, _("Add system_name."))


def wrong_in_cost(cost: Data, samples: Sequence[Data]) -> Iterator[Wrong]:
    """Mistakes of cost.yaml: the ordinary dossier it names, and the former time limit."""
    names = [str(sample["name"]) for sample in samples]
    if "case" in cost and cost["case"] not in names:
        message = _("No sample is called “%(name)s”.") % {"name": cost["case"]}
        yield Wrong(("case",), message, _("Write one of %(names)s.") % {"names": "; ".join(names)})
    if "before" in cost:
        yield from _limit(cost["before"]["limit"], ("before", "limit"))


def _limits(item: Data) -> Iterator[Wrong]:
    yield from _limit(item, ("time_limit",))
    for at, variant in enumerate(item.get("variants", ())):
        yield from _limit(variant, ("time_limit", "variants", at))


def _limit(item: Data, path: Path) -> Iterator[Wrong]:
    if item["kind"] != LimitKind.WITHIN_DAY and "amount" not in item:
        message = _("This limit has an amount.")
        yield Wrong((*path, "amount"), message, _("Add amount."))
        return
    try:
        limit(item)
    except ValueError as error:
        message = _("This limit makes no sense: %(why)s.") % {"why": error}
        yield Wrong((*path, "kind"), message, _("Correct kind, amount or cutoff."))


def _prices(prices: Iterable[Data], path: Path) -> Iterator[Wrong]:
    former: Data | None = None
    for at, price in enumerate(prices):
        here = (*path, at)
        if ("amount" in price) == ("table" in price):
            message = _("A price is either an amount or a table.")
            yield Wrong(here, message, _("Write exactly one of amount and table."))
        if price.get("to", "9999-12-31") < price["from"]:
            message = _("It ends before it begins.")
            yield Wrong((*here, "to"), message, _("Write a day not before from."))
        if former and not _follows(former, price):
            message = _("This price does not begin on the day after the one before it ends.")
            yield Wrong((*here, "from"), message, _("Leave neither a gap nor an overlap."))
        former = price


def _follows(former: Data, price: Data) -> bool:
    if "to" not in former:
        return False
    return date.fromisoformat(former["to"]) + timedelta(days=1) == date.fromisoformat(price["from"])
