"""The words of all procedures in memory, and what serves a matter best.

Values in, values out: no database, no day. Each procedure is found by its name, by what people call
it, by what comes of it and by who settles it. A word counts the more the fewer procedures have it;
words that stand side by side as they were typed count more; and what people call a procedure counts
most when the whole of it was typed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import pairwise
from math import log
from operator import itemgetter
from typing import Final

from .correcting import Vocabulary

NAME, CALLED, ABOUT, BODY = 1.0, 0.9, 0.45, 0.4  # what a word counts by where it stands
PAIR: Final = 0.7  # what two words side by side count beside what they count alone
WHOLE: Final = 1.3  # what a name that was typed as a whole counts, against all its words
UNFINISHED: Final = 0.8  # what a word counts that begins with what was typed
IGNORED: Final = 0.12  # what a word counts that says nothing by itself
LOOKED_AT: Final = 40  # so many of the best are compared with what was typed as a whole
LEAST: Final = 0.42  # of the best: what is worse does not serve the matter
COVERED: Final = 0.3  # of what all typed words tell: who has less of it does not serve


@dataclass(frozen=True)
class Entry:
    """One procedure as it is found; every phrase is a row of folded words."""

    key: int
    name: tuple[str, ...]
    called: tuple[tuple[str, ...], ...] = ()
    about: tuple[tuple[str, ...], ...] = ()
    body: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def phrases(self) -> list[tuple[float, tuple[str, ...]]]:
        """Each phrase with what its words count."""
        return [
            (NAME, self.name),
            *((CALLED, each) for each in self.called),
            *((ABOUT, each) for each in self.about),
            *((BODY, each) for each in self.body),
        ]


class Index:
    """Many entries, made ready to be searched. ``also`` are words that are no procedure's and are
    correct all the same; ``ignored`` are words that say little by themselves."""

    def __init__(
        self,
        entries: Iterable[Entry],
        also: Iterable[Sequence[str]] = (),
        ignored: Iterable[str] = (),
    ) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self.ignored = frozenset(ignored)
        words: dict[str, dict[int, float]] = defaultdict(dict)
        pairs: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        for key, entry in self.entries.items():
            for weight, phrase in entry.phrases:
                for word in phrase:
                    had = words[word]
                    had[key] = max(weight, had.get(key, 0))
                for pair in pairwise(phrase):
                    beside = pairs[pair]
                    beside[key] = max(weight, beside.get(key, 0))
        self._words, self._pairs = dict(words), dict(pairs)
        self._rarity = {word: self._rarity_of(word) for word in words}
        counts = Counter({word: len(found) for word, found in words.items()})
        known_pairs = set(pairs)
        for row in also:
            counts.update(row)
            known_pairs.update(pairwise(row))
        self.vocabulary = Vocabulary(counts, known_pairs)

    def rarity(self, word: str) -> float:
        """How much a word tells: much when few procedures have it."""
        return self._rarity[word] if word in self._rarity else self._rarity_of(word)

    def _rarity_of(self, word: str) -> float:
        found = len(self._words.get(word, ()))
        told = log(1 + len(self.entries) / (found or 1)) + 0.5
        return told * IGNORED if word in self.ignored else told

    def best(self, typed: Sequence[str]) -> list[int]:
        """Keys of what serves, best first: known words in the order in which they were typed."""
        worth = {word: self.rarity(word) for word in dict.fromkeys(typed)}
        alone: dict[int, float] = defaultdict(float)
        for word in worth:
            self._add(alone, word, worth[word], is_last=word == typed[-1])
        enough = COVERED * sum(worth.values())
        scores = {key: score for key, score in alone.items() if score >= enough}
        for first, second in dict.fromkeys(pairwise(typed)):
            both = PAIR * (worth[first] + worth[second]) / 2
            for key, weight in self._pairs.get((first, second), {}).items():
                if key in scores:
                    scores[key] += both * weight
        if not scores:
            return []
        whole = self._whole(typed, worth, nlargest(LOOKED_AT, scores, key=scores.__getitem__))
        for key, more in whole.items():
            scores[key] += more
        least = LEAST * max(scores.values())
        serving = [(score, key) for key, score in scores.items() if score >= least]
        serving.sort(key=itemgetter(0), reverse=True)
        return [key for _score, key in serving]

    def _add(self, scores: dict[int, float], word: str, worth: float, *, is_last: bool) -> None:
        exact = self._words.get(word, {})
        if not scores:
            scores.update({key: worth * weight for key, weight in exact.items()})
        else:
            for key, weight in exact.items():
                scores[key] += worth * weight
        if is_last and len(word) > 1 and not exact:
            unfinished: dict[int, float] = {}
            for longer in self.vocabulary.begun_by(word):
                told = self.rarity(longer) * UNFINISHED
                for key, weight in self._words.get(longer, {}).items():
                    unfinished[key] = max(told * weight, unfinished.get(key, 0))
            for key, score in unfinished.items():
                scores[key] += score

    def _whole(
        self, typed: Sequence[str], worth: Mapping[str, float], keys: Iterable[int]
    ) -> dict[int, float]:
        """How much of the best phrase of an entry was typed, and how much of what was typed is in
        that phrase: all of both counts as much as all words do."""
        all_typed = sum(worth.values())
        found = {}
        for key in keys:
            likeness = max(
                (
                    weight * _likeness(phrase, worth, all_typed, self.rarity)
                    for weight, phrase in self.entries[key].phrases
                    if weight != ABOUT
                ),
                default=0.0,
            )
            found[key] = WHOLE * all_typed * likeness
        return found


def _likeness(
    phrase: Sequence[str],
    worth: Mapping[str, float],
    all_typed: float,
    rarity: Callable[[str], float],
) -> float:
    """Of 1: the weight of the common words against the weight of both."""
    common = all_phrase = 0.0
    for word in dict.fromkeys(phrase):
        told = worth.get(word)
        all_phrase += told if told is not None else rarity(word)
        common += told or 0.0
    both = all_typed + all_phrase
    return 2 * common / both if both else 0.0
