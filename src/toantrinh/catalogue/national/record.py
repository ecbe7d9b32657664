"""What the national database of procedures says of one, in plain values; and when names agree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from toantrinh.core.calendar import LimitKind
from toantrinh.core.vietnamese import alphabetical

_CODE: Final = re.compile(r"([0-9]\.[0-9]{6})(\.[A-Z0-9.]+)?")
_PREFIX: Final = "thủ tục "


@dataclass(frozen=True)
class Remark:
    """A doubt: where it is in the record, what stands there, what a person must decide."""

    place: str
    read: str
    decide: str


@dataclass(frozen=True)
class Paper:
    """A component. ``when`` has the words of its name that make it conditional, else empty."""

    code: str
    name: str
    original: int
    copy: int
    required: bool
    when: str = ""
    case: str = ""
    electronic_form: bool = False
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fee:
    """``amount`` in đồng; None when the record does not say it surely."""

    amount: int | None
    kind: str  # phi, le_phi, or empty when the record does not say
    text: str


@dataclass(frozen=True)
class Method:
    """A way to file. ``kind`` and ``amount`` are its time limit; None when it is not sure."""

    channel: str
    kind: LimitKind | None
    amount: int | None
    text: str
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True)
class Named:
    """A code with its name, such as a legal basis with its title; either may be empty."""

    code: str
    name: str


@dataclass(frozen=True)
class NationalRecord:
    """One procedure as the national database has it, with every doubt of the reading."""

    code: str
    name: str
    decision: str = ""
    field: Named = Named("", "")
    steps: tuple[Named, ...] = ()
    methods: tuple[Method, ...] = ()
    papers: tuple[Paper, ...] = ()
    notes: tuple[str, ...] = ()
    conditions: str = ""
    applicants: tuple[str, ...] = ()
    results: tuple[Named, ...] = ()
    legal_basis: tuple[Named, ...] = ()
    agencies: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def national_code(code: str) -> str:
    """The code that the nation uses, without spaces and the suffix of a province.

    >>> national_code(" 1.001193.h38 ")
    '1.001193'
    >>> national_code("tn.000001")
    'TN.000001'
    """
    bare = "".join(code.split()).upper()
    found = _CODE.fullmatch(bare)
    return found[1] if found else bare


def normal_name(name: str) -> str:
    """By this, names are equal that differ only in spaces, capitals, marks between words, where
    the tone stands, and a leading “Thủ tục”.

    >>> normal_name("Thủ tục  hoà giải") == normal_name("Hòa giải")
    True
    >>> normal_name("Cấp lại giấy phép") == normal_name("Cấp giấy phép")
    False
    """
    words = " ".join(unicodedata.normalize("NFC", name).lower().replace("ð", "đ").split())
    return alphabetical(words.removeprefix(_PREFIX))


def same_code(one: str, other: str) -> bool:
    return national_code(one) == national_code(other)


def same_name(one: str, other: str) -> bool:
    return normal_name(one) == normal_name(other)
