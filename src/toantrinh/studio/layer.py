"""What the province adds to a procedure, in words: the names of the pack, not its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from toantrinh.catalogue import wording
from toantrinh.catalogue.pack import Pack


@dataclass(frozen=True)
class Line:
    """``about`` is what is settled, ``said`` how, ``ground`` the decision behind it."""

    about: str
    said: str
    ground: str = ""
    verified: bool = True


def lines(content: Mapping[str, Any], pack: Pack) -> list[Line]:
    """All that an entry of the layer says; what the pack does not know any more keeps its key."""
    return [
        *_fees(content.get("fees", {}), {fee.key: fee.name for fee in pack.fees}),
        *_limits(content),
        *_units(content.get("units", {}), {step.key: step.action for step in pack.steps}),
        *_facts(content.get("facts", {}), {fact.key: fact.label for fact in pack.facts}),
        *(Line(label, content[key]) for key, label in _plain() if key in content),
    ]


def _plain() -> tuple[tuple[str, str], ...]:
    return (("contact", _("Contact")), ("hours", _("Opening hours")))


def _fees(fees: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for key, prices in fees.items():
        for price in prices:
            amount = price.get("amount")
            if isinstance(amount, int):
                said = _("%(amount)s đồng") % {"amount": wording.figures(amount)}
            elif amount is not None:
                said = _("reckoned: %(formula)s") % {"formula": amount}
            else:
                said = _("by a table, see below")
            law = price["resolution"]
            number = f"{law['number']}, " if "number" in law else ""
            signed = f" ({_day(law['date'])})" if "date" in law else ""
            ground = f"{number}{law['title']}{signed}"
            yield Line(names.get(key, key), _dated(said, price), ground, price["verified"])


def _limits(content: Mapping[str, Any]) -> Iterator[Line]:
    if shorter := content.get("time_limit"):
        said = _dated(shorter["rule"], shorter)
        yield Line(_("Time limit"), said, shorter["ground"], shorter["verified"])
    for shorter in content.get("variants", ()):
        about = _("Time limit when %(condition)s") % {"condition": shorter["when"]}
        yield Line(about, _dated(shorter["rule"], shorter), shorter["ground"], shorter["verified"])


def _units(units: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Line]:
    return (Line(names.get(key, key), unit) for key, unit in units.items())


def _facts(facts: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for key, told in facts.items():
        yield Line(names.get(key, key), _value(told["ordinary"]))
        for agency, value in told.get("agencies", {}).items():
            yield Line(f"{names.get(key, key)} – {agency}", _value(value))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return wording.figures(value) if isinstance(value, int) else str(value)


def _dated(said: str, holds: Mapping[str, Any]) -> str:
    first, last = holds.get("from"), holds.get("to")
    if first:
        said = _("%(said)s from %(day)s") % {"said": said, "day": _day(first)}
    if last:
        said = _("%(said)s until %(day)s") % {"said": said, "day": _day(last)}
    return said


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%d/%m/%Y}"
