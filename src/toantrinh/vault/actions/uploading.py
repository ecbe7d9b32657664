"""Receiving a large file over a bad line, piece by piece.

A piece is durable before the row counts it, so whatever dies on the way, the row tells how far the
file has come and the sender goes on from there. The token is all that is needed to send on: it
outlives the session, and only its hash is kept. What becomes of the whole is the caller's.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Guarded, Permission, require

from ..errors import (
    FileEmpty,
    FileTooLarge,
    TooManyPieces,
    TooManyUploads,
    UploadGone,
    UploadOffsetWrong,
)
from ..inspection import MEGABYTE
from ..models import Upload, Uploads
from ..storage import piece_place, store

MOST_OPEN: Final = 20  # uploads of one account that are under way
MOST_PIECES: Final = 4096  # of one file: less would not even fill a small photo
KEPT: Final = timedelta(days=7)  # after the last piece
FINISHED_KEPT: Final = timedelta(days=1)  # so that a sender who was not told can still ask


@transaction.atomic
def begin_upload(
    *, on: Guarded, about: str, name: str, size: int, by: Account, at: datetime
) -> tuple[Upload, str]:
    """An upload that waits for its first byte, and its token, which is told this once.

    Args:
        on: what the file is for; ``by`` needs FILE_KEEP there.
        about: the caller's word for where the file goes; kept as it is.
        size: bytes of the whole file.

    Raises:
        NotPermitted: ``by`` may not add files there.
        FileEmpty, FileTooLarge, TooManyUploads.
    """
    require(by, Permission.FILE_KEEP, on=on)
    if size < 1:
        raise FileEmpty(name=name)
    most = settings.UPLOAD_MAX_BYTES
    if size > most:
        raise FileTooLarge(name=name, size=-(-size // MEGABYTE), most=most // MEGABYTE)
    Account.objects.select_for_update().get(pk=by.pk)  # one after the other, so that all count
    if Upload.objects.filter(account=by, finished_at=None).count() >= MOST_OPEN:
        raise TooManyUploads(most=MOST_OPEN)
    token = secrets.token_urlsafe(32)
    upload = Upload(
        token_digest=Upload.digest(token),
        account=by,
        about=about,
        size=size,
        begun_at=at,
        touched_at=at,
    )
    upload.data_key = sealing.wrap(sealing.new_key(), about=upload.case)
    upload.name = name
    upload.save(force_insert=True)
    return upload, token


@transaction.atomic
def take_piece(*, upload: Upload, offset: int, content: bytes, by: Account, at: datetime) -> Upload:
    """Put a piece at the end of what has come so far.

    The row is held while the disk is waited for: two senders of one file take turns, and the second
    is told that the place is taken.

    Raises:
        NotPermitted: the upload is somebody else's.
        UploadOffsetWrong: the file has come further, or not so far; ``.offset`` says how far.
        FileTooLarge: there is more than was announced.
        UploadGone: it is finished, or was collected.
        TooManyPieces.
    """
    require(by, Permission.FILE_KEEP, on=upload)
    row = Upload.objects.select_for_update(of=["self"]).filter(pk=upload.pk).first()
    if row is None or row.finished_at is not None:
        raise UploadGone
    if offset != row.offset:
        raise UploadOffsetWrong(offset=row.offset)
    if offset + len(content) > row.size:
        most = row.size // MEGABYTE
        raise FileTooLarge(name=row.name, size=-(-(offset + len(content)) // MEGABYTE), most=most)
    if len(row.pieces) >= MOST_PIECES:
        raise TooManyPieces
    if content:
        about = f"{row.case}:{offset}"
        sealed = sealing.seal(content, key=row.key, about=about)
        store().save(piece_place(row.uid, offset), ContentFile(sealed))
        row.pieces = [*row.pieces, len(content)]
        row.offset += len(content)
    row.touched_at = at
    row.save(update_fields=["pieces", "offset", "touched_at"])
    return row


def close_upload(*, upload: Upload, by: Account, at: datetime, refusal: str = "") -> None:
    """The whole has been taken over, or was refused: the pieces go. A second time changes nothing.

    Args:
        refusal: code of the refusal, if there was one.

    Raises:
        NotPermitted: the upload is somebody else's.
    """
    require(by, Permission.FILE_KEEP, on=upload)
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=["self"]).filter(pk=upload.pk).first()
        if row is None or row.finished_at is not None:
            return
        row.finished_at, row.refusal = at, refusal
        row.save(update_fields=["finished_at", "refusal"])
    _forget_pieces(row)


def collect_uploads(*, by: Actor, at: datetime) -> int:
    """Forget uploads nobody has gone on with for a week, with their pieces; how many.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.FILE_KEEP, on=Uploads())
    old = Upload.objects.filter(touched_at__lt=at - KEPT)
    done = Upload.objects.filter(finished_at__lt=at - FINISHED_KEPT)
    collected = 0
    for upload in [*old, *done.exclude(pk__in=old.values("pk"))]:
        with transaction.atomic():
            row = Upload.objects.select_for_update(of=["self"]).filter(pk=upload.pk).first()
            if row is None or row.touched_at != upload.touched_at:  # somebody goes on just now
                continue
            row.delete()
        _forget_pieces(upload)
        collected += 1
    return collected


def _forget_pieces(upload: Upload) -> None:
    for offset in upload.offsets:
        store().delete(piece_place(upload.uid, offset))
    store().delete(piece_place(upload.uid, upload.offset))  # durable, but never counted
    store().delete(piece_place(upload.uid))
