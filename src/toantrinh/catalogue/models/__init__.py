"""The procedures of the province: versions, what the province adds, and what is proposed."""

from .calendar import CalendarChange
from .inventory import BetweenWhom, InternalProcedure, InventoryChange, PlanOf
from .lists import Guide, KeptRecord, PublishedData
from .proposal import Proposal, ProposalState
from .province import ProvincialLayer
from .source import Decision, DecisionKind, PackFile
from .two_people import ChangeState, ProposedChange
from .version import Catalogue, ProcedureVersion, ProcedureVersionQuerySet, Standing

__all__ = [
    "BetweenWhom",
    "CalendarChange",
    "Catalogue",
    "ChangeState",
    "Decision",
    "DecisionKind",
    "Guide",
    "InternalProcedure",
    "InventoryChange",
    "KeptRecord",
    "PackFile",
    "PlanOf",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "Proposal",
    "ProposalState",
    "ProposedChange",
    "ProvincialLayer",
    "PublishedData",
    "Standing",
]
