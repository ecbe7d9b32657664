"""Checking answers: which of them will not do, and why. Pure: everything is handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

import jsonschema_rs

from toantrinh.core.expressions import ExpressionFailure

from . import limits, schema
from .choices import Lists, Taken, options
from .messages import WARNINGS, ended, in_row, message
from .shape import NATIONAL_LISTS, PLACES, Field, Form, Kind, Rule
from .visibility import PASTE, RAW, Asked, Visible, day_of, value_of, visible

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Problem:
    """One thing to put right.

    ``field`` is the path of the question (``ho_ten``, ``nganh_nghe.2.nn_ma`` with rows from 0) and
    the id on the page that a link leads to. ``code`` never changes. ``message`` says what is wrong
    and how to write it, in the language of the reader. ``page`` is the address of the page that has
    the question, empty for the one on which the problem is told.
    """

    field: str
    code: str
    message: StrOrPromise = ""
    page: str = ""


def problems(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, object] | None = None,
    section: str | None = None,
    *,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    choices: Lists | None = None,
    taken: Taken | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Every problem in the order of the form, at most one for a question; empty when all is well.

    ``section`` limits them to one page. With ``choices`` it is also checked whether codes are in
    the lists of today and communes in their province, with ``taken`` whether a name is used by
    another; where nobody can say, nothing is a problem. The other arguments: ``visible``.
    """
    day = day_of(facts, today)
    seen = visible(form, answers, facts, known=known, today=day)
    check = _Check(form, seen, answers.get(RAW) or {}, choices, day)
    found = {problem.field: problem for problem in check.answers()}
    names = {"ngay_nop": day, **(facts or {}), **seen.values}
    for path, code, limit in limits.passed(form, seen, names):
        question = seen.questions[path]
        words = message(question.field, code, limit=limit, row=question.row)
        found.setdefault(path, Problem(path, _PUBLISHED.get(code, code), words))
    for path in _used(seen, taken):
        found.setdefault(path, Problem(path, "taken", message(seen.questions[path].field, "taken")))
    for problem in _broken(form, seen, names, section):
        found.setdefault(problem.field, problem)
    wanted = [path for path in seen.questions if path in found and _lies_in(form, path, section)]
    return [found[path] for path in wanted]


def name_places(seen: Visible) -> Iterator[tuple[str, str, str]]:
    """Source, name and commune of each answer that has to be nobody else's."""
    for question in seen.questions.values():
        if place := _name_place(seen, question):
            yield place


def is_taken(seen: Visible, question: Asked, taken: Taken) -> bool | None:
    """Whether another has the name that is the answer; None when nobody can say, or need not."""
    place = _name_place(seen, question)
    return taken(*place) if place else None


def _name_place(seen: Visible, question: Asked) -> tuple[str, str, str] | None:
    limits = question.field.constraints
    place = seen.answers.get(limits.within) if limits.within else None
    unit = place.get("commune", "") if isinstance(place, Mapping) else ""
    if not (limits.unique_in and isinstance(question.answer, str)) or (limits.within and not unit):
        return None
    return limits.unique_in, question.answer, unit


def _used(seen: Visible, taken: Taken | None) -> Iterator[str]:
    for path, question in seen.questions.items():
        if taken and question.field.constraints.unique_in and is_taken(seen, question, taken):
            yield path


class NumberWarnings(Protocol):
    """What looks wrong in a personal number: ``place``, ``future``, ``birth-year``, ``sex``."""

    def __call__(
        self, number: str, /, *, today: date, birth_year: int | None = None, sex: str = ""
    ) -> Sequence[str]: ...


