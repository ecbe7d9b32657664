"""How answers of each kind are written: regular expressions that JSON Schema and we share.

ECMA-262 with the flag ``u``, as JSON Schema 2020-12 has it. Names are letters of any script with
their marks; which letters a language uses is nobody's business here.
"""

from __future__ import annotations

from typing import Final

from .shape import Constraints, Kind

_YEAR: Final = r"(?:1[89]|2[01])[0-9]{2}"
_LEAP: Final = (
    r"(?:(?:1[89]|2[01])(?:0[48]|[2468][048]|[13579][26])|2000)"  # 1800, 1900 and 2100 are not
)
_DAY: Final = (
    rf"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_MONTH: Final = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ORGANISATION: Final = r"[0-9]{10}(?:-[0-9]{3})?"
_MAIL_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST_WORD: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DATES: Final = {"day": _DAY, "month": _MONTH, "year": _YEAR}

FULL_DAY: Final = f"^{_DAY}$"
CODE: Final = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"
PROVINCE: Final = "^[0-9]{2}$"
COMMUNE: Final = "^[0-9]{5}$"
LINE: Final = r"^\S(?:[^\r\n]*\S)?$"
LINES: Final = r"^\S(?:[\s\S]*\S)?$"

SHEET: Final = "^[0-9A-Z](?:[0-9A-Z./-]{0,18}[0-9A-Z])?$"  # of a map, or a parcel on it

WRITTEN: Final = {
    Kind.TEXT: LINE,
    Kind.LONGTEXT: LINES,
    # a letter first; then letters, spaces, apostrophes (H'Hen, K’Sor), hyphens, points, middle dots
    Kind.NAME: r"^[\p{L}][\p{L}\p{M} .'’ʼ‘·-]*$",
    Kind.PERSON_ID: "^[0-9]{12}$",
    Kind.PASSPORT: "^(?=.*[0-9])[A-Z0-9]{6,12}$",
    Kind.ORGANISATION: f"^{_ORGANISATION}$",
    Kind.TAX_CODE: f"^(?:{_ORGANISATION}|[0-9]{{12}})$",
    # mobile; landline with its area; service numbers; a number abroad
    Kind.PHONE: r"^(?:0[35789][0-9]{8}|02[0-9]{8,9}|1[89]00[0-9]{4,6}|\+(?!84)[1-9][0-9]{7,14})$",
    Kind.EMAIL: rf"^{_MAIL_WORD}(?:\.{_MAIL_WORD})*@{_HOST_WORD}(?:\.{_HOST_WORD})+$",
    Kind.TIME: f"^{_TIME}$",
    Kind.OCCUPATION: LINE,
    Kind.BUSINESS_LINE: "^[0-9]{4}$",
    # province, series (one or two letters, a digit on motorcycles), five digits or the former four
    Kind.VEHICLE_PLATE: r"^[1-9][0-9][A-ZĐ]{1,2}[0-9]?-(?:[0-9]{3}\.[0-9]{2}|[0-9]{4})$",
    Kind.DATETIME: f"^{_DAY}T{_TIME}$",
}
"""For kinds whose answer is one text; dates are apart because a field chooses their precision."""


def date_pattern(constraints: Constraints) -> str:
    """Dates from the least precision that is accepted to the finest that is asked."""
    levels = ["year", "month", "day"]
    least, finest = levels.index(constraints.precision), levels.index(constraints.finest)
    return f"^(?:{'|'.join(_DATES[level] for level in levels[least : finest + 1])})$"
