"""Asking other persons for their part of a dossier: invite, remind, withdraw, let time run out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import people
from ..errors import PartEnded, PartNotAsked
from ..events import PartAgreed, PartExpired, PartReminded, PartWithdrawn
from ..handling import locked, principal
from ..models import Dossier, Invitation, InvitationState
from ..people import Standing, about_part

LEAST_BETWEEN = timedelta(hours=1)  # of two messages to the same person


@transaction.atomic
def invite(
    *,
    dossier: Dossier,
    other: str,
    by: Account,
    at_desk: bool = False,
    at: datetime | None = None,
) -> Invitation:
    """Ask one person for one part; whoever is asked already, or has agreed, is not asked twice.

    Args:
        other: ``people.Other.key`` of the person, from the page.
        at_desk: both will come to the desk; also for one who is already asked.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        PartNotAsked: the version asks no such person, or not any more.
        PersonUnknown: there is no number, without which nobody is found but at the desk.
        PersonIsApplicant: the number is the owner's own.
    """
    require(by, Permission.PART_INVITE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    found = _asked(dossier, other)
    people.hold_to_person(dossier, found.other, at_desk=at_desk)
    there = found.invitation
    if there is not None and (there.is_open or there.is_agreed):
        if at_desk and there.is_open and not there.at_desk:
            there.at_desk = True
            there.save(update_fields=["at_desk"])
        return there
    invitation, event = people.invited(dossier, found.other, by=by, at=at, at_desk=at_desk)
    record(event, by=by, at=at, on_behalf_of=principal(dossier, by))
    return invitation


def _asked(dossier: Dossier, other: str) -> Standing:
    for each in people.standings(dossier):
        if each.other.key == other and people.takes_answers(dossier, each):
            return each
    raise PartNotAsked


@transaction.atomic
def remind(*, invitation: Invitation, by: Account, at: datetime | None = None) -> Invitation:
    """Send the words about the invitation once more; within the same hour only once.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        PartEnded: there is nothing to remind of.
    """
    require(by, Permission.PART_INVITE, on=invitation.dossier)
    at = at or clock.now()
    invitation = _held(invitation)
    if not invitation.is_open:
        raise PartEnded(state=invitation.get_state_display())
    last = invitation.reminded_at or invitation.invited_at
    if at - last < LEAST_BETWEEN:
        return invitation
    invitation.reminded_at = at
    invitation.save(update_fields=["reminded_at"])
    event = PartReminded(**about_part(invitation))
    record(event, by=by, at=at, on_behalf_of=principal(invitation.dossier, by))
    return invitation


@transaction.atomic
def withdraw_invitation(
    *, invitation: Invitation, by: Account, at: datetime | None = None
) -> Invitation:
    """Take an invitation back, before or after it is answered. A second click changes nothing.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        PartEnded: the dossier went on, and what was agreed to stands.
    """
    require(by, Permission.PART_INVITE, on=invitation.dossier)
    at = at or clock.now()
    invitation = _held(invitation)
    if not (invitation.is_open or invitation.is_agreed):
        return invitation
    if invitation.is_agreed and not invitation.dossier.is_draft:
        raise PartEnded(state=invitation.get_state_display())
    people.end(invitation, InvitationState.WITHDRAWN, at)
    event = PartWithdrawn(**about_part(invitation), ground="applicant")
    record(event, by=by, at=at, on_behalf_of=principal(invitation.dossier, by))
    return invitation


@transaction.atomic
def expire_invitation(
    *, invitation: Invitation, by: Actor, at: datetime | None = None
) -> Invitation:
    """End an invitation whose time is over: agreed where the version takes silence so, else
    without an answer. Earlier, or a second time, nothing changes.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.PART_EXPIRE, on=invitation.dossier)
    at = at or clock.now()
    invitation = _held(invitation)
    if not invitation.is_open or invitation.due_at is None or invitation.due_at > at:
        return invitation
    found = people.standing_of(invitation)
    if found is None or not found.other.part.silence_agrees:
        people.end(invitation, InvitationState.EXPIRED, at)
        record(PartExpired(**about_part(invitation)), by=by, at=at)
        return invitation
    invitation.confirmed_digest = people.digest(invitation.dossier, found.other)
    invitation.save(update_fields=["confirmed_digest"])
    people.end(invitation, InvitationState.SILENT, at)
    event = PartAgreed(**about_part(invitation), means="silence", filled=False)
    record(event, by=by, at=at)
    return invitation


def _held(invitation: Invitation) -> Invitation:
    """The row and its dossier, both held until the commit: the dossier first, as everywhere."""
    dossier = locked(invitation.dossier)
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    invitation.dossier = dossier
    return invitation
