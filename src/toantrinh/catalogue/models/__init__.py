"""The procedures of the province: versions, what the province adds, and what is proposed."""

from .calendar import CalendarChange, CalendarState
from .inventory import (
    BetweenWhom,
    InternalProcedure,
    InventoryChange,
    InventoryState,
    PlanOf,
)
from .lists import Guide, KeptRecord, PublishedData
from .proposal import Proposal, ProposalState
from .province import ProvincialLayer
from .source import Decision, DecisionKind, PackFile
from .version import Catalogue, ProcedureVersion, ProcedureVersionQuerySet, Standing

__all__ = [
    "BetweenWhom",
    "CalendarChange",
    "CalendarState",
    "Catalogue",
    "Decision",
    "DecisionKind",
    "Guide",
    "InternalProcedure",
    "InventoryChange",
    "InventoryState",
    "KeptRecord",
    "PackFile",
    "PlanOf",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "Proposal",
    "ProposalState",
    "ProvincialLayer",
    "PublishedData",
    "Standing",
]
