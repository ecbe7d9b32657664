"""A change of the working calendar: proposed by one person, approved by another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import keeping, queries
from toantrinh.lists.changes import Changes, Fault
from toantrinh.trail.actions import record

from .. import two_people
from ..errors import ChangeClosed, ChangeHasFaults
from ..events import CalendarApproved, CalendarProposed, CalendarRefused, CalendarWithdrawn
from ..held import person
from ..models import CalendarChange, Catalogue, ChangeState


@transaction.atomic
def propose_calendar(
    *,
    key: str,
    changes: Changes,
    by: Actor,
    ground: str = "",
    number: str = "",
    signed_on: date | None = None,
    at: datetime | None = None,
) -> CalendarChange:
    """Propose other days or hours; nothing changes before someone else approves. The same ``key``
    again is the same proposal.

    Raises:
        NotPermitted: ``by`` may not propose.
        ChangeHasFaults: it cannot be, or stands already in another open proposal.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, account = at or clock.now(), person(by)
    keeping.lock()  # two clicks, or two people with the same day: the later finds the first
    if same := CalendarChange.objects.filter(key=key, proposed_by=account).first():
        return same
    found = [
        *_faults(changes, at),
        *_faults_of_papers(changes, at, ground=ground, number=number, signed_on=signed_on),
        *_proposed_already(changes),
    ]
    if found:
        raise ChangeHasFaults(found)
    proposal = CalendarChange.objects.create(
        key=key,
        proposed_by=account,
        agency_code=changes.scope,
        what=changes.as_json(),
        ground=ground,
        number=number,
        signed_on=signed_on,
        proposed_at=at,
    )
    event = CalendarProposed(case=proposal.case, agency=proposal.agency_code, uid=str(proposal.uid))
    record(event, by=by, at=at)
    return proposal


@transaction.atomic
def approve_calendar(
    *, proposal: CalendarChange, by: Actor, at: datetime | None = None
) -> CalendarChange:
    """Put what another person proposed into the lists, as a new edition. Due times that were given
    stay what they are: who keeps dossiers learns of it by the event, and records this ground when
    one changes.

    Approved once, again gives the same.

    Raises:
        NotPermitted: ``by`` may not approve.
        SamePerson: ``by`` proposed it, with this or another account.
        ChangeClosed: it was refused or withdrawn.
        ChangeHasFaults: the calendar was changed meanwhile, and it cannot be any more.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    kept, checker = two_people.to_decide(proposal, by)
    if kept.state == ChangeState.APPROVED:
        return kept
    if not kept.is_open:
        raise ChangeClosed
    keeping.lock()
    if found := list(_faults(kept.changes, at)):
        raise ChangeHasFaults(found)
    edition = keeping.adopt(kept.changes, uid=kept.uid, at=at)
    kept.state, kept.edition = ChangeState.APPROVED, edition.pk
    kept.decided_by, kept.decided_at = checker, at
    kept.save(update_fields=["state", "edition", "decided_by", "decided_at"])
    event = CalendarApproved(
        case=kept.case,
        agency=kept.agency_code,
        uid=str(kept.uid),
        edition=edition.pk,
        first_day=str(kept.changes.first_day or ""),
    )
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def refuse_calendar(
    *, proposal: CalendarChange, note: str, by: Actor, at: datetime | None = None
) -> CalendarChange:
    """Do not approve it, and say why. It stays to be read.

    Raises:
        NotPermitted: ``by`` may not approve.
        SamePerson: who proposed it withdraws it.
        ChangeClosed: it is decided already.
        ChangeHasFaults: no reason is given.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    kept = two_people.refused(proposal, note=note, by=by, at=at)
    event = CalendarRefused(case=kept.case, agency=kept.agency_code, uid=str(kept.uid))
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def withdraw_calendar(
    *, proposal: CalendarChange, by: Actor, at: datetime | None = None
) -> CalendarChange:
    """Take back what was proposed before anybody decides. It stays to be read.

    Raises:
        NotPermitted: ``by`` may not propose.
        ProposalOfSomeoneElse: someone else proposed it.
        ChangeClosed: it is decided already.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at = at or clock.now()
    kept = two_people.withdrawn(proposal, by=by, at=at)
    event = CalendarWithdrawn(case=kept.case, agency=kept.agency_code, uid=str(kept.uid))
    record(event, by=by, at=at)
    return kept


def _faults(changes: Changes, at: datetime) -> Iterator[Fault]:
    """What stands against it by the calendar as it is now."""
    code, day = changes.scope, clock.local_day(at)
    if code and not Agency.objects.valid_on(day).filter(code=code).exists():
        yield Fault("scope", _("There is no agency with the code %(code)s.") % {"code": code})
    yield from queries.faults(changes, day)


def _faults_of_papers(
    changes: Changes, at: datetime, *, ground: str, number: str, signed_on: date | None
) -> Iterator[Fault]:
    """Time that was given is changed with a recorded ground only; more so time that has passed."""
    today = clock.local_day(at)
    is_past = changes.first_day is not None and changes.first_day < today
    if is_past and not ground.strip():
        yield Fault("ground", _("The change reaches back before today. Say why that has to be."))
    elif not (ground.strip() or number.strip()):
        yield Fault("ground", _("Say why the calendar changes, or by which decision."))
    yield from two_people.faults_of_decision(at, number=number, signed_on=signed_on)


def _proposed_already(changes: Changes) -> Iterator[Fault]:
    """Two open proposals do not speak of the same thing: who approves would decide twice."""
    for other in CalendarChange.objects.filter(
        state=ChangeState.PROPOSED, agency_code=changes.scope
    ):
        open_days = {each.day for each in other.changes.days}
        for number, each in enumerate(changes.days):
            if each.day in open_days:
                told = {"day": f"{each.day:%d/%m/%Y}"}
                said = _("Another proposal that waits for approval has %(day)s already.")
                yield Fault(f"days.{number}", said % told)
        if changes.hours and other.changes.hours:
            yield Fault(
                "hours.0", _("Another proposal that waits for approval changes these office hours.")
            )
        if changes.announced is not None and changes.announced == other.changes.announced:
            yield Fault(
                "announced", _("Another proposal that waits for approval announces this year.")
            )
