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


_UNITS: Final = "không một hai ba bốn năm sáu bảy tám chín".split()  # noqa: SIM905
_BILLION: Final = 1_000_000_000


def in_words(amount: int) -> str:
    """A whole number that is not negative, as it is read; papers repeat amounts of money so.

    >>> in_words(1_500_000), in_words(2_021), in_words(105), in_words(0)
    ('một triệu năm trăm nghìn', 'hai nghìn không trăm hai mươi mốt', 'một trăm lẻ năm', 'không')
    >>> in_words(3_000_000_015), in_words(24), in_words(1_000_005)
    ('ba tỷ không trăm mười lăm', 'hai mươi tư', 'một triệu không trăm lẻ năm')
    """
    if amount == 0:
        return _UNITS[0]
    billions, rest = divmod(amount, _BILLION)
    said = [in_words(billions), "tỷ"] if billions else []
    for size, word in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            said += [*_hundreds(group, whole=bool(said)), word]
    return " ".join(word for word in said if word)


def _hundreds(number: int, *, whole: bool) -> list[str]:
    """A number below a thousand; ``whole`` after larger ones: then its zeros are read too."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    said = [_UNITS[hundreds], "trăm"] if hundreds or whole else []
    if tens:
        said += ["mười"] if tens == 1 else [_UNITS[tens], "mươi"]
    elif units and said:
        said.append("lẻ")
    if units:
        said.append(_last(tens, units))
    return said


def _last(tens: int, units: int) -> str:
    if tens and units == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(units, _UNITS[units]) if tens > 1 else _UNITS[units]


def folded(words: str) -> str:
    """Letters only, without marks and case: to compare what may be written in several ways.

    >>> folded("Phường Đức Xuân") == folded("phuong duc xuan")
    True
    """
    parts = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return "".join(sign for sign in parts if sign.isalnum())
