"""What someone sent after their session had ended: sealed into the new, anonymous session.

It is taken out once, by the page it was meant for, when they have signed in again.
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


def take(
    session: SessionBase, meant_for: Mapping[str, Any], *, about: str
) -> dict[str, Any] | None:
    """The document that was left, once, if it says all of ``meant_for``; else None."""
    kept = session.get(about)
    if not kept:
        return None
    document = sealing.open_json(base64.b64decode(kept), about=about)
    if any(document[key] != value for key, value in meant_for.items()):
        return None
    del session[about]
    return document
