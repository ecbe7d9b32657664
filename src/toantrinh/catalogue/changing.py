"""Small changes of a pack or its layer without a file in hand: files in, files out.

What people wrote keeps its comments and its order. Each change is one thing the law can change;
whatever else there is to change is written in the files themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from toantrinh.core import rewriting

from .proposed import PROCEDURE

Files = Mapping[str, bytes]
Data = dict[str, Any]
EXPECTED = ("required", "not_required", "unknown")
DAY = timedelta(days=1)


def described(files: Files, *, name: str = "", summary: str = "") -> dict[str, bytes]:
    """Another Vietnamese name or summary; what is empty stays as it is."""

    def change(data: Data) -> None:
        for key, text in (("name", name), ("summary", summary)):
            if text and isinstance(data[key], dict):
                data[key]["vi"] = text
            elif text:
                data[key] = text

    return _rewritten(files, PROCEDURE, change)


def begun(files: Files, first_day: date) -> dict[str, bytes]:
    """In force from another day; a last day before that is taken away."""

    def change(data: Data) -> None:
        data["in_force"]["from"] = rewriting.quoted(str(first_day))
        if data["in_force"].get("to", "9999") < str(first_day):
            del data["in_force"]["to"]

    return _rewritten(files, PROCEDURE, change)


def without_component(files: Files, key: str) -> dict[str, bytes]:
    """The dossier without one of its papers; the samples no longer expect it."""

    def change(data: Data) -> None:
        data["components"] = _but(data["components"], lambda item: item["key"] == key)

    return _in_samples(_rewritten(files, PROCEDURE, change), lambda expect: _forget(expect, key))


def optional_component(files: Files, key: str) -> dict[str, bytes]:
    """A paper that may be given, and no longer must."""

    def change(data: Data) -> None:
        for item in data["components"]:
            if item["key"] == key:
                item["requirement"] = "optional"
                item.pop("condition", None)

    return _in_samples(_rewritten(files, PROCEDURE, change), lambda expect: _forget(expect, key))


def priced(layer: str, fee: str, amount: int, since: date, resolution: Mapping[str, str]) -> str:
    """The layer with a price of the council from ``since`` on; the one before ends the day before.

    ``resolution``: ``number``, ``date`` and ``title``. Prices that would begin later are replaced.
    """

    def change(data: Data) -> None:
        prices = data.setdefault("fees", {}).setdefault(fee, [])
        earlier = [price for price in prices if price["from"] < str(since)]
        if earlier:
            earlier[-1]["to"] = rewriting.quoted(str(since - DAY))
        del prices[len(earlier) :]
        prices.append(
            {
                "from": rewriting.quoted(str(since)),
                "amount": amount,
                "resolution": {key: value for key, value in resolution.items() if value},
                "verified": bool(resolution.get("number") and resolution.get("date")),
            }
        )

    return rewriting.changed(layer, change)


def shortened(layer: str, limit: Mapping[str, Any]) -> str:
    """The layer with a shorter limit; see docs/reference/province.md for its keys."""
    return rewriting.changed(layer, lambda data: data.__setitem__("time_limit", dict(limit)))


def _forget(expect: Data, key: str) -> None:
    for part in EXPECTED:
        if key in expect.get(part, ()):
            expect[part].remove(key)


def _in_samples(files: dict[str, bytes], change: Callable[[Data], None]) -> dict[str, bytes]:
    for name in sorted(files):
        if name.startswith("samples/") and name.endswith(".yaml"):
            files = _rewritten(files, name, lambda data: change(data["expect"]))
    return files


def _rewritten(files: Files, name: str, change: Callable[[Any], None]) -> dict[str, bytes]:
    text = rewriting.changed(files[name].decode(), change)
    return {**files, name: text.encode()}


def _but(items: Any, leaves: Callable[[Data], bool]) -> Any:
    for at in reversed(range(len(items))):
        if leaves(items[at]):
            del items[at]
    return items
