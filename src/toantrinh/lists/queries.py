"""What the lists say. Who asks more than once for a page takes ``current()`` and asks that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import get_language

from toantrinh.core import clock
from toantrinh.core.calendar import WorkCalendar
from toantrinh.core.vietnamese import alphabetical, folded

from . import calendars, rules
from .calendars import HoursRule, SpecialDay
from .changes import Changes, Fault
from .changes import faults as all_faults
from .models import Edition, FormerUnit, Term, Unit
from .time_rules import KEYS, NoTimeRule, Rule

Options = list[tuple[str, str]]

_MOST_MATCHES = 12
_ALIKE = 0.8  # how much of a name has to be right
_SHORT = {"township": "tt", "ward": "p", "commune": "x"}  # as people shorten the kind
PROVINCES = ""  # in whose place a province has no province


@dataclass(frozen=True)
class Former:
    """A unit that ended: ``name`` with its kind and, where known, its district; ``last`` day;
    ``successors``, the units it went into, as (province, commune, label)."""

    name: str
    last: date
    successors: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Lists:
    """The lists of one edition as they are on one day; asking it costs no statement twice.

    Of an edition that is not the latest, calendars and time rules are what they were; terms and
    units are those of the latest.
    """

    edition: int
    day: date

    def terms(self, name: str) -> Options:
        """(code, label) of a code list in its order, in the language of the reader.

        Lists: ``ethnicity``, ``nationality``, ``sex``, ``kinship``, ``identity-document``; none for
        a name that is not there.
        """
        english = (get_language() or "").startswith("en")
        return [
            (term.code, term.label_en if english else term.label_vi)
            for term in _terms(self.edition, self.day).get(name, ())
        ]

    def suggestions(self, name: str) -> Options:
        """(code, label with what people call it) of a code list."""
        terms = _terms(self.edition, self.day).get(name, ())
        words = {term.code: term.words.replace(";", ",") for term in terms}
        return [
            (code, f"{label} ({words[code]})" if words[code] else label)
            for code, label in self.terms(name)
        ]

    def matching(self, name: str, words: str) -> Options:
        """What somebody may mean by ``words``, with or without accents: a code, a label, or what
        people call it; whose whole name it is first, then who has all the words, at most twelve."""
        wanted = _words(words)
        if not wanted.strip():
            return []
        labels = dict(self.terms(name))
        found: list[tuple[int, str]] = []
        for term in _terms(self.edition, self.day).get(name, ()):
            said = [_words(each) for each in (term.code, labels[term.code], *term.words.split(";"))]
            if wanted in said:
                found.append((0, term.code))
            elif any(wanted in each for each in said):
                found.append((1, term.code))
            elif set(wanted.split()) <= set(" ".join(said).split()):
                found.append((2, term.code))
        return [(code, labels[code]) for _rank, code in sorted(found)[:_MOST_MATCHES]]

    def term(self, name: str, code: str) -> str:
        """The label of a code in the language of the reader; the code itself when unknown."""
        return dict(self.terms(name)).get(code, code)

    def provinces(self) -> Options:
        """(code, name) of provinces and cities, in alphabetical order, without their kind."""
        return [(unit.code, unit.name) for unit in self._inside(PROVINCES)]

    def communes(self, province: str) -> Options:
        """(code, name with its kind) of what lies in a province: wards, communes, special zones."""
        return [(unit.code, str(unit)) for unit in self._inside(province)] if province else []

    def unit_name(self, code: str) -> str:
        """The name with its kind, such as "Tỉnh Thái Nguyên"; the code itself when unknown."""
        unit = _units(self.edition).get(code)
        return str(unit) if unit else code

    def place_label(self, value: Mapping[str, str]) -> str:
        """A place ``{province, commune, detail}`` in one line, from the smallest to the largest.

        "Tổ 5, phường Đức Xuân, tỉnh Thái Nguyên"; parts that are not given are left out.
        """
        names = [self._inside_a_line(value.get(key) or "") for key in ("commune", "province")]
        line = ", ".join(part for part in ((value.get("detail") or "").strip(), *names) if part)
        return line[:1].upper() + line[1:]

    def former(self, name: str) -> list[Former]:
        """Former units that somebody may mean by ``name``: written with or without accents, kind,
        and what follows after a comma; the most alike ones when none has that name."""
        names, units = _former(self.edition, self.day)
        commune, _, district = name.partition(",")
        found = names.get(folded(commune)) or [
            each
            for near in get_close_matches(folded(commune), list(names), 4, _ALIKE)
            for each in names[near]
        ]
        narrower = [key for key in found if district and folded(district) in folded(key[1])]
        return [units[key] for key in dict.fromkeys(narrower or found)]

    def ended(self, code: str) -> Former | None:
        """What the commune ``code`` was, when it has ended before this day."""
        unit = _units(self.edition).get(code)
        if unit is None or unit.valid_to is None or unit.valid_to >= self.day:
            return None
        rows = FormerUnit.objects.filter(code=code).values_list("successor", flat=True)
        return Former(str(unit), unit.valid_to, self._successors(rows))

    def _successors(self, codes: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        units = _units(self.edition)
        return tuple(
            (units[code].province_code, code, self.place_label({"commune": code}))
            for code in codes
            if code in units
        )

    def calendar_for(self, agency_code: str) -> WorkCalendar:
        """The working time of an agency by the rules of this edition and this day, for ever.

        The most particular office hours that are valid hold; days of the agency go before those of
        the country; a year without rows is computed by law and provisional.
        """
        return calendars.calendar(self.edition, self.day, agency_code)

    def special_days(self, agency_code: str, year: int) -> list[SpecialDay]:
        """The days of a year that are not what their weekday says, in order, each with who says
        so; of a year without rows those that are computed by law."""
        return calendars.special_days(self.edition, agency_code, year)

    def office_hours(self, agency_code: str) -> list[HoursRule]:
        """All rules under which the office hours of an agency may stand, the most particular
        first, then the latest; also those of other times."""
        scopes = rules.scopes(agency_code)
        found = [each for each in calendars.hours(self.edition) if each.agency_code in scopes]
        latest = sorted(found, key=lambda each: each.order, reverse=True)
        return sorted(latest, key=lambda each: scopes.index(each.agency_code))

    def is_announced(self, year: int) -> bool:
        """Whether the government has decided the days off of a year; else it is provisional."""
        return calendars.years(self.edition).get(year, False)

    def time_rule(self, key: str) -> Rule:
        """The limit, threshold or grace that is called so, as it holds on this day.

        Errors: NoTimeRule (a KeyError) when no rule of that key holds.
        """
        periods = calendars.limits(self.edition).get(key, ())
        for each in periods:
            if each.holds_on(self.day):
                return each
        raise NoTimeRule(key, self.day)

    def time_rules(self) -> list[Rule]:
        """All time rules with all their periods, in the order in which people look for them."""
        found = calendars.limits(self.edition)
        return [each for key in KEYS for each in found.get(key, ())]

    def _inside(self, province: str) -> tuple[Unit, ...]:
        return _units_inside(self.edition, self.day).get(province, ())

    def _inside_a_line(self, code: str) -> str:
        unit = _units(self.edition).get(code)
        return f"{unit.get_kind_display().lower()} {unit.name}" if unit else code


def _words(text: str) -> str:
    """Words to be compared, each between spaces: " quan pho "."""
    return f" {' '.join(filter(None, map(folded, text.split())))} "


def latest_edition() -> int:
    """The number of the edition that is in force, by which a calendar can be asked for again ever
    after: ``Lists(edition, day)``; 0 before anything was loaded. One statement."""
    return Edition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def current(day: date | None = None) -> Lists:
    """The lists as they are on ``day`` (today): one statement."""
    return Lists(latest_edition(), day or clock.today())


def terms(name: str) -> Options:
    """See ``Lists.terms``."""
    return current().terms(name)


def provinces() -> Options:
    """See ``Lists.provinces``."""
    return current().provinces()


def communes(province: str) -> Options:
    """See ``Lists.communes``."""
    return current().communes(province)


def unit_name(code: str) -> str:
    """See ``Lists.unit_name``."""
    return current().unit_name(code)


def place_label(value: Mapping[str, str]) -> str:
    """See ``Lists.place_label``."""
    return current().place_label(value)


def calendar_for(agency_code: str, day: date | None = None) -> WorkCalendar:
    """See ``Lists.calendar_for``; a dossier lives by the rules of the ``day`` of its receipt."""
    return current(day).calendar_for(agency_code)


def proposed_calendar(agency_code: str, day: date, changes: Changes) -> WorkCalendar:
    """The calendar of an agency by the rules of ``day`` as it would be if ``changes`` were approved
    now; as it is for an agency that they do not reach."""
    return calendars.proposed(latest_edition(), day, agency_code, changes)


def faults(changes: Changes, day: date) -> list[Fault]:
    """All that stands against ``changes`` by the lists as they are on ``day``."""
    lists = current(day)
    first = changes.hours[0].valid_from if changes.hours else day
    rule = calendars.hours_of(calendars.hours(lists.edition), first, changes.scope)
    is_announced = changes.announced is not None and lists.is_announced(changes.announced)
    calendar = lists.calendar_for(changes.scope)
    return list(all_faults(changes, calendar, rule=rule, announced=is_announced))


# What is kept in memory, by edition: an edition never changes.


@lru_cache(maxsize=2)
def _units(edition: int) -> dict[str, Unit]:
    """Each code with what it last was: names of units that ended stay readable."""
    return {unit.code: unit for unit in Unit.objects.order_by("valid_from")}


_Key = tuple[str, str]  # name with kind, district


@lru_cache(maxsize=2)
def _former(edition: int, day: date) -> tuple[dict[str, list[_Key]], dict[_Key, Former]]:
    """Keys of former units by what people may call them, and the units by their key."""
    rows: dict[_Key, list[FormerUnit]] = {}
    for row in FormerUnit.objects.filter(valid_to__lt=day).order_by("name", "pk"):
        rows.setdefault((str(row), row.district), []).append(row)
    names: dict[str, list[_Key]] = {}
    for key, units in rows.items():
        for said in (units[0].name, key[0], f"{_SHORT.get(units[0].kind, '')}{units[0].name}"):
            known = names.setdefault(folded(said), [])
            known += [] if key in known else [key]
    lists = Lists(edition, day)
    return names, {
        key: Former(
            f"{key[0]}, {key[1]}" if key[1] else key[0],
            units[0].valid_to,
            lists._successors(unit.successor for unit in units),
        )
        for key, units in rows.items()
    }


@lru_cache(maxsize=4)
def _units_inside(edition: int, day: date) -> dict[str, tuple[Unit, ...]]:
    """Units valid on a day by province, in the order in which people look for them."""
    inside: dict[str, list[Unit]] = {}
    for unit in Unit.objects.valid_on(day):
        inside.setdefault(unit.province_code, []).append(unit)
    return {
        province: tuple(sorted(units, key=_by_name if province == PROVINCES else _by_kind))
        for province, units in inside.items()
    }


def _by_name(unit: Unit) -> str:
    return alphabetical(unit.name)


def _by_kind(unit: Unit) -> str:
    return alphabetical(str(unit))


@lru_cache(maxsize=4)
def _terms(edition: int, day: date) -> dict[str, tuple[Term, ...]]:
    lists: dict[str, list[Term]] = {}
    for term in Term.objects.valid_on(day).order_by("list", "order"):
        lists.setdefault(term.list, []).append(term)
    return {name: tuple(terms) for name, terms in lists.items()}
