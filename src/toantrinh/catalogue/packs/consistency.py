"""What the parts of a pack must say of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core.calendar import LimitKind

from .. import internal
from ..pack import Origin, Requirement, SourceKind, StepKind
from ..reading import form_fields, limit
from . import handling, parts, presence
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
    yield from _alternatives(procedure["components"])
    yield from handling.wrong(procedure, {key: each["type"] for key, each in fields.items()})
    yield from parts.wrong(procedure, form)
    yield from presence.wrong(procedure, fields)
    for path, message, remedy in internal.wrong(procedure):
        yield Wrong(path, message, remedy)
    yield from _limits(procedure["time_limit"])
    for at, fee in enumerate(procedure["fees"]):
        yield from wrong_prices(fee["prices"], ("fees", at, "prices"))
        if not fee["prices"] and fee["set_by"] != "hdnd":
            message = _("Only a fee that the provincial council sets may come without a price.")
            yield Wrong(("fees", at, "prices"), message, _("Add the price, or write set_by: hdnd."))
        if fee["prices"] and fee["prices"][0]["from"] > procedure["in_force"]["from"]:
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
    yield from _competence(item, ("competent_body",), fields)
    for at, rule in enumerate(item.get("rules", ())):
        yield from _competence(rule, ("competent_body", "rules", at), fields)


def _competence(item: Data, path: Path, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    by = item["by"]
    if by != "applicant" and "among" in item:
        message = _("Agencies to choose among are for those that the applicant chooses.")
        yield Wrong((*path, "among"), message, _("Remove among, or write by: applicant."))
    if by == "department":
        if "department" not in item:
            message = _("The department is not named.")
            yield Wrong((*path, "department"), message, _("Add department, such as so_y_te."))
    elif by != "applicant" and fields.get(by, {}).get("type") not in ("address", "place"):
        yield Wrong(
            (*path, "by"),
            _("“%(key)s” is not an address or place of the form.") % {"key": by},
            _("Write applicant, department, or the key of such a field."),
        )


def _alternatives(components: Sequence[Data]) -> Iterator[Wrong]:
    groups = [component.get("one_of") for component in components]
    for at, group in enumerate(groups):
        if group and groups.count(group) == 1:
            message = _("“%(key)s” has no alternative.") % {"key": group}
            remedy = _("Give another component the same one_of, or remove it.")
            yield Wrong(("components", at, "one_of"), message, remedy)


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
    if "custody" in item and not (item["kind"] == "original" and item["quantity"]["original"]):
        message = _("Custody is of an original that is handed in.")
        yield Wrong((*path, "custody"), message, _("Remove it, or write kind: original."))
    for at, source in enumerate(item["sources"]):
        here = (*path, "sources", at)
        needed = {SourceKind.DATABASE: "source", SourceKind.REPOSITORY: "procedure"}
        key = needed.get(source["kind"])
        if key and key not in source:
            message = _("This source needs “%(key)s”.") % {"key": key}
            yield Wrong((*here, key), message, _("Add it."))
        if source.get("source", "") not in {"", *sources}:
            yield _undeclared((*here, "source"), source["source"])
        yield from _of_form(source, here, fields)
    for at, defect in enumerate(item.get("defects", ())):
        yield from _of_form(defect, (*path, "defects", at), fields)


def _of_form(item: Data, path: Path, fields: Mapping[str, Data]) -> Iterator[Wrong]:
    for place, field in enumerate(item.get("fields", ())):
        if field not in fields:
            message = _("The form has no field “%(key)s”.") % {"key": field}
            yield Wrong((*path, "fields", place), message, _("Name a field of form.yaml."))


def _undeclared(path: Path, source: str) -> Wrong:
    message = _("The source “%(key)s” is not declared.") % {"key": source}
    return Wrong(path, message, _("Add it under sources, with its name."))


def wrong_in_cost(cost: Data, samples: Sequence[Data]) -> Iterator[Wrong]:
    """Mistakes of cost.yaml: the ordinary dossier it names, and the former time limit."""
    names = [str(sample["name"]) for sample in samples]
    if "case" in cost and cost["case"] not in names:
        message = _("No sample is called “%(name)s”.") % {"name": cost["case"]}
        yield Wrong(("case",), message, _("Write one of %(names)s.") % {"names": "; ".join(names)})
    if "before" in cost:
        yield from wrong_limit(cost["before"]["limit"], ("before", "limit"))


def _limits(item: Data) -> Iterator[Wrong]:
    yield from wrong_limit(item, ("time_limit",))
    for at, variant in enumerate(item.get("variants", ())):
        yield from wrong_limit(variant, ("time_limit", "variants", at))


def wrong_limit(item: Data, path: Path) -> Iterator[Wrong]:
    """A limit without an amount, or of no sense."""
    if item["kind"] != LimitKind.WITHIN_DAY and "amount" not in item:
        message = _("This limit has an amount.")
        yield Wrong((*path, "amount"), message, _("Add amount."))
        return
    if isinstance(item.get("amount"), str):
        return  # calculated for each case
    try:
        limit(item)
    except ValueError as error:
        message = _("This limit makes no sense: %(why)s.") % {"why": error}
        yield Wrong((*path, "kind"), message, _("Correct kind, amount or cutoff."))


def wrong_prices(prices: Iterable[Data], path: Path) -> Iterator[Wrong]:
    """Prices that are neither an amount nor a table, or leave a gap or an overlap of days."""
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
