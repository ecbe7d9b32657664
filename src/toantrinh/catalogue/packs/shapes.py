"""What a value of a pack may look like: small checks put together, each naming the place.

A check takes a value and its path, and yields what is wrong. All of a file is looked at, so that
whoever writes a pack sees every mistake at once. Each check knows its JSON Schema, by which editors
tell the same while somebody types; where a schema cannot say all, it refuses less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ..reading import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Wrong:
    """A mistake at ``path``; ``column`` counts from 1 inside the text there, 0 for the whole."""

    path: Path
    message: str
    remedy: str
    column: int = 0


Find = Callable[[Any, Path], Iterator[Wrong]]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """``find`` yields what is wrong with a value; ``schema`` is JSON Schema 2020-12. One with a
    ``title`` is written once in a file and referred to by it."""

    find: Find
    schema: Schema

    def __call__(self, value: Any, path: Path) -> Iterator[Wrong]:
        return self.find(value, path)


def told(**schema: Any) -> Callable[[Find], Check]:
    """The decorated function as a check with that schema."""
    return lambda find: Check(find, schema)


KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")
CODE = re.compile(r"([0-9]|[A-Z]{2,4})\.[0-9]{6}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
MOMENT = re.compile(f"{DAY.pattern}T{CLOCK.pattern}")
MARKUP = re.compile(r"<[a-zA-Z/!?]")


def text() -> Check:
    """Words for people: a string, which is Vietnamese, or a map by language that has ``vi``."""
    languages = dict.fromkeys(sorted(LANGUAGES), _words.schema)
    by_language = {"type": "object", "properties": languages, "required": ["vi"]}
    closed = {**by_language, "additionalProperties": False}

    @told(title="text", anyOf=[_words.schema, closed])
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if isinstance(value, dict):
            yield from map_of(dict.fromkeys(["vi"], _words), dict.fromkeys(LANGUAGES, _words))(
                value, path
            )
        else:
            yield from _words(value, path)

    return check


@told(type="string", pattern=r"\S", **{"not": {"pattern": MARKUP.pattern}})
def _words(value: Any, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, str) or not value.strip():
        yield _unfit(value, path, _("a text, or a map of texts with vi and en"))
    elif MARKUP.search(value):
        yield Wrong(path, _("HTML is not understood here."), _("Write plain text."))


def word(pattern: re.Pattern[str], meaning: StrOrPromise) -> Check:
    @told(type="string", pattern=f"^(?:{pattern.pattern})$", description=meaning)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield _unfit(value, path, meaning)

    return check


def one_of(options: Iterable[str]) -> Check:
    known = list(options)

    @told(enum=[str(option) for option in known])
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if value not in known:
            near = get_close_matches(str(value), known, 1)
            meant = _("Did you mean “%(word)s”?") % {"word": near[0]} if near else ""
            wrong = _unfit(value, path, _("one of %(words)s") % {"words": ", ".join(known)})
            yield Wrong(path, wrong.message, meant or wrong.remedy)

    return check


@told(type="boolean")
def flag(value: Any, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, bool):
        yield _unfit(value, path, _("true or false"))


@told()
def anything(value: Any, path: Path) -> Iterator[Wrong]:
    yield from ()


def number(least: float = 0) -> Check:
    @told(type="number", minimum=least)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            yield _unfit(value, path, _("a number from %(least)s") % {"least": least})

    return check


def whole(least: int = 0) -> Check:
    @told(type="integer", minimum=least)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            yield _unfit(value, path, _("a whole number from %(least)s") % {"least": least})

    return check


@told(title="day", type="string", format="date", pattern=f"^{DAY.pattern}$")
def day(value: Any, path: Path) -> Iterator[Wrong]:
    if not _reads(value, DAY, date.fromisoformat):
        yield _unfit(value, path, _("a day such as 2026-01-31"))


@told(title="clock", type="string", pattern=f"^{CLOCK.pattern}$")
def clock(value: Any, path: Path) -> Iterator[Wrong]:
    if not _reads(value, CLOCK, time.fromisoformat):
        yield _unfit(value, path, _("a time such as 15:00, in quotes"))


@told(title="moment", type="string", pattern=f"^{MOMENT.pattern}$")
def moment(value: Any, path: Path) -> Iterator[Wrong]:
    if not _reads(value, MOMENT, datetime.fromisoformat):
        yield _unfit(value, path, _("a local moment such as 2026-10-05T09:00"))


def _reads(value: Any, written: re.Pattern[str], read: Callable[[str], object]) -> bool:
    if not isinstance(value, str) or not written.fullmatch(value):
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


@told(
    title="expression",
    anyOf=[{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}],
)
def expression(value: Any, path: Path) -> Iterator[Wrong]:
    """A text; whether it compiles is seen once all names are known. Whole numbers are written as
    they are, and a fee below zero is refused here."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        yield _unfit(value, path, _("an expression, such as so_ban_sao > 0"))
    elif isinstance(value, int) and value < 0:
        yield _unfit(value, path, _("an amount of 0 or more"))


def listed(item: Check, least: int = 0) -> Check:
    @told(type="array", items=item.schema, minItems=least)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if not isinstance(value, list):
            yield _unfit(value, path, _("a list"))
            return
        if len(value) < least:
            message = _("This list needs at least %(least)d.") % {"least": least}
            yield Wrong(path, message, _("Add what is missing."))
        for place, each in enumerate(value):
            yield from item(each, (*path, place))

    return check


def keyed(item: Check) -> Check:
    """A map with keys of the author's own."""

    @told(type="object", additionalProperties=item.schema)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if not isinstance(value, dict):
            yield _unfit(value, path, _("a map of keys and values"))
            return
        for key, each in value.items():
            yield from item(each, (*path, key))

    return check


def map_of(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """A map with exactly these keys, the optional ones or not."""
    known = {**(optional or {}), **required}

    @told(**_properties(known, required), additionalProperties=False)
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if not isinstance(value, dict):
            keys = ", ".join(required)
            yield _unfit(value, path, _("a map with %(keys)s") % {"keys": keys})
            return
        for key in required:
            if key not in value:
                message = _("The key “%(key)s” is missing.") % {"key": key}
                yield Wrong(path, message, _("Add it here."))
        for key, each in value.items():
            yield from (
                known[key](each, (*path, key)) if key in known else _unknown(key, known, path)
            )

    return check


def outline(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """A map with at least these keys; others may stand beside them."""
    exact, known = map_of(required, optional), {**(optional or {}), **required}

    @told(**_properties(known, required))
    def check(value: Any, path: Path) -> Iterator[Wrong]:
        if isinstance(value, dict):
            value = {key: each for key, each in value.items() if key in known}
        yield from exact(value, path)

    return check


def _properties(known: Mapping[str, Check], required: Iterable[str]) -> Schema:
    properties = {key: known[key].schema for key in known}
    return {"type": "object", "properties": properties, "required": list(required)}


def _unknown(key: object, known: Mapping[str, Check], path: Path) -> Iterator[Wrong]:
    near = get_close_matches(str(key), known, 1)
    remedy = (
        _("Did you mean “%(word)s”?") % {"word": near[0]}
        if near
        else _("Possible here: %(words)s.") % {"words": ", ".join(sorted(known))}
    )
    message = _("There is no key “%(key)s” here.") % {"key": key}
    yield Wrong((*path, str(key)), message, remedy)


def _unfit(value: object, path: Path, meaning: StrOrPromise) -> Wrong:
    message = _("“%(value)s” does not fit here.") % {"value": str(value)[:60]}
    return Wrong(path, message, _("Write %(meaning)s.") % {"meaning": meaning})
