"""Short texts about a dossier that papers and pages share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.catalogue.once_only import Supply
from toantrinh.catalogue.rules import FeeStatement
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.identity.models import Agency

from .models import Assistance, Channel, Dossier
from .queries import ComponentState

UNITS: dict[LimitKind, Callable[[int], str]] = {
    LimitKind.WORKING_HOURS: lambda n: ngettext(
        "%(amount)s working hour", "%(amount)s working hours", n
    ),
    LimitKind.WORKING_DAYS: lambda n: ngettext(
        "%(amount)s working day", "%(amount)s working days", n
    ),
    LimitKind.CALENDAR_DAYS: lambda n: ngettext("%(amount)s day", "%(amount)s days", n),
    LimitKind.HOURS: lambda n: ngettext("%(amount)s hour", "%(amount)s hours", n),
}
PLACES: Final = ("phường", "xã", "đặc khu", "thành phố", "tỉnh")  # the smallest first


def given_as(state: ComponentState) -> str:
    """In which form a component came in, or why it need not. Names of files say who somebody is
    and nothing of the form."""
    if state.files:
        count = sum(each.file.pages or 1 for each in state.files)
        words = ngettext(
            "Electronic copy, %(count)d page", "Electronic copy, %(count)d pages", count
        )
        return words % {"count": count}
    supply = state.provision.supply if state.provision else Supply.APPLICANT
    if supply is Supply.FORM:
        return _("Electronic form")
    if supply in (Supply.HELD, Supply.REGISTER):
        return _("The agency looks it up; not to be handed in")
    return _("Not handed in")


def money(amount: int) -> str:
    """Whole đồng with the dots people write."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def fee_text(statement: FeeStatement) -> str:
    """What is owed in one line: the sum, or why nothing; empty for a procedure without fees."""
    if statement.free:
        return ""
    if statement.total:
        return money(statement.total)
    exempt = [line.exempt_by for line in statement.lines if line.exempt_by]
    if exempt:
        return "; ".join(dict.fromkeys(exempt))
    return _("Not known yet") if statement.total is None else _("Nothing is charged")


def limit_text(limit: Limit) -> str:
    """A limit in words, such as “8 giờ làm việc”."""
    if limit.kind == LimitKind.WITHIN_DAY:
        if limit.cutoff is None:
            return _("Within the day")
        cutoff = f"{limit.cutoff:%H:%M}"
        return _("Within the day; filed after %(cutoff)s, by the end of the next working day") % {
            "cutoff": cutoff
        }
    return amount_text(limit.kind, limit.amount)


def amount_text(kind: LimitKind, amount: Decimal | int) -> str:
    """So much of the unit of a limit; of a limit within the day, that is working days.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     amount_text(LimitKind.CALENDAR_DAYS, 1), amount_text(LimitKind.WORKING_DAYS, 3)
    ('1 day', '3 working days')
    """
    words = UNITS.get(kind, UNITS[LimitKind.WORKING_DAYS])
    return words(1 if amount == 1 else 2) % {"amount": f"{amount:g}".replace(".", ",")}


def helped(dossier: Dossier) -> str:
    """By whose hands a dossier is filed, in a sentence for the applicant and for officers."""
    centre = dossier.assisted_in.name if dossier.assisted_in else ""
    if dossier.assistance == Assistance.OFFICER:
        name = dossier.assisted_by.name if dossier.assisted_by else ""
        return _("Filed with the help of %(name)s, %(centre)s") % {"name": name, "centre": centre}
    if dossier.assistance == Assistance.DEVICE:
        return _("Filed on a device of %(centre)s, with its help") % {"centre": centre}
    if dossier.assistance == Assistance.SESSION:
        return _("Filed in a browser in which an officer was signed in")
    if dossier.assistance == Assistance.AGENCY:
        return _("Asked for by %(centre)s") % {"centre": centre}
    if dossier.channel != Channel.ONLINE:
        return str(Channel(dossier.channel).label)
    return _("Filed by the applicant alone")


def place_of(agency: Agency) -> str:
    """The bare name of the place an agency serves, as it stands before a date; of one that is
    named after no unit, such as a department, that of the province.

    >>> place_of(Agency(name="Ủy ban nhân dân phường Phan Đình Phùng"))
    'Phan Đình Phùng'
    >>> place_of(Agency(name="Bảo hiểm xã hội tỉnh Thái Nguyên"))
    'Thái Nguyên'
    >>> place_of(Agency(name="Sở Tư pháp"))
    'Thái Nguyên'

    Legal source: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I, mục II, khoản 4.
    """
    for unit in PLACES:
        __, found, name = agency.name.rpartition(f"{unit} ")
        if found and name[:1].isupper():
            return name
    return re.sub("^(Tỉnh|Thành phố) ", "", settings.PROVINCE_NAME)


def number_and_date(agency: Agency, number: str, day: date) -> dict[str, str]:
    """The lines that the seal puts on a paper, by their rooms (Nghị định 30/2020/NĐ-CP)."""
    written = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    return {"number": f"Số: {number}", "date": f"{place_of(agency)}, {written}"}
