"""Reading files. Rooms ask what the file hangs on whether they may, then ask here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import F

from toantrinh.core import sealing
from toantrinh.core.sealing import InvalidTag
from toantrinh.identity.models import Party

from .errors import FileLost
from .models import Deposit, LongFile, StoredFile, Upload
from .storage import long_place, piece_place, place, store


def results_of(party: Party) -> frozenset[str]:
    """Codes of the procedures whose results the party has: issued, neither revoked nor replaced."""
    mine = Deposit.objects.filter(party=party, revoked_at=None, replaced_by=None)
    mine = mine.exclude(procedure="")
    return frozenset(mine.values_list("procedure", flat=True).distinct())


def kept(uid: UUID) -> StoredFile | None:
    """The file that is kept under ``uid``; whoever shows it has asked for the right before."""
    return StoredFile.objects.filter(uid=uid).first()


def content(file: StoredFile) -> bytes:
    """The bytes in clear, checked against their hash.

    Errors: FileLost when they are missing, or were changed on the disk.
    """
    try:
        with store().open(place(file.sha256, file.uid)) as stored:
            sealed = stored.read()
        key = sealing.unwrap(bytes(file.data_key), about=file.sha256)
        plain = sealing.unseal(sealed, key=key, about=file.sha256)
    except (OSError, InvalidTag) as error:
        raise FileLost from error
    if hashlib.sha256(plain).hexdigest() != file.sha256:
        raise FileLost
    return plain


def upload_of(token: str) -> Upload | None:
    """The upload that a token belongs to, while its account may be used."""
    found = Upload.objects.filter(token_digest=Upload.digest(token), account__is_active=True)
    return found.select_related("account__party").first()


def received(upload: Upload) -> bytes:
    """What has come of a file, in clear. Errors: FileLost when a piece is missing or changed."""
    pieces = []
    try:
        for offset in upload.offsets:
            with store().open(piece_place(upload.uid, offset)) as stored:
                about = f"{upload.case}:{offset}"
                pieces.append(sealing.unseal(stored.read(), key=upload.key, about=about))
    except (OSError, InvalidTag) as error:
        raise FileLost from error
    return b"".join(pieces)


def long_content(file: LongFile) -> Iterator[bytes]:
    """A long file in clear, piece by piece. Errors: FileLost when one is missing or changed."""
    for number in range(file.pieces):
        try:
            with store().open(long_place(file.uid, number)) as stored:
                about = f"{file.case}:{number}"
                yield sealing.unseal(stored.read(), key=file.key, about=about)
        except (OSError, InvalidTag) as error:
            raise FileLost from error


def waiting_whole(before: datetime) -> list[Upload]:
    """Files that came wholly before then, and that nobody has taken over."""
    whole = Upload.objects.filter(finished_at=None, offset=F("size"), touched_at__lt=before)
    return list(whole.select_related("account__party")[:100])
