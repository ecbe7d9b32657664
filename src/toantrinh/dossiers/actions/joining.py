"""Other persons do their part of a dossier: open, read, fill in, agree, decline; or at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Permission, Role, may, require
from toantrinh.trail.actions import record, record_access, record_all

from .. import people
from ..errors import (
    PartChanged,
    PartEnded,
    PartIncomplete,
    PartNotAsked,
    ProofMissing,
    ReasonMissing,
)
from ..events import PartAgreed, PartDeclined, PartOpened, PartRead
from ..handling import CONTENT_FIELDS, locked
from ..knowing import facts
from ..models import OPEN, UNANSWERED, Invitation, InvitationState, Proof
from ..people import Standing, about_part
from ..theirs import Theirs

DESK, ONLINE = "desk", "online"
READABLE = (InvitationState.OPENED, InvitationState.FILLED, InvitationState.CONFIRMED)


@transaction.atomic
def open_part(*, invitation: Invitation, by: Account, at: datetime | None = None) -> Invitation:
    """The person invited opens their part. A second click changes nothing.

    Raises:
        NotPermitted: ``by`` is not the person invited.
        PartEnded, PartNotAsked: it is over, or no longer asked.
    """
    require(by, Permission.PART_ANSWER, on=invitation)
    at = at or clock.now()
    invitation, _found = _open(invitation, at)
    if invitation.state == InvitationState.WAITING:
        invitation.state, invitation.opened_at = InvitationState.OPENED, at
        invitation.save(update_fields=["state", "opened_at"])
        record(PartOpened(**about_part(invitation)), by=by, at=at)
    return invitation


def read_part(*, invitation: Invitation, by: Account) -> Theirs:
    """What the part shows, and nothing else of the dossier. The look is written down first.

    Not inside a transaction: the look is committed even if the page that shows it fails.

    Raises:
        NotPermitted: ``by`` is neither the person invited nor an officer of the agency.
        PartEnded: it is not opened yet, or over. PartNotAsked: it is no longer asked.
    """
    require(by, Permission.PART_READ, on=invitation)
    if invitation.state not in READABLE and not may(by, Permission.PART_RECORD, on=invitation):
        raise PartEnded(state=invitation.get_state_display())
    found = people.standing_of(invitation)
    if found is None:
        raise PartNotAsked
    record_access(PartRead(**about_part(invitation)), by=by)
    return Theirs(invitation.dossier, found.other)


@transaction.atomic
def save_part(
    *,
    invitation: Invitation,
    answers: Mapping[str, Any],
    by: Account,
    at: datetime | None = None,
) -> Invitation:
    """Merge answers into the sections that this person fills in; others are not touched.

    Not in the trail, as ``save_answers``: what was filled in counts once it is declared.

    Raises:
        NotPermitted: ``by`` is neither the person invited nor an officer who helps them.
        PartEnded, PartNotAsked: it is over, no longer asked, or only to be confirmed.
    """
    require(by, Permission.PART_FILL, on=invitation)
    at = at or clock.now()
    helps = may(by, Permission.PART_RECORD, on=invitation)
    invitation, found = _open(invitation, at, at_desk=helps)
    if not found.other.part.is_filled:
        raise PartNotAsked
    _keep(invitation, found, answers, by=by, at=at)
    return invitation


def _keep(
    invitation: Invitation,
    found: Standing,
    answers: Mapping[str, Any],
    *,
    by: Account,
    at: datetime,
) -> None:
    """Write into the sections of this part; what others agreed to there is asked anew."""
    dossier = invitation.dossier
    own = people.fields_of(dossier, found.other.part)
    dossier.write_content(answers=people.merged(dossier, answers, own))
    dossier.changed_at = at
    dossier.save(update_fields=[*CONTENT_FIELDS, "changed_at"])
    if events := people.follow_answers(dossier, facts(dossier, at=at), at=at):
        record_all(events, by=by, at=at)


@transaction.atomic
def confirm_part(
    *, invitation: Invitation, seen: str, by: Account, at: datetime | None = None
) -> Invitation:
    """The person invited agrees to the declaration of their part, as they saw it.

    Args:
        seen: ``Theirs.seen`` of the page they read.

    Raises:
        NotPermitted: ``by`` is not the person invited.
        PartEnded, PartNotAsked: it is over, or no longer asked. A second click changes nothing.
        PartChanged: the applicant changed it meanwhile.
        PartIncomplete: they have not filled in everything; in ``.problems``.
    """
    require(by, Permission.PART_ANSWER, on=invitation)
    at = at or clock.now()
    if (agreed := _agreed(invitation)) is not None:
        return agreed
    invitation, found = _open(invitation, at)
    _agree(invitation, found, seen, means=ONLINE, by=by, at=at)
    return invitation


@transaction.atomic
def decline_part(
    *, invitation: Invitation, reason: str, by: Account, at: datetime | None = None
) -> Invitation:
    """The person invited does not agree, and says why. A second click changes nothing.

    Raises:
        NotPermitted: ``by`` is not the person invited.
        PartEnded, PartNotAsked: it is over, or no longer asked. ReasonMissing: nothing says why.
    """
    require(by, Permission.PART_ANSWER, on=invitation)
    at = at or clock.now()
    if Invitation.objects.filter(pk=invitation.pk, state=InvitationState.DECLINED).exists():
        return invitation
    invitation, _found = _open(invitation, at)
    _decline(invitation, reason, means=ONLINE, by=by, at=at)
    return invitation


@transaction.atomic
def record_part_at_desk(
    *,
    invitation: Invitation,
    agrees: bool,
    proof: str,
    seen: str,
    by: Account,
    reason: str = "",
    at: datetime | None = None,
) -> Invitation:
    """An officer records that the person came, by which document they were known, what they said.

    What they fill in was typed with them before (``save_part``). A second click changes nothing.

    Raises:
        NotPermitted: ``by`` is no officer of the agency, or it is the officer's own dossier.
        ProofMissing: no document is named.
        PartEnded, PartNotAsked, PartChanged, PartIncomplete, ReasonMissing: as the person's own.
    """
    require(by, Permission.PART_RECORD, on=invitation)
    if Role.OWNER in invitation.dossier.roles_of(by):
        raise NotPermitted(permission=Permission.PART_RECORD)
    at = at or clock.now()
    if (agreed := _agreed(invitation)) is not None:
        return agreed
    if proof not in Proof.values:
        raise ProofMissing
    invitation, found = _open(invitation, at, at_desk=True)
    invitation.proof, invitation.at_desk = proof, True
    if agrees:
        _agree(invitation, found, seen, means=DESK, by=by, at=at)
    else:
        _decline(invitation, reason, means=DESK, by=by, at=at)
    return invitation


def _agree(
    invitation: Invitation, found: Standing, seen: str, *, means: str, by: Account, at: datetime
) -> None:
    theirs = Theirs(invitation.dossier, found.other)
    if seen != theirs.seen:
        raise PartChanged
    is_filled = found.other.part.is_filled
    if is_filled:
        if problems := theirs.problems():
            raise PartIncomplete(problems)
        _keep(invitation, found, theirs.with_known, by=by, at=at)
    invitation.state = InvitationState.FILLED if is_filled else InvitationState.CONFIRMED
    invitation.confirmed_digest = people.digest(invitation.dossier, found.other)
    invitation.answered_at, invitation.answered_by, invitation.lapsed_at = at, by, None
    invitation.save()
    record(PartAgreed(**about_part(invitation), means=means, filled=is_filled), by=by, at=at)


def _decline(invitation: Invitation, reason: str, *, means: str, by: Account, at: datetime) -> None:
    if not reason.strip():
        raise ReasonMissing
    invitation.state, invitation.reason = InvitationState.DECLINED, reason.strip()
    invitation.answered_at, invitation.answered_by = at, by
    invitation.save()
    record(PartDeclined(**about_part(invitation), means=means), by=by, at=at)


def _agreed(invitation: Invitation) -> Invitation | None:
    found = Invitation.objects.select_related("dossier").filter(pk=invitation.pk).live().first()
    return found if found is not None and found.is_agreed else None


def _open(
    invitation: Invitation, at: datetime, *, at_desk: bool = False
) -> tuple[Invitation, Standing]:
    """The row, its dossier and whom it is about, held until the commit. Whoever declined or was
    late may still come to the desk.

    Errors: PartEnded when it is answered or over, PartNotAsked when nobody is asked any more.
    """
    dossier = locked(invitation.dossier)
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    invitation.dossier = dossier
    is_late = invitation.due_at is not None and invitation.due_at <= at
    may_answer = invitation.is_open and not is_late
    if not (may_answer or (at_desk and invitation.state in (*OPEN, *UNANSWERED))):
        ended = InvitationState.EXPIRED if invitation.is_open else invitation.state
        raise PartEnded(state=InvitationState(ended).label)
    found = people.standing_of(invitation)
    if found is None or not people.takes_answers(dossier, found):
        raise PartNotAsked
    return invitation, found
