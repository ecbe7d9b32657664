"""Long lists in pages, each begun behind the last row of the one before."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def by_key(
    rows: QuerySet[Row], mark: str, size: int, *, newest_first: bool = False
) -> tuple[list[Row], str]:
    """The page behind ``mark``, as an address told it, and the mark of the next, empty at the end.
    A mark that is no key begins with the first page."""
    if mark.isdecimal() and len(mark) < 19:
        rows = rows.filter(pk__lt=int(mark)) if newest_first else rows.filter(pk__gt=int(mark))
    found = list(rows.order_by("-pk" if newest_first else "pk")[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""
