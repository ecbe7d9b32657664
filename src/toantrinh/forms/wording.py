"""Answers as people write them: dates, numbers, money, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from toantrinh.core.vietnamese import in_words


def date_text(answer: str) -> str:
    """A date, a month or a year; zeros stand where official papers have them (NĐ 30/2020).

    >>> date_text("2026-03-27"), date_text("2026-01-05"), date_text("2026-03"), date_text("2026")
    ('27/3/2026', '05/01/2026', '3/2026', '2026')
    """
    year, month, day = [*answer[:10].split("-"), "", ""][:3]
    if month > "02":
        month = month.lstrip("0")
    return "/".join(part for part in (day, month, year) if part)


def number_text(number: float) -> str:
    """1500000.5 is "1.500.000,5" in Vietnamese and "1,500,000.5" in English."""
    english = f"{number:,.15g}" if isinstance(number, float) else f"{number:,}"
    if (get_language() or "vi").startswith("en"):
        return english
    return english.translate(str.maketrans(",.", ".,"))


def money_text(amount: int) -> str:
    return _("{amount} đồng").format(amount=number_text(amount))


def money_words(amount: int) -> str:
    """In Vietnamese in every language: papers have it so.

    >>> money_words(1_500_000)
    'một triệu năm trăm nghìn đồng'
    """
    return f"{in_words(amount)} đồng"


def parcel_text(parcel: Mapping[str, Any]) -> str:
    """Which piece of land, without where it lies."""
    numbers = _("parcel {parcel}, map sheet {sheet}").format(
        parcel=parcel["parcel"], sheet=parcel["sheet"]
    )
    return f"{numbers}, {number_text(parcel['area'])} m²" if "area" in parcel else numbers


def phone_text(number: str) -> str:
    """In groups that can be read aloud: 0912 345 678."""
    if number.startswith("+") or len(number) < 10:
        return number
    return f"{number[:4]} {number[4:7]} {number[7:]}"
