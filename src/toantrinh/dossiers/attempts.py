"""What was tried and not granted. No action: everyone may try, and nobody is told more for it."""

from __future__ import annotations

from toantrinh.identity.models import Account
from toantrinh.trail.actions import record_access

from .events import ForeignDossierTried
from .handling import about
from .models import Dossier, Invitation


def note_foreign(*, dossier: Dossier, by: Account) -> None:
    """Write down that ``by`` asked for a dossier that is not theirs to see.

    Nothing for one that they may read, only not at this door or not any more.
    """
    if Dossier.objects.readable_by(by).filter(pk=dossier.pk).exists():
        return
    record_access(ForeignDossierTried(**about(dossier)), by=by)


def note_invitation(*, invitation: Invitation, by: Account) -> None:
    """Write down that ``by`` opened the link of an invitation that is for somebody else."""
    if not invitation.is_for(by):
        note_foreign(dossier=invitation.dossier, by=by)
