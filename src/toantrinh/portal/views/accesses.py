"""Who looked at my data: every look but one's own, with who, when and at what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.queries import Official, officials
from toantrinh.identity.requests import AccountRequest
from toantrinh.trail.models import AccessEntry
from toantrinh.trail.queries import accesses_of

from ..opening import applicant, party_of

WHAT = {
    "dossier.content-read": _("Read the dossier"),
    "dossier.file-read": _("Opened a file of the dossier"),
    "dossier.foreign-tried": _("Tried to open the dossier and was refused"),
    "part.read": _("Read the part they were asked to confirm"),
    "party.looked-up": _("Looked you up by your personal number"),
}


@dataclass(frozen=True)
class Look:
    """What one person did with one dossier on one day; ``at`` is the last time of ``times``.

    ``who`` is None for somebody without an office: they were refused, and are not named to others,
    or ``is_invited`` to a part of the dossier.
    """

    at: datetime
    who: Official | None
    what: str
    dossier: Dossier | None
    times: int
    is_invited: bool = False


@applicant
@require_safe
def accesses(request: AccountRequest) -> HttpResponse:
    """The looks at what concerns the one who signed in, the newest first."""
    entries = accesses_of(party_of(request.user).subject_id)
    people = officials({entry.actor for entry in entries})
    mine = {dossier.case: dossier for dossier in queries.of_account(request.user)}
    alike: dict[tuple[date, str, str, str], list[AccessEntry]] = {}
    for entry in entries:  # the newest first, and so are the groups
        group = (clock.local_day(entry.at), entry.actor, entry.kind, entry.case)
        alike.setdefault(group, []).append(entry)
    looks = [_look(same, people, mine) for same in alike.values()]
    return render(request, "portal/accesses.html", {"looks": looks})


def _look(same: list[AccessEntry], people: dict[str, Official], mine: dict[str, Dossier]) -> Look:
    first = same[0]
    return Look(
        at=first.at,
        who=people.get(first.actor),
        what=str(WHAT.get(first.kind, first.kind)),
        dossier=mine.get(first.case),
        times=len(same),
        is_invited=first.kind == "part.read",
    )
