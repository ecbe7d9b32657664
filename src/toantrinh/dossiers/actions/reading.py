"""Looking: anyone's look at personal data but the owner's is written down before it is granted."""

from __future__ import annotations

from typing import Any

from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, Role, require
from toantrinh.trail.actions import record_access
from toantrinh.vault import queries as vault
from toantrinh.vault.models import StoredFile

from ..events import ContentRead, FileRead
from ..handling import about
from ..models import Dossier


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
