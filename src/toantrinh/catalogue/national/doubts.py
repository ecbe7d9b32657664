"""The known traps of national records. What is surely read is taken; all else becomes a remark.

Found in real records: ``required`` false everywhere and conditions inside names; notes kept as
components with quantity 0; the unit OTHER where the text says "within the day"; 700 for 700,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from toantrinh.core.calendar import LimitKind

from ..words import fold
from .cursor import Cursor
from .record import Fee, Method, Paper, normal_name

UNITS: Final = {
    "working_day": LimitKind.WORKING_DAYS,
    "working_days": LimitKind.WORKING_DAYS,
    "ngay lam viec": LimitKind.WORKING_DAYS,
    "working_hour": LimitKind.WORKING_HOURS,
    "working_hours": LimitKind.WORKING_HOURS,
    "gio lam viec": LimitKind.WORKING_HOURS,
    "calendar_day": LimitKind.CALENDAR_DAYS,
    "day": LimitKind.CALENDAR_DAYS,
    "days": LimitKind.CALENDAR_DAYS,
    "ngay": LimitKind.CALENDAR_DAYS,
    "hour": LimitKind.HOURS,
    "hours": LimitKind.HOURS,
    "gio": LimitKind.HOURS,
}
_UNSURE: Final = {LimitKind.CALENDAR_DAYS, LimitKind.HOURS}  # where offices often mean working time
_SPOKEN: Final = re.compile(
    r"(?<![0-9.,])0*([0-9]{1,4})(?:\s*\([^)]*\))?\s*(ngay lam viec|gio lam viec|ngay|gio)\b"
)
_MONEY: Final = re.compile(
    r"(?<![0-9.,])([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{4,12})\s*(?:d|dong|vnd)\b"
)
_WITHIN_DAY: Final = re.compile(r"(trong|ngay trong) ngay\b(?! lam viec thu)")
_CONDITION: Final = re.compile(
    r"(?i)\b(n[eế]u\b|(trong )?tr[uườ]ờng hợp\b|đối với\b|khi\b|áp dụng với\b|dành cho\b)"
)
_NOTE: Final = re.compile(r"(?i)^\W*(lưu ý|ghi chú|chú ý|giấy tờ phải (nộp|xuất trình))")
SMALLEST: Final = 1000  # đồng: no fee of the state is below
LARGEST: Final = 1_000_000_000


def limit(
    at: Cursor, keys: tuple[str, str], amount: int | None, unit: str, text: str
) -> tuple[LimitKind | None, int | None]:
    """The time limit of a method; (None, None) when the record does not say it surely.

    ``keys`` are those of the amount and of the unit.
    """
    kind = UNITS.get(fold(unit).strip())
    spoken, within = _spoken(text), bool(_WITHIN_DAY.search(fold(text)))
    if kind is None or not amount:
        if within:
            told = _(
                "Read as within the day of receipt, from the text. Confirm it and its cut-off."
            )
            at.doubt(keys[1], f"{amount} {unit}: {text}", told)
            return LimitKind.WITHIN_DAY, None
        told = _("No time limit can be read here. Write the limit of the law.")
        at.doubt(keys[1], f"{amount} {unit}: {text}", told)
        return None, None
    if spoken and (amount, kind) not in spoken:
        told = _("The text says another limit than the number and unit. Decide which is the law's.")
        at.doubt(keys[0], f"{amount} {unit}: {text}", told)
    elif kind in _UNSURE and not spoken:
        told = _("Days off count in this unit; many records mean working time. Look in the law.")
        at.doubt(keys[1], f"{amount} {unit}", told)
    return kind, amount


def _spoken(text: str) -> set[tuple[int, LimitKind]]:
    return {(int(number), UNITS[unit]) for number, unit in _SPOKEN.findall(fold(text))}


def fee(at: Cursor, key: str, kind: str, text: str, currency: str) -> Fee:
    """A fee with its amount, None when that is not sure."""
    amount = at.count(key)
    if amount is None and not isinstance(at.value(key), bool):
        at.doubt(key, at.value(key), _("The fee has no amount. Write it with its legal ground."))
    spoken = {int(re.sub(r"[.,]", "", found)) for found in _MONEY.findall(fold(text))}
    doubt = ""
    if fold(currency).strip() not in {"", "vnd", "dong", "d"}:
        doubt = _("The currency is not đồng. Write the amount in đồng.")
    elif amount and amount < SMALLEST:
        doubt = _("So small an amount is often meant in thousands. Look in the law and write it.")
    elif amount and amount > LARGEST:
        doubt = _("So large an amount is unlikely. Look in the law and write it.")
    elif spoken and amount is not None and amount not in spoken:
        doubt = _("The text names another amount. Decide which is the law's.")
    elif amount == 0 and text:
        doubt = _("The amount is 0, but a text stands beside it. Decide whether this is free.")
    if doubt:
        at.doubt(key, f"{amount} {currency} {text}", doubt)
        amount = None
    return Fee(amount, _fee_kind(at, kind), text)


def _fee_kind(at: Cursor, kind: str) -> str:
    spoken = fold(kind).replace("_", " ").strip()
    if spoken in {"phi", "fee"}:
        return "phi"
    if spoken in {"le phi", "charge"}:
        return "le_phi"
    told = _("Not clear whether this is a fee (phí) or a charge (lệ phí). Decide by the law.")
    at.doubt("", kind, told)
    return ""


def paper(at: Cursor, keys: tuple[str, str], read: Paper, *, counted: bool) -> Paper | None:
    """The component, None when it is only a note. ``keys`` are those of name and quantity."""
    if counted and not read.original + read.copy and not read.electronic_form:
        at.doubt(keys[1], read.name, _("Quantity 0: read as a note, not as a component. Confirm."))
        return None
    if _NOTE.search(read.name):
        at.doubt(keys[0], read.name, _("This sounds like a note. Remove it if it is no component."))
    if not counted:
        at.doubt(keys[1], read.name, _("The quantity is missing; 1 was taken. Write it."))
        read = replace(read, original=1)
    if read.required or not (found := _CONDITION.search(read.name)):
        return read
    told = _("A condition stands in the name. Write when this is required, as a question or fact.")
    at.doubt(keys[0], read.name, told)
    return replace(read, when=read.name[found.start() :].strip(" ().;,"))


def of_papers(at: Cursor, key: str, papers: Sequence[Paper], *, says_required: bool) -> None:
    """Doubts that only all components together raise."""
    if papers and not any(paper.required for paper in papers):
        told = (
            _("required is false everywhere, which says nothing. Decide for each component.")
            if says_required
            else _("The record does not say which are required. Decide for each component.")
        )
        at.doubt(key, len(papers), told)
    names = [normal_name(paper.name) for paper in papers]
    for paper, name in zip(papers, names, strict=True):
        if names.count(name) > 1 and names.index(name) == papers.index(paper):
            told = _("This component comes more than once; it was taken once. Confirm.")
            at.doubt(key, paper.name, told)


def merged(papers: Iterable[Paper], cases: int) -> tuple[Paper, ...]:
    """Each component once. One that does not come in every case depends on the case."""
    found: dict[str, list[Paper]] = {}
    for each in papers:
        found.setdefault(normal_name(each.name), []).append(each)
    return tuple(
        replace(
            same[0], when=same[0].when or "; ".join(dict.fromkeys(p.case for p in same if p.case))
        )
        if len({paper.case for paper in same}) < cases
        else same[0]
        for same in found.values()
    )


def of_methods(at: Cursor, key: str, methods: Sequence[Method]) -> None:
    """Differences between the ways to file, which may be a discount or a mistake."""
    if len({(method.kind, method.amount) for method in methods}) > 1:
        read = "; ".join(f"{each.channel}: {each.amount} {each.kind or '?'}" for each in methods)
        at.doubt(key, read, _("The ways to file differ in time. Write a variant, or correct it."))
    amounts = {each.channel: [fee.amount for fee in each.fees] for each in methods}
    if len({tuple(map(str, each)) for each in amounts.values()}) > 1:
        read = "; ".join(f"{channel}: {each}" for channel, each in amounts.items())
        at.doubt(key, read, _("The ways to file differ in fees. Write a discount, or correct it."))
