"""What can happen at the counter. Nobody who stands there is named."""

from __future__ import annotations

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketIssued(Event):
    kind = "ticket.issued"
    number: str
    matter: str
    priority: str


@dataclass(frozen=True, kw_only=True)
class TicketCalled(Event):
    """``waited``: whole seconds from taking the number to the first call; ``calls``: so far."""

    kind = "ticket.called"
    number: str
    window: str
    calls: int
    waited: int


@dataclass(frozen=True, kw_only=True)
class TicketMoved(Event):
    kind = "ticket.moved"
    number: str
    matter: str


@dataclass(frozen=True, kw_only=True)
class TicketEnded(Event):
    """``outcome``: served, or absent."""

    kind = "ticket.ended"
    number: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DeviceRegistered(Event):
    kind = "device.registered"
    device: str


@dataclass(frozen=True, kw_only=True)
class DeviceRemoved(Event):
    kind = "device.removed"
    device: str


@dataclass(frozen=True, kw_only=True)
class GuidanceGiven(Event):
    """``version``: digest of the version that was shown."""

    kind = "guidance.given"
    guidance: str
    channel: str
    shown_version: str


@dataclass(frozen=True, kw_only=True)
class SittingBegun(Event):
    kind = "sitting.begun"


@dataclass(frozen=True, kw_only=True)
class SittingEnded(Event):
    kind = "sitting.ended"
    outcome: str
    minutes: int
