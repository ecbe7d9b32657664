"""A few questions before anybody signs in: what a case takes, as far as the answers tell. Pure.

Only what decides is asked: the facts and choices that conditions of components, fees, limits and
steps name, with what decides whether those are asked. Nothing about a person: no names, no days, no
places. A question that can no longer change anything is not asked any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from toantrinh.core import expressions
from toantrinh.core.expressions import UNKNOWN, Expression, ExpressionFailure
from toantrinh.forms import checking
from toantrinh.forms.shape import Field, Form, Kind, Section
from toantrinh.forms.texts import text
from toantrinh.forms.visibility import visible

from . import rules
from .pack import Competence, Pack
from .pricing import Fee
from .rules import FeeStatement, LimitChoice, Need

SECTION: Final = "truong_hop"
CHANNEL: Final = "kenh"
ASKABLE: Final = frozenset(
    {
        Kind.BOOLEAN,
        Kind.CHOICE,
        Kind.MULTICHOICE,
        Kind.INTEGER,
        Kind.NUMBER,
        Kind.AREA,
        Kind.MONEY,
    }
)
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Screening:
    """What a case takes. ``form`` has the questions answered, and those still worth asking.

    ``decides``: None while it depends on what is not known. ``refused``: why the form would not
    take these answers. ``settled``: no open question changes anything.
    """

    form: Form
    needs: list[Need]
    fees: FeeStatement
    limit: LimitChoice
    decides: Competence | None
    refused: list[str]
    settled: bool


def screen(pack: Pack, answers: Answers, *, channel: str = "", day: date) -> Screening:
    """What is known of the case of these ``answers``, filed on ``day`` by ``channel`` (if told)."""
    system = {"ngay_nop": day, **({CHANNEL: channel} if channel else {})}
    facts = rules.facts(pack, answers, system=system)
    open_names = set(_wanted(pack, _undecided(pack, facts)))
    shown = visible(pack.questions, answers, system).questions
    asked = [
        field
        for field in _fields(pack)
        if field.key in shown and (field.key in answers or field.key in open_names)
    ]
    form = Form(title=pack.questions.title, sections=(_section(asked),))
    return Screening(
        form=form,
        needs=rules.components(pack, facts),
        fees=rules.fees(pack, facts),
        limit=rules.limit(pack, facts),
        decides=rules.competence(pack, facts),
        refused=list(dict.fromkeys(_refused(pack, form, answers, {"ngay_nop": day, **facts}))),
        settled=all(field.key in answers for field in asked),
    )


def whole_form(pack: Pack) -> Form:
    """Every question that may decide something: by which answers in an address are understood."""
    return Form(title=pack.questions.title, sections=(_section(_fields(pack)),))


def asks_channel(pack: Pack) -> bool:
    """Whether it matters by which channel one files."""
    return len(pack.channels) > 1 and any(CHANNEL in each.names for each in _deciding(pack))


def _section(fields: Iterable[Field]) -> Section:
    return Section(SECTION, text("…"), tuple(fields))


def _fields(pack: Pack) -> list[Field]:
    """The questions that may decide something, in the order of the form."""
    wanted = _wanted(pack, _deciding(pack))
    return [
        _with_section(pack, field)
        for key, field in pack.questions.field_by_key.items()
        if key in wanted and field.kind in ASKABLE and field.computed is None
    ]


def _with_section(pack: Pack, field: Field) -> Field:
    """The field, asked when its section is: it stands in another one here."""
    section = pack.questions.section_of[field.key]
    if section.show_if is None:
        return field
    if field.show_if is None:
        return replace(field, show_if=section.show_if)
    both = f"({section.show_if.text}) and ({field.show_if.text})"
    return replace(field, show_if=expressions.compile(both, pack.names))


def _deciding(pack: Pack) -> Iterator[Expression]:
    """The expressions that papers, fees, limits, steps and the competent body hang on."""
    yield from (each.condition for each in pack.components if each.condition)
    for variant in pack.time_limit.variants:
        yield variant.when
        if variant.amount:
            yield variant.amount
    yield from (each.when for each in pack.competent_body.rules if each.when)
    yield from (each.when for each in pack.steps if each.when)
    for fee in pack.fees:
        yield from _of_fee(fee)


def _of_fee(fee: Fee) -> Iterator[Expression]:
    if fee.when:
        yield fee.when
    yield from (each.when for each in fee.exemptions)
    for discount in fee.discounts:
        yield from (discount.when, discount.amount)
    for price in fee.prices:
        if price.amount:
            yield price.amount
        for row in price.rows:
            yield from (row.when, row.amount)


def _undecided(pack: Pack, facts: rules.Facts) -> Iterator[Expression]:
    """Those of them that the facts leave open. A fee is open as long as its amount is."""
    amounts = {line.key: line.amount for line in rules.fees(pack, facts).lines}
    of_fees = {id(each) for fee in pack.fees for each in _of_fee(fee)}
    yield from (
        each
        for each in _deciding(pack)
        if id(each) not in of_fees and _value(each, facts) is UNKNOWN
    )
    for fee in pack.fees:
        if amounts.get(fee.key, 0) is None:
            yield from (each for each in _of_fee(fee) if _value(each, facts) is UNKNOWN)


def _wanted(pack: Pack, used: Iterable[Expression]) -> set[str]:
    """The names used, and those that decide whether and how these are told."""
    fields = pack.questions.field_by_key
    wanted: set[str] = set()
    waiting = {name for each in used for name in each.names}
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        if field := fields.get(name):
            section = pack.questions.section_of[name]
            behind = (field.computed, field.show_if, section.show_if)
            waiting |= {inner for each in behind if each for inner in each.names} - wanted
    return wanted


def _value(expression: Expression, facts: rules.Facts) -> object:
    try:
        return expression.value(facts)
    except ExpressionFailure:
        return UNKNOWN


def _refused(pack: Pack, form: Form, answers: Answers, facts: rules.Facts) -> Iterator[str]:
    """What the form says to these answers: limits of a question, rules between answers."""
    for problem in checking.problems(form, answers, facts):
        if problem.code != "required":
            yield str(problem.message)
    for rule in pack.questions.rules:
        if not rule.group and _value(rule.expr, facts) is False:
            yield str(rule.message)
