"""From words as they were typed to words that some procedure is found by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .words import retyped

SHORTEST: Final = 3  # letters: shorter words are too easily taken for each other
LONGEST_JOINED: Final = 24
NEAR: Final = 0.6  # of 1: how alike two words must be to be the same one mistyped
CANDIDATES: Final = 8
HEARD: Final = 0.9  # of 1: how alike words are that sound alike
BESIDE: Final = 0.25  # what a neighbour that stands beside it elsewhere too adds
COMMON: Final = 0.01  # what breaks a tie: the word that more procedures have
BEGINNINGS: Final = 12


class Vocabulary:
    """The words of the catalogue, how many procedures have each, and which stand side by side.

    >>> known = Vocabulary({"khai": 2, "sinh": 1, "nha": 1, "o": 3}, {("khai", "sinh")})
    >>> known.corrected(["khai", "sih", "nhaf"])
    ['khai', 'sinh', 'nha']
    >>> known.corrected(["khaisinh"])
    ['khai', 'sinh']
    """

    def __init__(self, counts: Mapping[str, int], pairs: Collection[tuple[str, str]]) -> None:
        self.counts = counts
        self.pairs = pairs

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _to_correct_by(self) -> list[str]:
        return [word for word in self._sorted if len(word) >= SHORTEST - 1 and word.isalpha()]

    def begun_by(self, letters: str) -> list[str]:
        """Some words that begin with ``letters``: of one that is not finished yet."""
        first = bisect_left(self._sorted, letters)
        some = self._sorted[first : first + BEGINNINGS]
        return [word for word in some if word.startswith(letters)]

    def corrected(self, typed: Sequence[str]) -> list[str]:
        """Each word as it stands, taken apart, or as the one that is most likely meant.

        The last word, when it begins a known one, is taken for unfinished, not for wrong.
        """
        right: list[str] = []
        for at, word in enumerate(typed):
            after = typed[at + 1] if at + 1 < len(typed) else ""
            if word in self.counts or word.isdigit() or (not after and self.begun_by(word)):
                right.append(word)
            elif apart := self._apart(word):
                right.extend(apart)
            else:
                right.append(self._meant(word, right[-1] if right else "", after))
        return right

    def _meant(self, word: str, before: str, after: str) -> str:
        likely = dict(self._alike(word))
        if not likely:
            return word
        return max(sorted(likely), key=lambda each: likely[each] + self._fits(before, each, after))

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        if len(word) >= SHORTEST:
            for each, near, _at in process.extract(
                word,
                self._to_correct_by,
                scorer=OSA.normalized_similarity,
                score_cutoff=NEAR,
                limit=CANDIDATES,
            ):
                yield each, near
        for each in retyped(word):
            if each in self.counts:
                yield each, HEARD

    def _fits(self, before: str, word: str, after: str) -> float:
        beside = ((before, word) in self.pairs) + ((word, after) in self.pairs)
        return BESIDE * beside + COMMON * min(self.counts[word], 10)

    def _apart(self, joined: str) -> list[str]:
        """``khaisinh`` as khai, sinh: the fewest known words, side by side elsewhere too."""
        if not 2 * SHORTEST - 1 <= len(joined) <= LONGEST_JOINED:
            return []
        best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
        for end in range(2, len(joined) + 1):
            ways = []
            for begin, (worth, parts) in best.items():
                word = joined[begin:end]
                if len(word) >= 2 and word in self.counts:  # no single letters
                    beside = not parts or (parts[-1], word) in self.pairs
                    ways.append((worth - 1 + 2 * beside * bool(parts), [*parts, word]))
            if ways:
                best[end] = max(ways)
        worth, parts = best.get(len(joined), (0.0, []))
        return parts if len(parts) > 1 and worth >= 0 else []
