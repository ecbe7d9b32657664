"""A proposal held until the commit by whoever changes it, and what stands against going on."""

from __future__ import annotations

from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Permission

from . import proposed
from .errors import (
    PackHasProblems,
    ProposalBeingAnnounced,
    ProposalClosed,
    ProposalOfSomeoneElse,
    ProposalStale,
    SamePerson,
    SignedForAnother,
)
from .models import Proposal, ProposalState, ProposedChange
from .queries import ground_of, latest, layer_of
from .reading import read


def person(by: Actor) -> Account:
    """Proposing and checking is for people. Errors: NotPermitted."""
    if not isinstance(by, Account):
        raise NotPermitted(permission=Permission.PROCEDURE_DESIGN)
    return by


def another(kept: Proposal | ProposedChange, by: Actor) -> Account:
    """Who checks what one person proposed: somebody else. Errors: NotPermitted, SamePerson."""
    checker = person(by)
    if kept.proposed_by.party_id == checker.party_id:
        raise SamePerson
    return checker


def locked(proposal: Proposal) -> Proposal:
    """The row as it is now, held until the commit."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("proposed_by", "version")
        .get(pk=proposal.pk)
    )


def own(proposal: Proposal, by: Actor) -> Proposal:
    """``locked``, while ``by`` prepares it. Errors: ProposalOfSomeoneElse, ProposalClosed."""
    kept = locked(proposal)
    if kept.proposed_by_id != person(by).pk:
        raise ProposalOfSomeoneElse
    if kept.state != ProposalState.PREPARED:
        raise ProposalClosed
    return kept


def refuse_stale(kept: Proposal) -> None:
    """Errors: ProposalStale when others published something of it meanwhile."""
    base, row = latest(kept.code), layer_of(kept.code)
    if (base and base.pk) != kept.base_id or (row and row.pk) != kept.base_layer_id:
        raise ProposalStale(name=kept.name)


def refuse_announced(kept: Proposal) -> None:
    """Errors: ProposalBeingAnnounced while a dossier decides about it."""
    if kept.announced_in:
        raise ProposalBeingAnnounced


def refuse_unpublishable(proposal: Proposal) -> None:
    """Errors: ProposalStale, PackHasProblems, DiffersFromRecord."""
    refuse_stale(proposal)
    definition, problems = proposed.examined(proposal)
    if problems:
        raise PackHasProblems(problems)
    if definition is not None:
        ground_of(read(definition), proposal.ground)


def refuse_changed(proposal: Proposal, digest: str) -> None:
    """Errors: SignedForAnother when the proposal is not what ``digest`` was taken of."""
    if proposal.digest != digest:
        raise SignedForAnother(name=proposal.name, digest=digest[:12])
