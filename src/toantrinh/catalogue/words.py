"""Words as people type them: with or without accents, with mistakes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9]+")
_END_Y: Final = re.compile(r"(qu|[bcdghklmnrstv]h?)y")  # ký or kí, lý or lí, quý or quí
_CODE: Final = re.compile(r"(?<![\d.])(\d)\.?(\d{6})(?:\.000\.00\.00)?(?:\.?h\d{2})?(?![\d.]*\d)")
_OF_PROVINCE: Final = re.compile(r"(?<![a-z])[a-z]{2,4}\.(\d{6})(?:\.h\d{2})?")
_BEGUN: Final = re.compile(r"\d\.?\d{3,5}")
_TELEX: Final = re.compile(r"aa|ee|oo|dd|[aou]w|w")
_TONE: Final = "sfrxjz"
_HEARD: Final = (  # taken for each other in speech or spelling: at the beginning of a word
    ("gi", "d"),
    ("d", "gi"),
    ("r", "d"),
    ("d", "r"),
    ("gi", "r"),
    ("s", "x"),
    ("x", "s"),
    ("tr", "ch"),
    ("ch", "tr"),
    ("l", "n"),
    ("n", "l"),
    ("ngh", "ng"),
    ("ng", "ngh"),
    ("g", "gh"),
    ("gh", "g"),
    ("k", "c"),
    ("c", "k"),
    ("k", "kh"),
    ("v", "d"),
    ("z", "d"),
    ("f", "ph"),
    ("j", "gi"),
    ("w", "qu"),
)
_HEARD_LAST: Final = (
    ("y", "i"),
    ("i", "y"),
    ("n", "ng"),
    ("ng", "n"),
    ("c", "t"),
    ("t", "c"),
    ("n", "nh"),
    ("nh", "n"),
    ("k", "c"),
)


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


def digits(code: str) -> str:
    """The digits of a code.

    >>> digits("1.001193")
    '1001193'
    """
    return "".join(letter for letter in code if letter.isdigit())


def code_in(text: str) -> str:
    """The digits of a procedure code, or of its beginning when nothing else is typed; else empty.

    >>> code_in("thủ tục 1.001193.000.00.00.H55"), code_in("1001193.h55"), code_in("1.0011")
    ('1001193', '1001193', '10011')
    >>> code_in("0912345678"), code_in("khai sinh 2026"), code_in("tn.000001")
    ('', '', '000001')
    """
    small = text.strip().lower()
    if found := _CODE.search(small):
        return found[1] + found[2]
    if found := _OF_PROVINCE.fullmatch(small):
        return found[1]
    return digits(small) if _BEGUN.fullmatch(small) else ""


def retyped(word: str) -> Iterator[str]:
    """What ``word`` may have been before a keyboard or an ear changed it: the letters of the
    Telex and VNI ways of typing left in it, sounds taken for each other.

    >>> set(retyped("ddawng")) & {"dang"}, set(retyped("giaays")) & {"giay"}
    ({'dang'}, {'giay'})
    >>> "sinh" in retyped("xinh"), "giay" in retyped("day"), "dat" in retyped("dat61")
    (True, True, True)
    """
    plain = word.translate(_NO_DIGITS) if not word.isdigit() else word
    telex = _TELEX.sub(lambda found: {"w": "u"}.get(found[0], found[0][0]), plain)
    for each in dict.fromkeys((plain, telex, *_without_tone(plain), *_without_tone(telex))):
        yield _one_spelling(each)
        for wrong, right in _HEARD:
            if each.startswith(wrong):
                yield _one_spelling(right + each[len(wrong) :])
        for wrong, right in _HEARD_LAST:
            if each.endswith(wrong):
                yield _one_spelling(each[: -len(wrong)] + right)


_NO_DIGITS: Final = {ord(digit): None for digit in "0123456789"}


def _without_tone(word: str) -> Iterator[str]:
    """Without the letter that a tone is typed by: after the word, or after its vowel."""
    for at, letter in enumerate(word):
        if letter in _TONE and at and word[at - 1] in "aeiouyngcthmp":
            yield word[:at] + word[at + 1 :]


def _one_spelling(word: str) -> str:
    return f"{word[:-1]}i" if _END_Y.fullmatch(word) else word
