"""More time (form 04): drafted before the dossier is late, decided by the head.

Before the due time it moves the due time, as often as the rules allow. Afterwards it moves nothing:
it is an apology, with the day that people are told. Both are counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Matter
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record, record_all
from toantrinh.trail.events import Event

from .. import documents, issuing, ledger, signatories
from ..errors import WrongState
from ..extensions import OPEN, Outlook, outlook
from ..handling import about, locked
from ..later_errors import ExtendedAlready, ExtensionDecided
from ..models import Dossier, Extension, ExtensionState, PaperKind
from ..moments import moment
from ..time_events import (
    ApologyMade,
    DossierExtended,
    ExtensionDrafted,
    ExtensionProposed,
    ExtensionRefused,
)
from ..timekeeping import Clock, Extended

GROUND = "Mẫu số 04, Thông tư 03/2025/TT-VPCP"


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
    found = outlook(dossier, at)
    if found is None or found.clock.stands_since is not None or not found.heals:
        return None
    if found.is_used_up or dossier.extensions.filter(state__in=OPEN).exists():
        return None
    made = Extension.objects.create(
        dossier=dossier,
        state=ExtensionState.DRAFT,
        amount=found.least,
        drafted_at=at,
        due_before=found.clock.due,
    )
    event = ExtensionDrafted(**about(dossier), extension=str(made.uid), amount=made.amount)
    record(event, by=by, at=at)
    return made


@transaction.atomic
def propose_extension(
    *, dossier: Dossier, amount: int, reason: str, by: Account, at: datetime | None = None
) -> Extension:
    """Ask the head for more time, with the reason that the applicant will read. The same a second
    time changes nothing.

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
    found = _outlook(dossier, at)
    found.check(amount, reason)
    there = dossier.extensions.select_for_update().filter(state__in=OPEN).first()
    if there and (there.state, there.amount, there.reason) == (
        ExtensionState.PROPOSED,
        amount,
        reason.strip(),
    ):
        return there
    made = there or Extension(dossier=dossier, drafted_at=at)
    made.state, made.amount, made.reason = ExtensionState.PROPOSED, amount, reason.strip()
    made.proposed_by, made.due_before = by, found.clock.due
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
    found = _outlook(dossier, at)
    found.check(amount, reason)
    data = _paper(dossier, found, amount, reason, by)
    issuing.try_out(dossier, PaperKind.APOLOGY, data, at=at)
    with transaction.atomic():
        extension, dossier = _held(extension)
        found = _outlook(dossier, at)
        if found.is_used_up:
            raise ExtendedAlready(times=found.used)
        extension.state, extension.amount = ExtensionState.DECIDED, amount
        extension.reason, extension.heals = reason.strip(), found.heals
        extension.decided_by, extension.decided_at = by, at
        extension.due_before, extension.due_after = found.clock.due, found.new_due(amount)
        extension.save()
        data = _paper(dossier, found, amount, reason, by)
        filed = issuing.issue(dossier, PaperKind.APOLOGY, data, at=at, signer=by)
        told = (
            _moved(dossier, found.clock, extension, at)
            if found.heals
            else _sorry(dossier, extension)
        )
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


def _outlook(dossier: Dossier, at: datetime) -> Outlook:
    found = outlook(dossier, at)
    if found is None:
        raise WrongState(state=dossier.get_state_display())
    return found


def _held(extension: Extension) -> tuple[Extension, Dossier]:
    dossier = locked(extension.dossier)
    rows = Extension.objects.select_for_update(of=["self"]).select_related("decided_by")
    extension = rows.get(pk=extension.pk)
    extension.dossier = dossier
    if extension.state not in OPEN:
        who = extension.decided_by.name if extension.decided_by else ""
        when = moment(extension.decided_at) if extension.decided_at else ""
        raise ExtensionDecided(who=who, at=when)
    return extension, dossier


def _paper(
    dossier: Dossier, seen: Outlook, amount: int, reason: str, by: Account
) -> dict[str, Any]:
    return {
        "apology": {
            "original_due": seen.clock.due.isoformat(),
            "reason": reason.strip(),
            "new_due": seen.new_due(amount).isoformat(),
            "heals": seen.heals,
            "round": seen.used + 1,
            "head": documents.signatory(signatories.right(dossier, by, Matter.APOLOGY, at=seen.at)),
        }
    }
