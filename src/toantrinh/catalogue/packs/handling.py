"""What the steps of a pack must say of each other, of its results and of interlinked procedures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from ..pack import Origin, Place, StepKind, StepRole
from . import bodies, linked
from .shapes import Path, Wrong

OF_ISSUED: Final = frozenset({"template", "symbol", "of_head"})

Data = Mapping[str, Any]
BY_ITSELF = (StepKind.QUERY, StepKind.DOSSIER)


def wrong(procedure: Data, fields: Mapping[str, str]) -> Iterator[Wrong]:
    """Mistakes of steps, route, results and interlinked, each with its path in procedure.yaml.
    ``fields`` are the kinds of those of the form, by key."""
    facts = {fact["key"] for fact in procedure.get("facts", ())}
    for at, step in enumerate(procedure["steps"]):
        yield from _question(step.get("query"), ("steps", at, "query"), facts | fields.keys())
    yield from _steps(procedure)
    yield from bodies.wrong(procedure, fields)
    yield from linked.wrong(procedure)
    yield from _route(procedure)
    yield from _sheet(procedure, set(fields))
    yield from _results(procedure)
    yield from _interlinked(procedure)


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
        found |= {*step.get("findings", ()), *linked.found_by(step)}
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
    if (kind == StepKind.CONFIRM_DRAFT) != (step["role"] == StepRole.APPLICANT):
        message = _("A draft is confirmed by the applicant, and applicants have no other step.")
        yield Wrong((*path, "role"), message, _("Write role: nguoi_nop with kind: confirm_draft."))
    if (kind in BY_ITSELF) != (step["role"] == StepRole.SYSTEM):
        # A dossier would wait for ever: a connector answers a query, another dossier comes to its
        # end, and nothing else happens by itself.
        message = _("The system does steps of kind query and dossier, and no others.")
        yield Wrong((*path, "role"), message, _("Name who does it, or what is asked in query."))
    yield from _silence(step, path)
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
    if {route["system"], route["issuer"]} != {Place.HERE} and not route.get("system_name"):
        message = _("The other system has a name.")
        yield Wrong(("route", "system_name"), message, _("Add system_name."))


def _sheet(procedure: Data, fields: set[str]) -> Iterator[Wrong]:
    """The form of the other system, as officers copy into it: of fields that are asked here."""
    for at, place in enumerate(procedure["route"].get("sheet", ())):
        if place["field"] not in fields:
            message = _("The form has no field “%(key)s”.") % {"key": place["field"]}
            yield Wrong(("route", "sheet", at, "field"), message, _("Name a field of form.yaml."))


def _silence(step: Data, path: Path) -> Iterator[Wrong]:
    """Silence means something where a draft waits, or where another body is asked."""
    if "silence" not in step:
        return
    consulted = step["kind"] == StepKind.WORK and step["role"] == StepRole.COORDINATION
    if step["kind"] != StepKind.CONFIRM_DRAFT and not consulted:
        message = _("Silence has a meaning only where a draft waits or another body is asked.")
        yield Wrong((*path, "silence"), message, _("Remove silence."))
    if "limit" not in step:
        message = _("Silence needs a limit after which it means something.")
        yield Wrong((*path, "limit"), message, _("Add limit."))
    if step["silence"] == "agree" and not step.get("legal_source"):
        message = _("That silence is agreement has a legal source.")
        yield Wrong((*path, "legal_source"), message, _("Name the article."))


def _results(procedure: Data) -> Iterator[Wrong]:
    """A result issued here is numbered in a register; one given by a step of another body, or
    issued elsewhere, is not made here at all. The first is the result of the procedure."""
    here = procedure["route"]["issuer"] == Place.HERE
    steps = {step["key"] for step in procedure["steps"]}
    for at, result in enumerate(procedure["results"]):
        made = here and "step" not in result
        if made != ("register" in result):
            message = _("A result issued here, and only such a one, has a register.")
            yield Wrong(("results", at), message, _("Add register, or remove it."))
        for name in sorted(OF_ISSUED & result.keys()) if not made else ():
            message = _("Only a result issued here has “%(name)s”.") % {"name": name}
            yield Wrong(("results", at, name), message, _("Remove it here."))
        if result.get("step", "") not in {"", *steps}:
            yield _no_step(("results", at, "step"), result["step"])
    if "step" in procedure["results"][0]:
        message = _("The first result is that of the procedure itself.")
        yield Wrong(("results", 0, "step"), message, _("Move it down."))


def _interlinked(procedure: Data) -> Iterator[Wrong]:
    steps = {step["key"] for step in procedure["steps"]}
    codes = {each.get("code") for each in procedure.get("interlinked", ())}
    for at, each in enumerate(procedure.get("interlinked", ())):
        if each["step"] not in steps:
            yield _no_step(("interlinked", at, "step"), each["step"])
    for at, step in enumerate(procedure["steps"]):
        if "procedure" in step and step["procedure"] not in codes:
            message = _("“%(code)s” is not among the interlinked procedures.")
            said = message % {"code": step["procedure"]}
            yield Wrong(("steps", at, "procedure"), said, _("Add it under interlinked."))


def _no_step(path: Path, key: str) -> Wrong:
    message = _("There is no step “%(key)s”.") % {"key": key}
    return Wrong(path, message, _("Name a step of this procedure."))
