"""What an officer sent after their session had ended, kept until they have signed in again.

Nothing is done with it then: the page it was sent from shows it once more in its fields, that of
the dossier or that of the act. It is sealed into the new, anonymous session, and shown only to
whoever may open that dossier.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from toantrinh.core import handover

ABOUT: Final = "desk.handover"
MOST_TYPED: Final = 20_000  # characters of all fields together
OF_THE_PAGE: Final = {
    "csrfmiddlewaretoken",
    "task",
    "sha256",
    "thay_den",
    "key",
}  # made anew with the page

WORDS: Final = {"note", "ly_do", "ghi_chu", "loi_nhan"}
WORDS_OF_ITEMS: Final = ("r-", "m-", "l-", "kr-", "km-", "kl-")


def leave(request: HttpRequest, dossier: UUID, page: str = "") -> None:
    """Keep the fields of a POST about ``dossier``; a file has to be chosen again. ``page``: the
    name of the act's own page, none for what is sent from the page of the dossier."""
    typed = {name: value for name, value in request.POST.items() if name not in OF_THE_PAGE}
    if sum(len(name) + len(str(value)) for name, value in typed.items()) > MOST_TYPED:
        return
    document = {"dossier": _place(dossier, page), "typed": typed}
    handover.leave(request.session, document, about=ABOUT)


def take(request: HttpRequest, dossier: UUID, page: str = "") -> dict[str, str] | None:
    """What was left for this page of ``dossier``, once; None when nothing was."""
    left = handover.take(request.session, {"dossier": _place(dossier, page)}, about=ABOUT)
    return dict(left["typed"]) if left else None


def texts(typed: Mapping[str, str]) -> list[str]:
    """What was written in words, so that it can be taken over where it has no field any more."""
    return [
        text
        for name, value in typed.items()
        if (name in WORDS or name.startswith(WORDS_OF_ITEMS)) and (text := value.strip())
    ]


def _place(dossier: UUID, page: str) -> str:
    return f"{dossier} {page}".strip()
