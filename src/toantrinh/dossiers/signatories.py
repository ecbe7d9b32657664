"""Who may sign what in a dossier: what a delegation is held against."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from toantrinh.identity import authority
from toantrinh.identity.authority import Right, Wanted
from toantrinh.identity.models import Account, Matter

from . import negative
from .models import Dossier, PaperKind, Task

OF_PAPER: Final = {PaperKind.APOLOGY: Matter.APOLOGY, PaperKind.STOP: Matter.STOP}

DECIDED: Final = (Matter.RESULT, Matter.NEGATIVE)


def of_task(task: Task) -> Matter:
    """What is signed at this step: the result, or that it is not granted."""
    return Matter.NEGATIVE if negative.is_of(task) else Matter.RESULT


def wanted(dossier: Dossier, matter: Matter) -> Wanted:
    pack = dossier.version.pack
    of_head = pack.results[0].of_head and matter in DECIDED
    return Wanted(dossier.version.code, pack.field_key, matter, of_head)


def right(dossier: Dossier, by: Account, matter: Matter, *, at: datetime) -> Right:
    """By what ``by`` signs this. Errors: as ``identity.authority.right``."""
    return authority.right(by, dossier.settling_agency, wanted(dossier, matter), at=at)
