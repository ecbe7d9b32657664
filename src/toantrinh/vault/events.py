"""What can happen to files and documents."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentDeposited(Event):
    kind = "document.deposited"
    deposit: str
    sha256: str
