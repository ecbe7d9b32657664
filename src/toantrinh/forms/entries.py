"""Reading plain data strictly: every mistake is noted with its path, and reading goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from .texts import MAIN, Text

Path = tuple[str | int, ...]
T = TypeVar("T")

_MARKUP: Final = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#][a-zA-Z0-9]*;")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_LONGEST_TEXT: Final = 3000  # characters


@dataclass(frozen=True)
class FormProblem:
    """A mistake in a definition.

    ``path`` leads to it through the data, such as ``("sections", 0, "fields", 2, "label")``; the
    last part may be a key that is missing. ``column`` counts from 1 inside an expression, 0 when
    the whole value is meant. ``message`` says what is wrong and what to write instead.
    """

    path: Path
    message: str
    column: int = 0

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.message}"


class Entry:
    """A map of the definition, read key by key."""

    def __init__(self, data: object, path: Path, problems: list[FormProblem]) -> None:
        self.path = path
        self.problems = problems
        self.data: Mapping[str, Any] = {}
        if isinstance(data, Mapping):
            self.data = data
        else:
            self.note(_("This has to be a map of keys and values."))

    def note(self, message: str, *inside: str | int, column: int = 0) -> None:
        """A mistake here, or deeper at the path ``inside``."""
        self.problems.append(FormProblem((*self.path, *inside), message, column))

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def only(self, allowed: Iterable[str]) -> None:
        """Note every key that is not allowed, with the nearest that is."""
        known = sorted(allowed)
        for key in self.data:
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                hint = _("Did you mean “{key}”?").format(key=near[0]) if near else ""
                choice = _("Possible here: {keys}.").format(keys=", ".join(known))
                message = _("There is no key “{key}” here.").format(key=key)
                self.note(f"{message} {hint or choice}", key)

    def word(self, key: str, pattern: str, meaning: str, *, default: str | None = None) -> str:
        """A text for the machine that matches ``pattern`` wholly; ``meaning`` says what it is."""
        value = self.data.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        self.note(self.expected(value, meaning), key)
        return ""

    def one_of(self, key: str, options: Iterable[str], default: str = "") -> str:
        """One of a few words; ``default`` when the key is absent, or when it is wrong."""
        value = self.data.get(key)
        known = list(options)
        if value is None and default:
            return default
        if isinstance(value, str) and value in known:
            return value
        near = get_close_matches(str(value), known, 1)
        hint = _("Did you mean “{key}”?").format(key=near[0]) if near else ""
        message = self.expected(value, _("one of {options}").format(options=", ".join(known)))
        self.note(f"{message} {hint}".strip(), key)
        return default

    def flag(self, key: str) -> bool | None:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.note(self.expected(value, _("true or false")), key)
        return None

    def whole(self, key: str, *, least: int = 0, most: int = 100_000) -> int | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        meaning = _("a whole number from {least} to {most}").format(least=least, most=most)
        self.note(self.expected(value, meaning), key)
        return None

    def number(self, key: str) -> Decimal | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return Decimal(str(value))
        self.note(self.expected(value, _("a number")), key)
        return None

    def text(self, key: str, *, required: bool = False) -> Text | None:
        """A text for people: a string, which is Vietnamese, or a map by language."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.note(_("This text is missing."), key)
            return None
        versions = value if isinstance(value, Mapping) else {MAIN: value}
        if MAIN not in versions:
            self.note(_("The Vietnamese text (vi) is missing."), key)
        inside = isinstance(value, Mapping)
        found = {
            language: words
            for language, said in versions.items()
            if (words := self._words(language, said, (key, language) if inside else (key,)))
        }
        return Text(found) if MAIN in found else None

    def _words(self, language: object, said: object, inside: Path) -> str:
        if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
            self.note(_("A language is a code such as vi or en."), *inside)
            return ""
        if not (isinstance(said, str) and said.strip() and len(said) <= _LONGEST_TEXT):
            meaning = _("a text of 1 to {most} characters").format(most=_LONGEST_TEXT)
            self.note(self.expected(said, meaning), *inside)
            return ""
        if _MARKUP.search(said):
            self.note(_("Write plain text: HTML is not understood here."), *inside)
            return ""
        return unicodedata.normalize("NFC", said.strip())

    def items(self, key: str, *, required: bool = False) -> Iterator[tuple[Path, object]]:
        """The members of a list with their paths."""
        value = self.data.get(key)
        if isinstance(value, Sequence) and not isinstance(value, str) and (value or not required):
            yield from (((*self.path, key, at), each) for at, each in enumerate(value))
        elif required or value is not None:
            self.note(_("This has to be a list with at least one member."), key)

    def entries(self, key: str, *, required: bool = False) -> Iterator[Entry]:
        """The members of a list of maps."""
        for path, each in self.items(key, required=required):
            entry = Entry(each, path, self.problems)
            if isinstance(each, Mapping):
                yield entry

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts for the machine, such as keys of fields."""
        found = []
        for path, each in self.items(key):
            if isinstance(each, str) and each:
                found.append(each)
            else:
                message = self.expected(each, _("the key of a field"))
                self.problems.append(FormProblem(path, message))
        return tuple(found)

    def read(self, key: str, reader: Callable[[Any], T], meaning: str) -> T | None:
        """What ``reader`` makes of the value; its ValueError or TypeError is noted."""
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return reader(value)
        except (ValueError, TypeError):
            self.note(self.expected(value, meaning), key)
            return None

    @staticmethod
    def expected(value: object, meaning: str) -> str:
        """The message that ``value`` should have been ``meaning``."""
        if value is None:
            return _("This is missing: {meaning}.").format(meaning=meaning)
        template = _("“{value}” does not fit: write {meaning}.")
        return template.format(value=str(value)[:60], meaning=meaning)
