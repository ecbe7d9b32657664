"""People, accounts, agencies and posts; who may sign for whom."""

from .away import Absence
from .counting import DailyCount
from .delegations import GIVEN, Delegation, DelegationState, Matter
from .people import (
    Account,
    AccountManager,
    Agency,
    AgencyKind,
    AgencyQuerySet,
    Installation,
    Party,
    PartyKind,
    PartyQuerySet,
)
from .posts import OWN, Capacity, Post, PostQuerySet

__all__ = [
    "GIVEN",
    "OWN",
    "Absence",
    "Account",
    "AccountManager",
    "Agency",
    "AgencyKind",
    "AgencyQuerySet",
    "Capacity",
    "DailyCount",
    "Delegation",
    "DelegationState",
    "Installation",
    "Matter",
    "Party",
    "PartyKind",
    "PartyQuerySet",
    "Post",
    "PostQuerySet",
]
