"""What an officer sent too late: after their session, or their office, had ended.

Nothing is done with it. After a session had ended it waits until they have signed in again: the
page it was sent from shows it once more in its fields, that of the dossier or that of the act. It
is sealed into the new, anonymous session, and shown only to whoever may open that dossier. After an
office had ended the refusal shows it, and it is kept with the dossier for those who go on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest, QueryDict

from toantrinh.core import clock, handover
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import assignments
from toantrinh.dossiers.assigning_errors import RightsEnded
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.requests import AccountRequest

ABOUT: Final = "desk.handover"
ABOUT_FORM: Final = "desk.handover.form"
MOST_OF_A_FORM: Final = 200_000  # characters of one form, sealed into a session
MOST_TYPED: Final = 20_000  # characters of all fields together
MARKS: Final = "many"  # in the place of a dossier
OF_THE_PAGE: Final = {  # made anew with the page
    "csrfmiddlewaretoken",
    "task",
    "sha256",
    "thay_den",
    "key",
}
WORDS: Final = {"note", "ly_do", "khong_cho_vi", "ghi_chu", "loi_nhan"}
WORDS_OF_ITEMS: Final = ("r-", "m-", "l-", "kr-", "km-", "kl-")


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


def leave_form(request: HttpRequest, about: object) -> None:
    """Keep every value of a whole form, as the browser sent it. ``about``: the uid of the dossier,
    or of what in it the form is for."""
    typed = request.POST.urlencode()
    if len(typed) <= MOST_OF_A_FORM:
        document = {"dossier": str(about), "typed": typed}
        handover.leave(request.session, document, about=ABOUT_FORM)


def take_form(request: HttpRequest, about: UUID) -> QueryDict | None:
    """What was left of that form, once; None when nothing was."""
    left = handover.take(request.session, {"dossier": str(about)}, about=ABOUT_FORM)
    return QueryDict(left["typed"]) if left else None


def texts(typed: Mapping[str, str]) -> list[str]:
    """What was written in words, so that it can be taken over where it has no field any more."""
    return [
        text
        for name, value in typed.items()
        if (name in WORDS or name.startswith(WORDS_OF_ITEMS)) and (text := value.strip())
    ]


def _place(dossier: UUID, page: str) -> str:
    return f"{dossier} {page}".strip()
