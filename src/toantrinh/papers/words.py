"""Numbers, money and dates as official Vietnamese papers write them.

A paper says the important things twice, in digits and in words, so that neither can be changed
alone. Spelling as in the forms of the Ministry of Justice: *linh* (not *lẻ*), *nghìn* (not
*ngàn*), *tỷ*, and *hai mươi tư*, *hai mươi mốt*, *hai mươi lăm* after a full ten.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from toantrinh.core.clock import ZONE

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}  # hai mươi mốt, hai mươi tư, hai mươi lăm
BILLION = 10**9
LARGEST = 10**18 - 1
PARTIAL_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")


def number(value: int) -> str:
    """A whole number in words.

    Range: below 10^18 either side of zero. Errors: ValueError outside it.

    >>> number(15), number(105), number(2026)
    ('mười lăm', 'một trăm linh năm', 'hai nghìn không trăm hai mươi sáu')
    >>> number(1_021_000)
    'một triệu không trăm hai mươi mốt nghìn'
    """
    if abs(value) > LARGEST:
        raise ValueError(f"{value} is too large to be written in words")
    if value < 0:
        return f"âm {number(-value)}"
    if value == 0:
        return DIGITS[0]
    billions, rest = divmod(value, BILLION)
    parts = [f"{_below_billion(billions, full=False)} tỷ"] if billions else []
    if rest:
        parts.append(_below_billion(rest, full=bool(billions)))
    return " ".join(parts)


def money(amount: int | Decimal) -> str:
    """An amount of whole đồng in words, as a sentence begins.

    >>> money(8000)
    'Tám nghìn đồng'
    """
    return capital(f"{number(int(amount))} đồng")


def day(value: date | str) -> str:
    """A date in words; a text may also be only a year or a month and a year.

    >>> day("2026-03-12")
    'ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu'
    >>> day("1990")
    'năm một nghìn chín trăm chín mươi'
    """
    year, month, its_day = _date_parts(value)
    spoken = [
        f"ngày {number(its_day)}" if its_day else "",
        f"tháng {month_name(month)}" if month else "",
        f"năm {number(year)}",
    ]
    return " ".join(part for part in spoken if part)


def month_name(month: int) -> str:
    """The fourth month is *tháng tư*, never *tháng bốn*."""
    return "tư" if month == 4 else number(month)


def day_in_digits(value: date | str) -> str:
    """Such as 12/03/2026, 03/2026 or 2026.

    >>> day_in_digits("1990-04")
    '04/1990'
    """
    year, month, its_day = _date_parts(value)
    return "/".join(f"{part:02d}" for part in (its_day, month, year) if part)


def day_line(value: date | str) -> str:
    """The date as the heading of a paper has it.

    Days below 10 and the months 1 and 2 get a zero in front.
    Legal source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II khoản 4.

    >>> day_line("2026-03-05"), day_line("2026-02-12")
    ('ngày 05 tháng 3 năm 2026', 'ngày 12 tháng 02 năm 2026')
    """
    year, month, its_day = _date_parts(value)
    parts = [
        f"ngày {its_day:02d}" if its_day else "",
        f"tháng {month:02d}" if 0 < month < 3 else f"tháng {month}" if month else "",
        f"năm {year}",
    ]
    return " ".join(part for part in parts if part)


def moment_line(moment: datetime) -> str:
    """An instant as people of the country read it, to the minute.

    >>> from datetime import UTC
    >>> moment_line(datetime(2026, 3, 12, 8, 5, tzinfo=UTC))
    '15 giờ 05 phút, ngày 12 tháng 3 năm 2026'
    """
    local = moment.astimezone(ZONE)
    return f"{local.hour} giờ {local.minute:02d} phút, {day_line(local.date())}"


def moment_in_digits(moment: datetime) -> str:
    """Such as 15:05 12/03/2026."""
    return f"{moment.astimezone(ZONE):%H:%M %d/%m/%Y}"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def _date_parts(value: date | str) -> tuple[int, int, int]:
    """Year, month and day; 0 where a text does not say. Errors: ValueError for anything else."""
    if isinstance(value, date):
        return value.year, value.month, value.day
    found = PARTIAL_DATE.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is not a date such as 2026-03-12, 2026-03 or 2026")
    year, month, its_day = (int(found[name] or 0) for name in ("year", "month", "day"))
    date(year, month or 1, its_day or 1)  # ValueError for 31 February
    return year, month, its_day


def _below_billion(value: int, *, full: bool) -> str:
    """1 to 999,999,999; ``full`` says the hundreds even when they are none."""
    parts: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, value = divmod(value, size)
        if group:
            parts.append(f"{_below_thousand(group, full=full or bool(parts))} {name}".strip())
    return " ".join(parts)


def _below_thousand(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    parts = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if rest:
        parts.append(_below_hundred(rest, after_hundreds=bool(parts)))
    return " ".join(parts)


def _below_hundred(value: int, *, after_hundreds: bool) -> str:
    tens, units = divmod(value, 10)
    if tens == 0:
        return f"linh {DIGITS[units]}" if after_hundreds else DIGITS[units]
    if tens == 1:
        return f"mười {'lăm' if units == 5 else DIGITS[units]}" if units else "mười"
    return (
        f"{DIGITS[tens]} mươi {AFTER_TENS.get(units, DIGITS[units])}"
        if units
        else (f"{DIGITS[tens]} mươi")
    )
