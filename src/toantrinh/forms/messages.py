"""What is said about an answer that will not do: what is wrong, and how to write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import Former
from .shape import Field, Kind
from .texts import Text
from .wording import date_text, number_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CHOOSE: Final = _("Choose {name}.")
_ENTER: Final = _("Enter {name}, for example {example}.")
_REQUIRED: Final[Mapping[Kind, StrOrPromise]] = {
    **dict.fromkeys((Kind.CHOICE, Kind.NATIONALITY, Kind.ETHNICITY), _CHOOSE),
    Kind.MULTICHOICE: _("Choose at least one answer: {label}."),
    Kind.BOOLEAN: _("Choose Yes or No: {label}."),
    Kind.LAND_PARCEL: _("Fill in the map sheet and the parcel, then choose the commune: {label}."),
    Kind.PLACE: _("Choose the province, then the commune: {label}."),
    Kind.ADDRESS: _("Choose the province, then the commune: {label}."),
    Kind.GROUP: _("Add at least one row: {label}."),
    Kind.FILE: _("Attach a file: {label}."),
}
_LIST: Final = _("{label}: choose one of the answers given.")
_NUMBER: Final = _("{label} must be a number, for example {example}.")
_PLACE: Final = _("{label}: choose the province, then the commune.")
_FORMAT: Final[Mapping[Kind, StrOrPromise]] = {
    Kind.TEXT: _("{label} must be text in one line."),
    Kind.LONGTEXT: _("{label} must be text."),
    Kind.NAME: _(
        "{label} has only letters, spaces, apostrophes and hyphens, for example {example}."
    ),
    Kind.PERSON_ID: _("{label} has exactly 12 digits, for example {example}."),
    Kind.PASSPORT: _("{label} has 6 to 12 letters and digits, for example {example}."),
    Kind.ORGANISATION: _(
        "{label} has 10 digits, or 13 for a dependent unit, for example {example}."
    ),
    Kind.TAX_CODE: _(
        "{label} has 10 or 13 digits, or is a personal number of 12 digits, for example {example}."
    ),
    Kind.PHONE: _(
        "{label} must be a telephone number of Viet Nam, for example {example}, or a foreign one"
        " that begins with +."
    ),
    Kind.EMAIL: _("{label} must be an e-mail address, for example {example}."),
    Kind.TIME: _("{label} must be hour and minute, for example {example}."),
    Kind.DATETIME: _("{label} must be a real day with hour and minute, for example {example}."),
    Kind.INTEGER: _("{label} must be a whole number, for example {example}."),
    Kind.NUMBER: _NUMBER,
    Kind.AREA: _NUMBER,
    Kind.MONEY: _("{label} must be an amount in đồng written in digits, for example {example}."),
    **dict.fromkeys((Kind.CHOICE, Kind.MULTICHOICE, Kind.NATIONALITY, Kind.ETHNICITY), _LIST),
    Kind.BOOLEAN: _("{label}: choose Yes or No."),
    Kind.OCCUPATION: _("{label} must be words in one line, for example {example}."),
    Kind.BUSINESS_LINE: _(
        "{label}: choose a line of business of the national list, or write its code of four digits,"
        " for example {example}."
    ),
    Kind.VEHICLE_PLATE: _("{label} must be the number of a vehicle, for example {example}."),
    Kind.LAND_PARCEL: _(
        "{label}: fill in the number of the map sheet and of the parcel, then choose the province"
        " and the commune."
    ),
    Kind.PLACE: _PLACE,
    Kind.ADDRESS: _PLACE,
    Kind.GROUP: _("{label} could not be read; fill in the rows again."),
    Kind.FILE: _("{label}: this file cannot be used; attach it again."),
}
_DATE_FORMAT: Final[Mapping[tuple[str, str], StrOrPromise]] = {
    ("day", "day"): _("{label} must be a real date, for example {example}."),
    ("month", "month"): _("{label} must be a real month and year, for example 3 2026."),
    ("year", "year"): _("{label} must be a year in four digits, for example 1958."),
    ("month", "day"): _(
        "{label} must be a real date, for example {example}; without the day, give month and year,"
        " for example 3 2026."
    ),
    ("year", "day"): _(
        "{label} must be a real date, for example {example}; give the year alone when no more is"
        " known, for example 1958."
    ),
    ("year", "month"): _(
        "{label} must be a real month and year, for example 3 2026; give the year alone when no"
        " more is known, for example 1958."
    ),
}
_ROWS: Final[Mapping[tuple[str, Kind], StrOrPromise]] = {
    ("min_rows", Kind.GROUP): _("{label} needs at least {limit} rows."),
    ("max_rows", Kind.GROUP): _("{label} has at most {limit} rows; remove some."),
    ("min_rows", Kind.MULTICHOICE): _("{label}: choose at least {limit} answers."),
    ("max_rows", Kind.MULTICHOICE): _("{label}: choose at most {limit} answers."),
    ("min_rows", Kind.FILE): _("{label}: attach at least {limit} files."),
    ("max_rows", Kind.FILE): _("{label}: attach at most {limit} files; remove some."),
}
_OTHERS: Final[Mapping[str, StrOrPromise]] = {
    "incomplete": _("{label}: fill in day, month and year, for example {example}."),
    "min": _("{label} must be {limit} or more."),
    "max": _("{label} must be {limit} or less."),
    "earliest": _("{label} must be {limit} or later."),
    "latest": _("{label} must be {limit} or earlier."),
    "min_length": _("{label} needs at least {limit} characters."),
    "max_length": _("{label} is longer than {limit} characters; write it shorter."),
    "unique": _("{label} is the same as in a row above; each row has its own."),
    "exactly_one": _("{label}: answer Yes to “{column}” in exactly one row."),
    "taken": _("{label}: another already has this name; choose another one."),
    "pasted": _(
        "{label}: the pasted lines that are still in the box are not in the table. Put them into"
        " the table, or empty the box."
    ),
    "must_be": _("To go on, confirm this: {label}"),
    "ended_place": _("{label}: {limit} Choose province and commune again."),
    "unknown_place": _(
        "{label}: this commune is not in the list of today; choose province and commune again."
    ),
}
WARNINGS: Final[Mapping[str, StrOrPromise]] = {
    "place": _("{label}: the first three digits are of no province. Please look at it once more."),
    "future": _("{label}: the number is of someone not yet born. Please look at it once more."),
    "birth-year": _(
        "{label}: the number tells another year of birth than the one given. Please look at both"
        " once more."
    ),
    "sex": _("{label}: the number tells another sex than the one given. Please look at both."),
}
_EXAMPLES: Final[Mapping[Kind, str]] = {
    Kind.NAME: "Nguyễn Thị Minh Anh",
    Kind.PERSON_ID: "019190000123",
    Kind.PASSPORT: "C1234567",
    Kind.ORGANISATION: "4600123456",
    Kind.TAX_CODE: "4600123456",
    Kind.PHONE: "0912 345 678",
    Kind.EMAIL: "minhanh@vidu.vn",
    Kind.DATE: "27 3 2026",
    Kind.TIME: "14:30",
    Kind.DATETIME: "27 3 2026, 14:30",
    Kind.INTEGER: "3",
    Kind.NUMBER: "85,5",
    Kind.AREA: "85,5",
    Kind.MONEY: "1.500.000",
    Kind.OCCUPATION: "Giáo viên tiểu học",
    Kind.BUSINESS_LINE: "5610",
    Kind.VEHICLE_PLATE: "20A-123.45",
}
_LONG: Final = 70  # letters; a longer label is a sentence of its own and is quoted


def message(field: Field, code: str, *, limit: object = "", row: int | None = None) -> StrOrPromise:
    """What is said about an answer to ``field``, put into words when it is shown.

    ``limit`` is what was passed: a number or a day. ``row`` counts from 0.
    """
    return _lazily(field, code, limit, row)


def in_row(said: Text, row: int | None) -> StrOrPromise:
    """A message of the pack, with the row (from 0) it is about."""
    return _lazily_rowed(said, row)


def ended(former: Former) -> StrOrPromise:
    """That a commune is no more, since when, and what it belongs to now."""
    return _lazily_ended(former)


def _say_ended(former: Former) -> str:
    words = {
        "name": former.name,
        "day": date_text(former.last.isoformat()),
        "new": gettext(" or ").join(label for _province, _code, label in former.successors),
    }
    if former.successors:
        return gettext("{name} ended on {day} and now belongs to {new}.").format(**words)
    return gettext("{name} ended on {day}.").format(**words)


def _say(field: Field, code: str, limit: object, row: int | None) -> str:
    words = {
        "label": _label(str(field.label).rstrip("."), code),
        "name": _name(str(field.label)),
        "example": str(field.example or _EXAMPLES.get(field.kind, "")).rstrip("."),
        "limit": _limit(limit),
        "column": str(field.column_by_key[field.constraints.exactly_one].label)
        if code == "exactly_one"
        else "",
    }
    return _rowed(str(_template(field, code)).format(**words), row)


def _label(label: str, code: str) -> str:
    """A question is no subject of a sentence: what is said, is said of its answer."""
    if code in {"required", "must_be"} or not label.rstrip().endswith("?"):
        return label
    return gettext("The answer to “{label}”").format(label=label)


def _rowed(said: object, row: int | None) -> str:
    if row is None:
        return str(said)
    return gettext("Row {row}: {message}").format(row=row + 1, message=said)


_lazily: Final[Callable[..., StrOrPromise]] = lazy(_say, str)
_lazily_ended: Final[Callable[..., StrOrPromise]] = lazy(_say_ended, str)
_lazily_rowed: Final[Callable[..., StrOrPromise]] = lazy(_rowed, str)


def _template(field: Field, code: str) -> StrOrPromise:
    if code == "required":
        return _required(field)
    if code == "pattern":
        return _escaped(str(field.constraints.pattern_message))
    if code in {"min_rows", "max_rows"}:
        return _ROWS[code, field.kind]
    if code == "format":
        limits = field.constraints
        dated = field.kind is Kind.DATE
        return _DATE_FORMAT[limits.precision, limits.finest] if dated else _FORMAT[field.kind]
    return _OTHERS.get(code) or WARNINGS[code]


def _required(field: Field) -> StrOrPromise:
    if field.constraints.must_be is not None:
        return _OTHERS["must_be"]
    plain = _ENTER if field.example or field.kind in _EXAMPLES else _("Enter {name}.")
    found = _REQUIRED.get(field.kind, plain)
    asks = str(field.label).rstrip().endswith("?")
    return _("Answer the question “{label}”") if asks else found


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _name(label: str) -> str:
    """A label inside a sentence: "Số điện thoại" becomes "số điện thoại", "CCCD" stays."""
    if len(label) > _LONG:
        return f"“{label}”"
    shouted = len(label) > 1 and label[1].isupper()
    return label if shouted else label[:1].lower() + label[1:]


def _limit(limit: object) -> str:
    if isinstance(limit, date):
        return date_text(limit.isoformat())
    if isinstance(limit, int | float):
        return number_text(limit)
    return str(limit)
