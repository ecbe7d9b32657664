"""Two versions of a procedure side by side, in words, and what the change saves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core.calendar import Limit, LimitKind

from . import cost, wording
from .cost import Way
from .pack import Component, Pack, Requirement, Step
from .pricing import Fee, Price


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Line:
    """One thing in which two versions differ. ``before`` or ``after`` is empty where it is not."""

    change: Change
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """A part of the procedure, such as the papers, with its differences; none: it is the same."""

    key: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sum:
    """What the change adds (positive) or saves (negative) of one thing, in the ordinary dossier."""

    key: str
    name: str
    difference: Decimal

    @property
    def text(self) -> str:
        """``−2 papers``: signed, with its thousands apart."""
        sign, size = "−" if self.difference < 0 else "+", abs(self.difference)
        whole = size == size.to_integral_value()
        return f"{sign}{wording.figures(int(size)) if whole else _number(size)} {self.name}"


@dataclass(frozen=True)
class Comparison:
    parts: tuple[Part, ...]
    sums: tuple[Sum, ...]
    before: Way
    after: Way

    @property
    def is_same(self) -> bool:
        return not any(part.lines for part in self.parts)


def compare(before: Pack, after: Pack, day: date | None = None) -> Comparison:
    """What ``after`` changes; fees are those of ``day``, by default the first day of ``after``."""
    day = day or after.in_force_from
    ways = cost.now(before, day), cost.now(after, day)
    parts = (
        Part("about", _("About the procedure"), tuple(_about(before, after))),
        Part("papers", _("Papers of the dossier"), _papers(before, after)),
        Part("questions", _("Questions of the form"), _questions(before, after)),
        Part("limit", _("Time to settle"), tuple(_limits(before, after))),
        Part("fees", _("Fees and charges"), _fees(before, after, day)),
        Part("steps", _("Steps of the process"), _steps(before, after)),
        Part("presence", _("Presence demanded by law"), _presence(before, after)),
        Part("cost", _("Cost of one ordinary dossier"), tuple(_cost(*ways))),
    )
    return Comparison(parts, tuple(_sums(*ways)), *ways)


def _about(before: Pack, after: Pack) -> Iterator[Line]:
    def told(pack: Pack) -> dict[str, str]:
        return {
            _("Name"): pack.name,
            _("Summary"): pack.summary,
            _("Service level"): str(
                wording.SERVICE_LEVELS.get(pack.service_level, pack.service_level)
            ),
            _("Settled by"): pack.competent_body.name,
            _("In force from"): f"{pack.in_force_from:%d/%m/%Y}",
            _("Conditions"): "; ".join(each.text for each in pack.conditions),
            _("Legal basis"): "; ".join(each.number for each in pack.legal_bases),
            _("Result"): "; ".join(each.name for each in pack.results),
            _("Grounds of refusal"): "; ".join(each.text for each in pack.refusal_grounds),
            _("Opening hours"): pack.hours,
            _("Contact"): pack.contact,
        }

    yield from _differences(told(before), told(after))


def _papers(before: Pack, after: Pack) -> tuple[Line, ...]:
    return _keyed(before.components, after.components, lambda each: each.name, _paper)


def _paper(component: Component) -> str:
    words = {
        Requirement.REQUIRED: _("required"),
        Requirement.OPTIONAL: _("optional"),
        Requirement.CONDITIONAL: _("required when: %(condition)s")
        % {"condition": component.condition_text},
    }
    count = _("%(original)d originals, %(copy)d copies") % {
        "original": component.original,
        "copy": component.copy,
    }
    custody = {
        "returned": _("the original is kept until the end and returned"),
        "withdrawn": _("the original is withdrawn with the result"),
    }
    told = (words[component.requirement], count, custody.get(component.custody, ""))
    return "; ".join(filter(None, told))


def _questions(before: Pack, after: Pack) -> tuple[Line, ...]:
    return _named(_labels(before), _labels(after))


def _labels(pack: Pack) -> dict[str, tuple[str, str]]:
    return {
        field["key"]: (
            str(field.get("label", field["key"])),
            _("required") if field.get("required") else _("optional"),
        )
        for section in pack.form.get("sections", ())
        for field in section.get("fields", ())
    }


def _limits(before: Pack, after: Pack) -> Iterator[Line]:
    def told(pack: Pack) -> dict[str, str]:
        ordinary = {_("Ordinary limit"): wording.limit(pack.time_limit.limit)}
        others = {
            variant.text: wording.limit(variant.limit)
            for variant in pack.time_limit.variants
            if variant.amount is None
        }
        basis = {_("Ground of the limit"): pack.time_limit.legal_basis}
        return {**ordinary, **others, **basis}

    yield from _differences(told(before), told(after))


def _fees(before: Pack, after: Pack, day: date) -> tuple[Line, ...]:
    return _keyed(before.fees, after.fees, lambda each: each.name, lambda each: _fee(each, day))


def _fee(fee: Fee, day: date) -> str:
    price = next((each for each in fee.prices if each.holds_on(day)), None)
    free = "; ".join(each.text for each in fee.exemptions)
    return "; ".join(part for part in (_price(price, fee), free) if part)


def _price(price: Price | None, fee: Fee) -> str:
    if price is None:
        return _("the provincial council has not set it") if fee.set_by == "hdnd" else ""
    if price.amount is not None:
        return f"{_amount(price.amount.text)} / {fee.per}" + _from(price)
    rows = (f"{row.text or row.when.text}: {_amount(row.amount.text)}" for row in price.rows)
    return "; ".join(rows) + _from(price)


def _amount(text: str) -> str:
    return _("%(amount)s đồng") % {"amount": wording.figures(int(text))} if text.isdigit() else text


def _from(price: Price) -> str:
    return f" ({price.ground})" if price.ground else ""


def _steps(before: Pack, after: Pack) -> tuple[Line, ...]:
    return _keyed(before.steps, after.steps, lambda each: each.action, _step)


def _step(step: Step) -> str:
    hours = wording.limit(step.hours) if step.hours else ""
    return "; ".join(part for part in (step.agency, hours) if part)


def _presence(before: Pack, after: Pack) -> tuple[Line, ...]:
    return _keyed(
        before.presence, after.presence, lambda each: each.label, lambda each: each.legal_source
    )


def _cost(before: Way, after: Way) -> Iterator[Line]:
    def told(way: Way) -> dict[str, str]:
        return {
            _("Papers given"): str(way.papers),
            _("Questions answered"): str(way.questions),
            _("Trips made"): _number(way.trips),
            _("Hours spent"): _number(way.hours),
            _("Fee paid"): _money(way.fees),
            _("In all"): _money(way.each),
            _("In a year, all who file"): _money(way.yearly),
        }

    yield from _differences(told(before), told(after))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _money(amount: int | None) -> str:
    if amount is None:
        return _("not known")
    return _("%(amount)s đồng") % {"amount": wording.figures(amount)}


def _sums(before: Way, after: Way) -> Iterator[Sum]:
    pairs: list[tuple[str, str, Decimal | int | None, Decimal | int | None]] = [
        ("papers", _("papers"), before.papers, after.papers),
        ("questions", _("questions"), before.questions, after.questions),
        ("trips", _("trips"), before.trips, after.trips),
        ("limit", *_lengths(before.limit, after.limit)),
        ("fee", _("đồng of fee"), before.fees, after.fees),
        ("each", _("đồng of cost for one dossier"), before.each, after.each),
        ("yearly", _("đồng of cost a year"), before.yearly, after.yearly),
    ]
    for key, name, old, new in pairs:
        if old is not None and new is not None and old != new:
            yield Sum(key, name, Decimal(new) - Decimal(old))


def _lengths(before: Limit, after: Limit) -> tuple[str, Decimal | None, Decimal | None]:
    """Name and lengths of two limits of one kind; else nothing to subtract."""
    if before.kind is not after.kind or before.kind is LimitKind.WITHIN_DAY:
        return "", None, None
    days = {
        LimitKind.WORKING_DAYS: _("working days to settle"),
        LimitKind.CALENDAR_DAYS: _("days to settle"),
        LimitKind.WORKING_HOURS: _("working hours to settle"),
        LimitKind.HOURS: _("hours to settle"),
    }
    return days[before.kind], Decimal(before.amount), Decimal(after.amount)


def _keyed(
    before: Sequence[Any],
    after: Sequence[Any],
    name: Callable[[Any], str],
    told: Callable[[Any], str],
) -> tuple[Line, ...]:
    return _named(
        {each.key: (name(each), told(each)) for each in before},
        {each.key: (name(each), told(each)) for each in after},
    )


def _named(
    before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> tuple[Line, ...]:
    """Differences of things with a key, a name and what is told of them, in order."""
    return tuple(_lines(before, after))


def _lines(
    before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> Iterator[Line]:
    for key in _in_order(before, after):
        if key not in after:
            yield Line(Change.REMOVED, before[key][0], before[key][1], "")
        elif key not in before:
            yield Line(Change.ADDED, after[key][0], "", after[key][1])
        elif before[key] != after[key]:
            old, new = before[key], after[key]
            same = old[0] == new[0]
            yield Line(
                Change.CHANGED,
                new[0],
                old[1] if same else f"{old[0]}: {old[1]}",
                new[1] if same else f"{new[0]}: {new[1]}",
            )


def _in_order(before: Iterable[str], after: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *after]))


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Line]:
    for name in _in_order(before, after):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            kind = Change.CHANGED if old and new else Change.ADDED if new else Change.REMOVED
            yield Line(kind, name, old, new)
