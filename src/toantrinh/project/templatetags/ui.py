"""How values are said on pages: moments, days, money, sizes, the colour of a status."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from toantrinh.catalogue import wording
from toantrinh.core import clock

register = template.Library()

# By the number of the ten national statuses; see dossiers.states.
COLOURS = {
    0: "grey",
    1: "blue",
    2: "blue",
    3: "red",
    4: "blue",
    5: "amber",
    6: "amber",
    7: "amber",
    8: "red",
    9: "green",
    10: "green",
}


@register.filter
def moment(at: datetime | None) -> str:
    """``16:30, 24/11/2026`` in Vietnamese time; empty for nothing."""
    return f"{at.astimezone(clock.ZONE):%H:%M, %d/%m/%Y}" if at else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """``24/11/2026``; a moment is taken at its Vietnamese day."""
    if not value:
        return ""
    return f"{clock.local_day(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


@register.filter
def weekday(at: datetime) -> str:
    """The day of the week of a moment, such as ``thứ Ba``."""
    names = (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
    return names[clock.local_day(at).weekday()]


@register.filter
def machine(at: datetime | date) -> str:
    """The value of ``<time datetime>``."""
    return at.isoformat()


@register.filter
def money(amount: int | None) -> str:
    """``8.000 đồng``; empty for an amount not known."""
    if amount is None:
        return ""
    return gettext("%(amount)s đồng") % {"amount": figures(amount)}


@register.filter
def figures(count: int) -> str:
    """``18.000``: a large whole number with its thousands apart."""
    return wording.figures(count)


@register.filter
def size(count: int) -> str:
    """``340 kB`` or ``1,2 MB``: sizes of files as people read them."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{number_format(count / 1_000_000, 1)} MB"


@register.filter
def state_colour(state: int) -> str:
    """The colour of the tag of a national status; the words beside it say the same."""
    return COLOURS.get(int(state), "grey")


LIFE = {
    "co-con-nho": "cradle",
    "giay-to-ca-nhan": "copy",
    "khoi-su-kinh-doanh": "shop",
    "ket-hon": "rings",
    "nha-o": "home",
}


@register.filter
def life_icon(key: str) -> str:
    """The name of the icon of a life event."""
    return LIFE.get(key, "folder")


# Drawn for this house on a grid of 24, one stroke. An icon stands beside words, never for them.
ICONS = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "done": '<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.5 3 3 6-7"/>',
    "info": '<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6M12 7.2v.1"/>',
    "warn": '<path d="M12 3.5 2.5 20h19L12 3.5ZM12 10v4.5M12 17.2v.1"/>',
    "bad": '<circle cx="12" cy="12" r="9.5"/><path d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>',
    "file": '<path d="M6 2.5h8l4.5 4.5v14.5H6zM13.5 2.5v5h5M9 12.5h6M9 16.5h6"/>',
    "photo": '<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10" r="1.5"/>'
    '<path d="m4 18 5.5-5 3.5 3 3-2.5 4.5 4"/>',
    "folder": '<path d="M3 6.5V19h18V8h-9L10 5.5H4a1 1 0 0 0-1 1Z"/>',
    "clock": '<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l3.5 2.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.5-4.5 3.5-7 8-7s7.5 2.5 8 7"/>',
    "shop": '<path d="M4 10v10.5h16V10M2.5 10 5 3.5h14l2.5 6.5M9.5 20.5V14h5v6.5"/>'
    '<path d="M2.5 10a3.2 3.2 0 0 0 6.3 0 3.2 3.2 0 0 0 6.4 0 3.2 3.2 0 0 0 6.3 0"/>',
    "cradle": '<circle cx="12" cy="7" r="3.5"/><path d="M3.5 13c1 5 4.5 7.5 8.5 7.5'
    's7.5-2.5 8.5-7.5c-3 1.5-5.5 2-8.5 2s-5.5-.5-8.5-2Z"/>',
    "home": '<path d="M3.5 11 12 3.5 20.5 11M6 9v11.5h12V9M10 20.5V14.5h4v6"/>',
    "copy": '<rect x="8" y="8" width="12.5" height="13" rx="1.5"/><path d="M16 8V3H3.5v13H8"/>',
    "rings": '<circle cx="8.5" cy="14" r="6"/><circle cx="15.5" cy="14" r="6"/>'
    '<path d="m7 4.5 1.5 2 1.5-2M14 4.5l1.5 2 1.5-2"/>',
    "arrow": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "lock": '<rect x="4.5" y="10.5" width="15" height="10.5" rx="2"/>'
    '<path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "seal": '<path d="m12 2.5 2.6 2 3.3-.1 1 3.1 2.6 2-1.1 3 1.1 3.1-2.6 2-1 3-3.3'
    '-.1-2.6 2-2.6-2-3.3.1-1-3-2.6-2 1.1-3.1-1.1-3 2.6-2 1-3.1 3.3.1Z"/>'
    '<path d="m8.5 12.5 2.5 2.5 4.5-5.5"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the house, hidden from those who listen; KeyError for an unknown name."""
    return mark_safe(  # noqa: S308 - drawn above, nothing of it comes from outside
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" width="24" height="24"'
        f' aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )
