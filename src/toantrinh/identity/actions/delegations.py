"""The register of delegations: entered, confirmed by whoever gives the right, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.identity import rules
from toantrinh.identity.authority import act_of, may_revoke
from toantrinh.identity.errors import (
    ActMissing,
    ActTooLate,
    DaysReversed,
    DelegatesThemself,
    DelegateUnfit,
    DelegationDecided,
    DelegationKnown,
    DelegationNotHeld,
    LastDayMissing,
    NotPassedOn,
    NotTheirsToGive,
    PassingOnForbidden,
    ReasonMissing,
)
from toantrinh.identity.events import (
    DelegationConfirmed,
    DelegationProposed,
    DelegationRefused,
    DelegationRevoked,
    DelegationWithdrawn,
)
from toantrinh.identity.models import (
    GIVEN,
    Account,
    Agency,
    Delegation,
    DelegationState,
    Post,
)
from toantrinh.identity.permissions import NotPermitted, Permission, Role, require
from toantrinh.trail.actions import record, record_all


@dataclass(frozen=True)
class Scope:
    """To what a right to sign is limited; an empty list means all."""

    procedures: Sequence[str] = ()
    fields: Sequence[str] = ()
    matters: Sequence[str] = ()

    def within(self, wider: Delegation) -> bool:
        pairs = (
            (self.procedures, wider.procedures),
            (self.fields, wider.fields),
            (self.matters, wider.matters),
        )
        return all(not whole or (part and set(part) <= set(whole)) for part, whole in pairs)


@dataclass(frozen=True)
class ActOfDelegation:
    """The act on paper: ``12/QĐ-UBND``, its day, who issued it, its scan among the kept files."""

    number: str
    day: date | None
    issuer: str = ""
    file: UUID | None = None


@dataclass(frozen=True)
class Given:
    """What the act says: who signs for whom, in which capacity, from when to when.

    ``under`` is the delegation that is passed on; None when the head delegates. ``title`` stands
    under the signature; that of the post when empty.
    """

    post: Post
    given_by: Post
    capacity: str
    first_day: date
    last_day: date | None = None
    under: Delegation | None = None
    title: str = ""
    passes_on: bool = False
    scope: Scope = field(default_factory=Scope)


@transaction.atomic
def propose_delegation(
    *, agency: Agency, given: Given, act: ActOfDelegation, by: Actor, at: datetime
) -> Delegation:
    """Enter an act of delegation. It holds once whoever gives the right has confirmed it; entered
    by them, or by the house from a list, at once.

    Raises:
        NotPermitted: ``by`` neither administers the agency nor is a head there.
        ActMissing, ActTooLate, DaysReversed, LastDayMissing, PassingOnForbidden: the act cannot be.
        DelegateUnfit: the post is no head's post of this agency, or is over by then.
        DelegatesThemself; NotTheirsToGive, NotPassedOn: nobody gives what they do not have.
        DelegationKnown: the act already stands in the register.

    Legal source: Nghị định 30/2020/NĐ-CP, Điều 13.
    """
    require(by, Permission.DELEGATION_PROPOSE, on=agency)
    _check_act(given, act)
    _check_people(agency, given, at)
    at_once = isinstance(by, System) or _gives(by, given.given_by)
    account = by if isinstance(by, Account) else None
    made = Delegation(
        agency=agency,
        post=given.post,
        given_by=given.given_by,
        under=given.under,
        capacity=given.capacity,
        title=" ".join((given.title or given.post.title).split()),
        procedures=sorted(set(given.scope.procedures)),
        fields=sorted(set(given.scope.fields)),
        matters=sorted(set(given.scope.matters)),
        passes_on=given.passes_on,
        valid_from=given.first_day,
        valid_to=given.last_day,
        act_number=" ".join(act.number.split()),
        act_day=act.day,
        act_issuer=" ".join(act.issuer.split()),
        act_file=act.file,
        state=DelegationState.CONFIRMED if at_once else DelegationState.PROPOSED,
        proposed_by=account,
        proposed_at=at,
        decided_by=account if at_once else None,
        decided_at=at if at_once else None,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as known:
        raise DelegationKnown() from known
    about = _about(made)
    events = [DelegationConfirmed(**about)] if at_once else []
    record_all([DelegationProposed(**about), *events], by=by, at=at)
    return made


@transaction.atomic
def confirm_delegation(*, delegation: Delegation, by: Account, at: datetime) -> Delegation:
    """Whoever gives the right says that the act is theirs: from now on it holds.

    Raises:
        NotPermitted: ``by`` is not the one who gives it.
        DelegationDecided: it was confirmed, or not, before.
        The refusals of ``propose_delegation``: meanwhile it cannot be given any more.
    """
    require(by, Permission.DELEGATION_CONFIRM, on=delegation)
    delegation = _waiting(delegation, by)
    assert delegation.given_by is not None  # noqa: S101  # a constraint of the table
    given = Given(
        post=delegation.post,
        given_by=delegation.given_by,
        capacity=delegation.capacity,
        first_day=delegation.valid_from,
        last_day=delegation.valid_to,
        under=delegation.under,
        passes_on=delegation.passes_on,
        scope=Scope(delegation.procedures, delegation.fields, delegation.matters),
    )
    _check_people(delegation.agency, given, at)
    return _decide(delegation, DelegationState.CONFIRMED, by=by, at=at)


@transaction.atomic
def refuse_delegation(*, delegation: Delegation, by: Account, at: datetime) -> Delegation:
    """Whoever would give the right says that this entry is not to hold.

    Raises:
        NotPermitted: ``by`` is not the one who would give it.
        DelegationDecided: it was confirmed, or not, before.
    """
    require(by, Permission.DELEGATION_CONFIRM, on=delegation)
    return _decide(_waiting(delegation, by), DelegationState.REFUSED, by=by, at=at)


@transaction.atomic
def withdraw_delegation(*, delegation: Delegation, by: Account, at: datetime) -> Delegation:
    """Whoever entered it takes it back before anybody confirmed it; it may be entered anew.

    Raises:
        NotPermitted: ``by`` did not enter it.
        DelegationDecided: it was confirmed, or not, before.
    """
    require(by, Permission.DELEGATION_PROPOSE, on=delegation.agency)
    delegation = _locked(delegation)
    if delegation.proposed_by_id != by.pk:
        raise NotPermitted(permission=Permission.DELEGATION_PROPOSE)
    if delegation.state != DelegationState.PROPOSED:
        raise DelegationDecided()
    delegation.state, delegation.decided_by = DelegationState.REFUSED, by
    delegation.decided_at = at
    delegation.save(update_fields=["state", "decided_by", "decided_at"])
    record(DelegationWithdrawn(**_about(delegation)), by=by, at=at)
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, why: str, by: Actor, at: datetime) -> Delegation:
    """End a right to sign at once: no signature comes after this, also none that is under way.

    Args:
        why: such as the number of the act that revokes it; shown to the public.

    Raises:
        NotPermitted: ``by`` neither administers the agency nor heads it.
        ReasonMissing; DelegationNotHeld: it is not confirmed, revoked before, or over.
    """
    require(by, Permission.DELEGATION_REVOKE, on=delegation)
    if not why.strip():
        raise ReasonMissing()
    delegation = _locked(delegation)
    if isinstance(by, Account) and not may_revoke(by, delegation):
        raise NotPermitted(permission=Permission.DELEGATION_REVOKE)
    is_over = delegation.valid_to is not None and delegation.valid_to < clock.local_day(at)
    if delegation.state != DelegationState.CONFIRMED or delegation.revoked_at or is_over:
        raise DelegationNotHeld()
    delegation.revoked_at, delegation.revoked_why = at, " ".join(why.split())[:300]
    delegation.revoked_by = by if isinstance(by, Account) else None
    delegation.save(update_fields=["revoked_at", "revoked_why", "revoked_by"])
    record(DelegationRevoked(**_about(delegation)), by=by, at=at)
    return delegation


def _check_act(given: Given, act: ActOfDelegation) -> None:
    if not act.number.strip() or act.day is None:
        raise ActMissing()
    if given.last_day and given.last_day < given.first_day:
        raise DaysReversed()
    if act.day > given.first_day:
        raise ActTooLate(day=act.day)
    if rules.must_end(given.capacity) and given.last_day is None:
        raise LastDayMissing()
    if given.passes_on and not rules.may_pass_on(given.capacity):
        raise PassingOnForbidden()


def _check_people(agency: Agency, given: Given, at: datetime) -> None:
    """That the one holds what they give, and the other an office in which to use it."""
    post, giver = given.post, given.given_by
    fits = post.agency_id == agency.pk and post.role == Role.HEAD and given.capacity in GIVEN
    first = max(given.first_day, clock.local_day(at))
    is_over = post.ended_at is not None or (post.valid_to is not None and post.valid_to < first)
    if not fits or is_over:
        raise DelegateUnfit(post=f"{post.account.name}, {post.title}")
    if post.account_id == giver.account_id:
        raise DelegatesThemself()
    if giver.agency_id != agency.pk or not giver.is_held_at(at):
        raise NotTheirsToGive(giver=f"{giver.account.name}, {giver.title}")
    if given.under is None:
        if not giver.signs_by_itself:
            raise NotTheirsToGive(giver=f"{giver.account.name}, {giver.title}")
        return
    _check_passing_on(agency, given, given.under, at)


def _check_passing_on(agency: Agency, given: Given, under: Delegation, at: datetime) -> None:
    if not under.passes_on:
        raise NotPassedOn(act=act_of(under))
    lasts = under.valid_to is None or (
        given.last_day is not None and given.last_day <= under.valid_to
    )
    theirs = under.post_id == given.given_by.pk and under.agency_id == agency.pk
    if not (theirs and under.holds_at(at) and given.scope.within(under) and lasts):
        giver = given.given_by
        raise NotTheirsToGive(giver=f"{giver.account.name}, {giver.title}")


def _gives(by: Actor, giver: Post) -> bool:
    return isinstance(by, Account) and any(post.pk == giver.pk for post in by.posts_in_use)


def _locked(delegation: Delegation) -> Delegation:
    """The row as it is now, held until the commit."""
    rows = Delegation.objects.select_for_update(of=["self"])
    return rows.with_all().get(pk=delegation.pk)


def _waiting(delegation: Delegation, by: Account) -> Delegation:
    delegation = _locked(delegation)
    if delegation.given_by is None or not _gives(by, delegation.given_by):
        raise NotPermitted(permission=Permission.DELEGATION_CONFIRM)
    if delegation.state != DelegationState.PROPOSED:
        raise DelegationDecided()
    return delegation


def _decide(
    delegation: Delegation, state: DelegationState, *, by: Account, at: datetime
) -> Delegation:
    delegation.state, delegation.decided_by, delegation.decided_at = state, by, at
    delegation.save(update_fields=["state", "decided_by", "decided_at"])
    confirmed = state == DelegationState.CONFIRMED
    event = DelegationConfirmed if confirmed else DelegationRefused
    record(event(**_about(delegation)), by=by, at=at)
    return delegation


def _about(delegation: Delegation) -> dict[str, str]:
    """What every event about a delegation says of it."""
    return {
        "case": delegation.case,
        "agency": delegation.agency.code,
        "delegation": str(delegation.uid),
        "post": str(delegation.post.uid),
        "capacity": delegation.capacity,
        "act": delegation.act_number,
        "first_day": str(delegation.valid_from),
        "last_day": str(delegation.valid_to or ""),
    }
