"""Keeping files, and depositing documents with the party they were issued to."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Party
from toantrinh.identity.permissions import Guarded, Permission, require
from toantrinh.trail.actions import record

from ..events import DocumentDeposited
from ..inspection import inspect
from ..models import Deposit, StoredFile
from ..storage import place, store


def keep(*, content: bytes, name: str, on: Guarded, by: Actor, at: datetime) -> StoredFile:
    """Keep bytes: inspected, sealed, durable; then the row. The same bytes are kept once.

    Called outside a transaction where it can be, because it waits for the disk. Bytes whose row
    never came, because what they were for was refused, are collected later.

    Args:
        on: what the file is for; ``by`` needs FILE_KEEP there.

    Raises:
        NotPermitted: ``by`` may not add files there.
        FileEmpty, FileTooLarge, FileTypeRefused, FileUnreadable, FileTooManyPages.
    """
    require(by, Permission.FILE_KEEP, on=on)
    found = inspect(content, name=name, most_bytes=settings.UPLOAD_MAX_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    if kept := StoredFile.objects.filter(sha256=sha256).first():
        if not store().exists(place(sha256, kept.uid)):  # the disk lost it; now it is back
            key = sealing.unwrap(bytes(kept.data_key), about=sha256)
            _write(content, key=key, sha256=sha256, uid=kept.uid)
        return kept
    key, uid = sealing.new_key(), new_id()
    _write(content, key=key, sha256=sha256, uid=uid)
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "uid": uid,
            "size": len(content),
            "media_type": found.media_type,
            "pages": found.pages,
            "data_key": sealing.wrap(key, about=sha256),
            "kept_at": at,
        },
    )
    return file


def _write(content: bytes, *, key: bytes, sha256: str, uid: UUID) -> None:
    sealed = sealing.seal(content, key=key, about=sha256)
    store().save(place(sha256, uid), ContentFile(sealed))


@transaction.atomic
def deposit(
    *,
    party: Party,
    file: StoredFile,
    title: str,
    number: str,
    issuer: str,
    issued_on: date,
    case: str,
    procedure: str,
    check_code: str,
    by: Actor,
    at: datetime,
) -> Deposit:
    """Give a document to its party's repository. A second time changes nothing.

    Args:
        procedure: the code of that whose result it is; empty for any other document.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.FILE_DEPOSIT, on=party)
    made, is_new = Deposit.objects.get_or_create(
        case=case,
        file=file,
        defaults={
            "party": party,
            "title": title,
            "number": number,
            "issuer": issuer,
            "issued_on": issued_on,
            "procedure": procedure,
            "check_code": check_code,
            "deposited_at": at,
        },
    )
    if is_new:
        event = DocumentDeposited(
            case=case,
            subject=party.subject_id,
            procedure=procedure,
            deposit=str(made.uid),
            sha256=file.sha256,
        )
        record(event, by=by, at=at)
    return made
