"""How the work of an office is shared, and how its people keep looking at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission, Role, require
from toantrinh.trail.actions import record

from .. import sharing
from ..assigning_errors import FilterTwice, TitleMissing
from ..assigning_events import FilterRemoved, FilterSaved, SharingChanged, UnsentKept
from ..assignments import had_office
from ..handling import about
from ..models import (
    AssignmentRule,
    Dossier,
    HandoverReason,
    SavedFilter,
    Sharing,
    Task,
    UnsentText,
)
from .assigning import assign


@transaction.atomic
def set_sharing(
    *,
    agency: Agency,
    role: Role,
    rule: Sharing | None,
    by: Account,
    at: datetime | None = None,
) -> AssignmentRule | None:
    """Say to whom new steps of an office go by themselves; None: to nobody, whoever takes them.

    What is there already stays with whom it is. The same rule again changes nothing.

    Raises:
        NotPermitted: ``by`` does not head the agency.
    """
    require(by, Permission.TASK_ASSIGN, on=agency)
    at = at or clock.now()
    row = AssignmentRule.objects.select_for_update().filter(agency=agency, role=role.value).first()
    before = row.sharing if row else ""
    if before == (rule or ""):
        return row
    if rule is None:
        AssignmentRule.objects.filter(agency=agency, role=role.value).delete()
    else:
        row, _is_new = AssignmentRule.objects.update_or_create(
            agency=agency,
            role=role.value,
            defaults={"sharing": rule.value, "set_by": by, "set_at": at},
        )
    event = SharingChanged(
        case=f"agency:{agency.code}", agency=agency.code, role=role.value, sharing=rule or ""
    )
    record(event, by=by, at=at)
    return row if rule else None


@transaction.atomic
def assign_by_rule(*, task: Task, by: Actor, at: datetime | None = None) -> Task:
    """Give a step that has just opened to one of the office, where the agency has a rule for it.
    Nobody who is away gets any. What somebody holds already stays with them.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=task)
    at = at or clock.now()
    rules = AssignmentRule.objects.select_for_update(of=["self"])
    rule = rules.filter(agency=task.agency_id, role=task.role).first()
    if rule is None:
        return task
    task = Task.objects.select_for_update(of=["self"]).get(pk=task.pk)
    if task.assignee_id is not None or not task.is_waiting:
        return task
    to = sharing.next_of(rule, clock.local_day(at))
    if to is None:
        return task
    rule.last = to
    rule.save(update_fields=["last"])
    return assign(task=task, to=to, reason=HandoverReason.RULE, by=by, at=at)


@transaction.atomic
def save_filter(
    *,
    title: str,
    choices: Mapping[str, str],
    by: Account,
    office: tuple[Agency, Role] | None = None,
    at: datetime | None = None,
) -> SavedFilter:
    """Keep a way to look at the worklist; with ``office`` for everybody who holds it.

    Raises:
        NotPermitted: ``by`` does not hold that office.
        TitleMissing: it has no name. FilterTwice: another of theirs has this name.
    """
    require(by, Permission.ACCOUNT_USE, on=by)
    at = at or clock.now()
    if not title.strip():
        raise TitleMissing
    agency, role = office or (None, None)
    if agency is not None and role not in agency.roles_of(by):
        raise NotPermitted(permission=Permission.TASK_CLAIM)
    row = SavedFilter(
        account=by,
        title=title.strip()[:80],
        choices=dict(choices),
        agency=agency,
        role=role.value if role else "",
        saved_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise FilterTwice(title=row.title) from taken
    event = FilterSaved(case=by.actor_id, filter=str(row.uid), agency=agency.code if agency else "")
    record(event, by=by, at=at)
    return row


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: Account, at: datetime | None = None) -> None:
    """Keep a filter no longer; a second time changes nothing.

    Raises:
        NotPermitted: it is somebody else's.
    """
    require(by, Permission.ACCOUNT_USE, on=saved)
    if SavedFilter.objects.filter(pk=saved.pk).delete()[0]:
        event = FilterRemoved(case=by.actor_id, filter=str(saved.uid))
        record(event, by=by, at=at or clock.now())


@transaction.atomic
def keep_unsent(
    *,
    dossier: Dossier,
    page: str,
    typed: Mapping[str, str],
    by: Account,
    at: datetime | None = None,
) -> UnsentText:
    """Keep what somebody sent about a dossier after their office at its agency had ended, for those
    who go on with it. Nothing is done with it.

    Raises:
        NotPermitted: ``by`` never held, or still holds, an office there that has lately ended.
    """
    require(by, Permission.ACCOUNT_USE, on=by)
    at = at or clock.now()
    if dossier.agency is None or not had_office(by, dossier.agency, clock.local_day(at)):
        raise NotPermitted(permission=Permission.DOSSIER_READ)
    row = UnsentText(dossier=dossier, account=by, page=page[:40], at=at)
    row.typed = typed
    row.save(force_insert=True)
    record(UnsentKept(**about(dossier), unsent=str(row.uid), page=row.page), by=by, at=at)
    return row
