"""Values as they stand in the controls of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .shape import Kind

MODES: Final[Mapping[Kind, str]] = {
    **dict.fromkeys((Kind.PERSON_ID, Kind.ORGANISATION, Kind.TAX_CODE), "numeric"),
    **dict.fromkeys((Kind.INTEGER, Kind.MONEY), "numeric"),
    **dict.fromkeys((Kind.NUMBER, Kind.AREA), "decimal"),
    Kind.PHONE: "tel",
    Kind.EMAIL: "email",
}
TYPES: Final[Mapping[Kind, str]] = {Kind.PHONE: "tel", Kind.EMAIL: "email"}
WIDTHS: Final[Mapping[Kind, int]] = {
    **dict.fromkeys((Kind.VEHICLE_PLATE, Kind.BUSINESS_LINE), 20),
    **dict.fromkeys((Kind.PERSON_ID, Kind.ORGANISATION, Kind.TAX_CODE, Kind.PHONE), 20),
    Kind.PASSPORT: 20,
    Kind.MONEY: 20,
    **dict.fromkeys((Kind.INTEGER, Kind.TIME), 5),
    **dict.fromkeys((Kind.NUMBER, Kind.AREA), 10),
}


def as_typed(answer: float, *, grouped: bool = False) -> str:
    """A number as one would type it: 85,5. Money comes in groups: 1.500.000."""
    if isinstance(answer, int):
        return f"{answer:,}".replace(",", ".") if grouped else str(answer)
    return format(Decimal(repr(answer)), "f").replace(".", ",")


def as_value(answer: object) -> object:
    """A yes or no as the value of its control; anything else as it is."""
    return {True: "true", False: "false"}[answer] if isinstance(answer, bool) else answer


def option_tags(found: Sequence[tuple[str, Any]], chosen: str) -> SafeString:
    """The options of a list that opens, with ``chosen`` among them selected.

    Written here because they are long: a template would take ten times as long.
    """
    plain = ((value, str(label), getattr(label, "lang", "")) for value, label in found)
    tags = _all_tags(tuple(plain))
    mark = format_html('<option value="{}"', chosen)
    return SafeString(tags.replace(mark, f"{mark} selected", 1)) if chosen else tags


@lru_cache(maxsize=512)
def _all_tags(found: tuple[tuple[str, str, str], ...]) -> SafeString:
    """The options of a list, none chosen: a page may have the same list a hundred times."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(' lang="vi"') if lang else "", label) for value, label, lang in found),
    )
