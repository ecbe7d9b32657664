"""A large file for a draft, received piece by piece (``vault``), then attached like any other."""

from __future__ import annotations

from datetime import datetime

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.vault import actions as vault
from toantrinh.vault import queries as vault_queries
from toantrinh.vault.errors import FileLost, UploadGone
from toantrinh.vault.models import Upload

from .. import rules
from ..errors import ComponentUnknown, WrongState
from ..models import Attachment, Dossier
from .filling import attach, save_answers


def begin_upload(
    *,
    dossier: Dossier,
    component: str,
    name: str,
    size: int,
    by: Account,
    at: datetime | None = None,
) -> tuple[Upload, str]:
    """Announce a file for a component of a draft, or for a question; the upload and its token.

    Raises:
        NotPermitted, WrongState, ComponentUnknown; FileEmpty, FileTooLarge, TooManyUploads.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    if not dossier.is_draft:
        raise WrongState(state=dossier.get_state_display())
    if component not in rules.places_of_files(dossier.version.pack, dossier.version.form):
        raise ComponentUnknown
    return vault.begin_upload(
        on=dossier,
        about=f"{dossier.uid}:{component}",
        name=rules.shown_name(name),
        size=size,
        by=by,
        at=at or clock.now(),
    )


def finish_upload(*, upload: Upload, by: Account, at: datetime | None = None) -> Attachment | None:
    """Attach a file that has come wholly. None when that was done before.

    Two at once attach it once. What is refused is forgotten: it would be refused again.

    Raises:
        NotPermitted: the upload is somebody else's, or the draft is by now.
        UploadGone: the draft was thrown away, or the pieces are lost.
        WrongState, ComponentUnknown; FileTypeRefused and what else ``attach`` refuses.
    """
    require(by, Permission.FILE_KEEP, on=upload)
    at = at or clock.now()
    upload.refresh_from_db(fields=["finished_at"])
    if upload.finished_at is not None:
        return None
    uid, _, component = upload.about.partition(":")
    dossier = Dossier.objects.select_related("version", "owner", "agency").filter(uid=uid).first()
    try:
        if dossier is None:
            raise UploadGone
        attachment = attach(
            dossier=dossier,
            component=component,
            name=upload.name,
            content=vault_queries.received(upload),
            by=by,
            at=at,
        )
        _answer(dossier, component, attachment, by, at)
    except FileLost as lost:
        upload.refresh_from_db(fields=["finished_at"])
        if upload.finished_at is not None:  # the other one was faster
            return None
        vault.close_upload(upload=upload, by=by, at=at, refusal=lost.code)
        raise UploadGone from lost
    except Refusal as refusal:
        vault.close_upload(upload=upload, by=by, at=at, refusal=refusal.code)
        raise
    vault.close_upload(upload=upload, by=by, at=at)
    return attachment


def _answer(
    dossier: Dossier, component: str, attachment: Attachment, by: Account, at: datetime
) -> None:
    """A file for a question becomes part of its answer."""
    if not component.startswith(rules.OF_FORM):
        return
    key = component.removeprefix(rules.OF_FORM)
    dossier.refresh_from_db()
    uids = dict.fromkeys([*(dossier.answers.get(key) or ()), str(attachment.uid)])
    save_answers(dossier=dossier, answers={key: list(uids)}, by=by, at=at)
