"""Looking at the papers: what is right, what is wrong and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import checks, queries
from ..assignments import refuse_if_others_hold
from ..checks import Checked
from ..handling import about, locked, refuse_unless
from ..models import ComponentCheck, Dossier
from ..states import State
from ..working_errors import CheckUnclear
from ..working_events import ComponentsChecked

CHECKABLE: Final = (
    State.FILED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_ASKED,
    State.PAYMENT_ASKED,
    State.WITHDRAWAL_ASKED,
)
WRITTEN: Final = ("reason", "remedy", "legal_source")


@transaction.atomic
def check_components(
    *,
    dossier: Dossier,
    found: Sequence[Mapping[str, Any]],
    by: Account,
    at: datetime | None = None,
) -> list[ComponentCheck]:
    """Keep what an officer found about components. What says the same as before makes no new row.

    Args:
        found: ``{"component", "is_right"}``, and of what is wrong ``"defect"`` (a key of the
            version) or ``"reason"``; ``"remedy"``, ``"legal_source"`` and ``"fields"`` (keys of the
            questions, for a component that is nothing but answers) may be added.

    Raises:
        NotPermitted: ``by`` examines no dossiers of this agency.
        WrongState: the dossier is at its end.
        CheckUnclear: it is not said what is wrong with something.
        HeldByAnother: a colleague holds the step in which it is examined.
    """
    require(by, Permission.COMPONENT_CHECK, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    refuse_unless(dossier, *CHECKABLE)
    refuse_if_others_hold(dossier, by=by, at=at)
    standing = {each.key: each for each in checks.of(dossier, queries.components(dossier))}
    told = [(standing[each["component"]], each) for each in found if each["component"] in standing]
    if unclear := [now.state.component.name for now, each in told if _is_unclear(now, each)]:
        raise CheckUnclear(names="; ".join(unclear))
    made = [_row(now, each, dossier, by, at) for now, each in told]
    new = [row for row, (now, _each) in zip(made, told, strict=True) if not _is_same(now, row)]
    if new:
        ComponentCheck.objects.bulk_create(new)
        event = ComponentsChecked(
            **about(dossier),
            right=",".join(row.component for row in new if row.is_right),
            wrong=",".join(row.component for row in new if not row.is_right),
        )
        record(event, by=by, at=at)
    return new


def _is_unclear(now: Checked, each: Mapping[str, Any]) -> bool:
    """Errors in what a page sends are read as nothing said: a defect of another component."""
    known = {defect.key for defect in now.state.component.defects}
    is_said = each.get("defect") in known or str(each.get("reason", "")).strip()
    return not (each["is_right"] or is_said)


def _row(
    now: Checked, each: Mapping[str, Any], dossier: Dossier, by: Account, at: datetime
) -> ComponentCheck:
    row = ComponentCheck(
        uid=new_id(),
        dossier=dossier,
        component=now.key,
        is_right=each["is_right"],
        about=checks.about(dossier, now.state),
        checked_by=by,
        checked_at=at,
    )
    if not row.is_right:
        known = {defect.key for defect in now.state.component.defects}
        row.defect = each["defect"] if each.get("defect") in known else ""
        fields = [
            key
            for key in each.get("fields", [])
            if key in dossier.version.form.field_by_key and now.state.component.is_answered_by(key)
        ]
        row.write(**{key: str(each.get(key, "")).strip() for key in WRITTEN}, fields=fields)
    return row


def _is_same(now: Checked, row: ComponentCheck) -> bool:
    before = now.check
    return (
        before is not None
        and (before.is_right, before.defect, before.about) == (row.is_right, row.defect, row.about)
        and before.content == row.content
    )
