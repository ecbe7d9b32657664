"""Rules on numbers and names alone: no database, no clock, no request. Each cites its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from toantrinh.core import vietnamese

# Codes of the provinces in which a birth was registered, before the mergers of 1/7/2025 (Thông tư
# 59/2021/TT-BCA, Phụ lục I): numbers given then keep them. From 101 up they are states.
# fmt: off
BIRTH_PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
    37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72,
    74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
})
# fmt: on
FIRST_STATE = 101
CENTURY_OF_FIRST_DIGITS = 19  # 0 and 1 are born in 19xx, 2 and 3 in 20xx, and so on


class NumberWarning(StrEnum):
    """What looks wrong in a personal number. A warning: the state's own records have exceptions."""

    LENGTH = "length"
    PLACE = "place"
    FUTURE = "future"
    BIRTH_YEAR = "birth-year"
    SEX = "sex"


class NumberParts(NamedTuple):
    """What the first six digits of a personal number say."""

    place: str
    sex: str
    birth_year: int


def normal_number(text: str) -> str:
    """A number as people write it, without what they put between the digits.

    >>> normal_number(" 019 190-000.001 ")
    '019190000001'
    """
    return re.sub(r"[\s.\-\u00a0\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))


def is_number(text: str) -> bool:
    """Whether someone who typed ``text`` meant a personal number (or a nine-digit old one).

    >>> is_number("019 190 000 001"), is_number("an@vidu.vn"), is_number("0912345678")
    (True, False, False)
    """
    return re.fullmatch(r"\d{12}|\d{9}", normal_number(text), re.ASCII) is not None


def number_parts(number: str) -> NumberParts | None:
    """Place of registration, sex and year of birth; None when it has not twelve digits.

    >>> number_parts("019190000001")
    NumberParts(place='019', sex='nu', birth_year=1990)
    >>> number_parts("001212000001").birth_year
    2012

    Legal source: Nghị định 137/2015/NĐ-CP, Điều 13: three digits of the place of registration, one
    of century and sex (even: nam, odd: nữ), two of the year of birth, six at random; kept since.
    """
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        return None
    century, female = divmod(int(number[3]), 2)
    year = (CENTURY_OF_FIRST_DIGITS + century) * 100 + int(number[4:6])
    return NumberParts(place=number[:3], sex="nu" if female else "nam", birth_year=year)


def number_warnings(
    number: str, *, today: date, birth_year: int | None = None, sex: str = ""
) -> list[NumberWarning]:
    """What looks wrong in a personal number. Never a reason to refuse: only its holder knows.

    >>> number_warnings("019190000001", today=date(2026, 7, 2), birth_year=1990, sex="nu")
    []
    >>> [str(each) for each in number_warnings("003190000001", today=date(2026, 7, 2), sex="nam")]
    ['place', 'sex']

    Args:
        number: as ``normal_number`` gives it.
        today: the local day.
        birth_year: of the holder, when known.
        sex: ``nam`` or ``nu``, empty when unknown.

    Legal source: as ``number_parts``; numbers changed after a correction of sex or year of birth
    keep no trace of it, and old records may contradict their number.
    """
    parts = number_parts(number)
    if parts is None:
        return [NumberWarning.LENGTH]
    looks = {
        NumberWarning.PLACE: int(parts.place) not in BIRTH_PROVINCES
        and int(parts.place) < FIRST_STATE,
        NumberWarning.FUTURE: parts.birth_year > today.year,
        NumberWarning.BIRTH_YEAR: birth_year is not None and birth_year != parts.birth_year,
        NumberWarning.SEX: bool(sex) and sex != parts.sex,
    }
    return [warning for warning, wrong in looks.items() if wrong]


def mask(number: str) -> str:
    """A number that its holder recognises and nobody else learns: lists, confirmations, screens.

    >>> mask("001190000321"), mask("123456789"), mask("B123"), mask("")
    ('001******321', '123***789', '****', '')
    """
    if len(number) <= 6:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 6)}{number[-3:]}"


