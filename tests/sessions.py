"""Sessions that end while somebody works."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from toantrinh.identity.models import Account


def over(client: Client, account: Account) -> Client:
    """The browser of ``account``, which had a page open when the session ended."""
    client.force_login(account)
    client.get("/")
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    return client
