"""What can happen to people, posts and agencies. Whom it concerns is a uid, never a name."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class PartyRegistered(Event):
    kind = "party.registered"
    party_kind: str
    with_number: bool


@dataclass(frozen=True, kw_only=True)
class PartyLookedUp(Event):
    kind = "party.looked-up"


@dataclass(frozen=True, kw_only=True)
class NumberConfirmed(Event):
    kind = "party.number-confirmed"


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    kind = "account.opened"
    self_registered: bool


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    kind = "account.password-changed"


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    kind = "account.closed"


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind = "account.signed-in"
    means: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    kind = "account.sign-in-failed"


@dataclass(frozen=True, kw_only=True)
class PostGiven(Event):
    kind = "post.given"
    post: str
    role: str
    first_day: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class PostEnded(Event):
    kind = "post.ended"
    post: str
    last_day: str
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class AgencyCreated(Event):
    kind = "agency.created"
    parent: str


@dataclass(frozen=True, kw_only=True)
class AgenciesLoaded(Event):
    kind = "agencies.loaded"
    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class AgenciesMerged(Event):
    kind = "agencies.merged"
    merged: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class AbsenceRecorded(Event):
    """``stand_in``: the uid of an account, or empty."""

    kind = "absence.recorded"
    first_day: str
    last_day: str
    stand_in: str


@dataclass(frozen=True, kw_only=True)
class AbsenceCalledOff(Event):
    kind = "absence.called-off"


@dataclass(frozen=True, kw_only=True)
class OfDelegation:
    """``post`` may sign; ``act`` is the number of the act on paper."""

    delegation: str
    post: str
    capacity: str
    act: str
    first_day: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class DelegationProposed(OfDelegation, Event):
    kind = "delegation.proposed"


@dataclass(frozen=True, kw_only=True)
class DelegationConfirmed(OfDelegation, Event):
    kind = "delegation.confirmed"


@dataclass(frozen=True, kw_only=True)
class DelegationRefused(OfDelegation, Event):
    kind = "delegation.refused"


@dataclass(frozen=True, kw_only=True)
class DelegationWithdrawn(OfDelegation, Event):
    kind = "delegation.withdrawn"


@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(OfDelegation, Event):
    kind = "delegation.revoked"
