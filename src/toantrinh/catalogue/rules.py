"""What a version implies: values in, values out. No database, no clock, no page.

Everything here is three-valued: a fact nobody has told yet is unknown, and unknown is never false.
A component can be *not yet known* to be required, a fee can have no amount yet.

As the pack of civil-status copies says (8,000 đồng a copy, exemptions)::

    >>> from pathlib import Path
    >>> from toantrinh.catalogue import packs, reading
    >>> folder = Path(__file__).parents[3] / "packs" / "2.000635-cap-ban-sao-trich-luc-ho-tich"
    >>> copies = reading.read(packs.compile(folder))
    >>> told = facts(copies, {"so_ban_sao": 3}, system={"ngay_nop": date(2026, 10, 5)})
    >>> fees(copies, told).total is None  # whether an exemption applies was not told
    True
    >>> fees(copies, told | {"doi_tuong_mien": "khong"}).total
    24000
    >>> fees(copies, told | {"doi_tuong_mien": "ho_ngheo"}).lines[0].exempt_by
    'Miễn phí: người thuộc hộ nghèo'
    >>> answer_limit(copies, Limit(LimitKind.WORKING_HOURS, 8)).kind.value
    'within_day'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.expressions import UNKNOWN
from toantrinh.forms.visibility import visible

from .pack import Competence, Component, Fact, Origin, Pack, Requirement, Result, Step, Variant
from .pricing import Fee, Price

Facts = Mapping[str, object]


class NeedKind(StrEnum):
    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Need:
    component: Component
    need: NeedKind
    reason: str  # the condition in plain words, empty for what is always required


@dataclass(frozen=True)
class FeeLine:
    """One fee that applies. ``amount`` is None while it is not known; 0 only with ``exempt_by``
    or when the law itself says zero. ``full_amount`` is what it would be without exemption or
    discount. ``unset``: the provincial council has to set it for that day, and has not."""

    key: str
    name: str
    kind: str
    amount: int | None
    per: str
    ground: str
    exempt_by: str | None = None
    full_amount: int | None = None
    verified: bool = True
    reduced_by: str | None = None
    unset: bool = False


@dataclass(frozen=True)
class FeeStatement:
    """``free``: no fee applies at all, so no money is shown. ``total`` None: not yet known."""

    lines: tuple[FeeLine, ...]
    total: int | None
    free: bool

    @property
    def unset(self) -> bool:
        return any(line.unset for line in self.lines)


@dataclass(frozen=True)
class LimitChoice:
    """``may_become``: grounds, not yet decided, on which another limit would apply."""

    limit: Limit
    rule: str
    legal_basis: str
    may_become: tuple[str, ...] = ()


def facts(
    pack: Pack,
    answers: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
    findings: Mapping[str, Any] | None = None,
    system: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Everything the expressions of ``pack`` may use, of what is known so far.

    Args:
        answers: of the form, as they are kept. An answer to a question that is not asked in this
            case does not count.
        known: what sources said, by ``source.path`` (as ``Party.known``) or by the key of a fact;
            ``source: False`` says that it was asked and did not answer, or not completely.
            Facts of the unit come here too, by key.
        findings: recorded by officers, by the key of a fact of origin ``officer``.
        system: ``kenh``, ``tuoi``, ``ngay_nop``.

    A name that is missing in the result is unknown. Only facts of the origin that each argument
    stands for are taken from it: an applicant cannot answer what an officer has to find.
    """
    known, findings = known or {}, findings or {}
    told = {
        fact.key: found
        for fact in pack.facts
        if (found := _found(fact, known, findings)) is not None
    } | dict(system or {})
    own = {fact.key for fact in pack.facts if fact.origin is not Origin.ASKED}
    counted = {key: answer for key, answer in answers.items() if key not in own}
    asked = visible(pack.questions, counted, told, known=prefill(pack, known))
    return {**told, **asked.values}


def of_unit(pack: Pack, agency: str) -> dict[str, Any]:
    """The facts of the unit as the province tells them for the agency of that code, or for all;
    none where the province tells nothing: they stay unknown."""
    return {
        key: told.get("agencies", {}).get(agency, told["ordinary"])
        for key, told in pack.unit_facts.items()
    }


