"""What was tried and not granted. No action: everyone may try, and nobody is told more for it."""

from __future__ import annotations

from toantrinh.core.actor import Actor
from toantrinh.trail.actions import record_access

from .events import ForeignDossierTried
from .handling import about
from .models import Dossier


def note_foreign(*, dossier: Dossier, by: Actor) -> None:
    """Write down that ``by`` asked for a dossier that is not theirs to see."""
    record_access(ForeignDossierTried(**about(dossier)), by=by)
