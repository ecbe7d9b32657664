"""What happens to the originals of a dossier. A place is the code of an agency, a stroke, and the
office there, such as ``H55.101/one_stop``. See ``events``."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class OfOriginal:
    original: str


@dataclass(frozen=True, kw_only=True)
class OfHandover(OfOriginal):
    """``handover``: code of the list, by which the original goes from one place to another."""

    handover: str
    from_place: str
    to_place: str


@dataclass(frozen=True, kw_only=True)
class OriginalTakenIn(OfOriginal, Event):
    kind = "original.taken-in"
    place: str
    sheets: int


@dataclass(frozen=True, kw_only=True)
class OriginalListed(OfHandover, Event):
    kind = "original.listed"


@dataclass(frozen=True, kw_only=True)
class OriginalAccepted(OfHandover, Event):
    kind = "original.accepted"


@dataclass(frozen=True, kw_only=True)
class OriginalMissed(OfHandover, Event):
    """It was on the list and did not arrive; the giver answers for it."""

    kind = "original.missed"


@dataclass(frozen=True, kw_only=True)
class OriginalKept(OfHandover, Event):
    """The giver has it: taken off the list, or found again."""

    kind = "original.kept"


@dataclass(frozen=True, kw_only=True)
class OriginalReturned(OfOriginal, Event):
    """``for_another``: to someone with a written authorisation; ``early``: before the end."""

    kind = "original.returned"
    evidence: str
    proof: str
    for_another: bool
    early: bool


@dataclass(frozen=True, kw_only=True)
class OriginalCodeRefused(OfOriginal, Event):
    kind = "original.code-refused"


@dataclass(frozen=True, kw_only=True)
class OriginalRead(OfOriginal, Event):
    kind = "original.read"


@dataclass(frozen=True, kw_only=True)
class HandoverRead(Event):
    """A list that names the people whose originals are on it."""

    kind = "handover.read"


@dataclass(frozen=True, kw_only=True)
class OriginalWithdrawn(OfOriginal, Event):
    """Kept for good, because the result takes its place."""

    kind = "original.withdrawn"