def warnings(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, object] | None = None,
    section: str | None = None,
    *,
    number_warnings: NumberWarnings,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    today: date | None = None,
    seen: Visible | None = None,
) -> list[Problem]:
    """What looks wrong and may be right: shown, never a ground to refuse.

    A personal number tells province, century, sex and year of birth. One that contradicts them is
    probably mistyped, but registers have exceptions. Whose birth and sex a number is held against
    is told by ``prefill.person`` of those fields. ``seen`` spares looking at the form once more.
    """
    day = day_of(facts, today)
    seen = seen or visible(form, answers, facts, known=known, today=day)
    holders = _holders(seen)
    found = []
    for path, question in seen.questions.items():
        judged = question.field.kind is Kind.PERSON_ID and not question.known
        if judged and isinstance(question.answer, str) and _lies_in(form, path, section):
            holder = _holder(holders.get((question.row, question.field.key), {}))
            codes = number_warnings(question.answer, today=day, **holder)
            found += [
                Problem(path, code, message(question.field, code, row=question.row))
                for code in codes
                if code in WARNINGS
            ]
    return found


def _holders(seen: Visible) -> dict[tuple[int | None, str], dict[str, Any]]:
    """What else is answered about persons: by the row and the key of the field with the number."""
    found: dict[tuple[int | None, str], dict[str, Any]] = {}
    for question in seen.questions.values():
        told = question.field.prefill
        if told and told.person:
            found.setdefault((question.row, told.person), {})[told.path] = question.answer
    return found


def _holder(related: Mapping[str, Any]) -> dict[str, Any]:
    """Birth and sex, as far as they are answered."""
    born, sex = related.get("ngay_sinh"), related.get("gioi_tinh")
    year = {"birth_year": int(born[:4])} if isinstance(born, str) and born[:4].isdigit() else {}
    return year | ({"sex": sex} if sex in ("nam", "nu") else {})


def _lies_in(form: Form, path: str, section: str | None) -> bool:
    return section is None or form.section_of[path.partition(".")[0]].key == section


class _Check:
    """One check of the answers that count."""

    def __init__(
        self,
        form: Form,
        seen: Visible,
        raw: Mapping[str, object],
        choices: Lists | None,
        today: date,
    ) -> None:
        self.seen = seen
        self.raw = raw
        self.choices = choices
        self.today = today
        self.wrong: dict[str, str] = {}
        self.repeats: dict[tuple[str, str], set[int]] = {}
        for error in schema.validator(form, today).iter_errors(dict(seen.answers)):
            path, code = self._placed(error)
            if code:
                self.wrong.setdefault(path, code)

    def answers(self) -> Iterator[Problem]:
        for path, question in self.seen.questions.items():
            code = "" if question.known or question.field.computed else self._code(path, question)
            if code:
                limit = (
                    self._ended(question.answer)
                    if code == "ended_place"
                    else _limit(question.field, code, self.today)
                )
                words = message(question.field, code, limit=limit, row=question.row)
                yield Problem(path, _PUBLISHED.get(code, code), words)

    def _code(self, path: str, question: Asked) -> str:
        if path in self.raw:
            return _raw_code(question.field, self.raw[path])
        if path in self.wrong:
            return self.wrong[path]
        if f"{path}.{PASTE}" in self.raw:
            return "pasted"
        if question.answer is None:
            return "required" if question.required else ""
        return self._unlisted(question.field, question.answer) or self._repeated(path, question)

    def _ended(self, answer: Any) -> StrOrPromise:
        former = self.choices.ended(answer["commune"]) if self.choices else None
        return ended(former) if former else ""

    def _unlisted(self, field: Field, answer: Any) -> str:
        """Whether the answer is not, or no longer, in a list."""
        if self.choices is None:
            return ""
        if field.kind in PLACES:
            communes = {code for code, _label in self.choices.communes(answer["province"])}
            if answer["commune"] in communes:
                return ""
            return "ended_place" if self.choices.ended(answer["commune"]) else "unknown_place"
        source = field.constraints.choices_source
        if source and not options(field, self.choices):
            return ""  # nobody can say what there is to choose from
        if field.list or source or field.kind in NATIONAL_LISTS:
            codes = {code for code, _label in options(field, self.choices)}
            given = answer if isinstance(answer, list) else [answer]
            return "" if codes.issuperset(given) else "format"
        return ""

    def _repeated(self, path: str, question: Asked) -> str:
        if question.row is None:
            return ""
        group = path.partition(".")[0]
        unique = self.seen.questions[group].field.constraints.unique
        if question.field.key not in unique:
            return ""
        key = question.field.key
        if (group, key) not in self.repeats:
            self.repeats[group, key] = {*schema.repeated(self.seen.answers[group], key)}
        return "unique" if question.row in self.repeats[group, key] else ""

    def _placed(self, error: jsonschema_rs.ValidationError) -> tuple[str, str]:
        """The question that an error of the schema is about, and its code."""
        parts = [str(part) for part in error.instance_path]
        path = next(
            (way for length in (3, 1) if (way := ".".join(parts[:length])) in self.seen.questions),
            "",
        )
        own = len(parts) == len(path.split("."))
        keyword = error.kind.name
        if own and keyword == "pattern" and "allOf" in error.schema_path:
            return path, "pattern"
        return path, _CODES.get(keyword, "format") if own else "format"


