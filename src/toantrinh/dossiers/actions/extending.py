"""More time (form 04): drafted before the dossier is late, decided by the head.

Before the due time it moves the due time, as often as the rules allow. Afterwards it moves nothing:
it is an apology, with the day that people are told. Both are counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import queries as lists
from toantrinh.trail.actions import record, record_all
from toantrinh.trail.events import Event

from .. import documents, issuing, ledger
from ..errors import WrongState
from ..handling import about, locked
from ..later_errors import ExtendedAlready, ExtensionDecided, ExtensionTooLong, NoteNeeded
from ..models import Dossier, Extension, ExtensionState, PaperKind
from ..states import State
from ..time_events import (
    ApologyMade,
    DossierExtended,
    ExtensionDrafted,
    ExtensionProposed,
    ExtensionRefused,
)
from ..timekeeping import IN_DAYS, Clock, Extended, end_of

OPEN = (ExtensionState.DRAFT, ExtensionState.PROPOSED)
EXTENSIBLE = (State.ACCEPTED, State.PROCESSING)
GROUND = "Mẫu số 04, Thông tư 03/2025/TT-VPCP"
HOURS_A_DAY = 8


@transaction.atomic
def draft_extension(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Extension | None:
    """Put a draft of form 04 before the head while there is still time. None where one is there,
    nothing runs, or no more is allowed; the head need not use it.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    found = ledger.read(dossier)
    if found is None or dossier.state not in EXTENSIBLE or found.stands_since is not None:
        return None
    if dossier.extensions.filter(state__in=OPEN).exists() or found.is_over(at):
        return None
    if _used(dossier) >= _rule("extension_times", at).number:
        return None
    made = Extension.objects.create(
        dossier=dossier,
        state=ExtensionState.DRAFT,
        amount=1 if _in_days(found) else HOURS_A_DAY,
        drafted_at=at,
        due_before=found.due,
    )
    event = ExtensionDrafted(**about(dossier), extension=str(made.uid), amount=made.amount)
    record(event, by=by, at=at)
    return made


