"""Reading files. Rooms ask what the file hangs on whether they may, then ask here."""

from __future__ import annotations

import hashlib

from toantrinh.core import sealing
from toantrinh.core.sealing import InvalidTag
from toantrinh.identity.models import Party

from .errors import FileLost
from .models import Deposit, StoredFile
from .storage import place, store


def results_of(party: Party) -> frozenset[str]:
    """Codes of the procedures whose results the party has: issued, neither revoked nor replaced."""
    mine = Deposit.objects.filter(party=party, revoked_at=None, replaced_by=None)
    return frozenset(mine.values_list("procedure", flat=True).distinct())


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
