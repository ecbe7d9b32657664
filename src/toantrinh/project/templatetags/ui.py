"""How values are said on pages: moments, days, money, sizes, the colour of a status."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from toantrinh.catalogue import wording
from toantrinh.core import clock
from toantrinh.dossiers import wording as wording_of_dossiers
from toantrinh.dossiers.models import Dossier

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
def weekday(value: date | datetime) -> str:
    """The day of the week, such as ``thứ Ba``; a moment is taken at its Vietnamese day."""
    names = (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
    on = clock.local_day(value) if isinstance(value, datetime) else value
    return names[on.weekday()]


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
def helped(dossier: Dossier) -> str:
    """By whose hands a dossier is filed."""
    return wording_of_dossiers.helped(dossier)


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
    "xay-nha": "home",
    "nguoi-than-qua-doi": "candle",
    "mo-quan-an": "bowl",
    "mo-quan-karaoke": "microphone",
    "tam-ngung-kinh-doanh": "pause",
    "nha-dat": "map",
    "vay-the-chap": "key",
    "chuyen-noi-o": "move",
    "cho-thue-nha": "key",
    "di-hoc": "book",
    "nguoi-co-cong": "star",
    "kho-khan-khuyet-tat": "heart",
    "xin-viec": "briefcase",
    "lai-xe": "car",
    "kinh-doanh-van-tai": "bus",
    "nong-lam-nghiep": "leaf",
    "kham-chua-benh": "cross",
    "le-hoi-tin-nguong": "lantern",
    "san-xuat-moi-truong": "drop",
    "khieu-nai-phan-anh": "speech",
}


@register.filter
def life_icon(key: str) -> str:
    """The name of the icon of a life event."""
    return LIFE.get(key, "folder")


# Drawn for this house on a grid of 24, one stroke. An icon stands beside words, never for them.
ICONS = {
    "candle": '<path d="M9 21.5V11h6v10.5zM12 11V8.5M12 8.5c-2-1.5-2-3.5 0-6 2 2.5 2 4.5 0 6Z"/>',
    "bowl": '<path d="M3 11.5h18c0 4.5-3 7.5-6.5 8.5h-5C6 19 3 16 3 11.5ZM8 8c-1-1.5 1-2.5 0-4.5'
    'M12 8c-1-1.5 1-2.5 0-4.5M16 8c-1-1.5 1-2.5 0-4.5"/>',
    "microphone": '<rect x="9" y="2.5" width="6" height="11" rx="3"/>'
    '<path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5v4M8.5 21.5h7"/>',
    "pause": '<circle cx="12" cy="12" r="9.5"/><path d="M9.5 8v8M14.5 8v8"/>',
    "map": '<path d="m3 6 6-2.5 6 2.5 6-2.5V18l-6 2.5-6-2.5-6 2.5zM9 3.5V18M15 6v14.5"/>',
    "key": '<circle cx="7.5" cy="15.5" r="4.5"/><path d="m11 12.5 9.5-9.5M16 7.5l3 3"/>',
    "move": '<path d="M3 20.5V11l6-5 6 5v9.5zM18 5.5h4M20 3.5l2 2-2 2"/>',
    "book": '<path d="M12 6C9.5 4.3 6.5 4 3 4.5v14c3.5-.5 6.5-.2 9 1.5 2.5-1.7 5.5-2 9-1.5v-14'
    'C17.5 4 14.5 4.3 12 6ZM12 6v14"/>',
    "star": '<path d="m12 3 2.7 6 6.3.7-4.7 4.3 1.3 6.5-5.6-3.3-5.6 3.3 1.3-6.5L3 9.7 9.3 9Z"/>',
    "heart": '<path d="M12 20.5C5 15.5 3 12 3 8.8 3 6 5 4 7.5 4 9.5 4 11 5 12 7c1-2 2.5-3 4.5-3'
    'C19 4 21 6 21 8.8c0 3.2-2 6.7-9 11.7Z"/>',
    "briefcase": '<path d="M3 8h18v12H3zM8.5 8V4.5h7V8M3 13.5h18"/>',
    "car": '<path d="M3 17v-4.5L5.5 7h13l2.5 5.5V17zM3 12.5h18M6 17v2.5'
    'M18 17v2.5M7 15h.1M17 15h.1"/>',
    "bus": '<path d="M4 4h16v14H4zM4 12h16M7 18v2.5M17 18v2.5M7.5 15h.1M16.5 15h.1"/>',
    "leaf": '<path d="M4 20C4 10 9 4 20 4c0 11-6 16-13 14M4 20c2-5 5-8 9-10"/>',
    "cross": '<path d="M9 3h6v6h6v6h-6v6H9v-6H3V9h6z"/>',
    "lantern": '<path d="M12 2v2.5M8 4.5h8M8 18.5h8M12 18.5V22'
    'M8 4.5c-4 4-4 10 0 14M16 4.5c4 4 4 10 0 14M12 4.5v14"/>',
    "drop": '<path d="M12 3c4 5 6.5 8 6.5 11.5a6.5 6.5 0 0 1-13 0C5.5 11 8 8 12 3Z"/>',
    "speech": '<path d="M3 4h18v12.5h-9L7 21v-4.5H3zM7.5 8.5h9M7.5 12h6"/>',
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
