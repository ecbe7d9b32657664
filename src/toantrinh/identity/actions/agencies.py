"""The tree of agencies: made, loaded from a list, merged. None is ever removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from toantrinh.core.actor import Actor
from toantrinh.identity.errors import (
    AgencyCodeTaken,
    AgencyUnknown,
    DaysReversed,
    OwnSuccessor,
)
from toantrinh.identity.events import AgenciesLoaded, AgenciesMerged, AgencyCreated, PartyRegistered
from toantrinh.identity.loading import Row
from toantrinh.identity.models import Agency, AgencyKind, Installation, Party, PartyKind, Post
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

_LOADED = ["name", "kind", "function", "administrative_code", "parent_id"]


@transaction.atomic
def create_agency(
    *,
    code: str,
    name: str,
    kind: AgencyKind,
    parent: Agency | None,
    administrative_code: str = "",
    valid_from: date,
    by: Actor,
    at: datetime,
) -> Agency:
    """Make an agency under ``parent`` from ``valid_from`` on.

    Raises:
        NotPermitted: ``by`` administers neither the parent nor what stands above it.
        AgencyCodeTaken: an agency, perhaps of the past, has this code.
    """
    require(by, Permission.AGENCY_MANAGE, on=parent or Installation())
    agency = Agency(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        administrative_code=administrative_code,
        valid_from=valid_from,
    )
    try:
        with transaction.atomic():
            agency.save(force_insert=True)
    except IntegrityError as taken:
        raise AgencyCodeTaken(agency=code) from taken
    event = AgencyCreated(case=f"agency:{code}", agency=code, parent=parent.code if parent else "")
    record(event, by=by, at=at)
    return agency


@transaction.atomic
def party_of(*, agency: Agency, by: Actor, at: datetime) -> Party:
    """The agency as a party: an organisation that asks others, made the first time.

    Raises:
        NotPermitted: ``by`` asks nothing for this agency.
    """
    require(by, Permission.INTERNAL_ASK, on=agency)
    kept = Agency.objects.select_for_update(of=["self"]).select_related("party").get(pk=agency.pk)
    if kept.party is None:
        kept.party = Party.objects.create(name=kept.name, kind=PartyKind.ORGANISATION)
        kept.save(update_fields=["party"])
        event = PartyRegistered(
            case=kept.party.subject_id,
            subject=kept.party.subject_id,
            agency=kept.code,
            party_kind=kept.party.kind,
            with_number=False,
        )
        record(event, by=by, at=at)
    agency.party = kept.party
    return kept.party


@transaction.atomic
def load_agencies(*, rows: Iterable[Row], by: Actor, at: datetime) -> int:
    """Bring the tree in line with a list; how many agencies are new or changed.

    Agencies that the list does not name stay as they are, and dates and successors of those it
    names too: a list says what exists, not what ended. Loading the same list again changes and
    records nothing.

    Raises:
        NotPermitted: ``by`` keeps no agencies.
        AgencyUnknown: a row names a parent that neither the list nor the database has.
    """
    require(by, Permission.AGENCY_MANAGE, on=Installation())
    known = {agency.code: agency for agency in Agency.objects.select_for_update()}
    added: list[Agency] = []
    changed: list[Agency] = []
    for level in _levels(rows, known):
        made = [_made(row, known) for row in level if row.code not in known]
        changed += [known[row.code] for row in level if row.code in known and _takes(row, known)]
        known |= {agency.code: agency for agency in Agency.objects.bulk_create(made)}
        added += made
    Agency.objects.bulk_update(changed, [name.removesuffix("_id") for name in _LOADED])
    if added or changed:
        event = AgenciesLoaded(case="agencies", added=len(added), changed=len(changed))
        record(event, by=by, at=at)
    return len(added) + len(changed)


@transaction.atomic
def merge_agencies(
    *, agencies: Sequence[Agency], successor: Agency, last_day: date, by: Actor, at: datetime
) -> Agency:
    """End ``agencies`` with ``last_day``; what they had is from then on ``successor``'s.

    Posts at them end on the same day: officers are appointed anew. Their dossiers keep the agency
    under which they came in, and find the successor by it.

    Raises:
        NotPermitted: ``by`` keeps no agencies.
        OwnSuccessor: the successor is among those that end.
        DaysReversed: one of them began after ``last_day``.
    """
    require(by, Permission.AGENCY_MANAGE, on=Installation())
    ending = list(
        Agency.objects.select_for_update().filter(pk__in=[a.pk for a in agencies]).order_by("code")
    )
    if successor in ending:
        raise OwnSuccessor()
    if any(agency.valid_from > last_day for agency in ending):
        raise DaysReversed()
    for agency in ending:
        agency.valid_to, agency.successor = last_day, successor
    Agency.objects.bulk_update(ending, ["valid_to", "successor"])
    posts = Post.objects.filter(agency__in=ending, ended_at=None)
    posts.filter(valid_from__gt=last_day).update(ended_at=at)
    posts.filter(Q(valid_to=None) | Q(valid_to__gt=last_day), valid_from__lte=last_day).update(
        valid_to=last_day
    )
    event = AgenciesMerged(
        case=f"agency:{successor.code}",
        agency=successor.code,
        merged=" ".join(agency.code for agency in ending),
        last_day=str(last_day),
    )
    record(event, by=by, at=at)
    return successor


def _levels(rows: Iterable[Row], known: dict[str, Agency]) -> Iterable[list[Row]]:
    """The rows, parents before children, each level at once."""
    waiting, there = list(rows), {"", *known}
    while waiting:
        level = [row for row in waiting if row.parent in there]
        if not level:
            raise AgencyUnknown(agency=waiting[0].code, parent=waiting[0].parent)
        waiting = [row for row in waiting if row.parent not in there]
        yield level
        there |= {row.code for row in level}


def _made(row: Row, known: dict[str, Agency]) -> Agency:
    return Agency(
        code=row.code,
        name=row.name,
        kind=row.kind,
        function=row.function,
        administrative_code=row.administrative_code,
        parent=known[row.parent] if row.parent else None,
        valid_from=row.valid_from,
    )


def _takes(row: Row, known: dict[str, Agency]) -> bool:
    """Let the agency be as its row says; whether that changed anything."""
    agency, wanted = known[row.code], _made(row, known)
    changes = {
        name: getattr(wanted, name)
        for name in _LOADED
        if getattr(wanted, name) != getattr(agency, name)
    }
    for name, value in changes.items():
        setattr(agency, name, value)
    return bool(changes)
