"""What was typed, by names that a template can write."""

from __future__ import annotations

from collections.abc import Mapping


def by_name(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields that were sent, with ``_`` for ``-`` in their names; the last one of a name.

    >>> by_name({"so-to": "4"})
    {'so_to': '4'}
    """
    return {name.replace("-", "_"): str(sent[name]) for name in sent}
