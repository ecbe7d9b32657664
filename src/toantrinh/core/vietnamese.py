"""What Python does not know of Vietnamese: the order of its alphabet, and what sounds alike."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: f"{number:02d}" for number, letter in enumerate(_LETTERS, 10)}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES: Final = {
    "\u0306": {"a": "ă"},
    "\u0302": {"a": "â", "e": "ê", "o": "ô"},
    "\u031b": {"o": "ơ", "u": "ư"},
}


def alphabetical(text: str) -> str:
    """By this, texts stand in Vietnamese order, word by word. ASCII, so that any database agrees.

    Letters decide before tones, as in the dictionaries: a ă â b c d đ …, then without tone, huyền,
    hỏi, ngã, sắc, nặng. What is no letter or digit only separates words.

    >>> sorted(["Đà Nẵng", "Hà Tĩnh", "Hà Nội", "An Giang", "Hải Phòng", "Huế", "Cà Mau"],
    ...        key=alphabetical)
    ['An Giang', 'Cà Mau', 'Đà Nẵng', 'Hà Nội', 'Hà Tĩnh', 'Hải Phòng', 'Huế']
    >>> sorted(["mạ", "má", "mã", "mả", "mà", "ma", "mà cả"], key=alphabetical)
    ['ma', 'mà', 'mả', 'mã', 'má', 'mạ', 'mà cả']
    """
    words = [ranks(word) for word in _spaced(text).split()]
    return f"{' '.join(letters for letters, _ in words)}  {''.join(tones for _, tones in words)}"


def ranks(word: str) -> tuple[str, str]:
    """The places of the letters of one word in the alphabet, and its tone; each as sortable text.

    >>> ranks("Ất")
    ('1235', '4')
    """
    letters: list[str] = []
    tone = "0"
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _TONES:
            tone = _TONES[character]
        elif character in _SHAPES and letters:
            letters[-1] = _SHAPES[character].get(letters[-1], letters[-1])
        elif character in _RANK or character.isdecimal():
            letters.append(character)
    return "".join(_RANK.get(letter) or f"0{int(letter)}" for letter in letters), tone


def _spaced(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(character if character.isalnum() else " " for character in composed)


def folded(words: str) -> str:
    """Letters only, without marks and case: to compare what may be written in several ways.

    >>> folded("Phường Đức Xuân") == folded("phuong duc xuan")
    True
    """
    parts = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return "".join(sign for sign in parts if sign.isalnum())
