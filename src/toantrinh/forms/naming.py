"""Names of a definition, gathered before its expressions are read, and expressions against them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from toantrinh.core import expressions
from toantrinh.core.expressions import SYSTEM_NAMES, Expression, ExpressionProblem, Type

from .entries import Entry
from .shape import VALUE_TYPES, Kind

MOST_FIELDS: Final = 1000  # columns included; no paper form of the country comes near it
KEY: Final = r"[a-z][a-z0-9_]{0,59}"
_WORDS: Final = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "true",
    "false",
    "min",
    "max",
    "date",
    "for",
    "lambda",
    "none",
    "today",
]
_WORDED: Final = frozenset({"wanted", "found", "left", "right"})
_RESERVED: Final = frozenset({*_WORDS, *SYSTEM_NAMES})


@dataclass
class Names:
    """What expressions may name.

    Attributes:
        types: facts handed in, and fields of the first level.
        columns: for each field of the first level, in the order of the form, its columns.
        values: for each choice written out in the form its values.
    """

    types: dict[str, Type]
    columns: dict[str, dict[str, Type]] = field(default_factory=dict)
    values: dict[str, frozenset[str]] = field(default_factory=dict)

    def within(self, group: str) -> Mapping[str, Type]:
        """All names inside a row of ``group``; outside rows when it is empty."""
        return ChainMap(self.columns.get(group, {}), self.types)

    def expression(
        self, entry: Entry, key: str, *expected: Type, group: str = ""
    ) -> Expression | None:
        """The expression at ``key``; None, and a note, when it is wrong."""
        written = entry.data.get(key)
        if not isinstance(written, str):
            entry.note(_("Write an expression, such as co_con == true."), key)
            return None
        try:
            found = expressions.compile(written, self.within(group))
        except ExpressionProblem as problem:
            message = _(problem.template).format(**_in_words(problem.details))
            entry.note(f"{message[:1].upper()}{message[1:]}", key, column=problem.column)
            return None
        if found.type not in expected:
            entry.note(_("This expression gives a value of the wrong type."), key, column=1)
            return None
        return found if self._choices_exist(entry, key, found) else None

    def _choices_exist(self, entry: Entry, key: str, found: Expression) -> bool:
        """Whether every text that a choice is held against can be chosen at all."""
        wrong = [
            each
            for each in found.comparisons
            if each.text not in self.values.get(each.name, {each.text})
        ]
        for each in wrong:
            message = _("“{value}” is not among the choices of {key}: {values}.").format(
                value=each.text, key=each.name, values=", ".join(sorted(self.values[each.name]))
            )
            entry.note(message, key, column=each.column)
        return not wrong


def _in_words(details: Mapping[str, str]) -> dict[str, str]:
    """What fills a message of the language, where it is words ("a number or a date") translated."""
    return {
        key: _(" or ").join(map(gettext, value.split(" or "))) if key in _WORDED else value
        for key, value in details.items()
    }


def gather(form: Entry, outside: Mapping[str, Type]) -> Names:
    """All names of the form; keys that are wrong, given twice or reserved are noted."""
    names = Names(dict(outside))
    seen: set[str] = set()
    for section in _maps(form, "sections"):
        for field_ in _maps(section, "fields"):
            columns = [_declared(column, seen, names) for column in _maps(field_, "columns")]
            key, type_ = _declared(field_, seen, names)
            names.types |= {key: type_} if type_ else {}
            names.columns[key] = {name: type_ for name, type_ in columns if type_}
    if len(seen) > MOST_FIELDS:
        message = _("{count} fields are too many: a form has at most {most}. Split it.")
        form.note(message.format(count=len(seen), most=MOST_FIELDS), "sections")
    return names


def _maps(entry: Entry, key: str) -> Iterator[Entry]:
    """The maps in a list; whatever else is there is noted when it is really read."""
    members = entry.data.get(key)
    for at, each in enumerate(members if isinstance(members, list | tuple) else ()):
        if isinstance(each, Mapping):
            yield Entry(each, (*entry.path, key, at), entry.problems)


def _declared(entry: Entry, seen: set[str], names: Names) -> tuple[str, Type | None]:
    key, kind = entry.data.get("key"), entry.data.get("type")
    if not (isinstance(key, str) and re.fullmatch(KEY, key)):
        meaning = _("a key of small Latin letters, digits and _, beginning with a letter")
        entry.note(Entry.expected(key, meaning), "key")
        return "", None
    if key in _RESERVED:
        entry.note(_("The name “{key}” is taken by the language itself.").format(key=key), "key")
    if key in seen:
        entry.note(
            _("There is another field “{key}”: each key is used once.").format(key=key), "key"
        )
    seen.add(key)
    choices = entry.data.get("choices")
    if isinstance(choices, list | tuple):
        values = (each.get("value") for each in choices if isinstance(each, Mapping))
        names.values[key] = frozenset(value for value in values if isinstance(value, str))
    known = isinstance(kind, str) and kind in set(Kind)
    return key, VALUE_TYPES[Kind(str(kind))] if known else None
