"""Words as people type them: with or without accents, with mistakes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[a-z0-9]+")
_END_Y: Final = re.compile(r"(qu|[bcdghklmnrstv]h?)y")  # ký or kí, lý or lí, quý or quí
SHORTEST: Final = 3  # letters: shorter words are too easily taken for each other
NEAR: Final = 0.6  # of 1: how alike two words must be to be the same one mistyped


def fold(text: str) -> str:
    """Small letters without marks, as search compares them.

    >>> fold("Đăng ký HỘ kinh doanh")
    'dang ky ho kinh doanh'
    """
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words and numbers of ``text``, in order; both spellings of a final i are one.

    >>> words("Hộ-kinh doanh, 1.001612")
    ['ho', 'kinh', 'doanh', '1', '001612']
    >>> words("Đăng ký") == words("đăng kí")
    True
    """
    return [_one_spelling(word) for word in _WORD.findall(fold(text))]


def _one_spelling(word: str) -> str:
    return f"{word[:-1]}i" if _END_Y.fullmatch(word) else word


def corrected(typed: Sequence[str], vocabulary: Iterable[str]) -> list[str]:
    """Each word as it stands, or as the nearest word of the vocabulary.

    A word that begins one of the vocabulary is taken for unfinished, not for wrong.

    >>> corrected(["khai", "sih", "nhaf"], ["khai", "sinh", "nha", "o"])
    ['khai', 'sinh', 'nha']
    """
    known = set(vocabulary)
    return [word if word in known else _nearest(word, known) for word in typed]


def _nearest(word: str, known: set[str]) -> str:
    if len(word) < SHORTEST or word.isdigit() or any(each.startswith(word) for each in known):
        return word
    found = process.extractOne(
        word, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=NEAR
    )
    return found[0] if found else word
