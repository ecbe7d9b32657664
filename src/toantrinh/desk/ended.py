"""What an officer sent too late: after their office had ended.

Nothing is done with it. The refusal shows it, and it is kept with the dossier for those who go on
with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import assignments
from toantrinh.dossiers.assigning_errors import RightsEnded
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.requests import AccountRequest

MOST_TYPED: Final = 20_000  # characters that are kept with a dossier
OF_THE_PAGE: Final = {"csrfmiddlewaretoken", "task", "sha256", "thay_den", "key"}
WORDS: Final = {"note", "ly_do", "khong_cho_vi", "ghi_chu", "loi_nhan"}
WORDS_OF_ITEMS: Final = ("r-", "m-", "l-", "kr-", "km-", "kl-")


def refuse_ended(request: AccountRequest, dossier: Dossier) -> None:
    """For whoever sends something about a dossier whose agency they have lately left, or where
    they hold another office now. Errors: RightsEnded, with what they typed, which is kept with the
    dossier."""
    if request.method != "POST" or dossier.agency is None or dossier.is_draft:
        return
    if not assignments.had_office(request.user, dossier.agency, clock.today()):
        return
    typed = _typed(request)
    if typed:
        page = request.resolver_match.kwargs.get("deed") if request.resolver_match else ""
        name = request.resolver_match.url_name if request.resolver_match else ""
        dossiers.keep_unsent(dossier=dossier, page=page or name or "", typed=typed, by=request.user)
    raise RightsEnded(typed=typed, agency=dossier.agency.name)


def texts(typed: Mapping[str, str]) -> list[str]:
    """What was written in words, so that it can be taken over where it has no field any more."""
    return [
        text
        for name, value in typed.items()
        if (name in WORDS or name.startswith(WORDS_OF_ITEMS)) and (text := value.strip())
    ]


def _typed(request: HttpRequest) -> dict[str, str]:
    """What has text of the fields that were sent; nothing when they are too many to be kept."""
    fields = request.POST.items()
    typed = {name: str(value) for name, value in fields if name not in OF_THE_PAGE}
    is_flood = sum(len(name) + len(value) for name, value in typed.items()) > MOST_TYPED
    return {} if is_flood else {name: text for name, text in typed.items() if text.strip()}
