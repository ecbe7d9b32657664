"""What an officer sent too late: after their session, or their office, had ended.

Nothing is done with it. After a session had ended it waits until they have signed in again: the
page it was sent from shows it once more in its fields, that of the dossier or that of the act. It
is sealed into the new, anonymous session, and shown only to whoever may open that dossier. After an
office had ended the refusal shows it, and it is kept with the dossier for those who go on with it.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from toantrinh.core import clock, handover
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import assignments
from toantrinh.dossiers.assigning_errors import RightsEnded
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.requests import AccountRequest

ABOUT: Final = "desk.handover"
MOST_TYPED: Final = 20_000  # characters of all fields together
MARKS: Final = "many"  # in the place of a dossier
OF_THE_PAGE: Final = {"csrfmiddlewaretoken", "task", "sha256"}  # made anew with the page


def leave(request: HttpRequest, dossier: UUID, page: str = "") -> None:
    """Keep the fields of a POST about ``dossier``; a file has to be chosen again. ``page``: the
    name of the act's own page, none for what is sent from the page of the dossier."""
    typed = typed_in(request)
    if typed is None:
        return
    document = {"dossier": _place(dossier, page), "typed": typed}
    handover.leave(request.session, document, about=ABOUT)


def typed_in(request: HttpRequest) -> dict[str, str] | None:
    """The fields that were sent; None when they are too many to be kept."""
    fields = request.POST.items()
    typed = {name: str(value) for name, value in fields if name not in OF_THE_PAGE}
    is_flood = sum(len(name) + len(value) for name, value in typed.items()) > MOST_TYPED
    return None if is_flood else typed


def refuse_ended(request: AccountRequest, dossier: Dossier) -> None:
    """For whoever sends something about a dossier whose agency they have lately left, or where
    they hold another office now. Errors: RightsEnded, with what they typed, which is kept with the
    dossier."""
    if request.method != "POST" or dossier.agency is None or dossier.is_draft:
        return
    if not assignments.had_office(request.user, dossier.agency, clock.today()):
        return
    typed = {name: text for name, text in (typed_in(request) or {}).items() if text.strip()}
    if typed:
        page = request.resolver_match.kwargs.get("deed") if request.resolver_match else ""
        name = request.resolver_match.url_name if request.resolver_match else ""
        dossiers.keep_unsent(dossier=dossier, page=page or name or "", typed=typed, by=request.user)
    raise RightsEnded(typed=typed, agency=dossier.agency.name)


def take(request: HttpRequest, dossier: UUID, page: str = "") -> dict[str, str] | None:
    """What was left for this page of ``dossier``, once; None when nothing was."""
    left = handover.take(request.session, {"dossier": _place(dossier, page)}, about=ABOUT)
    return dict(left["typed"]) if left else None


def leave_marks(request: HttpRequest) -> None:
    """Keep which dossiers were marked in a list, and for what."""
    marks = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in marks.values() for value in values) > MOST_TYPED:
        return
    handover.leave(request.session, {"dossier": MARKS, "typed": marks}, about=ABOUT)


def take_marks(request: HttpRequest) -> dict[str, list[str]] | None:
    """The marks that were left, once; None when none were."""
    left = handover.take(request.session, {"dossier": MARKS}, about=ABOUT)
    return dict(left["typed"]) if left else None


def _place(dossier: UUID, page: str) -> str:
    return f"{dossier} {page}".strip()
