"""Days as officers type them."""

from __future__ import annotations

from datetime import date


def read(text: str) -> date | None:
    """A day typed as 27/3/2026, or as a date field sends it; None for anything else.

    >>> read("27/3/2026") == read("2026-03-27") == date(2026, 3, 27)
    True
    >>> read("hôm qua") is read("1/1/99999999999") is None
    True
    """
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    try:
        numbers = [int(part) for part in parts]
        year, month, day = numbers if len(parts[0]) == len("2026") else numbers[::-1]
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
