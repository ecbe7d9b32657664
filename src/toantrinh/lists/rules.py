"""Rules on calendars alone: the days off of a year by law, and whose hours hold for an agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import holidays

from toantrinh.core.calendar import Season

LAW = "Bộ luật Lao động 2019, Điều 111 khoản 3 và Điều 112"  # of what is computed here


class Days(NamedTuple):
    """Days that are not what their weekday says."""

    off: frozenset[date]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def days_by_rule(year: int) -> Days:
    """The days off and the swapped working days of a year, as far as they can be computed.

    Public holidays with the lunar ones, the days off in place of holidays on a weekly day of rest,
    and the swaps of the years that the library knows. The government may still choose otherwise
    (the days around Tết, the day beside Quốc khánh, swaps): such a year is provisional.

    Legal source: Bộ luật Lao động 2019 (45/2019/QH14), Điều 111 khoản 3 and Điều 112; from 2026
    with 24/11, 28/2026/QH16.

    >>> date(2028, 1, 26) in days_by_rule(2028).off  # the first day of the lunar year
    True
    """
    found = holidays.VN(years=year)  # type: ignore[attr-defined]
    off = frozenset(day for day in found if day.year == year)
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return Days(off, worked - off)


@lru_cache(maxsize=64)
def names_by_rule(year: int) -> Mapping[date, str]:
    """What the days off of ``days_by_rule`` are called, in Vietnamese as in the national file.

    >>> names_by_rule(2028)[date(2028, 9, 2)]
    'Quốc khánh'
    """
    found = holidays.VN(years=year, language="vi")  # type: ignore[attr-defined]
    return MappingProxyType({day: name for day, name in found.items() if day.year == year})


def scopes(agency_code: str) -> list[str]:
    """The codes under which a rule for this agency may stand, the most particular first.

    >>> scopes("H55.3.12")
    ['H55.3.12', 'H55.3', 'H55', '']
    >>> scopes("")
    ['']

    Source: 20/2020/QĐ-TTg: the code of a unit begins with that of the agency it belongs to.
    """
    parts = agency_code.split(".") if agency_code else []
    return [".".join(parts[:length]) for length in range(len(parts), -1, -1)]


def season(begins: tuple[int, int], hours: Sequence[Sequence[str]]) -> Season:
    """A season from stored times. Errors: ValueError as ``Season``.

    >>> season((1, 1), [["07:30", "11:30"], ["13:00", "17:00"]]).begins
    (1, 1)
    """
    pairs = ((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours)
    return Season(begins, tuple(pairs))


# Where no rule has been loaded: the hours most offices of the state keep.
USUAL_HOURS = (season((1, 1), [["07:30", "11:30"], ["13:00", "17:00"]]),)
