"""What can happen to whose a step is. People are uids of accounts, empty for nobody."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class OfStep:
    """``task`` is its uid, ``step`` its key in the pack."""

    task: str
    step: str


@dataclass(frozen=True, kw_only=True)
class TaskClaimed(OfStep, Event):
    kind = "task.claimed"


@dataclass(frozen=True, kw_only=True)
class TaskReleased(OfStep, Event):
    """It is the whole office's again; ``giver`` held it."""

    kind = "task.released"
    giver: str


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(OfStep, Event):
    """By the head, or by the rule of the agency."""

    kind = "task.assigned"
    giver: str
    receiver: str


@dataclass(frozen=True, kw_only=True)
class OfHandover(OfStep):
    """``receiver`` is empty while it waits for the head of the agency."""

    handover: str
    giver: str
    receiver: str


@dataclass(frozen=True, kw_only=True)
class HandoverOffered(OfHandover, Event):
    kind = "handover.offered"
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandoverAccepted(OfHandover, Event):
    kind = "handover.accepted"


@dataclass(frozen=True, kw_only=True)
class HandoverDeclined(OfHandover, Event):
    kind = "handover.declined"


@dataclass(frozen=True, kw_only=True)
class HandoverEnded(OfHandover, Event):
    """Taken back, or overtaken by what was done meanwhile."""

    kind = "handover.ended"


@dataclass(frozen=True, kw_only=True)
class SharingChanged(Event):
    """``sharing`` is empty when steps go to nobody by themselves any more."""

    kind = "office.sharing-changed"
    role: str
    sharing: str


@dataclass(frozen=True, kw_only=True)
class FilterSaved(Event):
    kind = "filter.saved"
    filter: str


@dataclass(frozen=True, kw_only=True)
class FilterRemoved(Event):
    kind = "filter.removed"
    filter: str


@dataclass(frozen=True, kw_only=True)
class UnsentKept(Event):
    """What was typed by somebody whose office had ended; where it is kept."""

    kind = "dossier.unsent-kept"
    unsent: str
    page: str
