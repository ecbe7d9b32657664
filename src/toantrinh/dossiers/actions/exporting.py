"""Having a list written to a file, and what becomes of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record, record_access
from toantrinh.vault import actions as vault
from toantrinh.vault.errors import FileLost
from toantrinh.vault.models import LongFile

from .. import exporting, worklists
from ..export_errors import ExportGone, TooManyExports
from ..export_events import ExportAsked, ExportEnded, ExportFetched
from ..models import Export, ExportState
from ..models.exporting import Lists
from ..sheets import PIECES, Cell
from ..worklists import Chosen

MOST_UNDER_WAY: Final = 3  # of one account
KEPT: Final = timedelta(days=1)
TOLD_EVERY: Final = 500  # rows, after which the page can know


class _GivenUp(Exception):
    """Whoever asked does not want it any more."""


@transaction.atomic
def ask_export(
    *,
    key: str,
    format: str,  # the field's word
    chosen: Chosen,
    columns: Sequence[str],
    heads: Sequence[str],
    by: Account,
    at: datetime | None = None,
) -> Export:
    """Have the worklist of ``by`` written to a file, as it is narrowed and shown.

    The same list that is still being written is that one; so is the same ``key``.

    Args:
        columns: words of ``exporting.CELLS``; others are left out.
        heads: what stands above each of ``columns``.

    Raises:
        NotPermitted: ``by`` reads no dossiers in a post in use.
        TooManyExports: enough of their lists are being written.
    """
    require(by, Permission.DOSSIER_READ, on=Lists())
    at = at or clock.now()
    Account.objects.select_for_update().get(pk=by.pk)  # one after the other, so that all count
    mine = Export.objects.readable_by(by)
    shown = [
        (word, head) for word, head in zip(columns, heads, strict=True) if word in exporting.CELLS
    ]
    said = {
        "format": format,
        "chosen": exporting.kept(chosen),
        "columns": [word for word, _head in shown],
        "post": by.acting_as,
    }
    if same := mine.filter(key=key).first() or mine.under_way().filter(**said).first():
        return same
    if mine.under_way().count() >= MOST_UNDER_WAY:
        raise TooManyExports(most=MOST_UNDER_WAY)
    export = Export.objects.create(
        account=by, key=key, heads=[head for _word, head in shown], asked_at=at, **said
    )
    record(ExportAsked(case=export.case, format=format), by=by, at=at)
    return export


def write_export(*, export: Export, by: Actor, at: datetime | None = None) -> Export:
    """Write the file, from its first row; after a time in which it was broken off, again from
    there. What has ended stays as it is.

    The rights are those of the account now, in the post in which it was asked for: whoever lost it
    meanwhile gets nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.FILE_KEEP, on=export)
    at = at or clock.now()
    with transaction.atomic():
        export = _held(export)
        if not export.is_under_way:
            return export
        _forget_file(export, by=by)
        export.state, export.rows = ExportState.WRITING, 0
        export.file = vault.begin_long(on=export, by=by, at=at)
        export.save(update_fields=["state", "rows", "file"])
    with suppress(_GivenUp, FileLost):  # the file goes with the wish for it
        state = ExportState.READY if _write(export, by=by, at=at) else ExportState.FAILED
        return _end(export, state, by=by, at=clock.now())
    return _held(export)


def _write(export: Export, *, by: Actor, at: datetime) -> bool:
    """Whether there was a list to write."""
    account = export.account
    account.acting_as = export.post
    if not account.agencies_with(Permission.DOSSIER_READ) or export.file is None:
        return False
    seen = worklists.whose(account, at=at)
    tasks = exporting.steps(seen, exporting.chosen(export.chosen))
    Export.objects.filter(pk=export.pk).update(expected=tasks.order_by().count())
    told = _told(export, exporting.rows(tasks, export.columns))
    for piece in PIECES[export.format](export.heads, told):
        vault.write_long(file=export.file, content=piece, on=export, by=by)
    return True


def _told(export: Export, rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """The same rows; how many there have been is kept from time to time. Errors: _GivenUp."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % TOLD_EVERY == 0:
            _keep_number(export, number)
        export.rows = number
    _keep_number(export, export.rows)


def _keep_number(export: Export, number: int) -> None:
    writing = Export.objects.filter(pk=export.pk, state=ExportState.WRITING, file=export.file)
    if not writing.update(rows=number):
        raise _GivenUp


@transaction.atomic
def _end(export: Export, state: ExportState, *, by: Actor, at: datetime) -> Export:
    row = _held(export)
    if row.state != ExportState.WRITING or row.file_id != export.file_id:
        return row
    if row.file is not None and state == ExportState.READY:
        vault.finish_long(file=row.file, on=row, by=by, at=at)
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    record(ExportEnded(case=row.case, state=state.value, rows=row.rows), by=by, at=at)
    return row


@transaction.atomic
def drop_export(*, export: Export, by: Account, at: datetime | None = None) -> Export:
    """Give up a file that is being written, or that is not needed any more.

    Raises:
        NotPermitted: it is somebody else's. ExportGone: it is gone already.
    """
    require(by, Permission.FILE_KEEP, on=export)
    at = at or clock.now()
    export = _held(export)
    if export.state == ExportState.DROPPED:
        raise ExportGone
    export.state, export.ended_at = ExportState.DROPPED, at
    export.save(update_fields=["state", "ended_at"])
    _forget_file(export, by=by)
    record(ExportEnded(case=export.case, state=export.state, rows=export.rows), by=by, at=at)
    return export


def collect_exports(*, by: Actor, at: datetime) -> int:
    """Forget the files that are a day old, and give up what is still under way after a day: its job
    has failed too often. How many files.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.FILE_KEEP, on=Lists())
    stuck = Export.objects.under_way().filter(asked_at__lt=at - KEPT)
    stuck.update(state=ExportState.FAILED, ended_at=at)
    old = Export.objects.filter(ended_at__lt=at - KEPT, file__isnull=False)
    collected = 0
    for export in old.select_related("account", "file"):
        with transaction.atomic():
            _forget_file(export, by=by)
        collected += 1
    return collected


def _forget_file(export: Export, *, by: Actor) -> None:
    if export.file is not None:
        vault.forget_long(file=export.file, on=export, by=by)
        export.file = None


def _held(export: Export) -> Export:
    rows = Export.objects.select_for_update(of=["self"])
    return rows.select_related("account__party", "file", "post__agency").get(pk=export.pk)


def fetch_export(*, export: Export, by: Account) -> LongFile:
    """The file, for whoever asked for it; that it was taken is written down first.

    Raises:
        NotPermitted: it is somebody else's. ExportGone: it is not there (any more, or yet).
    """
    require(by, Permission.FILE_KEEP, on=export)
    if export.state != ExportState.READY or export.file is None:
        raise ExportGone
    record_access(ExportFetched(case=export.case, rows=export.rows), by=by)
    return export.file
