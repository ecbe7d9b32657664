"""What happens to a list in a file."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Event):
    kind = "export.asked"
    format: str


@dataclass(frozen=True, kw_only=True)
class ExportEnded(Event):
    """``state``: ready, failed or dropped, with how many rows."""

    kind = "export.ended"
    state: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class ExportFetched(Event):
    """Somebody took the file: the names in it were seen."""

    kind = "export.fetched"
    rows: int
