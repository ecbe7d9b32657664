"""What someone sent after their session had ended, kept until they have signed in again.

A form that was made for a signed-in person carries a pass: who it was made for and for which
draft, signed, good for a day. A POST that comes without a session but with such a pass is sealed
and laid into the new, anonymous session; files go to the vault, where nothing points to them yet.
After the sign-in the same page takes it up again, if the draft belongs to whoever signed in.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.core import signing
from django.http import HttpRequest, QueryDict

from toantrinh.core import clock, handover
from toantrinh.core.errors import Refusal
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.models import Account
from toantrinh.vault import actions as vault
from toantrinh.vault import queries as vault_queries
from toantrinh.vault.models import StoredFile

FIELD: Final = "pass"
SECONDS: Final = 24 * 3600
MOST_TYPED: Final = 200_000  # characters of one form, sealed into a session
ABOUT: Final = "portal.handover"


@dataclass(frozen=True)
class Handover:
    """What was sent: the typed values, and the files by the name of their control."""

    typed: QueryDict
    files: list[tuple[str, str, bytes]] = field(default_factory=list)


def pass_for(account: Account, dossier: Dossier) -> str:
    """The pass that a form on ``dossier`` made for ``account`` carries."""
    return signing.dumps([str(account.uid), str(dossier.uid)], salt=ABOUT)


def leave(request: HttpRequest) -> bool:
    """Keep what a POST without a session brought; whether there was anything good to keep."""
    made_for = _read_pass(request.POST.get(FIELD, ""))
    typed = request.POST.urlencode()
    if made_for is None or len(typed) > MOST_TYPED:
        return False
    account, dossier = made_for
    files: list[tuple[str, str, int]] = []
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            with suppress(Refusal):  # a file that will not do is asked for again after the sign-in
                shown = file.name or name
                kept = vault.keep(
                    content=file.read(), name=shown, on=dossier, by=account, at=clock.now()
                )
                files.append((name, shown, kept.pk))
    document = {"path": request.path, "typed": typed, "files": files}
    handover.leave(request.session, document, about=ABOUT)
    return True


def take(request: HttpRequest) -> Handover | None:
    """What was left for this page, once; None when nothing was."""
    document = handover.take(request.session, {"path": request.path}, about=ABOUT)
    if document is None:
        return None
    stored = StoredFile.objects.in_bulk([file for _, _, file in document["files"]])
    files = [
        (control, name, vault_queries.content(stored[file]))
        for control, name, file in document["files"]
    ]
    return Handover(QueryDict(document["typed"]), files)


def _read_pass(text: str) -> tuple[Account, Dossier] | None:
    try:
        account, dossier = signing.loads(text, salt=ABOUT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    found = Account.objects.filter(uid=account, is_active=True).select_related("party").first()
    draft = Dossier.objects.filter(uid=dossier).select_related("owner", "agency").first()
    return (found, draft) if found and draft else None
