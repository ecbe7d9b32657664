"""What one dossier costs those who file it, and what a change of the procedure saves. Pure.

Source: Thông tư 02/2017/TT-VPCP, Art. 27. The cost of one dossier (C1) is that of its tasks —
hours × hourly income, services bought, travel — and the fees; the yearly cost is C1 × times a year
× subjects; the benefit is the yearly cost before less the yearly cost after. What the state spends
and opportunities missed are not counted. Amounts are whole đồng.

What is asked, brought and paid now is not written down twice: it is what the rules make of the
ordinary dossier, a sample of the pack. Only the former way is written, with the rate of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from toantrinh.core.calendar import Limit

from . import reading, rules
from .pack import Pack
from .packs import samples
from .rules import NeedKind

Data = Mapping[str, Any]
PER_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Task:
    """Something the person has to do. ``services`` and ``travel`` in đồng."""

    name: str
    hours: Decimal
    trips: Decimal
    services: int
    travel: int = 0


@dataclass(frozen=True)
class Rate:
    """What an hour of a person's time is worth, đồng, by the income of ``year``."""

    year: int
    amount: int
    source: str


@dataclass(frozen=True)
class Way:
    """One way of doing a procedure. ``fees`` None: not known for the ordinary dossier.

    ``estimate``: nobody measured it. ``subjects`` do it ``frequency`` times a year each.
    """

    name: str
    tasks: tuple[Task, ...]
    rate: Rate
    fees: int | None
    papers: int
    questions: int
    limit: Limit
    subjects: int
    frequency: Decimal
    estimate: bool
    source: str = ""

    @property
    def hours(self) -> Decimal:
        return sum((task.hours for task in self.tasks), Decimal(0))

    @property
    def trips(self) -> Decimal:
        return sum((task.trips for task in self.tasks), Decimal(0))

    @property
    def effort(self) -> int:
        """Cost of the tasks alone, half up to whole đồng."""
        bought = sum(task.services + task.travel for task in self.tasks)
        return bought + int((self.hours * self.rate.amount).to_integral_value(ROUND_HALF_UP))

    @property
    def each(self) -> int | None:
        """C1: one dossier, once."""
        return None if self.fees is None else self.effort + self.fees

    @property
    def yearly(self) -> int | None:
        """All subjects in a year."""
        if self.each is None:
            return None
        whole = self.each * self.frequency * self.subjects
        return int(whole.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Benefit:
    """What a change saves. None while a fee of either way is not known."""

    each: int | None
    yearly: int | None
    percent: Decimal | None  # of the yearly cost before, two decimals


def now(pack: Pack, day: date | None = None) -> Way:
    """The way this version prescribes, for its ordinary dossier, at the prices of ``day``: by
    default of its first day in force."""
    pack, sample = _priced(pack, day or pack.in_force_from), ordinary(pack)
    facts = samples.facts_of(sample, pack)
    return Way(
        name="",
        tasks=_tasks(pack.cost["tasks"]),
        rate=Rate(**pack.cost["hourly_rate"]),
        fees=rules.fees(pack, facts).total,
        papers=_papers(pack, facts),
        questions=len(samples.asked_in(sample, pack, facts)),
        limit=rules.limit(pack, facts).limit,
        subjects=pack.cost["subjects"],
        frequency=Decimal(str(pack.cost["frequency"])),
        estimate=pack.cost["estimate"],
    )


def before(pack: Pack) -> Way | None:
    """The way it was done before, as the pack tells it with its own rate; None if it does not."""
    former: Data | None = pack.cost.get("before")
    if former is None:
        return None
    return Way(
        name=former["name"],
        tasks=_tasks(former["tasks"]),
        rate=Rate(**former["hourly_rate"]),
        fees=former["fees"],
        papers=former["papers"],
        questions=former["questions"],
        limit=reading.limit(former["limit"]),
        subjects=former.get("subjects", pack.cost["subjects"]),
        frequency=Decimal(str(former.get("frequency", pack.cost["frequency"]))),
        estimate=former["estimate"],
        source=former["source"],
    )


def benefit(before: Way, after: Way) -> Benefit:
    """What ``after`` saves those who file. Negative where it costs more."""
    if before.each is None or after.each is None or before.yearly is None or after.yearly is None:
        return Benefit(None, None, None)
    saved = before.yearly - after.yearly
    share = Decimal(100 * saved) / before.yearly if before.yearly else None
    return Benefit(
        each=before.each - after.each,
        yearly=saved,
        percent=None if share is None else share.quantize(PER_CENT, ROUND_HALF_UP),
    )


def ordinary(pack: Pack) -> Data:
    """The sample the cost is told of: the one ``case`` names, else the first."""
    named = pack.cost.get("case")
    return next((each for each in pack.samples if each["name"] == named), pack.samples[0])


def _priced(pack: Pack, day: date) -> Pack:
    """The pack as if the prices of that day held on every day: the sample has a day of its own."""
    fees = (
        replace(
            fee,
            prices=tuple(
                replace(price, since=date.min, until=None)
                for price in fee.prices
                if price.holds_on(day)
            ),
        )
        for fee in pack.fees
    )
    return replace(pack, fees=tuple(fees))


def _tasks(items: list[Data]) -> tuple[Task, ...]:
    return tuple(
        Task(
            name=item["name"],
            hours=Decimal(str(item["hours"])),
            trips=Decimal(str(item["trips"])),
            services=item["services"],
            travel=item.get("travel", 0),
        )
        for item in items
    )


def _papers(pack: Pack, facts: rules.Facts) -> int:
    """How many papers the person gives; a paper a register may have is still given by hand."""
    needs = rules.components(pack, facts)
    return sum(need.component.may_be_uploaded for need in needs if need.need is NeedKind.REQUIRED)
