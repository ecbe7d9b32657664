"""What a template needs to draw one question: names, ids, values as typed, choices, messages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toantrinh.core.expressions import Expression

from .choices import Former, Lists, options
from .normalising import PARTS
from .pasting import typed_columns
from .schema import MOST_ROWS
from .shape import NATIONAL_LISTS, PLACES, SUGGESTED, Field, Kind
from .tables import Window
from .tags import MODES, TYPES, WIDTHS, as_typed, as_value, option_tags
from .texts import Text
from .wording import date_text, money_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEW: Final = 6  # so many choices are shown at once; more are a list that opens
_CHOICES: Final = frozenset({Kind.CHOICE, Kind.NATIONALITY, Kind.ETHNICITY})
_PROSE: Final = frozenset({Kind.TEXT, Kind.LONGTEXT})
_BIRTHDAY: Final = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}


@dataclass(frozen=True)
class Part:
    """One of several inputs of a question. The first has the id that links of problems lead to."""

    id: str
    name: str
    key: str
    value: str
    autocomplete: str = ""


@dataclass(frozen=True)
class Option:
    id: str
    value: str
    label: StrOrPromise | Text
    chosen: bool


@dataclass(frozen=True)
class Control:
    """One question on the page.

    Attributes:
        path: id and name, or what they begin with.
        shown: whether it is asked now; the others wait in the page, hidden.
        in_conditional: whether all of its section waits for a condition.
        answer: the answer as it is kept; None when there is none.
        typed: what was typed and not understood, as received; None when all was.
        error: what is wrong; empty when nothing is.
        prefilled: name of the source from which an answer that can still be changed was taken.
        rows: of a group, the controls of each row that is on the page.
        window: of a group, which rows these are.
        grid: of a group, whether its rows are the lines of a table; ``in_grid``: of its cells.
        pasted: of a group, pasted lines for which there was no place.
        checked: what was found out about the answer.
        fills: of a personal number, by whom the person may be filled in: who, and words.
        former_name: of a place, the name of before by which it is looked for.
        files: of a file field, uid and name of each attachment.
    """

    path: str
    field: Field
    required: bool
    shown: bool
    in_conditional: bool = False
    in_row: bool = False
    answer: Any = None
    typed: Any = None
    error: StrOrPromise = ""
    prefilled: str = ""
    controls: bool = False
    lists: Lists | None = dataclasses.field(default=None, repr=False)
    places_url: str = ""
    rows: tuple[tuple[Control, ...], ...] = ()
    window: Window | None = None
    grid: bool = False
    in_grid: bool = False
    pasted: str = ""
    former_name: str = ""
    checked: str = ""
    fills: Sequence[tuple[str, str]] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def conditional(self) -> bool:
        return self.in_conditional or self.field.show_if is not None

    @property
    def optional(self) -> bool:
        """Whether to say so. An answer that is needed only sometimes is not called optional."""
        plain = not (self.required or isinstance(self.field.required, Expression))
        return plain and not self.in_row and self.field.computed is None

    @cached_property
    def template(self) -> str:
        name = "computed" if self.field.computed else self._template()
        return f"forms/{name}.html"

    def _template(self) -> str:
        kind = self.field.kind
        if kind is Kind.BOOLEAN and self.field.constraints.must_be is not None:
            return "confirm"
        if kind is Kind.BOOLEAN or (kind in _CHOICES and self._few()):
            return "radios"
        if kind is Kind.CHOICE and not self._has_options:
            return "input"
        return _TEMPLATES.get(kind, "select" if kind in _CHOICES else "input")

    @cached_property
    def _has_options(self) -> bool:
        """Whether there is anything to choose from: a source may not be able to say."""
        return not self.field.constraints.choices_source or bool(self._choices())

    def _few(self) -> bool:
        return not self.in_row and 0 < len(self.field.choices) <= FEW

    @property
    def hint_id(self) -> str:
        return f"{self.path}-hint" if self.has_hint else ""

    @property
    def example(self) -> str:
        """Without a full stop of its own: the sentence around it has one."""
        return str(self.field.example or "").rstrip(".")

    @property
    def has_hint(self) -> bool:
        return bool(self.field.help or self.prefilled or self.field.example)

    @cached_property
    def described_by(self) -> str:
        ids = [self.hint_id, f"{self.path}-error" if self.error else ""]
        return " ".join(each for each in ids if each)

    # one input

    @cached_property
    def value(self) -> str:
        """What stands in the only input: what was typed, or the answer as one would type it."""
        if self.typed is not None:
            return self.typed if isinstance(self.typed, str) else ""
        answer = self._given
        if isinstance(answer, bool) or answer is None:
            return ""
        if self.field.kind is Kind.DATE and isinstance(answer, str):
            return "/".join(reversed(answer.split("-")))
        if isinstance(answer, int | float):
            return as_typed(answer, grouped=self.field.kind is Kind.MONEY)
        return str(answer)

    @cached_property
    def _given(self) -> Any:
        return self.field.constraints.default if self.answer is None else self.answer

    @property
    def mode(self) -> str:
        return MODES.get(self.field.kind, "")

    @property
    def input_type(self) -> str:
        return TYPES.get(self.field.kind, "text")

    @property
    def width(self) -> int | None:
        return None if self.in_row else WIDTHS.get(self.field.kind)

    @property
    def datalist(self) -> str:
        """The id of the list on the page that proposes while one types; empty for none."""
        return f"list-{SUGGESTED[self.field.kind]}" if self.field.kind in SUGGESTED else ""

    @property
    def meaning(self) -> str:
        """What the answer in the input means, in words: a code, or an amount of money."""
        if self.typed is not None or self.answer is None or not self.lists:
            return ""
        if self.field.kind is Kind.BUSINESS_LINE:
            return str(dict(options(self.field, self.lists)).get(self.answer, ""))
        if self.field.kind is Kind.MONEY and isinstance(self.answer, int):
            words = money_words(self.answer)
            return gettext("In words: {words}").format(words=words[:1].upper() + words[1:])
        return ""

    @cached_property
    def proposed(self) -> Sequence[tuple[str, str]]:
        """What may be meant by words that are no code: code and label."""
        if self.field.kind is not Kind.BUSINESS_LINE or not self.lists:
            return ()
        words = self.typed if isinstance(self.typed, str) else ""
        return self.lists.matching(NATIONAL_LISTS[self.field.kind], words) if words else ()

    @property
    def is_prose(self) -> bool:
        """Whether a spelling checker helps: not with names and numbers."""
        return self.field.kind in _PROSE

    @property
    def unit(self) -> Text | str:
        kind = self.field.kind
        if kind is Kind.MONEY:
            return "đồng"
        return self.field.unit or ("m²" if kind is Kind.AREA else "")

    # several inputs

    @cached_property
    def parts(self) -> list[Part]:
        """The inputs of a date or of a place, with what stands in them."""
        keys = [key for key in PARTS[self.field.kind] if key in self._asked_parts()]
        values = self._part_values()
        birthday = _BIRTHDAY if self.field.autocomplete == "bday" else {}
        return [
            Part(
                id=self.path if at == 0 else f"{self.path}.{key}",
                name=f"{self.path}.{key}",
                key=key,
                value=values.get(key, ""),
                autocomplete=birthday.get(key, ""),
            )
            for at, key in enumerate(keys)
        ]

    @cached_property
    def part(self) -> dict[str, Part]:
        return {part.key: part for part in self.parts}

    def _asked_parts(self) -> set[str]:
        levels = ("day", "month", "year")
        if self.field.kind is not Kind.DATE:
            return set(PARTS[self.field.kind])
        return set(levels[levels.index(self.field.constraints.finest) :])

    def _part_values(self) -> dict[str, str]:
        if isinstance(self.typed, Mapping):
            return {str(key): str(value) for key, value in self.typed.items()}
        answer = self._given
        if self.field.kind in PLACES:
            parts = dict(answer) if isinstance(answer, Mapping) else {}
            if isinstance(parts.get("area"), int | float):
                parts["area"] = as_typed(parts["area"])
            return parts
        if not isinstance(answer, str):
            return {}
        day, _, time = answer.partition("T")
        numbers = [number.lstrip("0") for number in day.split("-")]
        return dict(zip(("year", "month", "day"), numbers, strict=False)) | {"time": time}

    @cached_property
    def former(self) -> Sequence[Former]:
        """The communes of before that may be meant by ``former_name``."""
        return self.lists.former(self.former_name) if self.lists and self.former_name else ()

    @property
    def became(self) -> list[tuple[Former, str]]:
        """Those of them that lie in the commune that stands there now, with how it is written."""
        commune = self.part["commune"].value
        return [
            (former, label)
            for former in self.former
            for _province, code, label in former.successors
            if code == commune
        ]

    @property
    def meant(self) -> list[tuple[Former, str, str]]:
        """What else may be meant: the commune of before, and the code and name of that of today."""
        commune = self.part["commune"].value
        return [
            (former, code, label)
            for former in self.former
            for _province, code, label in former.successors
            if code != commune
        ]

    @property
    def first_day(self) -> str:
        """The first day on which the former communes were no more."""
        last = max(each.last for each in self.former)
        return date_text((last + timedelta(days=1)).isoformat())

    # choices

    @cached_property
    def options(self) -> list[Option]:
        """All that can be chosen; an optional question shown at once can be left open again."""
        undone: list[tuple[str, Any]] = [("", _("No answer"))] if self._can_be_undone else []
        given = [*self._choices(), *undone]
        chosen = self._given if isinstance(self._given, list) else [as_value(self._given)]
        return [
            Option(
                id=self.path if at == 0 else f"{self.path}-{at + 1}",
                value=value,
                label=label,
                chosen=value in chosen and value != "",
            )
            for at, (value, label) in enumerate(given)
        ]

    def _choices(self) -> Sequence[tuple[str, Any]]:
        if self.field.kind is Kind.BOOLEAN:
            return _TRUTHS
        return options(self.field, self.lists) if self.lists else ()

    @property
    def _can_be_undone(self) -> bool:
        return not self.required and self.template == "forms/radios.html"

    @property
    def confirmed(self) -> bool:
        """Whether the only box there is has been ticked."""
        return self.answer is not None and self.answer == self.field.constraints.must_be

    @property
    def inline(self) -> bool:
        """Two or three short answers stand beside each other."""
        return self.field.kind is Kind.BOOLEAN

    # tables

    @property
    def can_grow(self) -> bool:
        total = self.window.total if self.window else 0
        return total < (self.field.constraints.max_rows or MOST_ROWS)

    @cached_property
    def numbered(self) -> list[tuple[int, tuple[Control, ...]]]:
        """The rows on the page with their numbers, from 0."""
        return list(enumerate(self.rows, self.window.first if self.window else 0))

    @property
    def paste_columns(self) -> str:
        """The labels in whose order pasted cells stand."""
        return "; ".join(str(column.label) for column in typed_columns(self.field))

    @cached_property
    def cell(self) -> str:
        """How the control is drawn in a grid: ``output``, ``select`` or ``input``."""
        if self.field.computed:
            return "output"
        chosen = self.field.kind in {*_CHOICES, Kind.BOOLEAN} and self._has_options
        return "select" if chosen else "input"

    @property
    def unseen(self) -> str:
        """What was pasted and not understood, where the control itself cannot show it."""
        own = self.cell == "input" and self.field.kind not in {*PLACES, Kind.MULTICHOICE}
        return self.typed if isinstance(self.typed, str) and not own else ""

    # lists that open

    @property
    def option_tags(self) -> SafeString:
        given = as_value(self._given)
        return option_tags(self._choices(), str(given or ""))

    @property
    def province_tags(self) -> SafeString:
        found = self.lists.provinces() if self.lists else ()
        return option_tags(found, self.part["province"].value)

    @property
    def commune_tags(self) -> SafeString:
        """Communes of the province that is chosen; none before."""
        province = self.part["province"].value
        found = self.lists.communes(province) if self.lists and province else ()
        return option_tags(found, self.part["commune"].value)


_TRUTHS: Final = (("true", _("Yes")), ("false", _("No")))
_TEMPLATES: Final[Mapping[Kind, str]] = {
    Kind.LONGTEXT: "textarea",
    Kind.DATE: "date",
    Kind.DATETIME: "date",
    Kind.MULTICHOICE: "checkboxes",
    Kind.PLACE: "place",
    Kind.ADDRESS: "place",
    Kind.LAND_PARCEL: "place",
    Kind.GROUP: "group",
    Kind.FILE: "file",
}
