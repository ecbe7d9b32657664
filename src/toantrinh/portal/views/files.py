"""Files: found through what they hang on, with headers under which nothing in them runs."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts
from toantrinh.dossiers.models import Attachment, Dossier, Paper
from toantrinh.identity.models import Account
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import previews
from toantrinh.vault import queries as vault
from toantrinh.vault.models import Deposit, StoredFile

from ..opening import applicant

DOSSIER: Final = ("dossier__owner", "dossier__agency", "dossier__version")
SHOWN: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Found(NamedTuple):
    """A file that this account may read, its name for the one who saves it, and its bytes."""

    file: StoredFile
    name: str
    content: bytes


@applicant
@require_safe
def file(request: AccountRequest, uid: UUID) -> HttpResponse:
    """An attachment, a paper of a dossier, or a document of one's own; to officers too."""
    found = _found(request.user, uid)
    is_shown = found.file.media_type in SHOWN
    kind = found.file.media_type if is_shown else "application/octet-stream"
    how = "inline" if is_shown else "attachment"
    answer = _answer(found.content, kind)
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    return answer


@applicant
@require_safe
def page(request: AccountRequest, uid: UUID, number: int) -> HttpResponse:
    """One page of such a file as a picture."""
    found = _found(request.user, uid)
    if number not in found.file.page_numbers:
        raise Http404
    return _answer(previews.page(found.content, number), "image/jpeg")


def _found(account: Account, uid: UUID) -> Found:
    """Others find nothing, whether it exists or not, and that they asked is written down.

    Errors: Http404.
    """
    for rows in (Attachment.objects.given(), Paper.objects.all()):
        found = rows.readable_by(account).select_related("file", *DOSSIER).filter(uid=uid).first()
        if found:
            content = dossiers.read_file(dossier=found.dossier, file=found.file, by=account)
            return Found(found.file, _name(found), content)
    own = Deposit.objects.readable_by(account).select_related("file").filter(uid=uid).first()
    if own:
        return Found(own.file, _file_name(own.title), vault.content(own.file))
    hangs_there = Q(attachments__uid=uid) | Q(papers__uid=uid)
    if deposit := Deposit.objects.filter(uid=uid).first():
        hangs_there |= Q(uid=deposit.case)
    if foreign := Dossier.objects.filter(hangs_there).first():
        attempts.note_foreign(dossier=foreign, by=account)
    raise Http404


def _name(found: Attachment | Paper) -> str:
    if isinstance(found, Attachment):
        return found.name
    return _file_name(found.title)


def _file_name(title: str) -> str:
    """Without marks, which some devices spoil: ``giay-khai-sinh.pdf``."""
    return f"{slugify(title.replace('đ', 'd').replace('Đ', 'D')) or 'giay-to'}.pdf"


def _answer(content: bytes, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