_CODES: Final[Mapping[str, str]] = {
    "minimum": "min",
    "maximum": "max",
    "formatMinimum": "earliest",
    "formatMaximum": "latest",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_rows",
    "maxItems": "max_rows",
    "contains": "exactly_one",
    "minContains": "exactly_one",
    "maxContains": "exactly_one",
    "const": "must_be",
    "uniqueColumns": "",  # told at the row that repeats
}
_PUBLISHED: Final[Mapping[str, str]] = {"earliest": "min", "latest": "max"}


def _limit(field: Field, code: str, today: date) -> object:
    """The number or the day that an answer passed."""
    if code in {"earliest", "latest"}:
        bound = getattr(field.constraints, code)
        return bound.on(today)
    inside = {"min_length": "minLength", "max_length": "maxLength", "min": "minimum"}
    inside |= {"max": "maximum", "min_rows": "minItems", "max_rows": "maxItems"}
    return schema.value(field, today).get(inside.get(code, ""), "")


def _raw_code(field: Field, typed: object) -> str:
    """``incomplete`` for a date of which a part is missing; else ``format``."""
    if field.kind is Kind.DATE and isinstance(typed, Mapping):
        given = {part for part in ("day", "month", "year") if typed.get(part)}
        asked = {"day": 3, "month": 2, "year": 1}[field.constraints.precision]
        return "incomplete" if len(given) < asked == 3 else "format"
    return "format"


def _broken(
    form: Form, seen: Visible, names: Mapping[str, object], section: str | None
) -> Iterator[Problem]:
    """Rules that are definitely not kept, each at the first of its fields that can be put right."""
    for rule in form.rules:
        for row, inside in _instances(form, rule, seen):
            prefix = f"{rule.group}.{row}." if rule.group else ""
            paths = [f"{prefix}{key}" for key in rule.fields]
            here = [path for path in paths if path in seen.questions]
            here = [path for path in here if _lies_in(form, path, section)]
            asked = [path for path in here if not seen.questions[path].known] or here
            if asked and _fails(rule, {**names, **inside}):
                yield Problem(asked[0], "rule", in_row(rule.message, row))


def _instances(
    form: Form, rule: Rule, seen: Visible
) -> Iterator[tuple[int | None, Mapping[str, object]]]:
    """The rule once, or once for each row of its group with the values of the row."""
    if not rule.group:
        yield None, {}
        return
    columns = form.field_by_key[rule.group].columns
    for at, row in enumerate(seen.answers.get(rule.group) or ()):
        if isinstance(row, Mapping):
            yield at, {column.key: value_of(column, row.get(column.key)) for column in columns}


def _fails(rule: Rule, names: Mapping[str, object]) -> bool:
    """Definitely false; or impossible to calculate (x / 0), as right answers never are."""
    try:
        return rule.expr.value(names) is False
    except ExpressionFailure:
        return True
