"""One dossier of a batch: the act that is also done to one, kept or undone; why it was refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction

from toantrinh.core.errors import Refusal
from toantrinh.identity.models import Account

from . import assignments
from .actions import assigning, deciding, receiving, reminding, returning, working
from .batch_errors import ChangedSince, OtherStep, PostEnded, StepFailed
from .batches import DOINGS
from .errors import WrongState
from .models import BatchItem, BulkAct, Task
from .states import State

logger = logging.getLogger(__name__)
BROKEN: Final = (OperationalError, InterfaceError)  # of the database, not of a dossier


class _Undo(Exception):
    """What was tried for the preview is not to be kept."""


def tried(item: BatchItem, at: datetime, *, keep: bool) -> Refusal | None:
    """Do the act to the dossier, and undo it unless it is to be kept; why it was refused, if so.

    A fault of one dossier is logged and told like a refusal, so that the rest is done.

    Errors: those of a database that is not there.
    """
    try:
        with transaction.atomic():
            _do(item, at)
            if not keep:
                raise _Undo
    except _Undo:
        return None
    except Refusal as refusal:
        return refusal
    except BROKEN:
        raise
    except Exception:
        logger.exception("item %s of batch %s", item.uid, item.batch.uid)
        return StepFailed(reference=str(item.uid)[-12:])
    return None


def _do(item: BatchItem, at: datetime) -> None:
    by, post = item.batch.account, item.batch.post
    by.acting_as = post
    if not by.is_active or not by.posts_in_use:
        raise PostEnded(post=str(post))
    if item.task is not None:
        item.task.dossier = item.dossier
        _refuse_other_step(item.task, DOINGS[item.batch.act].kind)
        assignments.refuse_unless_waiting(item.task, by)
    if item.seen_state is not None and item.dossier.state != item.seen_state:
        raise ChangedSince(state=item.dossier.get_state_display())
    DO[item.batch.act](item, by, at)


def _refuse_other_step(task: Task, kind: str | None) -> None:
    if kind is not None and task.kind != kind:
        raise OtherStep(step=task.name)


def _step(item: BatchItem) -> Task:
    """Errors: ValueError for an item of an act that does no step."""
    if item.task is None:
        raise ValueError(f"item {item.uid} has no step")
    return item.task


def _accept(item: BatchItem, by: Account, at: datetime) -> None:
    receiving.accept(dossier=item.dossier, by=by, at=at)


def _complete(item: BatchItem, by: Account, at: datetime) -> None:
    if item.dossier.state != State.PROCESSING:  # alone it may be done meanwhile; unseen it is not
        raise WrongState(state=item.dossier.get_state_display())
    note = item.batch.parameters.get("note", "")
    working.complete_task(task=_step(item), by=by, note=note, at=at)


def _approve(item: BatchItem, by: Account, at: datetime) -> None:
    deciding.approve(task=_step(item), sha256=item.sha256, by=by, at=at)


def _seal(item: BatchItem, by: Account, at: datetime) -> None:
    deciding.seal(task=_step(item), by=by, at=at)


def _return(item: BatchItem, by: Account, at: datetime) -> None:
    method = item.batch.parameters.get("method", "dien_tu")
    returning.return_result(task=_step(item), by=by, method=method, at=at)


def _assign(item: BatchItem, by: Account, at: datetime) -> None:
    to = Account.objects.select_related("party").get(uid=item.batch.parameters["to"])
    assigning.assign(task=_step(item), to=to, by=by, at=at)


def _remind(item: BatchItem, by: Account, at: datetime) -> None:
    reminding.urge(dossier=item.dossier, by=by, at=at)


DO: Final[Mapping[str, Callable[[BatchItem, Account, datetime], None]]] = {
    BulkAct.ACCEPT: _accept,
    BulkAct.ASSIGN: _assign,
    BulkAct.COMPLETE: _complete,
    BulkAct.APPROVE: _approve,
    BulkAct.SEAL: _seal,
    BulkAct.RETURN: _return,
    BulkAct.REMIND: _remind,
}
