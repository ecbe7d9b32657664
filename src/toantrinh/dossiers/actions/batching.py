"""Many dossiers at once: put together, looked through, confirmed, done one by one, recalled.

Each dossier is a transaction of its own: the very action that is also done to one, and the mark in
its row, commit together. Whoever is killed in between, and whoever begins anew, does nothing twice.
The preview is that action too, undone again; so it knows every rule the act knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import queries as lists
from toantrinh.trail.actions import record

from .. import batch_items, batches
from ..batch_errors import (
    BatchOver,
    DraftsUnseen,
    NothingMarked,
    NothingPossible,
    NotReady,
    NotYours,
)
from ..batch_events import BatchConfirmed, BatchDropped, BatchEnded, BatchMade, BatchRecalled
from ..batches import DOINGS, Pair
from ..errors import DocumentChanged, DraftNotReady
from ..models import Batch, BatchItem, BatchState, BulkAct, ItemState
from ..moments import moment
from ..queries import newest_draft


@transaction.atomic
def make_batch(
    *,
    act: str,
    agency: Agency,
    pairs: Sequence[Pair],
    key: str,
    by: Account,
    parameters: Mapping[str, Any] | None = None,
    not_theirs: int = 0,
    has_more: bool = False,
    again_of: Batch | None = None,
    at: datetime | None = None,
) -> Batch:
    """Put dossiers together; the worker looks through them, and nothing is done to any before it
    is confirmed. The same ``key`` again is the same batch.

    Args:
        act: one of ``BulkAct``. pairs: see ``batches.Marked``; those of ``agency``.
        not_theirs, has_more: what was marked and is not in it, to be told.
        again_of: the batch whose refused dossiers these are.

    Raises:
        NotPermitted: ``by`` does not do this at the agency.
        NothingMarked: there are none.
    """
    require(by, Permission.BATCH_RUN, on=agency)
    at, post = at or clock.now(), batches.post_for(by, agency.pk, act)
    if not pairs:
        raise NothingMarked
    told = {"not_theirs": not_theirs, "has_more": has_more, "again_of": again_of, "made_at": at}
    batch, is_new = Batch.objects.get_or_create(
        account=by,
        key=key,
        defaults={"post": post, "agency": agency, "act": act, "total": len(pairs), **told},
    )
    if not is_new:
        return batch
    if parameters:
        batch.parameters = parameters
        batch.save(update_fields=["parameters_sealed"])
    rows = (BatchItem(batch=batch, dossier_id=pair.dossier, task_id=pair.task) for pair in pairs)
    BatchItem.objects.bulk_create(rows, batch_size=500)
    app.configure_task("dossiers.check_batch").defer(batch=str(batch.uid))
    record(BatchMade(**_about(batch), total=batch.total), by=by, at=at)
    return batch


@transaction.atomic
def check_next(*, batch: Batch, by: Actor, after: int = 0, at: datetime | None = None) -> int:
    """Look whether the next dossier of a batch can be done: it is done, and undone again.

    Args:
        after: the item that was done before; the next one stands behind it.

    Returns the key of the item; 0 when none is left to look at.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=batch)
    at, item = at or clock.now(), _next(batch, BatchState.CHECKING, ItemState.NEW, after)
    if item is None:
        return 0
    item.seen_state = item.dossier.state
    if batch.act == BulkAct.APPROVE and (draft := newest_draft(item.dossier)) is not None:
        item.sha256 = draft.file.sha256
    refusal = batch_items.tried(item, at, keep=False)
    item.state = ItemState.WAITING if refusal is None else ItemState.IMPOSSIBLE
    if refusal is not None:
        item.tell(refusal.code, batches.in_every_language(refusal))
    item.save(update_fields=["state", "seen_state", "sha256", "code", "told_sealed"])
    return item.pk


