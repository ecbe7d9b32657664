"""A text or form that was sent after the session had ended, kept until its writer is back.

The form carries a pass: who it was made for and for which page, signed, good for a day. What comes
with it is sealed into the new, anonymous session and shown to that person alone, not kept yet.
"""

from __future__ import annotations

from typing import Any, Final

from django.core import signing
from django.http import HttpRequest

from toantrinh.core import handover
from toantrinh.identity.models import Account

FIELD: Final = "pass"
ABOUT: Final = "studio.handover"
SECONDS: Final = 24 * 3600
MOST_TYPED: Final = 500_000  # characters, as many as the page itself takes


def pass_for(account: Account, path: str) -> str:
    """The pass that the form of the page ``path``, made for ``account``, carries."""
    return signing.dumps([str(account.uid), path], salt=ABOUT)


def leave(request: HttpRequest) -> None:
    """Keep the text, or all fields, of a POST without a session, when it comes with a pass of its
    page."""
    text = request.POST.get("text", "")
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in (FIELD, "text", "csrfmiddlewaretoken")
    }
    try:
        account, path = signing.loads(request.POST.get(FIELD, ""), salt=ABOUT, max_age=SECONDS)
    except signing.BadSignature:
        return
    typed = len(text) + sum(len(value) for values in fields.values() for value in values)
    if path == request.path and 0 < typed <= MOST_TYPED:
        kept = {"account": account, "path": path, "text": text.replace("\r\n", "\n")}
        kept["fields"] = fields
        handover.leave(request.session, kept, about=ABOUT)


def take(request: HttpRequest, by: Account) -> str | None:
    """The text that was left for this page and person, once; None when there is none."""
    kept = _taken(request, by)
    return str(kept["text"]) if kept else None


def take_fields(request: HttpRequest, by: Account) -> dict[str, str] | None:
    """The fields that were left for this page and person, once, each by its last value; None when
    there are none."""
    kept = take_lists(request, by)
    return {name: values[-1] for name, values in kept.items()} if kept is not None else None


def take_lists(request: HttpRequest, by: Account) -> dict[str, list[str]] | None:
    """As ``take_fields``, with all values of each."""
    kept = _taken(request, by)
    return dict(kept["fields"]) if kept else None


def _taken(request: HttpRequest, by: Account) -> dict[str, Any] | None:
    meant_for = {"account": str(by.uid), "path": request.path}
    return handover.take(request.session, meant_for, about=ABOUT)
