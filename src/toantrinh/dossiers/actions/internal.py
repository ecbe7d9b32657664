"""What agencies ask of each other: begun, handed in, and brought about once it is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue.errors import ProposalOfSomeoneElse
from toantrinh.catalogue.internal import Effect, Owner
from toantrinh.catalogue.models import DecisionKind, ProcedureVersion, Proposal
from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.core.errors import Refusal
from toantrinh.identity import actions as identity
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import NotPermitted, Permission, require
from toantrinh.papers.models import IssuedPaper
from toantrinh.signing import actions as signing
from toantrinh.signing import queries as signatures
from toantrinh.signing.models import Purpose
from toantrinh.trail.actions import record

from .. import assignments, competence, internal
from ..errors import ProcedureNotInForce
from ..events import DossierBegun
from ..handling import about, locked
from ..internal_errors import (
    AskedItself,
    NoAgencyChosen,
    OfficerLeft,
    OfficerNotOfAgency,
    ProposalNeeded,
)
from ..internal_events import EffectFailed, EffectTaken, RequestPassedOn
from ..models import Assistance, Channel, Dossier, EffectState, InternalRequest, PaperKind
from ..states import State

HOUSE = System("dossiers")
BACK = (State.SUPPLEMENT_ASKED, State.NOT_ACCEPTED, State.STOPPED)
LONGEST_TROUBLE = 500


@transaction.atomic
def begin_internal(
    *,
    version: ProcedureVersion,
    asked_by: Agency,
    key: str,
    by: Account,
    agency: Agency | None = None,
    officer: Account | None = None,
    proposal: Proposal | None = None,
    at: datetime | None = None,
) -> Dossier:
    """A draft by which ``asked_by`` asks for an internal procedure. Its owner is that agency as a
    party, or ``officer`` where the version says so.

    Args:
        key: from the page; the same key of the same owner is the same draft.
        agency: who is asked, where the version leaves that to whoever asks.
        proposal: what shall be published, of a version with that effect.

    Raises:
        NotPermitted: no post in use of ``by`` at ``asked_by`` asks for this.
        ProcedureNotInForce: the version is not in force today.
        NoAgencyChosen, AskedItself: of ``agency``.
        OfficerNotOfAgency: ``officer`` is missing, or holds no post at ``asked_by``.
        ProposalNeeded, ProposalOfSomeoneElse: of ``proposal``.
    """
    require(by, Permission.INTERNAL_ASK, on=asked_by)
    if not internal.may_ask(by, version, asked_by):
        raise NotPermitted(permission=Permission.INTERNAL_ASK)
    at = at or clock.now()
    if not version.holds_on(clock.local_day(at)):
        raise ProcedureNotInForce(procedure=version.name, day=clock.local_day(at))
    _check_agency(version, agency, asked_by, at)
    _check_proposal(version, proposal, by)
    owner = _owner(version, asked_by, officer, by, at)
    Party.objects.select_for_update().get(pk=owner.pk)  # two clicks at once wait for each other
    if again := Dossier.objects.filter(owner=owner, key=key).first():
        return again
    dossier = Dossier(
        version=version,
        owner=owner,
        agency=agency,
        **_asking_for(owner, asked_by, by),
        channel=Channel.ONLINE,
        key=key,
        begun_at=at,
        changed_at=at,
    )
    dossier.write_content(answers={})
    dossier.save(force_insert=True)
    InternalRequest.objects.create(
        dossier=dossier, asked_by=asked_by, officer=officer, proposal=proposal
    )
    record(DossierBegun(**about(dossier)), by=by, at=at)
    return dossier


def _asking_for(owner: Party, asked_by: Agency, by: Account) -> dict[str, Any]:
    """Who prepares it for the agency, or for one of its officers, has it in hand too."""
    if owner.pk == by.party_id:
        return {}
    return {"assisted_by": by, "assisted_in": asked_by, "assistance": Assistance.AGENCY}


def _check_agency(
    version: ProcedureVersion, agency: Agency | None, asked_by: Agency, at: datetime
) -> None:
    among = competence.choosable(version, clock.local_day(at))
    if not version.pack.competent_body.ordinary.is_chosen:
        return
    if agency is None or not among.filter(pk=agency.pk).exists():
        raise NoAgencyChosen
    if agency.pk == asked_by.pk:
        raise AskedItself


def _check_proposal(version: ProcedureVersion, proposal: Proposal | None, by: Account) -> None:
    publishes = internal.terms_of(version).effect is Effect.PUBLISH_PROCEDURE
    if publishes != (proposal is not None):
        raise ProposalNeeded
    if proposal is not None and proposal.proposed_by_id != by.pk:
        raise ProposalOfSomeoneElse


def _owner(
    version: ProcedureVersion, asked_by: Agency, officer: Account | None, by: Account, at: datetime
) -> Party:
    if internal.terms_of(version).owner is Owner.AGENCY:
        return identity.party_of(agency=asked_by, by=by, at=at)
    posts = internal.officers_of([asked_by], clock.local_day(at))
    if officer is None or officer.party is None or officer.pk not in {p.account_id for p in posts}:
        raise OfficerNotOfAgency(agency=asked_by.name)
    return officer.party


def hand_in(*, dossier: Dossier, by: Account, at: datetime) -> None:
    """With the filing, or with what completes it: the proposal is held, and its digest kept.

    Inside the transaction of the caller. Nothing to do for a dossier of citizens.

    Raises:
        NotPermitted: ``by`` does not file it, or holds no post that asks for this.
        AskedItself: the agency that asks was chosen as the one that is asked.
        ProposalOfSomeoneElse, ProposalClosed, ProposalStale, PackHasProblems, DiffersFromRecord.
    """
    require(by, Permission.DOSSIER_SUBMIT, on=dossier)
    if not dossier.version.is_internal:
        return
    request = InternalRequest.objects.select_for_update(of=["self"]).get(dossier=dossier)
    if not internal.may_ask(by, dossier.version, request.asked_by):
        raise NotPermitted(permission=Permission.INTERNAL_ASK)
    if dossier.agency_id == request.asked_by_id and (
        dossier.version.pack.competent_body.ordinary.is_chosen
    ):
        raise AskedItself
    if request.proposal is not None:
        held = catalogue.announce_proposal(
            proposal=request.proposal, case=dossier.case, by=by, at=at
        )
        request.digest = held.digest
        request.save(update_fields=["digest"])


@transaction.atomic
def release_attached(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Dossier:
    """Give the proposal back when the dossier ended without a decision, was denied, or has to be
    completed. A second time, or while it is being decided, changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at, dossier = at or clock.now(), locked(dossier)
    request = internal.request_of(dossier)
    if request is None or request.proposal is None:
        return dossier
    if dossier.state in BACK or internal.was_denied(dossier):
        catalogue.release_proposal(proposal=request.proposal, case=dossier.case, by=by, at=at)
    return dossier


