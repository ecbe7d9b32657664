"""Two devices at one draft: what each has changed is kept, question by question.

Values in, values out. A page carries a mark of each answer it showed (``Seen``). What comes back
is held against that mark and against what is stored now: changed here only, it is taken; changed
elsewhere only, what is stored stays; changed on both sides to different answers, it is a dispute,
and both are kept until the applicant has chosen. A group is one answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from toantrinh.forms.visibility import RAW

MOST_PAGES: Final = 20  # that dispute one answer
Changes = Mapping[str, Mapping[str, Any]]
Disputes = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Answer:
    """What stands for one question: understood, or ``raw`` by path as it was typed."""

    value: Any = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.raw

    @property
    def mark(self) -> str:
        """The same ten digits for the same answer."""
        plain = json.dumps([self.value, dict(self.raw)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Seen:
    """What a page showed when it was made.

    Attributes:
        page: a token of this page alone; empty when it was not told or cannot be read.
        marks: of the answers, by key.
        beforehand: marks of what stood in a control that was not answered yet, by key.
        removed: uids of the files that were taken away on this page.
        sent: the number the page gave to what it sends.
    """

    page: str
    marks: Mapping[str, str]
    beforehand: Mapping[str, Collection[str]] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    sent: str = ""

    def after(self, told: Mapping[str, Any], disputed: Collection[str]) -> Seen:
        """The page as it stands after it has sent ``told``."""
        sent = {key: of(told, key).mark for key in told if key != RAW and key not in disputed}
        return replace(self, marks={**self.marks, **sent})


@dataclass(frozen=True)
class Merged:
    """``answers``, who changed what when (``changes``), and what waits for a choice."""

    answers: dict[str, Any]
    changes: dict[str, dict[str, Any]]
    disputes: dict[str, list[dict[str, Any]]]


def of(answers: Mapping[str, Any], key: str) -> Answer:
    """What stands for ``key`` among ``answers``."""
    raw = answers.get(RAW) or {}
    return Answer(answers.get(key), {p: v for p, v in raw.items() if p.partition(".")[0] == key})


def put(answers: dict[str, Any], key: str, answer: Answer) -> None:
    """Let ``answer`` stand for ``key``."""
    raw = {p: v for p, v in (answers.get(RAW) or {}).items() if p.partition(".")[0] != key}
    answers[key], answers[RAW] = answer.value, {**raw, **answer.raw}
    for each in (key, RAW):
        if answers[each] is None or (each == RAW and not answers[each]):
            del answers[each]


def merge(
    answers: Mapping[str, Any],
    told: Mapping[str, Any],
    *,
    seen: Seen | None,
    changes: Changes,
    disputes: Disputes,
    files: Collection[str] = (),
    at: str,
) -> Merged:
    """``told`` laid into ``answers``. Without ``seen`` what is told is taken as it is.

    Args:
        changes: by key, the ``page`` and the moment (``at``) of the last change.
        disputes: by key, the answers that wait: ``page``, ``at``, ``value``, ``raw``.
        files: keys of questions that are answered by files. Their files come together: each page
            adds and takes away its own.

    Two pages that change different questions::

        >>> shown = {"a": "1", "b": "1"}
        >>> marks = {key: of(shown, key).mark for key in shown}
        >>> here = merge({"a": "1", "b": "2"}, {"a": "3", "b": "1"}, seen=Seen("p", marks),
        ...              changes={"b": {"page": "q", "at": "9:00"}}, disputes={}, at="9:01")
        >>> here.answers, here.disputes
        ({'a': '3', 'b': '2'}, {})
    """
    merged = Merged(
        dict(answers),
        {key: dict(each) for key, each in changes.items()},
        {key: list(each) for key, each in disputes.items()},
    )
    for key in told:
        if key != RAW:
            mine = of(told, key)
            if seen is not None and key in files:
                mine = Answer(_together(of(answers, key).value, mine.value, seen.removed))
                _take(merged, key, mine, seen.page, at)
            elif seen is None:
                merged.disputes.pop(key, None)
                _take(merged, key, mine, "", at)
            else:
                _weigh(merged, key, mine, seen, at)
    return merged


def _weigh(merged: Merged, key: str, mine: Answer, seen: Seen, at: str) -> None:
    stored, base = of(merged.answers, key), seen.marks.get(key)
    others = [each for each in merged.disputes.get(key, []) if each["page"] != seen.page]
    merged.disputes[key] = others
    if mine.mark not in (stored.mark, base):
        if not _changed_elsewhere(merged, key, stored, base, seen.page):
            _take(merged, key, mine, seen.page, at)
        elif not _stood_there(key, mine, seen):
            waits = {"page": seen.page, "at": at, "value": mine.value, "raw": dict(mine.raw)}
            merged.disputes[key] = [*others, waits][-MOST_PAGES:]
    if not merged.disputes[key]:
        del merged.disputes[key]


def _stood_there(key: str, mine: Answer, seen: Seen) -> bool:
    """Whether the control had this in it before anybody answered."""
    return seen.marks.get(key) == Answer().mark and mine.mark in seen.beforehand.get(key, ())


def _changed_elsewhere(
    merged: Merged, key: str, stored: Answer, base: str | None, page: str
) -> bool:
    last = merged.changes.get(key)
    if last and page and last["page"] == page:  # our own, of which we were not told
        return False
    return stored.mark != base if base else not stored.is_empty or last is not None


def _take(merged: Merged, key: str, mine: Answer, page: str, at: str) -> None:
    if mine.mark != of(merged.answers, key).mark:
        put(merged.answers, key, mine)
        merged.changes[key] = {"page": page, "at": at}


def _together(
    stored: list[str] | None, mine: list[str] | None, removed: Collection[str]
) -> list[str] | None:
    """The files of both sides, without those that were taken away here."""
    both = dict.fromkeys([*(stored or ()), *(mine or ())])
    return [uid for uid in both if uid not in removed] or None


def choices(
    answers: Mapping[str, Any], key: str, changes: Changes, disputes: Disputes
) -> list[tuple[Answer, str, str]]:
    """What may be chosen for ``key``: the answer, its page and its moment, what is stored first.

    The page and the moment are empty where they are not known.
    """
    last = changes.get(key, {})
    stored = (of(answers, key), last.get("page", ""), last.get("at", ""))
    waiting = [
        (Answer(each["value"], each["raw"]), each["page"], each["at"])
        for each in disputes.get(key, ())
    ]
    return [stored, *waiting]
