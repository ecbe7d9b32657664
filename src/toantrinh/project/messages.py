"""Translations as Django reads them: each ``.po`` of the house compiled to the ``.mo`` beside it.

``gettext`` is no part of a plain system, so its ``msgfmt`` is not needed here. The same ``.po``
always gives the same bytes.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(\".*\")")
_MAGIC = 0x950412DE


class MessageProblem(Exception):
    """A ``.po`` that cannot be read; ``file:line: what``."""


@dataclass
class _Entry:
    """One message of a ``.po``: its parts by keyword, the translations by plural number."""

    line: int
    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    translations: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        context = f"{self.parts['msgctxt']}\x04" if "msgctxt" in self.parts else ""
        plural = f"\x00{self.parts['msgid_plural']}" if "msgid_plural" in self.parts else ""
        return f"{context}{self.parts['msgid']}{plural}"

    @property
    def translation(self) -> str:
        return "\x00".join(self.translations[number] for number in sorted(self.translations))


def files() -> list[Path]:
    """Every ``.po`` of the house."""
    return sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"))


def read(file: Path) -> dict[str, str]:
    """Messages and translations as a ``.mo`` holds them, without the doubtful and empty ones."""
    catalogue: dict[str, str] = {}
    for entry in _entries(file):
        if entry.key in catalogue:
            raise MessageProblem(f"{file}:{entry.line}: {entry.key!r} is translated twice")
        if any(entry.translations.values()) and (not entry.fuzzy or not entry.parts["msgid"]):
            catalogue[entry.key] = entry.translation
    return catalogue


def _entries(file: Path) -> Iterator[_Entry]:
    entry, last = _Entry(0), ("", 0)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        begins = text.startswith(("#", "msgctxt")) or (
            text.startswith("msgid") and not text.startswith("msgid_plural")
        )
        if begins and entry.translations:
            yield entry
            entry = _Entry(number)
        if text.startswith("#,"):
            entry.fuzzy |= "fuzzy" in text
        elif text and not text.startswith("#"):
            last = _take(entry, text, last, f"{file}:{number}")
    if entry.translations:
        yield entry


def _take(entry: _Entry, text: str, last: tuple[str, int], place: str) -> tuple[str, int]:
    """Put a line into its entry; what the next line, if it is a string alone, goes on with."""
    found = _KEYWORD.fullmatch(text)
    if not found and not (text.startswith('"') and last[0]):
        raise MessageProblem(f"{place}: not understood: {text}")
    if found:
        last = (found[1], int(found[2] or 0))
    try:
        value = str(ast.literal_eval(found[3] if found else text))
    except (ValueError, SyntaxError) as problem:
        raise MessageProblem(f"{place}: not a string: {text}") from problem
    keyword, plural = last
    if found and (plural in entry.translations if keyword == "msgstr" else keyword in entry.parts):
        raise MessageProblem(f"{place}: a second {keyword} of one message: {text}")
    if keyword == "msgstr":
        entry.translations[plural] = entry.translations.get(plural, "") + value
    else:
        entry.parts[keyword] = entry.parts.get(keyword, "") + value
    return last


def packed(catalogue: dict[str, str]) -> bytes:
    """The bytes of a ``.mo``: header, two tables of lengths and places, then the texts, sorted."""
    pairs = sorted((key.encode(), text.encode()) for key, text in catalogue.items())
    start = 28 + 16 * len(pairs)
    table, texts = b"", b""
    for column in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[column]), start + len(texts))
            texts += pair[column] + b"\0"
    count = len(pairs)
    header = struct.pack("<7I", _MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return header + table + texts


def compile_all() -> int:
    """Write every ``.mo`` that differs; how many."""
    written = 0
    for file in files():
        fresh, target = packed(read(file)), file.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != fresh:
            target.write_bytes(fresh)
            written += 1
    return written


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{compile_all()} .mo\n")
    except MessageProblem as problem:
        sys.exit(str(problem))
