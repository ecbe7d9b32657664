"""Samples: invented dossiers that say what the pack must make of them. They run as tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.core import calendar, clock, expressions
from toantrinh.core.calendar import Season, WorkCalendar
from toantrinh.forms import checking
from toantrinh.forms.visibility import visible

from .. import reading, rules
from ..pack import Pack
from ..pricing import Price
from .shapes import Path, Wrong

Sample = Mapping[str, Any]
EXPECT: Path = ("expect",)

# An ordinary week without holidays: samples test the pack, not the calendar of an agency.
ORDINARY = WorkCalendar(
    seasons=(Season((1, 1), ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))),)
)


def wrong(sample: Sample, pack: Pack) -> Iterator[Wrong]:
    """Where the pack makes something else of the sample than it expects."""
    expect, pack = sample["expect"], with_council(pack, sample)
    received = datetime.fromisoformat(sample["received"]).replace(tzinfo=clock.ZONE)
    facts = facts_of(sample, pack)
    yield from _questions(sample, pack, facts)
    yield from _components(expect, pack, facts)
    yield from _fees(expect, rules.fees(pack, facts))
    limit = rules.limit(pack, facts).limit
    yield from _same(reading.limit(expect["limit"]), limit, "limit")
    if "due" in expect:
        due = calendar.due(ORDINARY, limit, received).astimezone(clock.ZONE)
        yield from _same(expect["due"], f"{due:%Y-%m-%dT%H:%M}", "due")
    if "competent" in expect:
        body = rules.competence(pack, facts)
        found = (body.department or body.level) if body else None
        yield from _same(expect["competent"], found, "competent")
    if "valid_months" in expect:
        months = rules.valid_months(pack.results[0], facts)
        yield from _same(expect["valid_months"], months, "valid_months")
    if "others" in expect:
        others = {each.key: each.stops(facts) for each in pack.parts if each.is_asked(facts)}
        yield from _same(expect["others"], others, "others")
    yield from _same(expect["path"], [step.key for step in rules.path(pack, facts)], "path")


def with_council(pack: Pack, sample: Sample) -> Pack:
    """The pack with the prices that the sample supposes the provincial council to have set."""
    supposed = {
        key: Price(
            since=date.min,
            until=None,
            amount=expressions.compile(str(amount), pack.names),
            rows=(),
            ground="",
            verified=False,
        )
        for key, amount in sample.get("council", {}).items()
    }
    fees = (
        replace(fee, prices=(supposed[fee.key],)) if fee.key in supposed else fee
        for fee in pack.fees
    )
    return replace(pack, fees=tuple(fees)) if supposed else pack


def facts_of(sample: Sample, pack: Pack) -> dict[str, object]:
    day = date.fromisoformat(sample["received"][:10])
    return rules.facts(
        pack,
        sample["answers"],
        known=_told(sample),
        findings=sample.get("findings"),
        system={"kenh": sample["channel"], "ngay_nop": day},
    )


def asked_in(sample: Sample, pack: Pack, facts: Mapping[str, object]) -> set[str]:
    """The questions the applicant answers: those shown whose answer the state does not know."""
    seen = visible(pack.questions, sample["answers"], facts, known=_known(sample, pack))
    return {path for path, each in seen.questions.items() if not each.known}


def _known(sample: Sample, pack: Pack) -> dict[str, dict[str, Any]]:
    return rules.prefill(pack, _told(sample))


def _told(sample: Sample) -> dict[str, Any]:
    """What sources said, and the facts of the unit."""
    return {**(sample.get("known") or {}), **(sample.get("unit") or {})}


def _questions(sample: Sample, pack: Pack, facts: Mapping[str, object]) -> Iterator[Wrong]:
    """Which questions are asked, and whether the answers are what the form takes."""
    expect, answers = sample["expect"], sample["answers"]
    known, asked = _known(sample, pack), asked_in(sample, pack, facts)
    for at, key in enumerate(expect.get("asked", ())):
        if key not in asked:
            message = _("“%(key)s” is not asked in this sample.") % {"key": key}
            yield _mistake(message, "asked", at)
    for at, key in enumerate(expect.get("not_asked", ())):
        if key in asked:
            message = _("“%(key)s” is asked in this sample.") % {"key": key}
            yield _mistake(message, "not_asked", at)
    expected = expect.get("problems", [])
    for problem in checking.problems(pack.questions, answers, facts, known=known):
        if problem.field not in expected:
            message = _("The form does not take the answer to “%(field)s”: %(why)s")
            said = message % {"field": problem.field, "why": problem.message}
            yield Wrong(("answers", problem.field), said, _("Correct the sample or the form."))


def _components(expect: Sample, pack: Pack, facts: Mapping[str, object]) -> Iterator[Wrong]:
    needs = rules.components(pack, facts)
    for need in ("required", "not_required", "unknown"):
        if need in expect:
            found = [each.component.key for each in needs if each.need == need]
            yield from _same(sorted(expect[need]), sorted(found), need)


def _fees(expect: Sample, statement: rules.FeeStatement) -> Iterator[Wrong]:
    yield from _same(expect["total"], statement.total, "total")
    if "free" in expect:
        yield from _same(expect["free"], statement.free, "free")
    if "fees" in expect:
        wanted = [
            (each["key"], each["amount"], each.get("exempt", False)) for each in expect["fees"]
        ]
        found = [(line.key, line.amount, line.exempt_by is not None) for line in statement.lines]
        yield from _same(wanted, found, "fees")


def _same(wanted: object, found: object, *where: str) -> Iterator[Wrong]:
    if wanted != found:
        message = _("The pack gives %(found)s and the sample expects %(wanted)s.")
        said = {"found": _shown(found), "wanted": _shown(wanted)}
        yield _mistake(message % said, *where)


def _shown(value: object) -> str:
    if isinstance(value, calendar.Limit):
        cutoff = f" ({value.cutoff:%H:%M})" if value.cutoff else ""
        return f"{value.amount} {value.kind.value}{cutoff}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_shown(each) for each in value) + "]"
    return str(value)


def _mistake(message: str, *where: str | int) -> Wrong:
    return Wrong(
        (*EXPECT, *where), message, _("Correct the pack, or the sample if the law changed.")
    )
