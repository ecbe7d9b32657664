"""What an officer sent after their session had ended, kept until they have signed in again.

Nothing is done with it then: the page of the dossier shows it once more in its fields. It is
sealed into the new, anonymous session, and shown only to whoever may open that dossier.
"""

from __future__ import annotations

import base64
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from toantrinh.core import sealing

SESSION_KEY: Final = "desk.handover"
ABOUT: Final = "desk.handover"
MOST_TYPED: Final = 20_000  # characters of all fields together
OF_THE_PAGE: Final = {"csrfmiddlewaretoken", "task", "sha256"}  # made anew with the page


def leave(request: HttpRequest, dossier: UUID) -> None:
    """Keep the fields of a POST about ``dossier``; a file has to be chosen again."""
    typed = {name: value for name, value in request.POST.items() if name not in OF_THE_PAGE}
    if sum(len(name) + len(str(value)) for name, value in typed.items()) > MOST_TYPED:
        return
    sealed = sealing.close_json({"dossier": str(dossier), "typed": typed}, about=ABOUT)
    request.session[SESSION_KEY] = base64.b64encode(sealed).decode()


def take(request: HttpRequest, dossier: UUID) -> dict[str, str] | None:
    """What was left for ``dossier``, once; None when nothing was."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    document = sealing.open_json(base64.b64decode(kept), about=ABOUT)
    if document["dossier"] != str(dossier):
        return None
    del request.session[SESSION_KEY]
    return dict(document["typed"])
