"""What a procedure costs, as its pack says it. Amounts are whole đồng."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toantrinh.core.expressions import Expression


@dataclass(frozen=True)
class Row:
    when: Expression
    amount: Expression
    text: str = ""


@dataclass(frozen=True)
class Price:
    """What a fee is between two days: one amount, or a table by case (first row that holds)."""

    since: date
    until: date | None
    amount: Expression | None
    rows: tuple[Row, ...]
    ground: str
    verified: bool

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Exemption:
    when: Expression
    text: str
    legal_source: str


@dataclass(frozen=True)
class Discount:
    """Less than the full amount in some cases, such as filing online, between two days."""

    when: Expression
    amount: Expression  # what is paid then
    text: str
    legal_source: str
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Fee:
    """``prices`` may be empty where the provincial council sets the fee: it is in the layer."""

    key: str
    name: str
    kind: str  # phi or le_phi
    set_by: str  # national, or hdnd: the provincial council
    per: str
    when: Expression | None
    prices: tuple[Price, ...]
    exemptions: tuple[Exemption, ...]
    discounts: tuple[Discount, ...] = ()
