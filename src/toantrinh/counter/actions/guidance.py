"""What visitors are told is kept; sittings of those who guide are counted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Permission, may, require
from toantrinh.trail.actions import record

from ..errors import SittingOpen, SittingOver, SittingUntold
from ..events import GuidanceGiven, SittingBegun, SittingEnded
from ..models import Guidance, GuidanceChannel, Outcome, Sitting

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another


@transaction.atomic
def give_guidance(
    *,
    version: ProcedureVersion,
    shown: Sequence[Mapping[str, Any]],
    agency: Agency,
    channel: GuidanceChannel,
    key: str,
    party: Party | None = None,
    by: Account,
    at: datetime | None = None,
) -> Guidance:
    """Keep what a visitor is being told, word for word.

    Args:
        shown: sections of the sheet, each with ``title`` and ``lines``; see ``sheets``.
        key: from the page; the same key of the same officer is the same guidance.
        party: only where the visitor wants it kept under their name.

    Raises:
        NotPermitted: ``by`` gives no guidance in the name of ``agency``.

    Legal source: Nghị định 118/2025/NĐ-CP, Điều 16 (guidance is stored).
    """
    require(by, Permission.GUIDANCE_GIVE, on=agency)
    at = at or clock.now()
    if there := Guidance.objects.filter(by=by, key=key).first():
        return there
    given = Guidance(
        code=_code(),
        version=version,
        agency=agency,
        by=by,
        channel=channel,
        party=party,
        shown=list(shown),
        key=key,
        given_at=at,
    )
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError:  # the other click was faster
        return Guidance.objects.get(by=by, key=key)
    event = GuidanceGiven(
        case=f"guidance:{given.uid}",
        subject=party.subject_id if party else "",
        agency=agency.code,
        procedure=version.code,
        guidance=given.code,
        channel=given.channel,
        shown_version=version.digest,
    )
    record(event, by=by, at=at)
    return given


@transaction.atomic
def begin_sitting(
    *, agency: Agency, place: str, procedure: str = "", by: Account, at: datetime | None = None
) -> Sitting:
    """A member of the community digital team sits down with somebody.

    Raises:
        NotPermitted: ``by`` is of no such team of ``agency``.
        SittingUntold: no place is given. SittingOpen: another one goes on.
    """
    require(by, Permission.SITTING_KEEP, on=agency)
    at = at or clock.now()
    if not (where := " ".join(place.split())[:120]):
        raise SittingUntold
    for left in Sitting.objects.filter(guide=by, ended_at=None).select_related("agency"):
        if not may(by, Permission.SITTING_KEEP, on=left):  # of a team they have left since
            _end(left, Outcome.LEFT, by=by, at=at)
    sitting = Sitting(guide=by, agency=agency, place=where, procedure=procedure[:40], began_at=at)
    try:
        with transaction.atomic():
            sitting.save(force_insert=True)
    except IntegrityError as error:
        raise SittingOpen from error
    event = SittingBegun(case=f"sitting:{sitting.uid}", agency=agency.code, procedure=procedure)
    record(event, by=by, at=at)
    return sitting


@transaction.atomic
def end_sitting(
    *, sitting: Sitting, outcome: str, by: Account, at: datetime | None = None
) -> Sitting:
    """The sitting is over, and how it ended. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` is of no such team. SittingOver: it is somebody else's.
        SittingUntold: no such outcome.
    """
    require(by, Permission.SITTING_KEEP, on=sitting)
    at = at or clock.now()
    rows = Sitting.objects.select_for_update(of=["self"]).select_related("agency")
    sitting = rows.get(pk=sitting.pk)
    if sitting.guide_id != by.pk:
        raise SittingOver
    if sitting.ended_at is not None:
        return sitting
    if outcome not in Outcome.values:
        raise SittingUntold
    _end(sitting, outcome, by=by, at=at)
    return sitting


def _end(sitting: Sitting, outcome: str, *, by: Account, at: datetime) -> None:
    sitting.outcome, sitting.ended_at = outcome, at
    sitting.save(update_fields=["outcome", "ended_at"])
    event = SittingEnded(
        case=f"sitting:{sitting.uid}",
        agency=sitting.agency.code,
        procedure=sitting.procedure,
        outcome=outcome,
        minutes=sitting.minutes,
    )
    record(event, by=by, at=at)


def _code() -> str:
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
