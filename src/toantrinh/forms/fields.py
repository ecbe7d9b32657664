"""Reading one field of a definition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, cast

import jsonschema_rs
from django.utils.translation import gettext as _

from toantrinh.core.expressions import Expression, Type

from . import bounds
from .bounds import DayBound
from .entries import Entry
from .naming import KEY, Names
from .persons import RELATIONS
from .shape import Choice, Constraints, Field, Kind, Precision, Prefill
from .texts import Text

KEYS: Final = frozenset(
    [
        "key",
        "label",
        "type",
        "required",
        "show_if",
        "help",
        "example",
        "choices",
        "list",
        "constraints",
        "prefill",
        "known",
        "columns",
        "autocomplete",
        "personal",
        "computed",
        "unit",
        "in_words",
        "fill_from",
    ]
)
_NUMBERS: Final = (Kind.INTEGER, Kind.NUMBER, Kind.AREA, Kind.MONEY)
_LENGTHS: Final = frozenset({"min_length", "max_length", "pattern", "pattern_message", "default"})
_ROWS: Final = frozenset({"min_rows", "max_rows"})
CONSTRAINTS: Final[Mapping[Kind, frozenset[str]]] = {
    **dict.fromkeys((Kind.LONGTEXT, Kind.NAME), _LENGTHS),
    Kind.TEXT: _LENGTHS | {"unique_in", "within"},
    **dict.fromkeys(_NUMBERS, frozenset({"min", "max", "default"})),
    Kind.DATE: frozenset({"min", "max", "precision", "finest", "max_span_months", "since"}),
    Kind.DATETIME: frozenset({"min", "max"}),
    Kind.CHOICE: frozenset({"default", "choices_source"}),
    **dict.fromkeys((Kind.NATIONALITY, Kind.ETHNICITY), frozenset({"default"})),
    Kind.MULTICHOICE: _ROWS,
    Kind.FILE: _ROWS,
    Kind.GROUP: _ROWS | {"unique", "exactly_one"},
    Kind.BOOLEAN: frozenset({"must_be", "default"}),
}
_COMPUTABLE: Final = frozenset({Kind.TEXT, Kind.DATE, Kind.BOOLEAN, *_NUMBERS})
_PRECISIONS: Final = ("year", "month", "day")
AUTOCOMPLETE: Final = frozenset(
    [
        "name",
        "given-name",
        "family-name",
        "bday",
        "bday-day",
        "bday-month",
        "bday-year",
        "sex",
        "tel",
        "email",
        "organization",
        "organization-title",
        "street-address",
        "address-level1",
        "address-level2",
        "country",
        "country-name",
        "postal-code",
    ]
)
_SOURCE: Final = r"[a-z][a-z0-9_.-]{0,79}"


def read_field(entry: Entry, names: Names, group: str = "") -> Field | None:
    """The field at ``entry``, a column of ``group`` unless that is empty; mistakes are noted."""
    entry.only(KEYS)
    kind = entry.one_of("type", list(Kind))
    label = entry.text("label", required=True)
    if not kind or label is None:
        return None
    return _Reader(entry, Kind(kind), names, group).field(label)


class _Reader:
    def __init__(self, entry: Entry, kind: Kind, names: Names, group: str) -> None:
        self.entry = entry
        self.kind = kind
        self.names = names
        self.group = group

    def field(self, label: Text) -> Field:
        entry, key = self.entry, str(self.entry.data.get("key"))
        self._refuse_what_does_not_fit()
        choices = self._choices()
        personal = entry.flag("personal")
        return Field(
            key=key,
            label=label,
            kind=self.kind,
            required=self._required(),
            show_if=self._condition("show_if"),
            help=entry.text("help"),
            example=entry.text("example"),
            choices=choices,
            list=self._list(),
            constraints=self._constraints(choices),
            prefill=self._prefill(),
            known=cast(
                Literal["read_only", "editable"],
                entry.one_of("known", ["read_only", "editable"], "read_only"),
            ),
            columns=self._columns(key),
            autocomplete=entry.one_of("autocomplete", AUTOCOMPLETE)
            if "autocomplete" in entry
            else "",
            personal=personal is not False,
            computed=self._computed(),
            unit=entry.text("unit"),
            fill_from=self._fill_from(key),
            in_words=bool(entry.flag("in_words")),
        )

    def _refuse_what_does_not_fit(self) -> None:
        """Keys that exist, but say nothing about a field of this kind."""
        fitting: Mapping[str, bool] = {
            "choices": self.kind in {Kind.CHOICE, Kind.MULTICHOICE},
            "list": self.kind in {Kind.CHOICE, Kind.MULTICHOICE},
            "columns": self.kind is Kind.GROUP,
            "unit": self.kind in {Kind.INTEGER, Kind.NUMBER, Kind.AREA},
            "in_words": self.kind is Kind.MONEY,
            "fill_from": self.kind is Kind.PERSON_ID and not self.group,
            "computed": self.kind in _COMPUTABLE,
            "required": "computed" not in self.entry,
            "prefill": "computed" not in self.entry,
        }
        for key, fits in fitting.items():
            if key in self.entry and not fits:
                message = _("A field of type {type} cannot have {key} here.")
                self.entry.note(message.format(type=self.kind, key=key), key)
        if self.group and self.kind in {Kind.GROUP, Kind.FILE}:
            message = _("A column cannot be of type {type}.")
            self.entry.note(message.format(type=self.kind), "type")

    def _condition(self, key: str) -> Expression | None:
        if key not in self.entry:
            return None
        return self.names.expression(self.entry, key, Type.BOOLEAN, group=self.group)

    def _required(self) -> bool | Expression:
        written = self.entry.data.get("required")
        if written is None or isinstance(written, bool):
            return bool(written)
        return self._condition("required") or False

    def _computed(self) -> Expression | None:
        if "computed" not in self.entry or self.kind not in _COMPUTABLE:
            return None
        expected = Field(key="", label=Text({}), kind=self.kind).value_type
        return self.names.expression(self.entry, "computed", expected, group=self.group)

    def _list(self) -> str:
        if "list" not in self.entry:
            return ""
        return self.entry.word("list", _SOURCE, _("the name of a list, such as occupation"))

    def _choices(self) -> tuple[Choice, ...]:
        limits = self.entry.data.get("constraints")
        if isinstance(limits, Mapping) and limits.get("choices_source"):
            return ()
        if self.kind not in {Kind.CHOICE, Kind.MULTICHOICE} or "list" in self.entry:
            if {"list", "choices"} <= set(self.entry.data):
                self.entry.note(_("Give either choices or a list, not both."), "list")
            return ()
        found: dict[str, Choice] = {}
        for each in self.entry.entries("choices", required=True):
            each.only({"value", "label"})
            value = each.word(
                "value",
                r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}",
                _("a short value of Latin letters and digits, in quotes when it is a number"),
            )
            label = each.text("label", required=True)
            if value in found:
                each.note(_("The value “{value}” is given twice.").format(value=value), "value")
            if value and label:
                found[value] = Choice(value, label)
        return tuple(found.values())

    def _prefill(self) -> Prefill | None:
        if "prefill" not in self.entry:
            return None
        entry = Entry(
            self.entry.data["prefill"], (*self.entry.path, "prefill"), self.entry.problems
        )
        entry.only({"source", "path", "person"})
        person = entry.word("person", KEY, _("the key of a field"), default="")
        if person and person not in self.names.within(self.group):
            entry.note(_("There is no field “{key}”.").format(key=person), "person")
        return Prefill(
            source=entry.word("source", _SOURCE, _("the name of a source")),
            path=entry.word("path", _SOURCE, _("the name of a datum in the source")),
            person=person,
        )

    def _fill_from(self, key: str) -> tuple[str, ...]:
        if "fill_from" not in self.entry:
            return ()
        relations = self.entry.words("fill_from")
        for at, relation in enumerate(relations):
            if relation not in RELATIONS:
                meaning = _("one of {options}").format(options=", ".join(RELATIONS))
                self.entry.note(Entry.expected(relation, meaning), "fill_from", at)
        return relations

    def _columns(self, key: str) -> tuple[Field, ...]:
        if self.kind is not Kind.GROUP:
            return ()
        entries = self.entry.entries("columns", required=True)
        read = [read_field(each, self.names, group=key) for each in entries]
        return tuple(column for column in read if column)

    # constraints

    def _constraints(self, choices: tuple[Choice, ...]) -> Constraints:
        if "constraints" not in self.entry:
            return Constraints()
        path = (*self.entry.path, "constraints")
        entry = Entry(self.entry.data["constraints"], path, self.entry.problems)
        entry.only(CONSTRAINTS.get(self.kind, frozenset()))
        dated = self.kind in {Kind.DATE, Kind.DATETIME}
        found = Constraints(
            min=None if dated or _is_text(entry, "min") else entry.number("min"),
            max=None if dated or _is_text(entry, "max") else entry.number("max"),
            least=self._limit(entry, "min"),
            most=self._limit(entry, "max"),
            max_span_months=entry.whole("max_span_months", least=1, most=1200),
            since=self._since(entry),
            unique_in=entry.word("unique_in", _SOURCE, _("the name of a source"), default=""),
            within=self._within(entry),
            choices_source=self._choices_source(entry),
            earliest=_day(entry, "min") if dated else None,
            latest=_day(entry, "max") if dated else None,
            min_length=entry.whole("min_length", least=1),
            max_length=entry.whole("max_length", least=1),
            pattern=self._pattern(entry),
            pattern_message=entry.text("pattern_message"),
            must_be=entry.flag("must_be"),
            min_rows=entry.whole("min_rows", least=1, most=1000),
            max_rows=entry.whole("max_rows", least=1, most=1000),
            unique=self._unique(entry),
            exactly_one=self._exactly_one(entry),
            default=self._default(entry, choices),
            precision=_precision(entry, "precision"),
            finest=_precision(entry, "finest"),
        )
        _in_order(entry, found)
        return found

    def _limit(self, entry: Entry, key: str) -> Expression | None:
        """A limit that other answers decide."""
        if self.kind not in _NUMBERS or not _is_text(entry, key):
            return None
        return self.names.expression(entry, key, Type.NUMBER, group=self.group)

    def _since(self, entry: Entry) -> str:
        if ("since" in entry) != ("max_span_months" in entry):
            entry.note(_("Give max_span_months and since together."), "since")
            return ""
        if "since" not in entry:
            return ""
        key = entry.word("since", KEY, _("the key of a field"))
        if key and self.names.within(self.group).get(key) is not Type.DATE:
            entry.note(_("There is no date “{key}”.").format(key=key), "since")
        return key

    def _within(self, entry: Entry) -> str:
        key = entry.word("within", KEY, _("the key of a field"), default="")
        if key and (key not in self.names.columns or "unique_in" not in entry):
            entry.note(_("There is no field “{key}”.").format(key=key), "within")
        return key

    def _choices_source(self, entry: Entry) -> str:
        if "choices_source" not in entry:
            return ""
        if {"list", "choices"} & set(self.entry.data):
            entry.note(_("Give either choices or a list, not both."), "choices_source")
        return entry.word("choices_source", _SOURCE, _("the name of a source"))

    def _pattern(self, entry: Entry) -> str:
        if "pattern" not in entry or "pattern" not in CONSTRAINTS.get(self.kind, ()):
            return ""
        pattern = entry.word("pattern", r"(?s).{1,500}", _("a regular expression"))
        try:
            re.compile(pattern)
            jsonschema_rs.Draft202012Validator({"pattern": f"^(?:{pattern})$"})
        except (re.error, jsonschema_rs.ValidationError, ValueError):
            entry.note(_("This regular expression cannot be read."), "pattern")
            return ""
        if "pattern_message" not in entry:
            entry.note(_("Say in pattern_message how the answer is written."), "pattern_message")
        return pattern

    def _column_keys(self, *types: str) -> set[str]:
        columns = self.entry.data.get("columns")
        return {
            str(column.get("key"))
            for column in (columns if isinstance(columns, list | tuple) else ())
            if isinstance(column, Mapping) and (not types or column.get("type") in types)
        }

    def _unique(self, entry: Entry) -> tuple[str, ...]:
        keys = entry.words("unique")
        for at, key in enumerate(keys):
            if key not in self._column_keys():
                entry.note(_("There is no column “{key}”.").format(key=key), "unique", at)
        return keys

    def _exactly_one(self, entry: Entry) -> str:
        if "exactly_one" not in entry:
            return ""
        key = entry.word("exactly_one", KEY, _("the key of a column"))
        if key and key not in self._column_keys(Kind.BOOLEAN):
            message = _("There is no column “{key}” of yes or no.").format(key=key)
            entry.note(message, "exactly_one")
        return key

    def _default(self, entry: Entry, choices: tuple[Choice, ...]) -> object:
        value = entry.data.get("default")
        if value is None or "default" not in CONSTRAINTS.get(self.kind, ()):
            return None
        values = {choice.value for choice in choices}
        fits: Callable[[Any], bool] = _DEFAULTS.get(self.kind, lambda value: isinstance(value, str))
        if not fits(value) or (values and value not in values):
            entry.note(_("This cannot be an answer to the field."), "default")
            return None
        return value


def _is_text(entry: Entry, key: str) -> bool:
    return isinstance(entry.data.get(key), str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_DEFAULTS: Final[Mapping[Kind, Callable[[Any], bool]]] = {
    Kind.BOOLEAN: lambda value: isinstance(value, bool),
    **dict.fromkeys(_NUMBERS, _is_number),
}


def _day(entry: Entry, key: str) -> DayBound | None:
    meaning = _("a date such as 2026-01-31, or today, today-18y, today+60d, today+3wd")
    return entry.read(key, bounds.read, meaning)


def _precision(entry: Entry, key: str) -> Precision:
    return cast(Precision, entry.one_of(key, _PRECISIONS, "day"))


def _in_order(entry: Entry, found: Constraints) -> None:
    """Note every pair of limits that no answer can meet."""
    pairs = [
        ("max", found.min, found.max),
        ("max_length", found.min_length, found.max_length),
        ("max_rows", found.min_rows, found.max_rows),
        ("max", found.earliest and found.earliest.day, found.latest and found.latest.day),
        ("finest", _PRECISIONS.index(found.precision), _PRECISIONS.index(found.finest)),
    ]
    for key, least, most in pairs:
        if least is not None and most is not None and least > most:  # type: ignore[operator]
            entry.note(_("The upper limit lies below the lower one."), key)
