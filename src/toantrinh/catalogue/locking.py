"""One at a time changes one procedure."""

from __future__ import annotations

from django.db import connection


def lock(code: str) -> None:
    """Wait for whoever publishes or ends ``code``; held until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalogue:{code}"]
        )
