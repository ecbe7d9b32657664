"""A change of the inventory of internal procedures: proposed by one person, approved by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists.changes import Fault
from toantrinh.trail.actions import record

from .. import inventory, two_people
from ..errors import ChangeClosed, ChangeHasFaults
from ..events import (
    InventoryApproved,
    InventoryLoaded,
    InventoryProposed,
    InventoryRefused,
    InventoryWithdrawn,
)
from ..held import person
from ..inventory import Entry
from ..locking import lock
from ..models import Catalogue, ChangeState, InternalProcedure, InventoryChange

CASE = "inventory"


@transaction.atomic
def propose_inventory(
    *,
    key: str,
    entries: Sequence[Entry],
    by: Actor,
    ground: str = "",
    number: str = "",
    signed_on: date | None = None,
    at: datetime | None = None,
) -> InventoryChange:
    """Propose how internal procedures shall be; nothing changes before someone else approves. The
    same ``key`` again is the same proposal.

    Raises:
        NotPermitted: ``by`` may not propose.
        ChangeHasFaults: it cannot be, or stands already in another open proposal.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, account = at or clock.now(), person(by)
    lock(CASE)  # two clicks, or two people with the same procedure: the later finds the first
    if same := InventoryChange.objects.filter(key=key, proposed_by=account).first():
        return same
    found = [
        *_faults(entries, at),
        *_faults_of_papers(at, ground=ground, number=number, signed_on=signed_on),
        *_proposed_already(entries),
    ]
    if found:
        raise ChangeHasFaults(found)
    there = InternalProcedure.objects.filter(code__in=[entry.code for entry in entries])
    change = InventoryChange.objects.create(
        key=key,
        proposed_by=account,
        what=[entry.as_json() for entry in entries],
        before=list(there.order_by("code").values_list("what", flat=True)),
        ground=ground.strip(),
        number=number.strip(),
        signed_on=signed_on,
        proposed_at=at,
    )
    event = InventoryProposed(case=change.case, uid=str(change.uid), procedures=len(entries))
    record(event, by=by, at=at)
    return change


@transaction.atomic
def approve_inventory(
    *, change: InventoryChange, by: Actor, at: datetime | None = None
) -> InventoryChange:
    """Let internal procedures be as another person proposed. Approved once, again gives the same.

    Raises:
        NotPermitted: ``by`` may not approve.
        SamePerson: ``by`` proposed it, with this or another account.
        ChangeClosed: it was refused or withdrawn.
        ChangeHasFaults: it cannot be any more, as when an agency ended.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    kept, checker = two_people.to_decide(change, by)
    if kept.state == ChangeState.APPROVED:
        return kept
    if not kept.is_open:
        raise ChangeClosed
    lock(CASE)
    entries = kept.entries
    if found := list(_faults(entries, at)):
        raise ChangeHasFaults(found)
    _put(entries, kept, at)
    kept.state, kept.decided_by, kept.decided_at = ChangeState.APPROVED, checker, at
    kept.save(update_fields=["state", "decided_by", "decided_at"])
    event = InventoryApproved(case=kept.case, uid=str(kept.uid), procedures=len(entries))
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def refuse_inventory(
    *, change: InventoryChange, note: str, by: Actor, at: datetime | None = None
) -> InventoryChange:
    """Do not approve it, and say why. It stays to be read.

    Raises:
        NotPermitted: ``by`` may not approve.
        SamePerson: who proposed it withdraws it.
        ChangeClosed: it is decided already.
        ChangeHasFaults: no reason is given.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    kept = two_people.refused(change, note=note, by=by, at=at)
    record(InventoryRefused(case=kept.case, uid=str(kept.uid)), by=by, at=at)
    return kept


@transaction.atomic
def withdraw_inventory(
    *, change: InventoryChange, by: Actor, at: datetime | None = None
) -> InventoryChange:
    """Take back what was proposed before anybody decides. It stays to be read.

    Raises:
        NotPermitted: ``by`` may not propose.
        ProposalOfSomeoneElse: someone else proposed it.
        ChangeClosed: it is decided already.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at = at or clock.now()
    kept = two_people.withdrawn(change, by=by, at=at)
    record(InventoryWithdrawn(case=kept.case, uid=str(kept.uid)), by=by, at=at)
    return kept


@transaction.atomic
def load_inventory(*, entries: Sequence[Entry], by: Actor, at: datetime | None = None) -> int:
    """Take in a list of internal procedures to begin with; how many are new. What is there already
    stays as it is: from then on the province decides.

    Raises:
        NotPermitted: ``by`` may not publish.
        ChangeHasFaults: something of the list cannot be.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    lock(CASE)
    if found := list(_faults(entries, at)):
        raise ChangeHasFaults(found)
    there = set(InternalProcedure.objects.values_list("code", flat=True))
    new = [entry for entry in entries if entry.code not in there]
    _put(new, None, at)
    if new:
        record(InventoryLoaded(case=CASE, procedures=len(new)), by=by, at=at)
    return len(new)


def _put(entries: Sequence[Entry], change: InventoryChange | None, at: datetime) -> None:
    owners = Agency.objects.in_bulk({entry.owner for entry in entries}, field_name="code")
    for entry in entries:
        InternalProcedure.objects.update_or_create(
            code=entry.code,
            defaults={
                "name": entry.name,
                "owner": owners[entry.owner],
                "between": entry.between.value,
                "plan": entry.plan.value,
                "what": entry.as_json(),
                "change": change,
                "changed_at": at,
            },
        )


def _faults(entries: Sequence[Entry], at: datetime) -> Iterator[Fault]:
    if not entries:
        yield Fault("entries", _("There is no internal procedure in it."))
    today = Agency.objects.valid_on(clock.local_day(at))
    yield from inventory.faults(entries, dict(today.values_list("code", "name")))


def _faults_of_papers(
    at: datetime, *, ground: str, number: str, signed_on: date | None
) -> Iterator[Fault]:
    if not (ground.strip() or number.strip()):
        yield Fault("ground", _("Say why it changes, or by which decision."))
    yield from two_people.faults_of_decision(at, number=number, signed_on=signed_on)


def _proposed_already(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Two open proposals do not speak of the same procedure: who approves would decide twice."""
    waiting = InventoryChange.objects.filter(state=ChangeState.PROPOSED)
    taken = {each["code"] for what in waiting.values_list("what", flat=True) for each in what}
    for number, entry in enumerate(entries):
        if entry.code in taken:
            said = _("another proposal that waits for approval has it already.")
            yield Fault(f"entries.{number}.code", f"{entry.code}: {said}")
