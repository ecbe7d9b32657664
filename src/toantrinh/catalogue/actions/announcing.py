"""A proposal that is published by a signed decision: handed in with a dossier, held while it is
decided, published once the decision is signed and sealed, or given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from ..errors import AnnouncedElsewhere, ProposalNotSubmitted, SamePerson
from ..events import ProposalAnnounced, ProposalSentBack, ProposalSubmitted
from ..held import locked, own, refuse_changed, refuse_stale, refuse_unpublishable
from ..models import Catalogue, Decision, ProcedureVersion, Proposal, ProposalState
from .proposing import bring_about


@transaction.atomic
def announce_proposal(
    *, proposal: Proposal, case: str, by: Actor, at: datetime | None = None
) -> Proposal:
    """Hand a proposal in with the dossier ``case``; from now on nobody changes it.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProposalOfSomeoneElse, ProposalClosed, ProposalStale.
        DiffersFromRecord: code or name differ from the national record, and no ground is given.
        PackHasProblems: it could not be published.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), own(proposal, by)
    refuse_unpublishable(kept)
    kept.state, kept.submitted_at, kept.note = ProposalState.CHECKED, at, ""
    kept.announced_in = case
    kept.save(update_fields=["state", "submitted_at", "note", "announced_in"])
    event = ProposalSubmitted(
        case=f"procedure:{kept.code}",
        procedure=kept.code,
        uid=str(kept.uid),
        digest=kept.digest,
    )
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def release_proposal(
    *, proposal: Proposal, case: str, by: Actor, note: str = "", at: datetime | None = None
) -> Proposal:
    """Give a proposal back to whoever prepared it: its dossier ``case`` ended without a decision,
    or asks for something else. Done twice, or for another dossier, it changes nothing.

    Raises:
        NotPermitted: ``by`` may not design procedures.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), locked(proposal)
    if kept.state != ProposalState.CHECKED or kept.announced_in != case:
        return kept
    kept.state, kept.note = ProposalState.PREPARED, note
    kept.submitted_at, kept.announced_in = None, ""
    kept.save(update_fields=["state", "note", "submitted_at", "announced_in"])
    event = ProposalSentBack(case=f"procedure:{kept.code}", procedure=kept.code, uid=str(kept.uid))
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def publish_announced(
    *,
    proposal: Proposal,
    case: str,
    digest: str,
    decisions: Mapping[str, Mapping[str, str]],
    signed_by: Account,
    by: Actor,
    at: datetime | None = None,
) -> ProcedureVersion:
    """Publish what a decision announces, with the decision as its source; or end the procedure.

    Published once, again gives the same version.

    Args:
        case: the dossier with which it was handed in.
        digest: of what the signed document names.
        decisions: what each ``Decision`` of the version says, by kind.
        signed_by: who signed the decision, and so checked it.

    Raises:
        NotPermitted: ``by`` may not publish.
        SamePerson: ``signed_by`` proposed it, with this or another account.
        ProposalNotSubmitted, ProposalStale.
        AnnouncedElsewhere: it is not handed in with this dossier.
        SignedForAnother: it is not what the document names.
        PackHasProblems: it does not pass the checks any more.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at, kept = at or clock.now(), locked(proposal)
    if kept.announced_in != case:
        raise AnnouncedElsewhere(name=kept.name)
    if kept.state == ProposalState.PUBLISHED and kept.version:
        return kept.version
    if kept.state != ProposalState.CHECKED:
        raise ProposalNotSubmitted
    if kept.proposed_by.party_id == signed_by.party_id:
        raise SamePerson
    refuse_changed(kept, digest)
    refuse_stale(kept)
    version = bring_about(kept=kept, by=by, at=at)
    for kind, told in decisions.items():
        Decision.objects.get_or_create(version=version, kind=kind, defaults=dict(told))
    kept.decisions = {kind: dict(told) for kind, told in decisions.items()}
    kept.state, kept.closed_at = ProposalState.PUBLISHED, at
    kept.checked_by, kept.version = signed_by, version
    kept.save(update_fields=["decisions", "state", "closed_at", "checked_by", "version"])
    event = ProposalAnnounced(
        case=f"procedure:{kept.code}",
        procedure=kept.code,
        uid=str(kept.uid),
        made=str(version.uid),
        dossier=case,
        digest=digest,
    )
    record(event, by=by, at=at)
    return version