def fold(text: str) -> str:
    """Text to search in: lower case, without tones and marks, đ as d, single spaces.

    >>> fold("  Đặng  Thị Ngọc ƯỚC ")
    'dang thi ngoc uoc'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(name: str) -> str:
    """By this, people stand in Vietnamese order: given name first, then family and middle names.

    >>> sorted(["Trần Văn Ất", "Lê Đức An", "Nguyễn Thị Ánh", "Bùi Văn An"], key=sort_key)
    ['Bùi Văn An', 'Lê Đức An', 'Nguyễn Thị Ánh', 'Trần Văn Ất']
    """
    *others, given = name.split() or [""]
    return vietnamese.alphabetical(" ".join([given, *others]))


COMMITTEES = frozenset({"tinh", "xa"})  # kinds of agency that are people's committees
DEPUTY = "PHÓ "
ACTING = "Quyền "


def called(capacity: str, title: str) -> str:
    """The office as it is spoken of: whoever only acts as the head is not called the head.

    >>> called("Q.", "Chủ tịch"), called("Q.", "Quyền Giám đốc"), called("TM.", "Chủ tịch")
    ('Quyền Chủ tịch', 'Quyền Giám đốc', 'Chủ tịch')
    """
    return ACTING + title.removeprefix(ACTING) if capacity == "Q." else title


def capacity_lines(
    capacity: str,
    title: str,
    agency_kind: str,
    *,
    head: str = "",
    through: Sequence[tuple[str, str]] = (),
) -> tuple[str, ...]:
    """Capacity and office, line by line, as they stand above the signature.

    Args:
        head: the title of whom it is signed for; that of the kind of agency when empty.
        through: capacity and title of those in between, who passed the right on.

    Legal source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II khoản 7.

    >>> capacity_lines("KT.", "Phó Chủ tịch", "xa")
    ('KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH')
    >>> capacity_lines("TM.", "Chủ tịch", "xa")
    ('TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH')
    >>> capacity_lines("TL.", "Trưởng phòng Tư pháp", "xa")
    ('TL. CHỦ TỊCH', 'TRƯỞNG PHÒNG TƯ PHÁP')
    >>> capacity_lines("KT.", "Phó Chánh Văn phòng", "xa", through=[("TL.", "Chánh Văn phòng")])
    ('TL. CHỦ TỊCH', 'KT. CHÁNH VĂN PHÒNG', 'PHÓ CHÁNH VĂN PHÒNG')
    >>> capacity_lines("", "Giám đốc", "trung_tam_tinh")
    ('GIÁM ĐỐC',)
    """
    office = title.upper()
    usual = "CHỦ TỊCH" if agency_kind in COMMITTEES else "GIÁM ĐỐC"
    above = [head.upper() or usual, *(each.upper() for _, each in through)]
    before = tuple(f"{how} {whom}" for (how, _), whom in zip(through, above, strict=False))
    if capacity == "TM.":
        return (f"TM. {'ỦY BAN NHÂN DÂN' if agency_kind in COMMITTEES else 'TẬP THỂ'}", office)
    if capacity == "KT.":
        replaced = above[-1] if head or through else office.removeprefix(DEPUTY)
        return (*before, f"KT. {replaced}", office)
    if capacity in {"TL.", "TUQ."}:
        return (*before, f"{capacity} {above[-1]}", office)
    if capacity == "Q.":
        return (f"Q. {office.removeprefix(ACTING.upper())}",)
    return (office,)


def must_end(capacity: str) -> bool:
    """Whether a delegation in this capacity has to have a last day.

    Legal source: Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3: signing by authorisation is limited in
    time and matter.
    """
    return capacity == "TUQ."


def may_pass_on(capacity: str) -> bool:
    """Whether the act may allow passing the right on.

    Legal source: Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3: who signs by authorisation does not
    authorise another; khoản 4: who signs by order may have a deputy sign.
    """
    return capacity != "TUQ."
