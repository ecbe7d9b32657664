"""Internal procedures of the province: what each is, costs now, and would cost afterwards. Pure.

Between bodies of the state, or inside one (Quyết định 1085/QĐ-TTg, 15/9/2022). They are reckoned
as those of citizens are (Thông tư 02/2017/TT-VPCP, Art. 27, ``cost``): the hours are those of
officials at the hourly income of a year, and nobody pays a fee.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.lists.changes import Fault

from . import cost
from .cost import Benefit, Rate, Task, Way

CODE: Final = re.compile(r"[A-Z]{2,4}\.[0-9]{6}")
HOURS: Final = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?", re.ASCII)  # as people write them
MOST: Final = {"per_year": 10_000_000, "papers": 999, "days": 999, "amount": 10**12}
MOST_HOURS: Final = Decimal(100_000)


class Between(StrEnum):
    AGENCIES = "giua_co_quan"
    INSIDE = "trong_co_quan"


class Plan(StrEnum):
    """What is to become of it."""

    KEEP = "giu_nguyen"
    SIMPLIFY = "don_gian_hoa"
    DELEGATE = "phan_cap"
    ABOLISH = "bai_bo"


@dataclass(frozen=True)
class Effort:
    """One time through: hours of all who work on it, what is bought and travelled for in đồng,
    papers that are made, working days from asking to answer."""

    hours: Decimal
    spent: int = 0
    papers: int = 0
    days: int = 1


@dataclass(frozen=True)
class Entry:
    """One internal procedure. ``owner`` is the code of the agency in charge; ``after`` is None
    where nothing of it changes, or nothing of it stays. ``verified``: held against its source."""

    code: str
    name: str
    owner: str
    between: Between
    legal_basis: str
    plan: Plan
    how: str
    per_year: int
    now: Effort
    after: Effort | None
    rate: Rate
    verified: bool = False
    source: str = ""

    @property
    def before_way(self) -> Way:
        return self._way(self.now)

    @property
    def after_way(self) -> Way:
        """As now where it is kept; of an abolished one nothing is left."""
        if self.plan is Plan.ABOLISH:
            return replace(self._way(self.now), tasks=(), papers=0)
        return self._way(self.after or self.now)

    @property
    def benefit(self) -> Benefit:
        return cost.benefit(self.before_way, self.after_way)

    def _way(self, effort: Effort) -> Way:
        return Way(
            name="",
            tasks=(Task(self.name, effort.hours, Decimal(0), effort.spent),),
            rate=self.rate,
            fees=0,
            papers=effort.papers,
            questions=0,
            limit=Limit(LimitKind.WORKING_DAYS, effort.days),
            subjects=self.per_year,
            frequency=Decimal(1),
            estimate=not self.verified,
            source=self.source,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: str(getattr(self, name)) for name in _TEXTS},
            "per_year": self.per_year,
            "now": _effort_as_json(self.now),
            "after": _effort_as_json(self.after) if self.after else None,
            "rate": {
                "year": self.rate.year,
                "amount": self.rate.amount,
                "source": self.rate.source,
            },
            "verified": self.verified,
        }


_TEXTS: Final = ("code", "name", "owner", "between", "legal_basis", "plan", "how", "source")


def of_json(told: Mapping[str, Any]) -> Entry:
    """Errors: KeyError, ValueError for what ``Entry.as_json`` did not write."""
    return of_texts(
        told,
        per_year=told["per_year"],
        now=_effort(told["now"]),
        after=_effort(told["after"]) if told["after"] else None,
        rate=Rate(**told["rate"]),
        verified=told["verified"],
    )


def of_texts(told: Mapping[str, Any], **figures: Any) -> Entry:
    """What is written in words, with the rest of an ``Entry``. Errors: KeyError, ValueError."""
    texts = {name: told[name] for name in _TEXTS}
    chosen = {"between": Between(told["between"]), "plan": Plan(told["plan"])}
    return Entry(**texts | chosen | figures)


def _effort(told: Mapping[str, Any]) -> Effort:
    return Effort(Decimal(told["hours"]), told["spent"], told["papers"], told["days"])


def _effort_as_json(effort: Effort) -> dict[str, Any]:
    plain = {field.name: getattr(effort, field.name) for field in fields(effort)}
    return {**plain, "hours": str(effort.hours)}


@dataclass(frozen=True)
class Totals:
    """All together in a year, in whole đồng and whole hours."""

    count: int
    hours_before: int
    hours_after: int
    before: int
    after: int

    @property
    def saved(self) -> int:
        return self.before - self.after

    @property
    def percent(self) -> Decimal | None:
        """Of the yearly cost before, two decimals; None where there was none."""
        if not self.before:
            return None
        return (Decimal(100 * self.saved) / self.before).quantize(cost.PER_CENT)


def totals(entries: Iterable[Entry]) -> Totals:
    """What all of them cost in a year, now and afterwards."""
    pairs = [(each.before_way, each.after_way, each.per_year) for each in entries]
    return Totals(
        count=len(pairs),
        hours_before=_whole(before.hours * year for before, _after, year in pairs),
        hours_after=_whole(after.hours * year for _before, after, year in pairs),
        before=sum(before.yearly or 0 for before, _after, _year in pairs),
        after=sum(after.yearly or 0 for _before, after, _year in pairs),
    )


def _whole(hours: Iterable[Decimal]) -> int:
    return int(sum(hours, Decimal(0)).to_integral_value(ROUND_HALF_UP))


def faults(entries: Sequence[Entry], agencies: Mapping[str, str]) -> Iterator[Fault]:
    """All that stands against them, each with ``entries.<number>.<what>`` as its field.

    ``agencies``: codes and names of those that may be in charge.
    """
    codes = [entry.code for entry in entries]
    for number, entry in enumerate(entries):
        for what, message in _wrong(entry, agencies):
            yield Fault(f"entries.{number}.{what}", f"{entry.code}: {message}")
        if entry.code in codes[:number]:
            said = _("the code stands twice.")
            yield Fault(f"entries.{number}.code", f"{entry.code}: {said}")


def _wrong(entry: Entry, agencies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(entry.code):
        yield "code", _("the code has to look like NB.000001.")
    for what, told in (("name", entry.name), ("legal_basis", entry.legal_basis)):
        if not told.strip():
            yield what, _("name and legal basis have to be written.")
    if entry.owner not in agencies:
        yield "owner", _("there is no agency with the code %(code)s.") % {"code": entry.owner}
    yield from _wrong_figures(entry)
    yield from _wrong_plan(entry)


def _wrong_figures(entry: Entry) -> Iterator[tuple[str, str]]:
    if not 0 <= entry.per_year <= MOST["per_year"]:
        yield "per_year", _("the yearly count is out of bounds.")
    if entry.rate.amount <= 0:
        yield "rate_amount", _("the hourly income has to be above 0.")
    for when, effort in (("now", entry.now), ("after", entry.after)):
        if effort is not None and not _is_possible(effort):
            yield f"hours_{when}", _("hours, cost, papers or days are out of bounds.")


def _wrong_plan(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is kept or abolished has no effort of its own afterwards; the others have."""
    changes = entry.plan in (Plan.SIMPLIFY, Plan.DELEGATE)
    if changes and entry.after is None:
        yield "hours_after", _("what is simplified or delegated says its effort afterwards.")
    if not changes and entry.after is not None:
        yield "hours_after", _("what is kept or abolished has no effort afterwards.")
    if entry.plan is not Plan.KEEP and not entry.how.strip():
        yield "how", _("say what changes, and why.")


def _is_possible(effort: Effort) -> bool:
    return (
        0 <= effort.hours <= MOST_HOURS
        and 0 <= effort.spent <= MOST["amount"]
        and 0 <= effort.papers <= MOST["papers"]
        and 0 < effort.days <= MOST["days"]
    )