@transaction.atomic
def propose_extension(
    *, dossier: Dossier, amount: int, reason: str, by: Account, at: datetime | None = None
) -> Extension:
    """Ask the head for more time, with the reason that the applicant will read.

    Args:
        amount: in the unit of the limit, days or hours.

    Raises:
        NotPermitted: ``by`` handles no dossiers of this agency.
        WrongState: it is not being settled. NoteNeeded: no reason.
        ExtensionTooLong: longer than the rule allows.
    """
    require(by, Permission.EXTENSION_PROPOSE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    found = _running(dossier)
    _check(found, amount, reason, at)
    there = dossier.extensions.select_for_update().filter(state__in=OPEN).first()
    made = there or Extension(dossier=dossier, drafted_at=at)
    made.state, made.amount, made.reason = ExtensionState.PROPOSED, amount, reason.strip()
    made.proposed_by, made.due_before = by, found.due
    made.save()
    event = ExtensionProposed(**about(dossier), extension=str(made.uid), amount=amount)
    record(event, by=by, at=at)
    return made


def extend(
    *,
    extension: Extension,
    amount: int,
    reason: str,
    by: Account,
    at: datetime | None = None,
) -> Extension:
    """The head decides: apology and new time, signed as form 04 and told to the applicant.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        ExtensionDecided: another head was faster. WrongState: it is not being settled.
        ExtendedAlready: as often as the rules allow, and it is not late yet.
        NoteNeeded, ExtensionTooLong; the refusals of ``signing.ask``.

    Legal source: Thông tư 03/2025/TT-VPCP, form 04.
    """
    require(by, Permission.EXTENSION_DECIDE, on=extension)
    at = at or clock.now()
    dossier = extension.dossier
    found = _running(dossier)
    _check(found, amount, reason, at)
    data = _paper(dossier, found, amount, reason, at, by)
    issuing.try_out(dossier, PaperKind.APOLOGY, data, at=at)
    with transaction.atomic():
        extension, dossier = _held(extension)
        found = _running(dossier)
        heals = not found.is_over(at)
        used, allowed = _used(dossier), _rule("extension_times", at).number
        if heals and used >= allowed:
            raise ExtendedAlready(times=used)
        new_due = _new_due(found, amount, at)
        extension.state, extension.amount = ExtensionState.DECIDED, amount
        extension.reason, extension.heals = reason.strip(), heals
        extension.decided_by, extension.decided_at = by, at
        extension.due_before, extension.due_after = found.due, new_due
        extension.save()
        data = _paper(dossier, found, amount, reason, at, by)
        filed = issuing.issue(dossier, PaperKind.APOLOGY, data, at=at, signer=by)
        told = _moved(dossier, found, extension, at) if heals else _sorry(dossier, extension)
        record_all([*filed, told], by=by, at=at)
    return extension


@transaction.atomic
def refuse_extension(*, extension: Extension, by: Account, at: datetime | None = None) -> Extension:
    """The head gives no more time: the dossier is to be settled as it is due.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        ExtensionDecided: another head was faster.
    """
    require(by, Permission.EXTENSION_DECIDE, on=extension)
    at = at or clock.now()
    extension, dossier = _held(extension)
    extension.state, extension.decided_by = ExtensionState.REFUSED, by
    extension.decided_at = at
    extension.save()
    event = ExtensionRefused(
        **about(dossier), extension=str(extension.uid), amount=extension.amount
    )
    record(event, by=by, at=at)
    return extension


def _moved(dossier: Dossier, found: Clock, extension: Extension, at: datetime) -> Event:
    ledger.keep(dossier, found := found.after(Extended(at, extension.amount, GROUND)))
    return DossierExtended(
        **about(dossier),
        extension=str(extension.uid),
        amount=extension.amount,
        ground=GROUND,
        due=found.due.isoformat(),
    )


def _sorry(dossier: Dossier, extension: Extension) -> Event:
    assert extension.due_after  # noqa: S101  # just set
    dossier.promised_at = extension.due_after
    dossier.save(update_fields=["promised_at"])
    return ApologyMade(
        **about(dossier),
        extension=str(extension.uid),
        amount=extension.amount,
        promised=extension.due_after.isoformat(),
    )


def _running(dossier: Dossier) -> Clock:
    found = ledger.read(dossier)
    if found is None or dossier.state not in EXTENSIBLE:
        raise WrongState(state=dossier.get_state_display())
    return found


def _held(extension: Extension) -> tuple[Extension, Dossier]:
    dossier = locked(extension.dossier)
    rows = Extension.objects.select_for_update(of=["self"]).select_related("decided_by")
    extension = rows.get(pk=extension.pk)
    extension.dossier = dossier
    if extension.state not in OPEN:
        who = extension.decided_by.name if extension.decided_by else ""
        when = documents.moment(extension.decided_at) if extension.decided_at else ""
        raise ExtensionDecided(who=who, at=when)
    return extension, dossier


def _new_due(found: Clock, amount: int, at: datetime) -> datetime:
    """In time: the due time after the extension. Late: as much time again from now on."""
    if not found.is_over(at):
        return found.after(Extended(at, amount)).due
    if found.limit.kind is LimitKind.WITHIN_DAY:
        return found.calendar.closing(found.calendar.working_day_after(clock.local_day(at), amount))
    return end_of(found.calendar, Limit(found.limit.kind, amount), at)


def _check(found: Clock, amount: int, reason: str, at: datetime) -> None:
    most = int(_rule("extension_longest", at).limit.amount)
    most *= 1 if _in_days(found) else HOURS_A_DAY
    if not 1 <= amount <= most:
        unit = _("days") if _in_days(found) else _("hours")
        raise ExtensionTooLong(most=most, unit=unit, amount=amount)
    if not reason.strip():
        raise NoteNeeded


def _used(dossier: Dossier) -> int:
    return dossier.extensions.filter(state=ExtensionState.DECIDED, heals=True).count()


def _in_days(found: Clock) -> bool:
    return found.limit.kind in IN_DAYS or found.limit.kind is LimitKind.WITHIN_DAY


def _rule(key: str, at: datetime) -> Any:
    return lists.current(clock.local_day(at)).time_rule(key)


def _paper(
    dossier: Dossier, found: Clock, amount: int, reason: str, at: datetime, by: Account
) -> dict[str, Any]:
    heals = not found.is_over(at)
    return {
        "apology": {
            "original_due": found.due.isoformat(),
            "reason": reason.strip(),
            "new_due": _new_due(found, amount, at).isoformat(),
            "heals": heals,
            "round": _used(dossier) + 1,
            "head": documents.officer(by, dossier, at),
        }
    }
