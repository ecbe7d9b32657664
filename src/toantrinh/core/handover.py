"""What someone sent, sealed into the session for the page that shows it.

After a session had ended it is left in the new, anonymous one and taken out once, when they have
signed in again. What was looked for stays there: an address has no place for a name.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from . import sealing


def leave(session: SessionBase, document: Mapping[str, Any], *, about: str) -> None:
    """Keep a small document; ``about`` names the kind of page, and the last one counts."""
    sealed = sealing.close_json(document, about=about)
    session[about] = base64.b64encode(sealed).decode()


def look(session: SessionBase, *, about: str) -> dict[str, Any] | None:
    """The document that was left last, which stays; None when there is none."""
    kept = session.get(about)
    return sealing.open_json(base64.b64decode(kept), about=about) if kept else None


def take(
    session: SessionBase, meant_for: Mapping[str, Any], *, about: str
) -> dict[str, Any] | None:
    """The document that was left, once, if it says all of ``meant_for``; else None."""
    document = look(session, about=about)
    if document is None or any(document[key] != value for key, value in meant_for.items()):
        return None
    del session[about]
    return document
