"""What the code on an identity card says: read tolerantly, and no more kept than is needed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from . import rules

SEPARATOR: Final = "|"
LONGEST: Final = 1000  # characters; the code of a card has some two hundred
LONGEST_NAME: Final = 200
SEXES: Final = {"nam": "nam", "nu": "nu", "male": "nam", "female": "nu"}


@dataclass(frozen=True)
class Card:
    """Who the card is of. Address, former number and day of issue are on it and not taken.

    Attributes:
        name: empty when the code was cut off, or only the number was typed.
        sex: ``nam``, ``nu``, or empty.
        doubts: what on the card could not be read: ``name``, ``born``, ``sex``.
    """

    number: str
    name: str = ""
    born: date | None = None
    sex: str = ""
    doubts: tuple[str, ...] = ()


def read(text: str) -> Card | None:
    """The card of a code, or of a number that was typed alone; None when it is neither.

    Fields: number, former number, name, birth, sex, address, day of issue. The former number may be
    empty, fields may be missing at the end, newer cards append some; separators and blanks that a
    reader adds do not matter.

    >>> read("019196000001||Nguyễn Thị Lan Anh|14031996|Nữ|Tổ 12|05102021||x|y").born
    datetime.date(1996, 3, 14)
    >>> read("019196000001|").doubts
    ('name', 'born', 'sex')
    >>> read(" 019 196 000 001 ")
    Card(number='019196000001', name='', born=None, sex='', doubts=())
    >>> read("https://vidu.vn/abc") is None
    True

    Legal source: layout as found on cards, not in a text of law (Luật Căn cước 26/2023/QH15 leaves
    it to the ministry); so nothing but the number is relied on.
    """
    parts = [_clean(each) for each in text[:LONGEST].split(SEPARATOR)]
    number = rules.normal_number(parts[0])
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        return None
    if len(parts) == 1:
        return Card(number)
    name, born, sex = (parts[at] if at < len(parts) else "" for at in (2, 3, 4))
    found = {
        "name": name[:LONGEST_NAME] if re.search(r"[^\W\d_]", name) else "",
        "born": _day(born),
        "sex": SEXES.get(rules.fold(sex), ""),
    }
    doubts = tuple(key for key, value in found.items() if not value)
    return Card(number, str(found["name"]), _day(born), str(found["sex"]), doubts)


def _clean(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable())
    return " ".join(plain.split())


def _day(text: str) -> date | None:
    """Day, month and year in eight digits, with or without strokes; None for no such day."""
    digits = re.sub(r"[/\-. ]", "", text)
    if not re.fullmatch(r"\d{8}", digits, re.ASCII):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
