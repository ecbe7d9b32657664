"""The procedures of the province: versions, what the province adds, and what is proposed."""

from .proposal import Proposal, ProposalState
from .province import ProvincialLayer
from .source import Decision, DecisionKind, PackFile
from .version import Catalogue, ProcedureVersion, ProcedureVersionQuerySet, SearchWord, Standing

__all__ = [
    "Catalogue",
    "Decision",
    "DecisionKind",
    "PackFile",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "Proposal",
    "ProposalState",
    "ProvincialLayer",
    "SearchWord",
    "Standing",
]
