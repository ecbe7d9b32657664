"""What can happen to money. Amounts are whole đồng."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class FeeOwed(Event):
    kind = "fee.owed"
    charge: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class FeePaid(Event):
    kind = "fee.paid"
    charge: str
    amount: int
    receipt: str


@dataclass(frozen=True, kw_only=True)
class FeeMoved(Event):
    """``agency`` is owed it from now on."""

    kind = "fee.moved"
    charge: str
    amount: int
