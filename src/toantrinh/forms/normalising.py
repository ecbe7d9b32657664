"""What people type, in the ways they type it, as one answer. ValueError when it cannot be one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from .patterns import CODE, COMMUNE, LINE, PROVINCE, SHEET, WRITTEN, date_pattern
from .schema import MOST_DIGITS, compiled
from .shape import Constraints, Field, Kind
from .texts import clean, clean_lines

Parts = Mapping[str, str]
"""What stood in the inputs of one question, by the name of the input, ``""`` for the only one."""

_MOST_EXACT: Final = 15  # digits that a number keeps through any JSON
_SEPARATORS: Final = re.compile(r"[\s.()\-–—/]")
_CURRENCY: Final = re.compile(r"\s*(đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d{1,2})\s*(?:[:.hg]|giờ)\s*(\d{1,2})?\s*(?:p|phút)?", re.IGNORECASE)
_WHOLE_DATE: Final = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4})", re.ASCII)
_MONTH_ALONE: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})", re.ASCII)
_PLATE: Final = re.compile(
    r"(\d{2})[\s.-]*([A-ZĐ]{1,2})(\d??)([\s.-]*)(\d{3}[\s.]?\d{2}|\d{4})", re.ASCII
)
_ISO: Final = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*", re.ASCII)


def understood(field: Field, parts: Parts) -> object:
    """The answer to ``field``; None when nothing was typed.

    Errors: ValueError when what was typed cannot be an answer of this kind. Limits of the field
    (lengths, least and most) are not looked at: that is checking.
    """
    typed = {name: clean(text) for name, text in parts.items()}
    if not any(typed.values()):
        return None
    if field.kind in _OF_PARTS:
        return _OF_PARTS[field.kind](field, typed)
    if field.kind is Kind.LONGTEXT:
        return clean_lines(parts.get("", ""))
    found = _OF_ONE.get(field.kind, str)(typed.get("", ""))
    if isinstance(found, str) and not _is_written(_pattern(field)).is_valid(found):
        raise ValueError(field.kind)
    return found


def _pattern(field: Field) -> str:
    if field.constraints.choices_source:
        return LINE
    return WRITTEN.get(field.kind, CODE)


@lru_cache(maxsize=64)
def _is_written(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return compiled({"pattern": pattern})


def _matching(pattern: str, text: str) -> str:
    if not _is_written(pattern).is_valid(text):
        raise ValueError(pattern)
    return text


# one input


def digits(text: str) -> str:
    """Without what people put between digits; digits of other scripts become ours.

    >>> digits("019 190.000-123")
    '019190000123'
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def phone(text: str) -> str:
    """A number of Viet Nam begins with 0 here; a foreign one with +.

    >>> phone("+84 (0)912.345.678"), phone("84912345678"), phone("0084 24 3825 1234")
    ('0912345678', '0912345678', '02438251234')
    >>> phone("+1 415 555 0123"), phone("912 345 678")
    ('+14155550123', '0912345678')
    """
    number = digits(text)
    number = "+" + number[2:] if number.startswith("00") else number
    if number.startswith("+84"):
        return "0" + number[3:].removeprefix("0")
    if number.startswith("84") and len(number) >= 11:
        return "0" + number[2:]
    if len(number) == 9 and number[:1] in "35789":
        return "0" + number
    return number


def email(text: str) -> str:
    """The part after @ has no capitals; the part before belongs to the other server."""
    name, at, host = text.replace(" ", "").rpartition("@")
    return f"{name}{at}{host.lower()}"


def organisation(text: str) -> str:
    """
    >>> organisation("4600 123 456"), organisation("4600123456001")
    ('4600123456', '4600123456-001')
    """
    number = digits(text)
    return f"{number[:10]}-{number[10:]}" if len(number) == 13 else number


def plate(text: str) -> str:
    """The number of a vehicle. Without a mark before it the number has five digits.

    >>> plate("20a 123.45"), plate("20A-12345"), plate("20A1234"), plate("20-B1 123.45")
    ('20A-123.45', '20A-123.45', '20A-1234', '20B1-123.45')
    >>> plate("20B1-2345"), plate("20b112345"), plate("20MĐ1 123.45")
    ('20B1-2345', '20B1-123.45', '20MĐ1-123.45')
    """
    found = _PLATE.fullmatch(text.upper())
    if not found:
        raise ValueError("plate")
    province, letters, digit, mark, tail = found.groups()
    numbers = digits(tail)
    if digit and not mark and len(numbers) == 4:  # 20A12345: one number, no series with a digit
        digit, numbers = "", digit + numbers
    shown = f"{numbers[:3]}.{numbers[3:]}" if len(numbers) == 5 else numbers
    return f"{province}{letters}{digit}-{shown}"


def time(text: str) -> str:
    """
    >>> time("14h30"), time("9 giờ"), time("7:05"), time("14 giờ 5 phút")
    ('14:30', '09:00', '07:05', '14:05')
    """
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError("time")
    hour, minute = found.groups(default="0")
    return _matching(WRITTEN[Kind.TIME], f"{int(hour):02d}:{int(minute):02d}")


