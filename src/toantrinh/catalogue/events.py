"""What can happen to a procedure. A kind, once released, keeps its name and its fields.

The case is ``procedure:<code>``: the story of one procedure through its versions.
"""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished(Event):
    """``corrects`` is the version, by uid, whose place this one took; empty otherwise."""

    kind = "catalogue.procedure-published"
    uid: str
    digest: str
    in_force_from: str
    in_force_to: str
    corrects: str


@dataclass(frozen=True, kw_only=True)
class NationalRecordKept(Event):
    """What the national database says of a procedure was read; ``digest`` is of what it said."""

    kind = "catalogue.national-record-kept"
    digest: str
    source: str
    remarks: int


@dataclass(frozen=True, kw_only=True)
class DataPublished(Event):
    """The case is ``published-data:<paper>``: which data replace a kind of paper."""

    kind = "catalogue.data-published"
    paper: str
    database: str
    document: str
    since: str
    until: str


@dataclass(frozen=True, kw_only=True)
class DataEnded(Event):
    kind = "catalogue.data-ended"
    paper: str
    database: str
    document: str
    last_day: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class LayerAdopted(Event):
    """The province laid something else over the procedure; ``digest`` is empty for nothing."""

    kind = "catalogue.layer-adopted"
    uid: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProposalBegun(Event):
    kind = "catalogue.proposal-begun"
    uid: str


@dataclass(frozen=True, kw_only=True)
class ProposalChanged(Event):
    """``digest`` is of all that it holds now."""

    kind = "catalogue.proposal-changed"
    uid: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProposalSubmitted(Event):
    """From now on someone else checks it."""

    kind = "catalogue.proposal-submitted"
    uid: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProposalSentBack(Event):
    """By the one who checks it, or taken back by the one who proposed it."""

    kind = "catalogue.proposal-sent-back"
    uid: str


@dataclass(frozen=True, kw_only=True)
class ProposalDiscarded(Event):
    kind = "catalogue.proposal-discarded"
    uid: str


@dataclass(frozen=True, kw_only=True)
class ProposalPublished(Event):
    """``made`` is the version that came of it, by uid."""

    kind = "catalogue.proposal-published"
    uid: str
    made: str


@dataclass(frozen=True, kw_only=True)
class ProposalAnnounced(Event):
    """A signed decision published it: ``dossier`` is its case, ``digest`` of what it names,
    ``made`` the version that came of it, by uid."""

    kind = "catalogue.proposal-announced"
    uid: str
    made: str
    dossier: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProcedureEnded(Event):
    kind = "catalogue.procedure-ended"
    uid: str
    last_day: str
    replaced_by: str


@dataclass(frozen=True, kw_only=True)
class GuideLoaded(Event):
    """What people say and what they mean, loaded from the lists."""

    kind = "catalogue.guide-loaded"
    digest: str


@dataclass(frozen=True, kw_only=True)
class CalendarProposed(Event):
    """The case is ``calendar:<uid>`` of one change; ``agency`` is for whom, empty for all."""

    kind = "catalogue.calendar-proposed"
    uid: str


@dataclass(frozen=True, kw_only=True)
class CalendarApproved(Event):
    """``edition`` of the lists has the change; ``first_day`` is the first whose working time is
    another now, empty when no working time changed."""

    kind = "catalogue.calendar-approved"
    uid: str
    edition: int
    first_day: str


@dataclass(frozen=True, kw_only=True)
class CalendarRefused(Event):
    kind = "catalogue.calendar-refused"
    uid: str


@dataclass(frozen=True, kw_only=True)
class CalendarWithdrawn(Event):
    kind = "catalogue.calendar-withdrawn"
    uid: str


@dataclass(frozen=True, kw_only=True)
class InventoryLoaded(Event):
    """A list of internal procedures to begin with; ``procedures`` were not there before."""

    kind = "catalogue.inventory-loaded"
    procedures: int


@dataclass(frozen=True, kw_only=True)
class InventoryProposed(Event):
    """The case is ``inventory:<uid>`` of one change of internal procedures."""

    kind = "catalogue.inventory-proposed"
    uid: str
    procedures: int


@dataclass(frozen=True, kw_only=True)
class InventoryApproved(Event):
    kind = "catalogue.inventory-approved"
    uid: str
    procedures: int


@dataclass(frozen=True, kw_only=True)
class InventoryRefused(Event):
    kind = "catalogue.inventory-refused"
    uid: str


@dataclass(frozen=True, kw_only=True)
class InventoryWithdrawn(Event):
    kind = "catalogue.inventory-withdrawn"
    uid: str
