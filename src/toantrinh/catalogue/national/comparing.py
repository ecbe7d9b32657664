"""What a pack says otherwise than the national record, part by part, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from toantrinh.core.calendar import LimitKind

from ..reading import in_language
from .record import NationalRecord, normal_name, same_code, same_name

Data = Mapping[str, Any]
ALIKE: Final = 85  # of 100: two names are the same thing, worded otherwise
_AMOUNT: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Difference:
    """``part`` is code, name, decision, component, time, fee, result, legal_basis or agency;
    ``pack`` and ``record`` what each says, empty where it says nothing."""

    part: str
    pack: str
    record: str
    message: str


def differences(procedure: Data, record: NationalRecord) -> list[Difference]:
    """All differences between the ``procedure`` of a definition and ``record``, in a fixed order.

    Where the record says nothing, or nothing sure, there is no difference but a remark of the
    reading.
    """
    pack = in_language(procedure, "vi", [])
    return [found for look in _LOOKS for found in look(pack, record)]


def _code(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    if not same_code(pack["code"], record.code):
        yield Difference("code", pack["code"], record.code, _("The codes differ."))


def _name(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    if not same_name(pack["name"], record.name):
        yield Difference("name", pack["name"], record.name, _("The names differ."))


def _decision(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    numbers = [item["number"] for item in pack["legal_basis"]]
    if record.decision and _squeezed(record.decision) not in map(_squeezed, numbers):
        message = _("The pack does not name the decision that announced the procedure.")
        yield Difference("decision", "", record.decision, message)


def _components(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    yield from _named(
        "component",
        [item["name"] for item in pack["components"]],
        [paper.name for paper in record.papers],
    )
    by_name = {normal_name(item["name"]): item for item in pack["components"]}
    for paper in record.papers:
        item = by_name.get(normal_name(paper.name))
        if item is None or item["kind"] == "data" or paper.electronic_form:
            continue
        mine = item["quantity"]["original"], item["quantity"]["copy"]
        if mine != (paper.original, paper.copy):
            message = _("“%(name)s” comes in other numbers of originals and copies.")
            yield Difference(
                "component",
                f"{mine[0]} + {mine[1]}",
                f"{paper.original} + {paper.copy}",
                message % {"name": paper.name},
            )


def _times(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    limit = pack["time_limit"]
    mine = {_limit(limit), *map(_limit, limit.get("variants", ()))}
    theirs = {
        _limit({"kind": method.kind.value, "amount": method.amount})
        for method in record.methods
        if method.kind
    }
    for kind, amount in sorted(theirs - mine, key=str):
        said = "; ".join(sorted(_said(*each) for each in mine))
        yield Difference("time", said, _said(kind, amount), _("The pack has no such time limit."))


def _limit(item: Data) -> tuple[str, Any]:
    within = item["kind"] == LimitKind.WITHIN_DAY
    return str(item["kind"]), None if within else item["amount"]


def _said(kind: str, amount: Any) -> str:
    return kind if amount is None else f"{amount} {kind}"


def _fees(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    mine = {
        int(number)
        for fee in pack["fees"]
        for expression in _amounts(fee)
        for number in _AMOUNT.findall(str(expression))
    }
    sure = [fee.amount for method in record.methods for fee in method.fees]
    theirs = {amount for amount in sure if amount}
    said = ", ".join(f"{amount}" for amount in sorted(mine)) or "0"
    for amount in sorted(theirs - mine):
        yield Difference("fee", said, str(amount), _("The pack has no such fee."))
    if pack["fees"] and sure and not any(amount is None or amount for amount in sure):
        yield Difference("fee", said, "0", _("The record says that it is free."))


def _amounts(fee: Data) -> Iterator[Any]:
    for price in fee["prices"]:
        yield price.get("amount", "")
        yield from (row["amount"] for row in price.get("table", {}).get("rows", ()))
    yield from (discount["amount"] for discount in fee.get("discounts", ()))


def _results(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    mine = [item["name"] for item in pack["results"]]
    yield from _named("result", mine, [result.name for result in record.results])


def _legal_bases(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    mine = {_squeezed(item["number"]): item["number"] for item in pack["legal_basis"]}
    theirs = {_squeezed(each.code): each.code for each in record.legal_basis if each.code}
    if not theirs:
        return
    for key in theirs.keys() - mine.keys():
        yield Difference("legal_basis", "", theirs[key], _("Only the record names this document."))
    decision = _squeezed(record.decision)
    for key in mine.keys() - theirs.keys() - {decision}:
        yield Difference("legal_basis", mine[key], "", _("Only the pack names this document."))


def _agencies(pack: Data, record: NationalRecord) -> Iterator[Difference]:
    body = pack["competent_body"]
    mine = [body["name"], *(rule["name"] for rule in body.get("rules", ()))]
    if record.agencies and not any(same_name(a, b) for a in mine for b in record.agencies):
        theirs = "; ".join(record.agencies)
        yield Difference("agency", "; ".join(mine), theirs, _("Another body is competent."))


_LOOKS: Final[Sequence[Callable[[Data, NationalRecord], Iterable[Difference]]]] = (
    _code,
    _name,
    _decision,
    _components,
    _times,
    _fees,
    _results,
    _legal_bases,
    _agencies,
)


def _named(part: str, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Difference]:
    """Things known by name: worded otherwise, only in the record, only in the pack."""
    if not theirs:
        return
    left = {normal_name(name): name for name in mine}
    unmatched = []
    for name in theirs:
        if left.pop(normal_name(name), None) is None:
            unmatched.append(name)
    for name in unmatched:
        near = process.extractOne(
            normal_name(name), list(left), scorer=fuzz.ratio, score_cutoff=ALIKE
        )
        if near:
            yield Difference(part, left.pop(near[0]), name, _("The wording differs."))
        else:
            yield Difference(part, "", name, _("Only the record has this."))
    for name in left.values():
        yield Difference(part, name, "", _("Only the pack has this."))


def _squeezed(number: str) -> str:
    """The number of a document without spaces, capitals aside; Ð is Đ."""
    return "".join(number.split()).upper().replace("Ð", "Đ")
