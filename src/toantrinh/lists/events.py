"""What can happen to the lists."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class ListsLoaded(Event):
    kind = "lists.loaded"
    edition: int
    digest: str
    rows: int
