"""Files: found through what they hang on, with headers under which nothing in them runs."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts
from toantrinh.dossiers.models import Attachment, Dossier, Paper
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import queries as vault
from toantrinh.vault.models import Deposit, StoredFile

from ..opening import applicant

DOSSIER: Final = ("dossier__owner", "dossier__agency", "dossier__version")
SHOWN: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@applicant
@require_safe
def file(request: AccountRequest, uid: UUID) -> HttpResponse:
    """An attachment, a paper of a dossier, or a document of one's own; to officers too.

    Others find nothing, whether it exists or not, and that they asked is written down.
    """
    account = request.user
    for rows in (Attachment.objects.filter(removed_at=None), Paper.objects.all()):
        found = rows.readable_by(account).select_related("file", *DOSSIER).filter(uid=uid).first()
        if found:
            content = dossiers.read_file(dossier=found.dossier, file=found.file, by=account)
            return _answer(content, found.file, _name(found))
    own = Deposit.objects.readable_by(account).select_related("file").filter(uid=uid).first()
    if own:
        return _answer(vault.content(own.file), own.file, _file_name(own.title))
    foreign = Dossier.objects.filter(Q(attachments__uid=uid) | Q(papers__uid=uid)).first()
    if foreign:
        attempts.note_foreign(dossier=foreign, by=account)
    raise Http404


def _name(found: Attachment | Paper) -> str:
    if isinstance(found, Attachment):
        return found.name
    return _file_name(found.title)


def _file_name(title: str) -> str:
    """Without marks, which some devices spoil: ``giay-khai-sinh.pdf``."""
    return f"{slugify(title.replace('đ', 'd').replace('Đ', 'D')) or 'giay-to'}.pdf"


def _answer(content: bytes, file: StoredFile, name: str) -> HttpResponse:
    is_shown = file.media_type in SHOWN
    answer = HttpResponse(
        content, content_type=file.media_type if is_shown else "application/octet-stream"
    )
    how = "inline" if is_shown else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
