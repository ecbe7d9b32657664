"""Reading the definition of a form. The format is described in docs/reference/forms.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.core.expressions import SYSTEM_NAMES, Type

from .cycles import note_cycles
from .entries import Entry, FormProblem
from .fields import read_field
from .naming import KEY, Names, gather
from .persons import note_persons
from .shape import Form, Rule, Section

__all__ = ["Form", "FormProblem", "InvalidForm", "Rule", "Section", "names", "read"]

_SECTION_KEY: Final = r"[a-z][a-z0-9_-]{0,59}"


class InvalidForm(Exception):
    """The definition has mistakes; ``problems`` has all of them."""

    def __init__(self, problems: list[FormProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read(data: Mapping[str, Any], names: Mapping[str, Type] | None = None) -> Form:
    """The form that ``data`` (plain, as it comes from JSON or YAML) defines.

    ``names`` are further names that its expressions may use: the facts of the procedure. The names
    of the system are always there. Where a field has the name of a fact, the field is meant.

    Errors: InvalidForm with every mistake at once.
    """
    problems: list[FormProblem] = []
    form = _form(Entry(data, (), problems), {**SYSTEM_NAMES, **(names or {})})
    if form and not problems:
        note_cycles(form, problems)
        note_persons(form, problems)
    if problems or form is None:
        raise InvalidForm(problems)
    return form


def names(form: Form) -> dict[str, Type]:
    """Each field of the first level with its type in expressions; columns live in their rows."""
    return {key: field.value_type for key, field in form.field_by_key.items()}


def _form(entry: Entry, outside: Mapping[str, Type]) -> Form | None:
    entry.only({"title", "form_no", "sections", "rules"})
    known = gather(entry, outside)
    title = entry.text("title", required=True)
    form_no = entry.text("form_no")
    seen: set[str] = set()
    read = [_section(each, known, seen) for each in entry.entries("sections", required=True)]
    rules = [_rule(each, known) for each in entry.entries("rules")]
    if title is None:
        return None
    return Form(
        title=title,
        form_no=form_no,
        sections=tuple(section for section in read if section),
        rules=tuple(rule for rule in rules if rule),
    )


def _section(entry: Entry, known: Names, seen: set[str]) -> Section | None:
    entry.only({"key", "title", "help", "show_if", "person", "fields"})
    person = entry.word("person", KEY, _("the key of a field"), default="")
    if person and person not in known.columns:
        entry.note(_("There is no field “{key}”.").format(key=person), "person")
    meaning = _("a key of small Latin letters, digits, - and _, beginning with a letter")
    key = entry.word("key", _SECTION_KEY, meaning)
    if key in seen:
        entry.note(_("There is another section “{key}”.").format(key=key), "key")
    seen.add(key)
    title = entry.text("title", required=True)
    condition = "show_if" in entry
    show_if = known.expression(entry, "show_if", Type.BOOLEAN) if condition else None
    help_ = entry.text("help")
    read = [read_field(each, known) for each in entry.entries("fields", required=True)]
    fields = tuple(field for field in read if field)
    return Section(key, title, fields, help_, show_if, person) if title else None


def _rule(entry: Entry, known: Names) -> Rule | None:
    entry.only({"expr", "message", "fields", "group"})
    group = ""
    if "group" in entry:
        group = entry.one_of("group", [key for key, inside in known.columns.items() if inside])
    expression = known.expression(entry, "expr", Type.BOOLEAN, group=group)
    message = entry.text("message", required=True)
    fields = entry.words("fields")
    own = known.columns[group] if group else known.columns
    for at, key in enumerate(fields):
        if key not in own:
            entry.note(_("There is no field “{key}” here.").format(key=key), "fields", at)
    if expression is None or message is None:
        return None
    return Rule(expression, message, fields or _named(expression.names, own), group)


def _named(used: frozenset[str], own: Iterable[str]) -> tuple[str, ...]:
    """The fields a rule speaks of, when it does not say so itself: in the order of the form."""
    return tuple(key for key in own if key in used)
