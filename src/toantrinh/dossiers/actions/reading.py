"""Looking: anyone's look at personal data but the owner's is written down before it is granted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role, require
from toantrinh.trail.actions import record_access
from toantrinh.vault import queries as vault
from toantrinh.vault.models import StoredFile

from .. import custody_slips, slips
from ..custody import Counter
from ..custody_events import HandoverRead, OriginalRead
from ..events import BookRead, ContentRead, FileRead
from ..handling import about
from ..later_errors import PaperNotMade
from ..models import Dossier, Original, PaperKind, Transfer, TransferItem


def read_content(*, dossier: Dossier, by: Account) -> dict[str, dict[str, Any]]:
    """Answers, what sources said and findings, in clear.

    Not inside a transaction: the look is committed even if the page that shows it fails.

    Raises:
        NotPermitted: ``by`` may not read this dossier.
    """
    require(by, Permission.DOSSIER_READ, on=dossier)
    if Role.OWNER not in dossier.roles_of(by):
        record_access(ContentRead(**about(dossier)), by=by)
    return dossier.content


def read_file(*, dossier: Dossier, file: StoredFile, by: Account) -> bytes:
    """The bytes of a file that hangs on ``dossier``; the caller found it through the dossier.

    Raises:
        NotPermitted: ``by`` may not read this dossier.
        FileLost: the bytes are missing or were changed.
    """
    require(by, Permission.DOSSIER_READ, on=dossier)
    if Role.OWNER not in dossier.roles_of(by):
        record_access(FileRead(**about(dossier), file=str(file.uid)), by=by)
    return vault.content(file)


def read_book(*, agency: Agency, first: date, last: date, by: Account) -> bytes:
    """The follow-up book of an agency (form 07) as PDF. The look at so many is in the trail.

    Args:
        first, last: days of filing; at most ``slips.MOST_ROWS`` dossiers are in it.

    Raises:
        NotPermitted: ``by`` reads no dossiers of this agency.
    """
    require(by, Permission.DOSSIER_READ, on=agency)
    read = BookRead(
        case=f"book:{agency.code}", agency=agency.code, first=f"{first}", last=f"{last}"
    )
    record_access(read, by=by)
    return slips.book(agency, first, last, at=clock.now())


def read_receipt(*, dossier: Dossier, by: Account) -> bytes:
    """Form 01 of a dossier, for the centre that took it in.

    Raises:
        NotPermitted: ``by`` serves neither at that centre nor at the competent body's desk.
        PaperNotMade: it is not accepted yet, or form 01 is being set.
    """
    require(by, Permission.RECEIPT_READ, on=dossier)
    paper = dossier.papers.filter(kind=PaperKind.FORM01).select_related("file").first()
    if paper is None:
        raise PaperNotMade
    record_access(FileRead(**about(dossier), file=str(paper.file.uid)), by=by)
    return vault.content(paper.file)


def read_control_slip(*, dossier: Dossier, by: Account) -> bytes:
    """The control slip of a dossier (form 06) as PDF.

    Raises:
        NotPermitted: ``by`` may not read this dossier.
    """
    require(by, Permission.DOSSIER_READ, on=dossier)
    record_access(ContentRead(**about(dossier)), by=by)
    return slips.control(dossier, at=clock.now())


def read_original(*, original: Original, by: Account) -> Original:
    """The original whose number, condition and receiver are about to be shown.

    Raises:
        NotPermitted: ``by`` is neither at the counter, nor keeps it, nor owns it.
    """
    require(by, Permission.DOSSIER_READ, on=_Slip(original))
    if Role.OWNER not in original.dossier.roles_of(by):
        read = OriginalRead(**about(original.dossier), original=str(original.uid))
        record_access(read, by=by)
    return original


def read_slip(*, original: Original, by: Account) -> bytes:
    """The slip of an original as PDF.

    Raises:
        NotPermitted: as ``read_original``.
    """
    require(by, Permission.DOSSIER_READ, on=_Slip(original))
    original = read_original(original=original, by=by)
    with translation.override(settings.LANGUAGE_CODE):
        return custody_slips.slip(original, at=clock.now())


class _Slip:
    """Whoever may open the slip: at the counter, or where the original lies; not a body that is
    only asked."""

    def __init__(self, original: Original) -> None:
        self.original = original

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        roles = Counter(self.original.dossier).roles_of(actor) | self.original.roles_of(actor)
        return roles - {Role.CONSULTED}


def read_items(*, handover: Transfer, by: Account) -> list[TransferItem]:
    """What is on a hand-over list, of which names and numbers are about to be shown.

    Raises:
        NotPermitted: ``by`` keeps no originals at the agency it comes from or goes to.
    """
    require(by, Permission.ORIGINAL_KEEP, on=_Ends(handover))
    case, agency = f"handover:{handover.code}", handover.from_agency.code
    record_access(HandoverRead(case=case, agency=agency), by=by)
    found = list(custody_slips.items(handover))
    for item in found:
        item.handover = handover
    return found


def read_handover(*, handover: Transfer, by: Account) -> bytes:
    """A hand-over list as PDF.

    Raises:
        NotPermitted: as ``read_items``.
    """
    require(by, Permission.ORIGINAL_KEEP, on=_Ends(handover))
    read_items(handover=handover, by=by)
    with translation.override(settings.LANGUAGE_CODE):
        return custody_slips.handover(handover, at=clock.now())


class _Ends:
    """Both agencies of a list."""

    def __init__(self, handover: Transfer) -> None:
        self.handover = handover

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        ends = (self.handover.from_agency, self.handover.to_agency)
        return frozenset().union(*(each.roles_of(actor) for each in ends))