def number(text: str) -> int | float:
    """A number as it is written in Viet Nam: points between thousands, a comma before decimals.

    A point that cannot stand between thousands is taken for the comma.

    >>> number("1.234,5"), number("85,5"), number("1.500"), number("2.5"), number("-3")
    (1234.5, 85.5, 1500, 2.5, -3)
    """
    sign, text = ("-", text[1:].strip()) if text[:1] in ("-", "−") else ("", text)
    whole, comma, decimals = text.partition(",")
    if not comma and not _GROUPED.fullmatch(text) and text.count(".") == 1:
        whole, comma, decimals = text.partition(".")
    if comma and not re.fullmatch(r"\d+", decimals, re.ASCII):
        raise ValueError("decimals")
    value = Decimal(f"{sign}{_ungrouped(whole, '. ')}.{decimals or 0}")
    if len(value.normalize().as_tuple().digits) > _MOST_EXACT or abs(value) > MOST_DIGITS:
        raise ValueError("too long")
    return int(value) if value == int(value) else float(value)


def integer(text: str) -> int:
    found = number(text)
    if isinstance(found, float):
        raise ValueError("not whole")
    return found


def money(text: str) -> int:
    """Whole đồng, however the thousands are set apart.

    >>> money("1.500.000 đ"), money("1,500,000"), money("2 000 000 đồng"), money("5000")
    (1500000, 1500000, 2000000, 5000)
    """
    return _bounded(int(_ungrouped(_CURRENCY.sub("", text), ". ,")))


def _bounded(value: int) -> int:
    if value > MOST_DIGITS:
        raise ValueError("too long")
    return value


def _ungrouped(text: str, separators: str) -> str:
    """Digits, alone or in groups of three with one of the separators between them."""
    if re.fullmatch(r"\d+", text, re.ASCII):
        return text
    found = _GROUPED.fullmatch(text)
    if not found or found[1] not in separators:
        raise ValueError("not a number")
    return text.replace(found[1], "")


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text] if text in {"true", "false"} else _refuse()


def _refuse() -> bool:
    raise ValueError("neither true nor false")


# several inputs


def _date(field: Field, typed: Parts) -> str:
    return written_date(field.constraints, typed)


def written_date(limits: Constraints, typed: Parts) -> str:
    """A date from day, month and year; a whole date in one input is understood too."""
    alone = typed.get("") or (typed.get("day", "") if not typed.get("year") else "")
    whole = _WHOLE_DATE.fullmatch(alone)
    day, month, year = whole.groups() if whole else (typed.get(part, "") for part in _DATE_PARTS)
    if short := _MONTH_ALONE.fullmatch(alone):
        day, month, year = "", *short.groups()
    if not whole and _ISO.fullmatch(alone) and "" in typed:
        return _matching(date_pattern(limits), alone)
    parts = [
        year,
        *(
            f"{int(part):02d}" if part.isascii() and part.isdigit() else part
            for part in (month, day)
        ),
    ]
    while parts and parts[-1] == "":
        parts.pop()
    return _matching(date_pattern(limits), "-".join(parts))


_DATE_PARTS: Final = ("day", "month", "year")


def _datetime(field: Field, typed: Parts) -> str:
    if typed.get(""):
        return _matching(WRITTEN[Kind.DATETIME], typed[""])
    day = written_date(Constraints(), typed)
    return f"{day}T{time(typed.get('time', ''))}"


def _place(field: Field, typed: Parts) -> dict[str, Any]:
    found = {
        "province": _matching(PROVINCE, typed.get("province", "")),
        "commune": _matching(COMMUNE, typed.get("commune", "")),
    }
    detail = typed.get("detail", "")
    if field.kind is not Kind.PLACE and detail:
        found["detail"] = _matching(LINE, detail)
    return found


def _parcel(field: Field, typed: Parts) -> dict[str, Any]:
    found: dict[str, Any] = {
        part: _matching(SHEET, typed.get(part, "").replace(" ", "").upper())
        for part in ("sheet", "parcel")
    }
    if area := typed.get("area", ""):
        found["area"] = abs(number(area))
    return found | _place(field, typed)


_OF_PARTS: Final[Mapping[Kind, Callable[[Field, Parts], object]]] = {
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.PLACE: _place,
    Kind.ADDRESS: _place,
    Kind.LAND_PARCEL: _parcel,
}
_OF_ONE: Final[Mapping[Kind, Callable[[str], Any]]] = {
    Kind.PERSON_ID: digits,
    Kind.PASSPORT: lambda text: digits(text).upper(),
    Kind.ORGANISATION: organisation,
    Kind.TAX_CODE: organisation,
    Kind.PHONE: phone,
    Kind.EMAIL: email,
    Kind.TIME: time,
    Kind.INTEGER: integer,
    Kind.NUMBER: number,
    Kind.AREA: number,
    Kind.MONEY: money,
    Kind.BOOLEAN: _boolean,
    Kind.BUSINESS_LINE: lambda text: text.partition(" ")[0],
    Kind.VEHICLE_PLATE: plate,
}
PARTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.DATE: _DATE_PARTS,
    Kind.DATETIME: (*_DATE_PARTS, "time"),
    Kind.PLACE: ("province", "commune"),
    Kind.ADDRESS: ("province", "commune", "detail"),
    Kind.LAND_PARCEL: ("sheet", "parcel", "area", "province", "commune", "detail"),
}
"""Names of the inputs of a question that has several: ``path.day`` and so on."""
