"""What people say and what they mean: words to find by, matters of other bodies, life events.

Read out of the files ``words.yaml``, ``elsewhere.yaml`` and ``life-events.yaml`` of the lists;
``docs/reference/finding.md`` explains them. All of it is dated, and taken as of one day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from .packs.folder import Folder, PackProblem
from .packs.layout import code, slug
from .packs.shapes import Check, Wrong, day, flag, listed, map_of, text
from .packs.shapes import Path as Place
from .reading import in_language
from .words import words

Phrase = tuple[str, ...]
FILES: Final = ("words.yaml", "elsewhere.yaml", "life-events.yaml")
_dates: Mapping[str, Check] = {"from": day, "to": day}
_phrases = listed(text(), 1)
_LAYOUTS: Mapping[str, Check] = {
    "words.yaml": map_of(
        {
            "ignored": _phrases,
            "means": listed(map_of({"said": _phrases, "means": text()}, _dates)),
        }
    ),
    "elsewhere.yaml": map_of(
        {
            "elsewhere": listed(
                map_of(
                    {
                        "key": slug,
                        "phrases": _phrases,
                        "body": text(),
                        "todo": text(),
                        "verified": flag,
                    },
                    {"unless": _phrases, "ground": text(), **_dates},
                )
            )
        }
    ),
    "life-events.yaml": map_of(
        {
            "events": listed(
                map_of(
                    {
                        "key": slug,
                        "name": map_of({"vi": text(), "en": text()}),
                        "phrases": _phrases,
                        "text": text(),
                        "steps": listed(
                            map_of({"text": text()}, {"code": code, "elsewhere": slug}), 1
                        ),
                    },
                    _dates,
                )
            )
        }
    ),
}


@dataclass(frozen=True)
class Elsewhere:
    """A matter that is settled by a body outside this house."""

    key: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    body: str
    todo: str
    ground: str
    verified: bool

    def meant_by(self, typed: Sequence[str]) -> bool:
        return any(_stands_in(each, typed) for each in self.phrases) and not any(
            _stands_in(each, typed) for each in self.unless
        )


@dataclass(frozen=True)
class EventStep:
    """What is done when something happens in a life: here by ``code``, or ``elsewhere``."""

    text: str
    code: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happens in a life, and what usually has to be done then, in order."""

    key: str
    name: str
    phrases: tuple[Phrase, ...]
    text: str
    steps: tuple[EventStep, ...]

    def meant_by(self, typed: Sequence[str]) -> bool:
        return any(_stands_in(each, typed) for each in self.phrases)