def prefill(pack: Pack, known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What sources said of the applicant, for the fields of the form that name a source.

    By key of the field ``{"value", "source" (its name, for people), "source_key"}``: what
    ``forms`` takes as ``known``. Fields about other persons are not filled from the applicant's
    record. See ``facts`` for ``known``.
    """
    return {
        field.key: {
            "value": known[path],
            "source": pack.source_names[place.source],
            "source_key": place.source,
        }
        for field in pack.questions.field_by_key.values()
        if (place := field.prefill)
        and not place.person
        and known.get(path := f"{place.source}.{place.path}") is not None
    }


def asked_facts(pack: Pack) -> tuple[Fact, ...]:
    """The facts that are questions to the applicant, in order."""
    return tuple(fact for fact in pack.facts if fact.origin is Origin.ASKED)


def officer_facts(pack: Pack) -> tuple[Fact, ...]:
    """The facts an officer finds during handling, in order."""
    return tuple(fact for fact in pack.facts if fact.origin is Origin.OFFICER)


def components(pack: Pack, facts: Facts) -> list[Need]:
    """What the dossier consists of, in the order of the pack."""
    return [Need(each, _need(each, facts), each.condition_text) for each in pack.components]


def fees(pack: Pack, facts: Facts) -> FeeStatement:
    """What is owed, line by line, with its ground.

    A fee whose condition is definitely false has no line. The price is that of ``ngay_nop``; while
    the day, the case or an exemption is unknown, so is the amount. Fractions round half up.
    """
    lines = tuple(line for fee in pack.fees if (line := _line(fee, facts)))
    amounts = [line.amount for line in lines]
    total = None if None in amounts else sum(amount or 0 for amount in amounts)
    return FeeStatement(lines=lines, total=total, free=not lines)


def limit(pack: Pack, facts: Facts) -> LimitChoice:
    """The time limit of this case: that of the first variant that holds, else the ordinary one.

    A variant that rests on a finding nobody has recorded does not apply yet: it is named in
    ``may_become``, and recording the finding changes the limit.
    """
    undecided: list[str] = []
    for variant in pack.time_limit.variants:
        holds = variant.when.value(facts)
        limit = _calculated(variant, facts) if holds is True else None
        if limit is not None:
            return LimitChoice(limit, variant.text, variant.legal_basis)
        if holds is not False:
            undecided.append(variant.text)
    ordinary = pack.time_limit
    return LimitChoice(ordinary.limit, ordinary.rule, ordinary.legal_basis, tuple(undecided))


def answer_limit(pack: Pack, within: Limit) -> Limit:
    """Within what an agency must answer a filing: the hours of the house, or less if the version
    says so.

    Legal source: Nghị định 45/2020/NĐ-CP as practised (the article is unverified); the hours of the
    house are a dated rule of the lists.
    """
    own = pack.time_limit
    if own.answer_limit is not None:
        return own.answer_limit
    return own.limit if _is_shorter(own.limit, within) else within


def competence(pack: Pack, facts: Facts) -> Competence | None:
    """Who settles this case: the first rule that holds, else the ordinary body; None while a rule
    that comes first is not known to hold or not."""
    for rule in pack.competent_body.rules:
        holds = rule.when.value(facts) if rule.when else True
        if holds is not False:
            return rule if holds is True else None
    return pack.competent_body.ordinary


def valid_months(result: Result, facts: Facts) -> int | None:
    """For how many months a result is valid from its day of issue, 0 without end; None while the
    case is not known, or where the version says it only in words."""
    for validity in result.valid_for:
        holds = validity.when.value(facts) if validity.when else True
        if holds is not False:
            return validity.months if holds is True else None
    return None


def path(pack: Pack, facts: Facts) -> list[Step]:
    """The steps this case goes through. A step whose condition is unknown may still come: it is
    in the path, since unknown is not false."""
    return [step for step in pack.steps if step.when is None or step.when.value(facts) is not False]


def _found(fact: Fact, known: Mapping[str, Any], findings: Mapping[str, Any]) -> object:
    if fact.origin is Origin.OFFICER:
        return findings.get(fact.key)
    if fact.origin not in (Origin.SOURCE, Origin.UNIT):
        return None
    if fact.key in known or not fact.source:
        return known.get(fact.key)
    if fact.path:
        return known.get(f"{fact.source}.{fact.path}")
    if known.get(fact.source) is False:
        return False
    return True if any(key.startswith(f"{fact.source}.") for key in known) else None


def _need(component: Component, facts: Facts) -> NeedKind:
    if component.requirement is not Requirement.CONDITIONAL or component.condition is None:
        return NeedKind(component.requirement.value)
    holds = component.condition.value(facts)
    if holds is UNKNOWN:
        return NeedKind.UNKNOWN
    return NeedKind.REQUIRED if holds is True else NeedKind.NOT_REQUIRED


def _calculated(variant: Variant, facts: Facts) -> Limit | None:
    """The limit of a variant that holds; None where its amount is not known, or makes no limit."""
    if variant.amount is None:
        return variant.limit
    amount = variant.amount.value(facts)
    if not isinstance(amount, int | Decimal) or amount <= 0:
        return None
    return replace(variant.limit, amount=Decimal(amount))


def _line(fee: Fee, facts: Facts) -> FeeLine | None:
    applies = True if fee.when is None else fee.when.value(facts)
    if applies is False:
        return None
    day = _day_of_filing(facts)
    price = _price(fee, day)
    full, row = _amount(price, facts) if price and applies is True else (None, "")
    exempt_by, open_exemption = _exemption(fee, facts)
    reduced, reduced_by, open_discount = _reduced(fee, facts, day) if full else (full, None, False)
    undecided = (open_exemption or open_discount) and full
    return FeeLine(
        key=fee.key,
        name=fee.name,
        kind=fee.kind,
        amount=0 if exempt_by else None if undecided else reduced if reduced_by else full,
        per=fee.per,
        ground=price.ground if price else "",
        exempt_by=exempt_by or (row if full == 0 else None) or None,
        full_amount=full,
        verified=price.verified if price else False,
        reduced_by=None if exempt_by or undecided else reduced_by,
        unset=fee.set_by == "hdnd" and price is None and not exempt_by and _is_unset(fee, day),
    )


def _day_of_filing(facts: Facts) -> date | None:
    told = facts.get("ngay_nop")
    day = date.fromisoformat(told) if isinstance(told, str) else told
    return day if isinstance(day, date) else None


def _price(fee: Fee, day: date | None) -> Price | None:
    if day is None:  # one price for all days is known before anything is filed
        return fee.prices[0] if len(fee.prices) == 1 else None
    return next((price for price in fee.prices if price.holds_on(day)), None)


def _is_unset(fee: Fee, day: date | None) -> bool:
    return not fee.prices or day is not None


def _reduced(fee: Fee, facts: Facts, day: date | None) -> tuple[int | None, str | None, bool]:
    """The amount after the first discount that holds, its words, and whether one is undecided."""
    undecided = False
    for each in fee.discounts:
        if day is not None and not each.holds_on(day):
            continue
        holds = each.when.value(facts)
        if holds is True:
            return _whole(each.amount.value(facts)), each.text, undecided
        undecided = undecided or holds is UNKNOWN
    return None, None, undecided


def _amount(price: Price, facts: Facts) -> tuple[int | None, str]:
    """The amount of this case and, from a table, the words of its row."""
    if price.amount is not None:
        return _whole(price.amount.value(facts)), ""
    for row in price.rows:
        holds = row.when.value(facts)
        if holds is UNKNOWN:
            return None, ""
        if holds is True:
            return _whole(row.amount.value(facts)), row.text
    return None, ""


def _whole(amount: object) -> int | None:
    """Whole đồng, half up. Errors: ValueError below zero, which publishing looks for.

    >>> _whole(Decimal("1999.5")), _whole(UNKNOWN)
    (2000, None)
    """
    if amount is UNKNOWN:
        return None
    whole = int((Decimal(str(amount)) + Decimal("0.5")) // 1)
    if whole < 0:
        raise ValueError(f"a fee is 0 or more, not {whole}")
    return whole


def _exemption(fee: Fee, facts: Facts) -> tuple[str | None, bool]:
    """The exemption that holds, and whether one is still undecided."""
    values = [(each, each.when.value(facts)) for each in fee.exemptions]
    for each, holds in values:
        if holds is True:
            return each.text, False
    return None, any(holds is UNKNOWN for _, holds in values)


def _is_shorter(limit: Limit, within: Limit) -> bool:
    if limit.kind is LimitKind.WITHIN_DAY:
        return True
    hours = {LimitKind.WORKING_HOURS: 1, LimitKind.WORKING_DAYS: 8}.get(limit.kind)
    return hours is not None and limit.amount * hours < within.amount
