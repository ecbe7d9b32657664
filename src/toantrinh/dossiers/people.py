"""Other persons in a dossier: whom the version asks now, how far they are, what waits for them.

Computed from the answers each time, so that nobody stays asked for what no longer holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from toantrinh.catalogue.parts import Blocks, Part
from toantrinh.core import clock, sealing
from toantrinh.core.calendar import due
from toantrinh.forms.checking import Problem, problems
from toantrinh.forms.visibility import RAW
from toantrinh.identity.models import Account, Party
from toantrinh.identity.rules import fold
from toantrinh.lists import queries as lists
from toantrinh.trail.events import Event

from .errors import PartsWaiting, PersonIsApplicant, PersonUnknown
from .events import PartClosed, PartInvited, PartLapsed, PartWithdrawn
from .handling import CONTENT_FIELDS, about
from .knowing import complete_answers, facts, known_fields
from .models import Dossier, Invitation, InvitationState
from .states import State

STAGES = (Blocks.FILING, Blocks.ACCEPTANCE, Blocks.DECISION)
BEFORE_DECISION = {
    State.FILED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_ASKED,
    State.PAYMENT_ASKED,
}


@dataclass(frozen=True)
class Other:
    """A person the version asks in this case, as the answers name them: ``row`` of a table."""

    part: Part
    number: str
    name: str
    stops: Blocks
    row: int | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.number or self.name)

    @property
    def index(self) -> bytes:
        """By what they are known here. Without a number they can only come to the desk."""
        return sealing.blind_index(self.number or f"name:{fold(self.name)}")

    @property
    def key(self) -> str:
        """What a page calls them; says nothing of who they are."""
        return f"{self.part.key}-{hashlib.sha256(self.index).hexdigest()[:16]}"


@dataclass(frozen=True)
class Standing:
    """How far one of them is: the newest invitation, or none yet."""

    other: Other
    invitation: Invitation | None

    @property
    def is_agreed(self) -> bool:
        return self.invitation is not None and self.invitation.is_agreed

    @property
    def is_open(self) -> bool:
        return self.invitation is not None and self.invitation.is_open

    @property
    def stops(self) -> Blocks:
        """What waits for them now. Whoever comes to the desk is met there: filing need not wait."""
        at_desk = self.invitation is not None and self.invitation.at_desk
        if at_desk and self.other.stops is Blocks.FILING:
            return Blocks.ACCEPTANCE
        return self.other.stops


def others(dossier: Dossier, told: Mapping[str, Any]) -> list[Other]:
    """Everyone the version asks in this case, in its order."""
    found: list[Other] = []
    for part in dossier.version.pack.parts:
        if part.is_asked(told):
            found += _persons(part, dossier, told)
    return found


def _persons(part: Part, dossier: Dossier, told: Mapping[str, Any]) -> Iterator[Other]:
    person, stops = part.person, part.stops(told)
    if not person.group:
        number, name = told.get(person.number), told.get(person.name)
        yield Other(part, str(number or ""), str(name or ""), stops)
        return
    if person.group not in told:  # the table is not asked, or has no rows
        return
    for at, row in enumerate(complete_answers(dossier).get(person.group) or ()):
        number, name = row.get(person.number), row.get(person.name)
        if number or name:
            yield Other(part, str(number or ""), str(name or ""), stops, at)


def standings(dossier: Dossier, told: Mapping[str, Any] | None = None) -> list[Standing]:
    """Everyone the version asks, each with the newest invitation. No query without such parts."""
    if not dossier.version.pack.parts:
        return []
    asked = others(dossier, facts(dossier, at=clock.now()) if told is None else told)
    newest = {_of(each): each for each in dossier.invitations.order_by("invited_at", "id")}
    return [Standing(each, newest.get((each.part.key, each.index))) for each in asked]


def standing_of(invitation: Invitation) -> Standing | None:
    """The one an invitation is about; None when they are not asked any more."""
    for each in standings(invitation.dossier):
        if each.invitation is not None and each.invitation.pk == invitation.pk:
            return each
    return None


def _of(invitation: Invitation) -> tuple[str, bytes]:
    return invitation.part, bytes(invitation.person_index)


def waiting(found: Iterable[Standing], stage: Blocks) -> list[Standing]:
    """Those without whom a dossier does not get past ``stage``."""
    reached = STAGES[: STAGES.index(stage) + 1]
    return [each for each in found if each.stops in reached and not each.is_agreed]


def refuse_while_waiting(dossier: Dossier, told: Mapping[str, Any], stage: Blocks) -> None:
    """Errors: PartsWaiting while a person has not agreed for whom this stage has to wait."""
    if left := waiting(standings(dossier, told), stage):
        raise PartsWaiting(left)


def takes_answers(dossier: Dossier, standing: Standing) -> bool:
    """Whether this person can still answer: in a draft, and later where only that waits."""
    if dossier.is_draft:
        return True
    if standing.stops is Blocks.ACCEPTANCE:
        return dossier.state in {State.FILED, State.SUPPLEMENT_ASKED}
    return standing.stops is Blocks.DECISION and dossier.state in BEFORE_DECISION


def fields_of(dossier: Dossier, part: Part) -> list[str]:
    """Keys of the fields in the sections of a part."""
    sections = dossier.version.form.section_by_key
    return [each.key for key in part.sections for each in sections[key].fields]


def filled_by_others(dossier: Dossier, told: Mapping[str, Any]) -> frozenset[str]:
    """The sections that others fill in and the applicant cannot, by key."""
    parts = (part for part in dossier.version.pack.parts if part.is_filled and part.is_asked(told))
    return frozenset(key for part in parts for key in part.sections)


def of_applicant(
    dossier: Dossier, told: Mapping[str, Any], found: Iterable[Problem]
) -> list[Problem]:
    """The problems that the applicant can solve: those outside the sections of others."""
    theirs = filled_by_others(dossier, told)
    section_of = dossier.version.form.section_of
    return [each for each in found if section_of[each.field.partition(".")[0]].key not in theirs]


def digest(dossier: Dossier, other: Other) -> bytes:
    """Of everything a person agrees to: who they are, and the answers in their sections."""
    answers = complete_answers(dossier)
    said = {key: answers.get(key) for key in fields_of(dossier, other.part)}
    if other.row is not None:
        rows = answers.get(other.part.person.group) or ()
        said[other.part.person.group] = [rows[other.row]]
    document = [other.part.key, other.number, other.name, said]
    plain = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return sealing.blind_index(plain)


def party_of(other: Other) -> Party | None:
    """The person, if they are known here."""
    return Party.objects.with_number(other.number).first() if other.number else None


def merged(dossier: Dossier, new: Mapping[str, Any], own: Iterable[str]) -> dict[str, Any]:
    """The answers with ``new`` in the fields ``own``, and nothing else touched: what others typed
    and could not be understood is theirs too."""
    own = frozenset(own)
    answers = {key: each for key, each in new.items() if key in own}
    current, sent = dossier.answers, new.get(RAW, {}) or {}
    raw = {path: each for path, each in (current.get(RAW) or {}).items() if not _in(path, own)}
    raw |= {path: each for path, each in sent.items() if _in(path, own)}
    whole = {**current, **answers, RAW: raw or None}
    return {key: each for key, each in whole.items() if each is not None}


def _in(path: str, own: frozenset[str]) -> bool:
    return path.partition(".")[0] in own


def until(dossier: Dossier, part: Part, at: datetime) -> datetime | None:
    """The last moment to answer an invitation sent ``at``, by the hours of the agency."""
    if part.within is None:
        return None
    agency = dossier.agency.code if dossier.agency else ""
    return due(lists.calendar_for(agency, clock.local_day(at)), part.within, at)


def about_part(invitation: Invitation) -> dict[str, str]:
    """The columns that every event about an invitation fills."""
    return {
        **about(invitation.dossier),
        "part": invitation.part,
        "invitation": str(invitation.uid),
    }


def invited(
    dossier: Dossier, other: Other, *, by: Account, at: datetime, at_desk: bool = False
) -> tuple[Invitation, Event]:
    """A new row, and the event to record."""
    invitation = Invitation(
        dossier=dossier,
        part=other.part.key,
        person_index=other.index,
        at_desk=at_desk,
        invited_by=by,
        invited_at=at,
        due_at=until(dossier, other.part, at),
    )
    invitation.token_digest = Invitation.digest_of(invitation.token)
    invitation.save(force_insert=True)
    return invitation, PartInvited(**about_part(invitation), at_desk=at_desk)


def end(invitation: Invitation, state: InvitationState, at: datetime) -> None:
    """The row ends in ``state``; the caller records why."""
    invitation.state, invitation.answered_at = state, at
    invitation.save(update_fields=["state", "answered_at"])


def follow_answers(dossier: Dossier, told: Mapping[str, Any], *, at: datetime) -> list[Event]:
    """Hold the invitations against the answers as they are now; the events to record.

    Who is no longer asked, or no longer the person named, is asked no more. What was agreed to and
    has changed is asked anew of the same person, in the same invitation.
    """
    if not dossier.version.pack.parts:
        return []
    live = {_of(each): each for each in dossier.invitations.select_for_update().live()}
    if not live:
        return []
    asked = {(each.part.key, each.index): each for each in others(dossier, told)}
    events: list[Event] = []
    for whom, invitation in live.items():
        invitation.dossier = dossier
        other = asked.get(whom)
        if other is None:
            _forget_filled(invitation)
            end(invitation, InvitationState.WITHDRAWN, at)
            events.append(PartWithdrawn(**about_part(invitation), ground="answers-changed"))
        elif invitation.is_agreed and not _still_stands(invitation, other, told):
            _ask_again(invitation, other, at)
            events.append(PartLapsed(**about_part(invitation)))
    return events


def _still_stands(invitation: Invitation, other: Other, told: Mapping[str, Any]) -> bool:
    """Whether what was agreed to is what the dossier says now, with no question opened since."""
    dossier = invitation.dossier
    if bytes(invitation.confirmed_digest or b"") != digest(dossier, other):
        return False
    if not other.part.is_filled:
        return True
    form, known = dossier.version.form, known_fields(dossier)
    return not any(
        problems(form, dossier.answers, told, section, known=known)
        for section in other.part.sections
    )


def _forget_filled(invitation: Invitation) -> None:
    """What a person filled in who is not asked any more: it was theirs, and is shown to nobody."""
    dossier = invitation.dossier
    parts = {part.key: part for part in dossier.version.pack.parts if part.is_filled}
    if invitation.opened_at is None or invitation.part not in parts:
        return
    own = frozenset(fields_of(dossier, parts[invitation.part]))
    left = {key: each for key, each in dossier.answers.items() if key not in own}
    raw = {path: each for path, each in (left.get(RAW) or {}).items() if not _in(path, own)}
    dossier.write_content(answers={**left, RAW: raw} if RAW in left else left)
    dossier.save(update_fields=CONTENT_FIELDS)


def _ask_again(invitation: Invitation, other: Other, at: datetime) -> None:
    invitation.state, invitation.lapsed_at = InvitationState.WAITING, at
    invitation.answered_at = invitation.answered_by = invitation.opened_at = None
    invitation.confirmed_digest, invitation.proof = None, ""
    invitation.due_at = until(invitation.dossier, other.part, at)
    invitation.save()


def at_filing(
    dossier: Dossier,
    told: Mapping[str, Any],
    *,
    by: Account,
    at: datetime,
    leniently: bool = False,
) -> list[Event]:
    """Once filed: who is still needed is asked, if nobody did yet; for the others it is over.

    ``leniently``: who cannot be found by what is known of them is not asked yet.

    Errors: PersonUnknown, PersonIsApplicant, unless ``leniently``.
    """
    events: list[Event] = []
    for each in standings(dossier, told):
        stays = takes_answers(dossier, each)
        if each.invitation is not None and each.is_open and not stays:
            each.invitation.dossier = dossier
            end(each.invitation, InvitationState.CLOSED, at)
            events.append(PartClosed(**about_part(each.invitation)))
        elif stays and each.invitation is None:
            if leniently and not _can_be_asked(dossier, each.other):
                continue
            hold_to_person(dossier, each.other, at_desk=True)
            at_desk = not each.other.number
            events.append(invited(dossier, each.other, by=by, at=at, at_desk=at_desk)[1])
    return events


def _can_be_asked(dossier: Dossier, other: Other) -> bool:
    try:
        hold_to_person(dossier, other, at_desk=True)
    except (PersonUnknown, PersonIsApplicant):
        return False
    return True


def hold_to_person(dossier: Dossier, other: Other, *, at_desk: bool) -> None:
    """Errors: PersonUnknown when nobody could be found by what is known of them; PersonIsApplicant
    when their number is the owner's own."""
    if not (other.number or (at_desk and other.name)):
        raise PersonUnknown
    if other.number and other.number == dossier.owner.number:
        raise PersonIsApplicant(label=other.part.label)