@transaction.atomic
def finish_check(*, batch: Batch, by: Actor, at: datetime | None = None) -> Batch:
    """Every dossier was looked at: whoever made the batch can confirm it. Twice changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=batch)
    batch = _locked(batch)
    is_left = batch.items.filter(state=ItemState.NEW).exists()
    if batch.state == BatchState.CHECKING and not is_left:
        batch.state, batch.checked_at = BatchState.READY, at or clock.now()
        batch.save(update_fields=["state", "checked_at"])
    return batch


@transaction.atomic
def put_aside(*, item: BatchItem, aside: bool, by: Account) -> BatchItem:
    """Leave one dossier out of a batch that is not confirmed yet, or take it in again. What cannot
    be done stays so.

    Raises:
        NotPermitted, NotYours: it is not the batch of ``by``.
        BatchOver, NotReady: it is confirmed already, or not looked through yet.
    """
    require(by, Permission.BATCH_RUN, on=item.batch)
    _ready(item.batch, by)
    item = _held(item)
    if item.state in (ItemState.WAITING, ItemState.OUT):
        item.state = ItemState.OUT if aside else ItemState.WAITING
        item.save(update_fields=["state"])
    return item


@transaction.atomic
def look_at_draft(
    *, item: BatchItem, sha256: str, by: Account, at: datetime | None = None
) -> BatchItem:
    """The draft that would be signed was looked at: exactly these bytes, and no others, are signed
    when the batch is confirmed.

    Raises:
        NotPermitted, NotYours: it is not the batch of ``by``.
        BatchOver, NotReady: it is confirmed already, or not looked through yet.
        DraftNotReady: there is none. DocumentChanged: it is another one now.
    """
    require(by, Permission.BATCH_RUN, on=item.batch)
    _ready(item.batch, by)
    item = (
        BatchItem.objects.select_for_update(of=["self"]).select_related("dossier").get(pk=item.pk)
    )
    draft = newest_draft(item.dossier)
    if draft is None:
        raise DraftNotReady
    if draft.file.sha256 != sha256:
        raise DocumentChanged
    item.sha256, item.looked_at = sha256, at or clock.now()
    if item.state == ItemState.OUT:
        item.state = ItemState.WAITING
    item.save(update_fields=["sha256", "looked_at", "state"])
    return item


@transaction.atomic
def confirm_batch(
    *,
    batch: Batch,
    by: Account,
    parameters: Mapping[str, Any] | None = None,
    unseen_too: bool = False,
    at: datetime | None = None,
) -> Batch:
    """Have done what the preview says can be done. What goes out of the agency, or is signed,
    begins only when the time for recalling it is over (dated rule ``bulk_recall_minutes``).

    Args:
        parameters: what was typed for the act: ``note`` to the next, ``method`` of returning.
        unseen_too: that drafts which ``by`` has not opened are signed as well.

    Raises:
        NotPermitted, NotYours: it is not the batch of ``by``.
        NotReady: it is not looked through yet. BatchOver: it is confirmed, or dropped, already.
        NothingPossible: nothing of it can be done. DraftsUnseen: what would be signed was not
            looked at, and nobody said that it shall be all the same.
    """
    require(by, Permission.BATCH_RUN, on=batch)
    at, batch = at or clock.now(), _ready(batch, by)
    waiting = batch.items.filter(state=ItemState.WAITING)
    total, looked = waiting.count(), waiting.filter(looked_at__isnull=False).count()
    if not total:
        raise NothingPossible
    if batch.act == BulkAct.APPROVE and looked < total and not unseen_too:
        raise DraftsUnseen(unseen=total - looked)
    wait = timedelta()
    if DOINGS[batch.act].goes_out:
        rule = lists.current(clock.local_day(at)).time_rule("bulk_recall_minutes")
        wait = timedelta(minutes=rule.number)
    batch.parameters = {**batch.parameters, **(parameters or {})}
    batch.state, batch.confirmed_at, batch.begins_at = BatchState.CONFIRMED, at, at + wait
    batch.save(update_fields=["parameters_sealed", "state", "confirmed_at", "begins_at"])
    _begin(batch, after=wait)
    begins = batch.begins_at.isoformat()
    record(BatchConfirmed(**_about(batch), total=total, looked=looked, begins=begins), by=by, at=at)
    return batch


@transaction.atomic
def begin_now(*, batch: Batch, by: Account, at: datetime | None = None) -> Batch:
    """Do not wait any longer for a recall. Once begun, again changes nothing.

    Raises:
        NotPermitted, NotYours: it is not the batch of ``by``.
        BatchOver: it is over.
    """
    require(by, Permission.BATCH_RUN, on=batch)
    at, batch = at or clock.now(), _mine(batch, by)
    _refuse_over(batch, BatchState.CONFIRMED)
    if batch.begins_at is not None and batch.begins_at > at:
        batch.begins_at = at
        batch.save(update_fields=["begins_at"])
        _begin(batch)
    return batch


@transaction.atomic
def work_next(*, batch: Batch, by: Actor, after: int = 0, at: datetime | None = None) -> int:
    """Do the next dossier of a confirmed batch, by the rights that its maker has now; one that is
    refused keeps why, and is no hindrance to the rest.

    Args:
        after: the item that was done before; the next one stands behind it.

    Returns the key of the item; 0 when none is left.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=batch)
    at, item = at or clock.now(), _next(batch, BatchState.CONFIRMED, ItemState.WAITING, after)
    if item is None:
        return 0
    refusal = batch_items.tried(item, at, keep=True)
    item.state, item.done_at = ItemState.DONE if refusal is None else ItemState.REFUSED, at
    if refusal is not None:
        item.tell(refusal.code, batches.in_every_language(refusal))
    item.save(update_fields=["state", "done_at", "code", "told_sealed"])
    return item.pk


