"""What a form is made of. Read from a pack by ``forms.definition``; never changed after that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

from toantrinh.core.expressions import Expression, Type

from .bounds import DayBound
from .texts import Text

Precision = Literal["day", "month", "year"]


class Kind(StrEnum):
    """What is asked for. The shape of the answer stands beside each; all are plain JSON."""

    TEXT = "text"  # str, one line
    LONGTEXT = "longtext"  # str, lines ended by \n
    NAME = "name"  # str: a person's full name in any script
    PERSON_ID = "person-id"  # str, 12 digits
    PASSPORT = "passport-no"  # str, capital letters and digits
    ORGANISATION = "organisation-number"  # str, "0123456789" or "0123456789-001"
    TAX_CODE = "tax-code"  # as above, or a person's 12 digits
    PHONE = "phone"  # str, "0912345678", or "+" and digits for a foreign number
    EMAIL = "email"  # str
    DATE = "date"  # str, "2026-03-27"; "2026-03" and "2026" where the field allows it
    TIME = "time"  # str, "14:30"
    DATETIME = "datetime"  # str, "2026-03-27T14:30", local time
    INTEGER = "integer"  # int
    NUMBER = "number"  # int or float of at most 15 digits
    AREA = "area"  # the same, in m² unless the field says another unit
    MONEY = "money"  # int, whole đồng
    CHOICE = "choice"  # str, the value chosen
    MULTICHOICE = "multichoice"  # list of str
    BOOLEAN = "boolean"  # bool
    NATIONALITY = "nationality"  # str, a code of that list
    ETHNICITY = "ethnicity"  # str, a code of that list
    OCCUPATION = "occupation"  # str, one line; the national list proposes
    BUSINESS_LINE = "business-line"  # str, a code of four digits of that list
    VEHICLE_PLATE = "vehicle-plate"  # str, "20A-123.45", "20B1-123.45", "20A-1234"
    PLACE = "place"  # {"province": code, "commune": code}
    ADDRESS = "address"  # the same with "detail": house, street, village
    LAND_PARCEL = "land-parcel"  # as an address, with "sheet", "parcel" (str) and "area" (number)
    GROUP = "group"  # list of dicts, one a row
    FILE = "file"  # list of str, uids of attachments


VALUE_TYPES: Final[Mapping[Kind, Type]] = {
    **dict.fromkeys(Kind, Type.TEXT),  # places too: the code of the commune
    Kind.DATE: Type.DATE,
    Kind.DATETIME: Type.DATE,  # its day
    **dict.fromkeys((Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY), Type.NUMBER),
    Kind.GROUP: Type.NUMBER,  # how many rows
    Kind.FILE: Type.NUMBER,  # how many files
    Kind.MULTICHOICE: Type.TEXTS,
    Kind.BOOLEAN: Type.BOOLEAN,
}
"""What an answer of a kind is in an expression."""

NATIONAL_LISTS: Final[Mapping[Kind, str]] = {
    Kind.NATIONALITY: "nationality",
    Kind.ETHNICITY: "ethnicity",
    Kind.BUSINESS_LINE: "business-line",
}
SUGGESTED: Final[Mapping[Kind, str]] = {
    Kind.OCCUPATION: "occupation",
    Kind.BUSINESS_LINE: "business-line",
}
"""Kinds that are typed, and the list that proposes while one types."""
PLACES: Final = frozenset({Kind.PLACE, Kind.ADDRESS, Kind.LAND_PARCEL})


@dataclass(frozen=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True)
class Prefill:
    """Where the state already has the answer.

    ``person`` is the key of the field with the personal number of the person meant; empty for the
    applicant. Without it a mother's name would be filled with the name of whoever applies.
    """

    source: str
    path: str
    person: str = ""


@dataclass(frozen=True)
class Constraints:
    """Limits of an answer; None where there is no limit."""

    min: Decimal | None = None
    max: Decimal | None = None
    earliest: DayBound | None = None  # ``min`` and ``max`` of a date
    latest: DayBound | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""  # of the whole answer
    pattern_message: Text | None = None
    least: Expression | None = None  # ``min`` and ``max`` of a number that depend on other answers
    most: Expression | None = None
    max_span_months: int | None = None  # of a date after the one in the field ``since``
    since: str = ""
    unique_in: str = ""  # the source in which nobody else has this answer yet,
    within: str = ""  # among those of the commune of this place
    choices_source: str = ""  # the source whose list has the choices; without it words will do
    must_be: bool | None = None
    min_rows: int | None = None  # of a group; least choices or files elsewhere
    max_rows: int | None = None
    unique: tuple[str, ...] = ()  # columns in which no value comes twice
    exactly_one: str = ""  # column of yes or no with one yes in all rows
    default: object = None  # shown beforehand; an answer only once the applicant has sent it
    precision: Precision = "day"  # the least that is accepted
    finest: Precision = "day"  # the most that is asked


@dataclass(frozen=True, eq=False)
class Field:
    """One question."""

    key: str
    label: Text
    kind: Kind
    required: bool | Expression = False
    show_if: Expression | None = None
    help: Text | None = None
    example: Text | None = None
    choices: tuple[Choice, ...] = ()
    list: str = ""  # name of the list that has the choices, when they are not written here
    constraints: Constraints = field(default_factory=Constraints)
    prefill: Prefill | None = None
    known: Literal["read_only", "editable"] = "read_only"  # what happens when the state knows it
    columns: tuple[Field, ...] = ()
    autocomplete: str = ""
    personal: bool = True
    computed: Expression | None = None
    unit: Text | None = None
    in_words: bool = False  # of money: read back in words too
    fill_from: tuple[str, ...] = ()  # of a number: who of the applicant's people it may be

    @property
    def value_type(self) -> Type:
        return VALUE_TYPES[self.kind]

    @cached_property
    def column_by_key(self) -> Mapping[str, Field]:
        return {column.key: column for column in self.columns}


@dataclass(frozen=True, eq=False)
class Section:
    """One page of the form."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    help: Text | None = None
    show_if: Expression | None = None
    person: str = ""  # key of the number of whom it is about; empty for the applicant, or several


@dataclass(frozen=True)
class Rule:
    """What must hold between answers. Only when it is definitely false, it is a problem.

    ``group`` is the key of a group when the rule is held against each of its rows.
    """

    expr: Expression
    message: Text
    fields: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, eq=False)
class Form:
    """A form, equal only to itself, so that what is derived from it can be kept beside it."""

    title: Text
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()
    form_no: Text | None = None  # official name or number of the paper form

    @cached_property
    def field_by_key(self) -> Mapping[str, Field]:
        """Fields of the first level; the columns of a group belong to the group."""
        return {each.key: each for section in self.sections for each in section.fields}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        return {each.key: section for section in self.sections for each in section.fields}

    @cached_property
    def section_by_key(self) -> Mapping[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def controls(self) -> frozenset[str]:
        """Keys, of columns too, on which another question depends: shown, required or computed."""
        return frozenset(name for expression in self._conditions() for name in expression.names)

    def _conditions(self) -> Iterator[Expression]:
        for section in self.sections:
            if section.show_if:
                yield section.show_if
            for each in section.fields:
                for one in (each, *each.columns):
                    yield from (cond for cond in (one.show_if, one.computed) if cond)
                    if isinstance(one.required, Expression):
                        yield one.required