@transaction.atomic
def pass_on_request(
    *, request: InternalRequest, by: Actor, at: datetime | None = None
) -> InternalRequest:
    """What an agency asked that has ended since is now asked, and owned where it was its own, by
    the one that has its work. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=request.dossier)
    at, dossier = at or clock.now(), locked(request.dossier)
    rows = InternalRequest.objects.select_related("asked_by__successor")
    kept = rows.select_for_update(of=["self"]).get(pk=request.pk)
    before, after = kept.asked_by, assignments.heir(kept.asked_by, clock.local_day(at))
    if after == before:
        return kept
    if dossier.owner_id == before.party_id:
        dossier.owner = identity.party_of(agency=after, by=by, at=at)
        dossier.save(update_fields=["owner"])
    kept.asked_by = after
    kept.save(update_fields=["asked_by"])
    told = RequestPassedOn(**about(dossier), before=before.code, asked_by=after.code)
    record(told, by=by, at=at)
    return kept


@transaction.atomic
def take_effect(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Dossier:
    """Bring about what the signed and sealed result says. Done once, again changes nothing; what
    cannot be done is kept with its reason, and may be tried again.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at, dossier = at or clock.now(), locked(dossier)
    found = internal.request_of(dossier)
    effect = internal.terms_of(dossier.version).effect if found else None
    if found is None or effect is None or found.effect == EffectState.DONE:
        return dossier
    if dossier.settled_at is None or internal.was_denied(dossier):
        return dossier
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            EFFECTS[effect](dossier, found, at)
    except Refusal as refusal:
        with translation.override(settings.LANGUAGE_CODE):
            said = f"{refusal} {refusal.what_to_do}".strip()
        found.effect, found.trouble = EffectState.FAILED, said[:LONGEST_TROUBLE]
        found.save(update_fields=["effect", "trouble"])
        failed = EffectFailed(**about(dossier), effect=effect.value, code=refusal.code)
        record(failed, by=by, at=at)
        return dossier
    found.effect, found.trouble, found.effected_at = EffectState.DONE, "", at
    found.save(update_fields=["effect", "trouble", "effected_at"])
    record(EffectTaken(**about(dossier), effect=effect.value), by=by, at=at)
    return dossier


def retry_effect(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Dossier:
    """Try again to bring about what could not be.

    Raises:
        NotPermitted: ``by`` does not process dossiers of this agency.
    """
    require(by, Permission.DOSSIER_PROCESS, on=dossier)
    return take_effect(dossier=dossier, by=HOUSE, at=at)


def _publish(dossier: Dossier, request: InternalRequest, at: datetime) -> None:
    """The proposal becomes what it proposes, with the number of the decision as its source."""
    if request.proposal is None:
        raise ProposalNeeded
    issued = IssuedPaper.objects.get(case=dossier.case, kind=PaperKind.RESULT)
    signed = signatures.signed(dossier.case, Purpose.DECISION)
    told = {
        "number": issued.number,
        "signed_on": str(clock.local_day(signed.signed_at or at)),
        "signer": issued.signer_name,
        "agency": issued.agency_name,
    }
    kinds = (
        (DecisionKind.REPEAL,)
        if request.proposal.is_end
        else (DecisionKind.ANNOUNCEMENT, DecisionKind.PROCESS)
    )
    catalogue.publish_announced(
        proposal=request.proposal,
        case=dossier.case,
        digest=request.digest,
        decisions={kind.value: told for kind in kinds},
        signed_by=signed.account,
        by=HOUSE,
        at=at,
    )


def _certify(dossier: Dossier, request: InternalRequest, at: datetime) -> None:
    """The officer gets a certificate for the agency that asked."""
    if request.officer is None or not internal.is_still_there(request):
        raise OfficerLeft(agency=request.asked_by.name)
    signing.issue_demo_certificate(
        agency=request.asked_by, account=request.officer, by=HOUSE, at=at
    )


EFFECTS: dict[Effect, Callable[[Dossier, InternalRequest, datetime], None]] = {
    Effect.PUBLISH_PROCEDURE: _publish,
    Effect.ISSUE_CERTIFICATE: _certify,
}
