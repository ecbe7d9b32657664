"""Writing a long file piece by piece, and forgetting it."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Guarded, Permission, require

from ..errors import FileLost
from ..models import LongFile
from ..storage import long_place, store


def begin_long(*, on: Guarded, by: Actor, at: datetime) -> LongFile:
    """A long file without a byte yet.

    Args:
        on: what the file is for; ``by`` needs FILE_KEEP there.

    Raises:
        NotPermitted: ``by`` may not add files there.
    """
    require(by, Permission.FILE_KEEP, on=on)
    file = LongFile(begun_at=at)
    file.data_key = sealing.wrap(sealing.new_key(), about=file.case)
    file.save(force_insert=True)
    return file


def write_long(*, file: LongFile, content: bytes, on: Guarded, by: Actor) -> LongFile:
    """Put ``content`` behind what is there: durable, then counted. Nothing is no piece.

    Raises:
        NotPermitted: ``by`` may not add files there.
        FileLost: it was forgotten meanwhile. ValueError: it is finished.
    """
    require(by, Permission.FILE_KEEP, on=on)
    if file.finished_at is not None:
        raise ValueError(f"{file} is finished")
    if content:
        sealed = sealing.seal(content, key=file.key, about=f"{file.case}:{file.pieces}")
        store().save(long_place(file.uid, file.pieces), ContentFile(sealed))
        file.pieces, file.size = file.pieces + 1, file.size + len(content)
        rows = LongFile.objects.filter(pk=file.pk)
        if not rows.update(pieces=file.pieces, size=file.size):
            raise FileLost
    return file


def finish_long(*, file: LongFile, on: Guarded, by: Actor, at: datetime) -> LongFile:
    """The file is whole.

    Raises:
        NotPermitted: ``by`` may not add files there.
    """
    require(by, Permission.FILE_KEEP, on=on)
    file.finished_at = at
    file.save(update_fields=["finished_at"])
    return file


def forget_long(*, file: LongFile, on: Guarded, by: Actor) -> None:
    """The file and its pieces go, once the transaction that says so holds.

    Raises:
        NotPermitted: ``by`` may not remove files there.
    """
    require(by, Permission.FILE_KEEP, on=on)
    uid, pieces = file.uid, file.pieces
    file.delete()

    def forget() -> None:
        for number in range(pieces + 2):  # one or two may be durable that were never counted
            store().delete(long_place(uid, number))
        store().delete(long_place(uid))

    transaction.on_commit(forget)
