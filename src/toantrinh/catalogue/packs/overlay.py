"""The layer of a province laid over a national procedure, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.expressions import ExpressionProblem, Type

from ..reading import in_language, limit
from . import consistency, names, tables
from .province import holds_on
from .shapes import DAY, Path, Wrong

Data = Mapping[str, Any]
Choices = Mapping[str, tuple[str, ...]]
COUNCIL = "hdnd"  # who sets a fee that only the layer can price
HOURS = {  # of working time; a limit in other units is not compared with one of these
    LimitKind.WITHIN_DAY: Decimal(8),
    LimitKind.WORKING_HOURS: Decimal(1),
    LimitKind.WORKING_DAYS: Decimal(8),
}
RUNNING = {LimitKind.CALENDAR_DAYS: Decimal(24), LimitKind.HOURS: Decimal(1)}


def wrong(
    layer: Data, procedure: Data, known: Mapping[str, Type], choices: Choices
) -> Iterator[Wrong]:
    """Where the layer speaks of what the procedure does not have, or says what it may not."""
    fees = {fee["key"]: fee for fee in procedure["fees"]}
    for key, prices in layer.get("fees", {}).items():
        path: Path = ("fees", key)
        yield from _fee(key, fees, path)
        yield from consistency.wrong_prices(prices, path)
        yield from names.wrong_among(names.of_prices(prices, path), known, choices)
        yield from _amounts(prices, path, known, choices)
        yield from _resolutions(prices, path)
    if "time_limit" in layer:
        yield from _shorter(layer["time_limit"], procedure["time_limit"], ("time_limit",))
    yield from _variants(layer.get("variants", ()), procedure["time_limit"])
    yield from _facts(layer.get("facts", {}), procedure)
    yield from _steps(layer, procedure)


def _steps(layer: Data, procedure: Data) -> Iterator[Wrong]:
    steps = {step["key"]: step for step in procedure["steps"]}
    for part in ("units", "bodies"):
        for key in layer.get(part, {}):
            if key not in steps:
                message = _("The procedure has no step “%(key)s” any more.") % {"key": key}
                remedy = _("Steps: %(keys)s.") % {"keys": ", ".join(steps)}
                yield Wrong((part, key), message, remedy)
            elif part == "bodies" and "body" not in steps[key]:
                message = _("No other body does the step “%(key)s”.") % {"key": key}
                yield Wrong((part, key), message, _("Remove it here."))


def _facts(told: Data, procedure: Data) -> Iterator[Wrong]:
    """What is said of the unit: of declared facts of origin unit, each of its own type."""
    facts = {each["key"]: each for each in procedure.get("facts", ()) if each["origin"] == "unit"}
    for key, item in told.items():
        if key not in facts:
            message = _("The procedure has no fact of the unit “%(key)s” any more.") % {"key": key}
            remedy = _("Facts of the unit: %(keys)s.") % {"keys": ", ".join(facts) or "–"}
            yield Wrong(("facts", key), message, remedy)
            continue
        values = {("ordinary",): item["ordinary"]} | {
            ("agencies", code): value for code, value in item.get("agencies", {}).items()
        }
        for place, value in values.items():
            if not _fits(value, facts[key]):
                message = _("“%(value)s” does not fit the fact.") % {"value": value}
                remedy = _("Write a value of type %(type)s.") % {"type": facts[key]["type"]}
                yield Wrong(("facts", key, *place), message, remedy)


def _fits(value: object, fact: Data) -> bool:
    kind = fact["type"]
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("number", "integer", "money"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "date":
        return isinstance(value, str) and DAY.fullmatch(value) is not None
    options = [choice["value"] for choice in fact.get("choices", ())]
    return isinstance(value, str) and (not options or value in options)


def _fee(key: str, fees: Mapping[str, Data], path: Path) -> Iterator[Wrong]:
    if key not in fees:
        message = _("The procedure has no fee “%(key)s” any more.") % {"key": key}
        possible = ", ".join(fees) or "–"
        remedy = _("Fees: %(keys)s. Give the price to the one that took its place, or remove it.")
        yield Wrong(path, message, remedy % {"keys": possible})
    elif fees[key]["set_by"] != COUNCIL:
        message = _("“%(key)s” is set nationally, not by the provincial council.") % {"key": key}
        yield Wrong(path, message, _("Remove it here."))


def _amounts(
    prices: Any, path: Path, known: Mapping[str, Type], choices: Choices
) -> Iterator[Wrong]:
    for at, price in enumerate(prices):
        try:
            yield from tables.wrong(price, (*path, at), known, choices)
        except ExpressionProblem:
            continue  # noted with its column already


def _resolutions(prices: Any, path: Path) -> Iterator[Wrong]:
    for at, price in enumerate(prices):
        if price["verified"] and not price["resolution"].keys() >= {"number", "date"}:
            message = _("A verified price names its resolution by number and date.")
            remedy = _("Add number and date, or write verified: false.")
            yield Wrong((*path, at, "resolution"), message, remedy)


def _variants(variants: Any, national: Data) -> Iterator[Wrong]:
    known = {str(variant["when"]): variant for variant in national.get("variants", ())}
    for at, variant in enumerate(variants):
        path: Path = ("variants", at)
        other = known.get(str(variant["when"]))
        if other is None:
            message = _("The procedure has no other limit under this condition any more.")
            remedy = _("Conditions: %(all)s.") % {"all": "; ".join(known) or "–"}
            yield Wrong((*path, "when"), message, remedy)
        elif isinstance(other.get("amount"), str):
            message = _("This limit is calculated for each case and cannot be shortened here.")
            yield Wrong(path, message, _("Remove it."))
        else:
            yield from _shorter(variant, other, path)


def _shorter(item: Data, national: Data, path: Path) -> Iterator[Wrong]:
    problems = list(consistency.wrong_limit(item, path))
    if problems:
        yield from problems
        return
    ours, theirs = limit(item), limit(national)
    pair = _length(ours, theirs), _length(theirs, ours)
    if pair[0] is None or pair[1] is None:
        message = _("Working time and running time cannot be compared.")
        remedy = _("Write the limit in the kind of the national one: %(kind)s.")
        yield Wrong((*path, "kind"), message, remedy % {"kind": theirs.kind.value})
    elif pair[0] > pair[1]:
        message = _("A province may shorten a limit, never lengthen it.")
        remedy = _("Nationally: %(amount)s %(kind)s.")
        said = {"amount": theirs.amount, "kind": theirs.kind.value}
        yield Wrong((*path, "amount"), message, remedy % said)


def _length(one: Limit, other: Limit) -> Decimal | None:
    """Hours, counted as both can be; None where they cannot be compared."""
    for units in (HOURS, RUNNING):
        if one.kind in units and other.kind in units:
            return one.amount * units[one.kind]
    if {one.kind, other.kind} == {LimitKind.WITHIN_DAY, LimitKind.CALENDAR_DAYS}:
        return Decimal(one.kind is LimitKind.CALENDAR_DAYS)  # no day is shorter than the same day
    return None


def over(procedure: Data, layer: Data, since: date) -> dict[str, Any]:
    """The procedure as it holds in the province from ``since`` on."""
    return {
        **procedure,
        "in_force": {**procedure["in_force"], "from": str(since)},
        "fees": [_priced(fee, layer) for fee in procedure["fees"]],
        "time_limit": _limited(procedure["time_limit"], layer, since),
        "steps": [_placed(step, layer) for step in procedure["steps"]],
        "province": {key: layer[key] for key in ("contact", "hours", "facts") if key in layer},
    }


def _priced(fee: Data, layer: Data) -> Data:
    prices = layer.get("fees", {}).get(fee["key"])
    if prices is None:
        return fee
    return {**fee, "prices": [_price(price) for price in prices]}


def _price(price: Data) -> dict[str, Any]:
    kept = {
        key: price[key] for key in ("from", "to", "amount", "table", "verified") if key in price
    }
    return {**kept, "ground": _ground(price["resolution"])}


def _ground(resolution: Data) -> str:
    """``Nghị quyết 12/2025/NQ-HĐND ngày 10/12/2025: …``; the title alone while no more is known."""
    title = str(in_language(resolution["title"], "vi", []))
    if "number" not in resolution:
        return title
    signed = resolution.get("date")
    told = f" ngày {date.fromisoformat(signed):%d/%m/%Y}" if signed else ""
    return f"Nghị quyết {resolution['number']}{told}: {title}"


def _limited(national: Data, layer: Data, since: date) -> Data:
    own = layer.get("time_limit")
    shorter = _shortened(national, own) if own and holds_on(own, since) else dict(national)
    variants = {
        str(each["when"]): each for each in layer.get("variants", ()) if holds_on(each, since)
    }
    if "variants" in national:
        shorter["variants"] = [
            _shortened(each, own) if (own := variants.get(str(each["when"]))) else each
            for each in national["variants"]
        ]
    return shorter


def _shortened(national: Data, own: Data) -> dict[str, Any]:
    kept = {key: value for key, value in national.items() if key not in ("amount", "cutoff")}
    told = {key: own[key] for key in ("kind", "amount", "cutoff") if key in own}
    words = {"rule": own["rule"]} if "rule" in national else {"text": own["rule"]}
    return {**kept, **told, **words, "legal_basis": own["ground"]}


def _placed(step: Data, layer: Data) -> Data:
    unit, body = (layer.get(part, {}).get(step["key"]) for part in ("units", "bodies"))
    placed = {**step, "agency": unit} if unit else step
    return {**placed, "body": {**step["body"], "agency": body}} if body else placed


def unset(procedure: Data, since: date) -> Iterator[Wrong]:
    """Fees of the council that have no price on the first day in force."""
    name = in_language(procedure["name"], "vi", [])
    for at, fee in enumerate(procedure["fees"]):
        if fee["set_by"] == COUNCIL and not any(holds_on(each, since) for each in fee["prices"]):
            message = _(
                "%(code)s %(name)s: the provincial council has not set “%(fee)s” for %(day)s."
            )
            said = {
                "code": procedure["code"],
                "name": name,
                "fee": in_language(fee["name"], "vi", []),
                "day": f"{since:%d/%m/%Y}",
            }
            remedy = _("Add the price with its resolution to the layer of the province: fees: %s.")
            yield Wrong(("fees", at, "prices"), message % said, remedy % fee["key"])