@transaction.atomic
def finish_batch(*, batch: Batch, by: Actor, at: datetime | None = None) -> Batch:
    """Every dossier of it had its turn. Twice changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=batch)
    at, batch = at or clock.now(), _locked(batch)
    is_left = batch.items.filter(state=ItemState.WAITING).exists()
    if batch.state == BatchState.CONFIRMED and not is_left:
        _end(batch, BatchState.ENDED, at)
        ended = BatchEnded(**_about(batch), done=batch.done, refused=batch.refused)
        record(ended, by=by, at=at)
    return batch


@transaction.atomic
def recall_batch(*, batch: Batch, by: Account, at: datetime | None = None) -> Batch:
    """Do nothing more of a batch: what is not done yet is recalled, what is done stays done. One
    that was not confirmed is dropped. Stopped once, again changes nothing.

    Raises:
        NotPermitted: ``by`` neither made it nor heads the agency.
        BatchOver: everything of it is done.
    """
    require(by, Permission.BATCH_RUN, on=batch)
    at, batch = at or clock.now(), _locked(batch)
    if batch.state in (BatchState.RECALLED, BatchState.DROPPED):
        return batch
    _refuse_over(batch, BatchState.CHECKING, BatchState.READY, BatchState.CONFIRMED)
    batch.ended_by = by
    if batch.is_open:
        _end(batch, BatchState.DROPPED, at)
        record(BatchDropped(**_about(batch)), by=by, at=at)
        return batch
    left = batch.items.filter(state=ItemState.WAITING).update(state=ItemState.RECALLED)
    _end(batch, BatchState.RECALLED, at)
    record(BatchRecalled(**_about(batch), left=left), by=by, at=at)
    return batch


def _next(batch: Batch, at_state: str, state: str, after: int) -> BatchItem | None:
    """The next item in this state, held until the commit; others pass over it."""
    rows = BatchItem.objects.filter(batch=batch, state=state, batch__state=at_state, pk__gt=after)
    held = batches.with_rows(rows).select_related("batch__account__party", "batch__post__agency")
    return held.select_for_update(of=["self"], skip_locked=True).order_by("id").first()


def _held(item: BatchItem) -> BatchItem:
    return BatchItem.objects.select_for_update(of=["self"]).get(pk=item.pk)


def _locked(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(of=["self"])
    return rows.select_related("account__party", "agency", "ended_by__party").get(pk=batch.pk)


def _mine(batch: Batch, by: Account) -> Batch:
    """Held until the commit. Errors: NotYours."""
    batch = _locked(batch)
    if batch.account_id != by.pk:
        raise NotYours(who=batch.account.name)
    return batch


def _ready(batch: Batch, by: Account) -> Batch:
    """Their own, looked through and not confirmed, held. Errors: NotYours, NotReady, BatchOver."""
    batch = _mine(batch, by)
    if batch.state == BatchState.CHECKING:
        raise NotReady
    _refuse_over(batch, BatchState.READY)
    return batch


def _refuse_over(batch: Batch, *states: str) -> None:
    if batch.state in states:
        return
    since = batch.ended_at or batch.confirmed_at or batch.made_at
    who = batch.ended_by or batch.account
    raise BatchOver(who=who.name, at=moment(since))


def _begin(batch: Batch, *, after: timedelta = timedelta()) -> None:
    wait = {"seconds": round(after.total_seconds())} if after else None
    job = app.configure_task("dossiers.work_batch", schedule_in=wait)
    job.defer(batch=str(batch.uid))


def _end(batch: Batch, state: BatchState, at: datetime) -> None:
    batch.state, batch.ended_at = state, at
    batch.done = batch.items.filter(state=ItemState.DONE).count()
    failed = batch.items.filter(state__in=[ItemState.IMPOSSIBLE, ItemState.REFUSED])
    batch.refused = failed.count()
    batch.save(update_fields=["state", "ended_at", "ended_by", "done", "refused"])


def _about(batch: Batch) -> dict[str, str]:
    """What every event of a batch says of it."""
    return {
        "case": batch.case,
        "agency": batch.agency.code,
        "batch": str(batch.uid),
        "act": batch.act,
    }