@dataclass(frozen=True)
class Guide:
    """All of it as it is on one day."""

    ignored: tuple[Phrase, ...] = ()
    means: tuple[tuple[Phrase, Phrase], ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    events: tuple[Event, ...] = ()

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._meaning), default=0)

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Every row of words that is correct although no procedure may have it."""
        return [
            *self.ignored,
            *(phrase for pair in self.means for phrase in pair),
            *(phrase for matter in self.elsewhere for phrase in matter.phrases),
            *(phrase for event in self.events for phrase in event.phrases),
        ]

    @cached_property
    def _meaning(self) -> dict[Phrase, Phrase]:
        """What is said in full already stays as it is."""
        return {means: means for _said, means in self.means} | dict(self.means)

    @cached_property
    def ignored_words(self) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self.ignored if len(phrase) == 1)

    @cached_property
    def _long_ignored(self) -> list[Phrase]:
        long = [phrase for phrase in self.ignored if len(phrase) > 1]
        return sorted(long, key=len, reverse=True)

    def in_full(self, typed: Sequence[str]) -> list[str]:
        """With what abbreviations and words of a region stand for; the longest first."""
        full: list[str] = []
        at = 0
        while at < len(typed):
            for length in range(min(self._longest, len(typed) - at), 0, -1):
                if meant := self._meaning.get(tuple(typed[at : at + length])):
                    full.extend(meant)
                    at += length
                    break
            else:
                full.append(typed[at])
                at += 1
        return full

    def telling(self, typed: Sequence[str]) -> list[str]:
        """Without the phrases that say nothing, such as “ở đâu”; all of it when nothing else was
        typed. Single words stay: “làm” says nothing by itself, but something before “nhà”."""
        left = list(typed)
        for phrase in self._long_ignored:
            at = 0
            while at + len(phrase) <= len(left):
                if tuple(left[at : at + len(phrase)]) == phrase:
                    del left[at : at + len(phrase)]
                else:
                    at += 1
        return left or list(typed)


def check(folder: Path) -> list[PackProblem]:
    """Every mistake of the files in ``folder``, with place and remedy."""
    return _examined(folder).problems


def compile(folder: Path) -> tuple[dict[str, Any], list[PackProblem]]:
    """What the files say, to be kept; and what is wrong with them."""
    examined = _examined(folder)
    return {key: part for name in FILES for key, part in _part(examined, name)}, examined.problems


def digest(folder: Path) -> str:
    """SHA-256 over names and bytes of the files."""
    whole = hashlib.sha256()
    for name in FILES:
        whole.update(f"{name}\0".encode())
        whole.update((folder / name).read_bytes())
    return whole.hexdigest()


def _part(examined: Folder, name: str) -> Iterable[tuple[str, Any]]:
    data = examined.data.get(name)
    return data.items() if isinstance(data, dict) else ()


def _examined(folder: Path) -> Folder:
    examined = Folder(folder)
    for name in FILES:
        examined.read(name)
    for name, data in examined.data.items():
        examined.note_all(name, _LAYOUTS[name](data, ()))
    if not examined.problems:
        examined.note_all("elsewhere.yaml", _doubled(examined.data["elsewhere.yaml"], "elsewhere"))
        examined.note_all("life-events.yaml", _doubled(examined.data["life-events.yaml"], "events"))
        examined.note_all("life-events.yaml", _unknown_bodies(examined))
    return examined


def _doubled(data: Mapping[str, Any], name: str) -> Iterable[Wrong]:
    seen: set[str] = set()
    for at, each in enumerate(data[name]):
        if each["key"] in seen:
            message = _("The key “%(key)s” is there twice.") % {"key": each["key"]}
            yield Wrong((name, at, "key"), message, _("Give each its own key."))
        seen.add(each["key"])


def _unknown_bodies(examined: Folder) -> Iterable[Wrong]:
    known = {each["key"] for each in examined.data["elsewhere.yaml"]["elsewhere"]}
    for at, event in enumerate(examined.data["life-events.yaml"]["events"]):
        for number, step in enumerate(event["steps"]):
            if step.get("elsewhere", "") not in {"", *known}:
                path: Place = ("events", at, "steps", number, "elsewhere")
                message = _("elsewhere.yaml has no “%(key)s”.") % {"key": step["elsewhere"]}
                yield Wrong(path, message, _("Name one of its keys, or add it there."))


def read(data: Mapping[str, Any], day: date, language: str = "vi") -> Guide:
    """What is in force on ``day``, in ``language``; texts that lack it stay Vietnamese."""
    now = in_language(
        {
            key: [each for each in part if not isinstance(each, dict) or _holds(each, day)]
            for key, part in data.items()
        },
        language,
        [],
    )
    spoken = Guide(
        ignored=_rows(now.get("ignored", ())),
        means=tuple(
            (said, tuple(words(each["means"])))
            for each in now.get("means", ())
            for said in _rows(each["said"])
        ),
    )

    def full(phrases: Iterable[str]) -> tuple[Phrase, ...]:
        return tuple(tuple(spoken.in_full(row)) for row in _rows(phrases))

    return replace(
        spoken,
        elsewhere=tuple(
            Elsewhere(
                key=each["key"],
                phrases=full(each["phrases"]),
                unless=full(each.get("unless", ())),
                body=each["body"],
                todo=each["todo"],
                ground=each.get("ground", ""),
                verified=each["verified"],
            )
            for each in now.get("elsewhere", ())
        ),
        events=tuple(
            Event(
                key=each["key"],
                name=each["name"],
                phrases=full(each["phrases"]),
                text=each["text"],
                steps=tuple(EventStep(**step) for step in each["steps"]),
            )
            for each in now.get("events", ())
        ),
    )


def _rows(phrases: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(words(each)) for each in phrases)


def _holds(each: Mapping[str, Any], day: date) -> bool:
    iso = day.isoformat()
    return str(each.get("from", "")) <= iso <= str(each.get("to", "9999"))


def _stands_in(phrase: Sequence[str], typed: Sequence[str]) -> bool:
    length = len(phrase)
    return any(
        tuple(typed[at : at + length]) == tuple(phrase) for at in range(len(typed) - length + 1)
    )
