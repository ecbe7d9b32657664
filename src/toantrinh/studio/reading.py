"""What people type into the forms of the studio."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from toantrinh.catalogue.errors import ChangeNotUnderstood

LONGEST_AMOUNT = 12  # digits


def day(text: str, field: str) -> date | None:
    """A day typed as 27/3/2026 or sent by a date field; None for nothing.

    Errors: ChangeNotUnderstood.
    """
    if not text.strip():
        return None
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    try:
        numbers = [int(part) for part in parts]
        year, month, number = numbers if len(parts[0]) == len("2026") else numbers[::-1]
        return date(year, month, number)
    except (ValueError, OverflowError) as error:
        what = _("“%(text)s” is not a day; write it as 27/3/2026.") % {"text": text[:40]}
        raise ChangeNotUnderstood(field=field, what=what) from error


def amount(text: str, field: str) -> int | None:
    """Whole đồng typed as 150.000; None for nothing. Errors: ChangeNotUnderstood."""
    digits = text.strip().replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_AMOUNT):
        what = _("“%(text)s” is not an amount; write it as 150000.") % {"text": text[:40]}
        raise ChangeNotUnderstood(field=field, what=what)
    return int(digits)
