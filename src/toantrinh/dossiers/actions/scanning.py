"""Paper at the counter: scanned in one stack, then each page put to the component it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.vault import actions as vault
from toantrinh.vault import pages
from toantrinh.vault import queries as vault_queries
from toantrinh.vault.models import StoredFile

from .. import rules, scans
from ..assisting_errors import PageUnplaced
from ..errors import ComponentUnknown
from ..handling import draft_of
from ..models import Attachment, Dossier
from ..models.parts import AttachmentQuerySet


def scan_stack(
    *,
    dossier: Dossier,
    files: Sequence[tuple[str, bytes]],
    by: Account,
    at: datetime | None = None,
) -> Attachment:
    """Keep a stack of scanned pages, one PDF out of all ``files`` (name and content), until it is
    sorted. Another stack joins the one that waits.

    Raises:
        NotPermitted: ``by`` does not fill in this draft. WrongState: it is already filed.
        StackBlank: there is nothing on any page.
        FileEmpty, FileTooLarge, FileTypeRefused, FileUnreadable, FileTooManyPages,
        PictureTooLarge, PictureTooSmall, PageNotDrawn.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    new = scans.pile(files)
    waiting = _stacks(dossier).select_related("file").first()
    if waiting is not None:
        parts = [("PDF", vault_queries.content(waiting.file)), ("PDF", new)]
        new = pages.joined(parts, most_bytes=settings.UPLOAD_MAX_BYTES)
    name = f"{rules.STACK}.pdf"
    file = vault.keep(content=new, name=name, on=dossier, by=by, at=at)
    with transaction.atomic():
        dossier = draft_of(dossier)
        _stacks(dossier).exclude(file=file).update(removed_at=at)
        if there := _stacks(dossier).first():
            return there
        stack = Attachment(
            dossier=dossier, component=rules.STACK, file=file, added_by=by, added_at=at
        )
        stack.name = name
        stack.save(force_insert=True)
    return stack


def sort_stack(
    *,
    dossier: Dossier,
    stack: Attachment,
    places: Mapping[int, str],
    by: Account,
    at: datetime | None = None,
) -> list[Attachment]:
    """Put the pages of a stack to components: for each one a PDF of its pages, in their order.

    A page that is in no place is left out. A second time changes nothing.

    Args:
        places: key of the component by page, from 1; empty where the page is left out.

    Raises:
        NotPermitted: ``by`` does not fill in this draft. WrongState: it is already filed.
        ComponentUnknown: a key is none of this procedure. PageUnplaced: a page has no word at all.
        FileUnreadable, and what ``vault.keep`` refuses.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    if stack.removed_at is not None:
        return []
    kept = _kept_by_place(dossier, stack, places, by=by, at=at)
    with transaction.atomic():
        dossier = draft_of(dossier)
        if _stacks(dossier).select_for_update().filter(pk=stack.pk).first() is None:
            return []  # the other click was faster
        made = [_hung(dossier, place, file, by=by, at=at) for place, file in kept]
        _stacks(dossier).filter(pk=stack.pk).update(removed_at=at)
        dossier.changed_at = at
        dossier.save(update_fields=["changed_at"])
    return made


def _stacks(dossier: Dossier) -> AttachmentQuerySet:
    return dossier.attachments.present().filter(component=rules.STACK)


def _kept_by_place(
    dossier: Dossier, stack: Attachment, places: Mapping[int, str], *, by: Account, at: datetime
) -> list[tuple[str, StoredFile]]:
    components = {each.key: each.name for each in dossier.version.pack.components}
    pdf = vault_queries.content(stack.file)
    by_place: dict[str, list[int]] = {}
    for number in stack.file.page_numbers:
        if number not in places:
            raise PageUnplaced(number=number)
        if places[number]:
            by_place.setdefault(places[number], []).append(number)
    if not by_place.keys() <= components.keys():
        raise ComponentUnknown
    return [
        (
            place,
            vault.keep(
                content=pages.picked(pdf, numbers),
                name=f"{components[place]}.pdf",
                on=dossier,
                by=by,
                at=at,
            ),
        )
        for place, numbers in by_place.items()
    ]


def _hung(
    dossier: Dossier, place: str, file: StoredFile, *, by: Account, at: datetime
) -> Attachment:
    there = dossier.attachments.present().filter(component=place, file=file).first()
    if there is not None:
        return there
    attachment = Attachment(dossier=dossier, component=place, file=file, added_by=by, added_at=at)
    component = next(each for each in dossier.version.pack.components if each.key == place)
    attachment.name = rules.shown_name(f"{component.name.replace('/', '-')}.pdf")
    attachment.save(force_insert=True)
    return attachment
