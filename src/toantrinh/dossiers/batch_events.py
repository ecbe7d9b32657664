"""What happens to a batch of dossiers as a whole. What happens to each dossier is told by its own
events, as if it had been done alone."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class OfBatch:
    """``act`` is one of ``models.BulkAct``."""

    batch: str
    act: str


@dataclass(frozen=True, kw_only=True)
class BatchMade(OfBatch, Event):
    """``total``: how many dossiers were put together."""

    kind = "batch.made"
    total: int


@dataclass(frozen=True, kw_only=True)
class BatchConfirmed(OfBatch, Event):
    """``total``: how many are to be done; ``looked``: how many drafts were looked through."""

    kind = "batch.confirmed"
    total: int
    looked: int
    begins: str


@dataclass(frozen=True, kw_only=True)
class BatchRecalled(OfBatch, Event):
    """``left``: how many had not been done."""

    kind = "batch.recalled"
    left: int


@dataclass(frozen=True, kw_only=True)
class BatchDropped(OfBatch, Event):
    kind = "batch.dropped"


@dataclass(frozen=True, kw_only=True)
class BatchEnded(OfBatch, Event):
    kind = "batch.ended"
    done: int
    refused: int
