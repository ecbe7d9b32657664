"""A section of a form as a page. HTML that works without any script; scripts only make it quicker.

``{{ section }}`` in a template draws the questions; the form tag, its token and its buttons are the
page's. What the questions send, ``forms.receiving`` reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from .checking import Problem, is_taken
from .choices import Lists, Taken
from .controls import Control
from .reading import Line, answer_text
from .shape import NATIONAL_LISTS, SUGGESTED, Field, Form, Kind, Section
from .tables import Window, is_grid, row_of, window
from .texts import Text, text
from .visibility import OLD, PASTE, RAW, Asked, Visible, day_of, visible

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


_CHECKED: Final = {
    True: gettext_noop("Looked for among the names in this system: another has it already."),
    False: gettext_noop("Looked for among the names in this system: nobody has it yet."),
    None: gettext_noop("It could not be looked for yet; the agency will."),
}


@dataclass(frozen=True)
class SectionForm:
    """A section, ready to be drawn.

    Attributes:
        known: questions that the state has answered, shown with their source and not asked.
        controls: the other questions, also those that wait for their condition.
        problems: of this section, for the summary on top.
        visible: paths of all questions that are asked now, in the whole form.
    """

    section: Section
    known: tuple[Line, ...]
    controls: tuple[Control, ...]
    problems: tuple[Problem, ...]
    visible: tuple[str, ...]

    @property
    def title(self) -> Text:
        return self.section.title

    @property
    def shown(self) -> bool:
        """Whether anything of it is asked now; all of it waits for its condition otherwise."""
        return bool(self.known) or any(control.shown for control in self.controls)

    @property
    def conditional(self) -> bool:
        """Whether it comes and goes with answers: by its own condition, or by those of all that is
        in it."""
        return self.section.show_if is not None or not self.shown

    @property
    def help(self) -> Text | None:
        return self.section.help

    @property
    def has_files(self) -> bool:
        """Whether the form tag needs ``enctype="multipart/form-data"``."""
        return any(control.field.kind is Kind.FILE for control in self.controls)

    @property
    def datalists(self) -> list[tuple[str, Sequence[tuple[str, str]]]]:
        """Lists that propose while one types: id and options, each list once."""
        fields = [
            c.field for control in self.controls for c in (control, *(control.rows or ((),))[0])
        ]
        names = dict.fromkeys(SUGGESTED[each.kind] for each in fields if each.kind in SUGGESTED)
        lists = next((each.lists for each in self.controls if each.lists), None)
        return [
            (
                f"list-{name}",
                lists.suggestions(name)
                if name in NATIONAL_LISTS.values()
                else [(label, "") for _code, label in lists.terms(name)],
            )
            for name in names
            if lists
        ]

    @property
    def has_grid(self) -> bool:
        """Whether a table needs the whole width of the page."""
        return any(control.grid for control in self.controls)

    @property
    def asked(self) -> int:
        """How many questions are left for the applicant."""
        return sum(control.shown and not control.field.computed for control in self.controls)

    def shows_row(self, group: str, row: int) -> bool:
        """Whether this row of a table, from 0, is on the page."""
        windows = (each.window for each in self.controls if each.field.key == group)
        return any(each and each.first <= row < each.end for each in windows)

    def __str__(self) -> SafeString:
        return render_to_string("forms/section.html", {"section": self})


def section_form(
    form: Form,
    section_key: str,
    answers: Mapping[str, Any],
    *,
    choices: Lists,
    facts: Mapping[str, object] | None = None,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    problems: Sequence[Problem] = (),
    files: Mapping[str, str] | None = None,
    places_url: str = "",
    rows: Mapping[str, int] | None = None,
    people: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    taken: Taken | None = None,
    today: date | None = None,
    seen: Visible | None = None,
) -> SectionForm:
    """Section ``section_key`` with what has been answered so far.

    ``problems`` are drawn at their questions. ``files`` maps uids of attachments to names. ``rows``
    tells for a table which row (from 0) has to be on the page; of a long one only a part is, and
    where that part has no problem and another one has, the first that has.
    ``places_url`` is the address that answers ``?province=CODE&path=PATH`` with ``communes``; with
    it the communes follow the province at once, without it (or without script) by a button.
    ``taken`` tells whether a name is used, and the page that it was looked for. ``people`` has the
    ``persons.offers``. ``seen`` spares looking at the form once more. The other arguments:
    ``visible``.
    """
    day = day_of(facts, today)
    seen = seen or visible(form, answers, facts, known=known, today=day)
    drawing = _Drawing(
        form=form,
        seen=seen,
        raw=answers.get(RAW) or {},
        known=known or {},
        errors={problem.field: problem.message for problem in problems},
        files=files or {},
        lists=choices,
        places_url=places_url,
        rows=rows or {},
        people=people or {},
        taken=taken,
    )
    section = form.section_by_key[section_key]
    return SectionForm(
        section=section,
        known=tuple(
            drawing.line(question) for question in seen.in_section(section) if question.known
        ),
        controls=tuple(
            drawing.control(field, answers.get(field.key))
            for field in section.fields
            if not drawing.is_known(field)
        ),
        problems=tuple(each for each in problems if each.field.partition(".")[0] in _keys(section)),
        visible=tuple(seen.questions),
    )


def communes(path: str, province: str, choices: Lists) -> SafeString:
    """The part of a place that changes with its province, to be swapped into the page.

    ``path`` is that of the place, as it came with the request: it is only written out, escaped.
    """
    place = Field(key=path, label=text(""), kind=Kind.PLACE)
    typed = {"province": province}
    control = Control(path, place, required=False, shown=True, typed=typed, lists=choices)
    return render_to_string("forms/communes.html", {"c": control})


def _keys(section: Section) -> set[str]:
    return {field.key for field in section.fields}


@dataclass(frozen=True)
class _Drawing:
    """What all controls of a page are made from."""

    form: Form
    seen: Visible
    raw: Mapping[str, Any]
    known: Mapping[str, Mapping[str, Any]]
    errors: Mapping[str, StrOrPromise]
    files: Mapping[str, str]
    lists: Lists
    places_url: str
    rows: Mapping[str, int]
    people: Mapping[str, Sequence[tuple[str, str]]]
    taken: Taken | None

    def is_known(self, field: Field) -> bool:
        question = self.seen.questions.get(field.key)
        return question is not None and question.known

    def line(self, question: Asked) -> Line:
        """A question that the state has answered."""
        said = answer_text(question.field, question.answer, self.lists, self.files)
        source = str(self.known[question.path].get("source", ""))
        return Line(question.path, question.field.label, said, source)

    def control(self, field: Field, answer: Any) -> Control:
        """A question of the first level."""
        told = self.known.get(field.key) if answer is None else None
        if field.kind is Kind.GROUP:
            return self._table(field, answer if told is None else told.get("value"))
        return self._control(
            field,
            field.key,
            answer if told is None else told.get("value"),
            prefilled="" if told is None else str(told.get("source", "")),
            checked=self._checked(field),
            fills=self.people.get(field.key, ()),
            files=self._files(answer) if field.kind is Kind.FILE else (),
        )

    def _checked(self, field: Field) -> str:
        """What is said about a name that has to be nobody else's."""
        question = self.seen.questions.get(field.key)
        if self.taken is None or question is None or not field.constraints.unique_in:
            return ""
        used = is_taken(self.seen, question, self.taken)
        return gettext(_CHECKED[used]) if question.answer is not None else ""

    def _control(self, field: Field, path: str, answer: Any, **others: Any) -> Control:
        question = self.seen.questions.get(path)
        section = self.form.section_of.get(path)  # none of a cell
        if field.computed:
            found = question.answer if question else None
            answer = answer_text(field, found, self.lists)
        return Control(
            path=path,
            field=field,
            required=question.required if question else field.required is True,
            shown=question is not None,
            in_conditional=section is not None and section.show_if is not None,
            answer=answer,
            typed=self.raw.get(path),
            error=self.errors.get(path, ""),
            controls=field.key in self.form.controls,
            lists=self.lists,
            places_url=self.places_url,
            former_name=str(self.raw.get(f"{path}.{OLD}", "")),
            **others,
        )

    def _table(self, group: Field, answer: Any) -> Control:
        """A table with the rows of one page of it; rows to begin with where some are needed."""
        question = self.seen.questions.get(group.key)
        needed = group.constraints.min_rows or 1
        rows = answer if isinstance(answer, list) else []
        rows = rows or [{}] * (needed if question and question.required else 0)
        window = self._window(group, len(rows))
        grid = is_grid(group, window.end - window.first)
        controls = tuple(
            tuple(
                self._control(
                    column,
                    f"{group.key}.{at}.{column.key}",
                    rows[at].get(column.key) if isinstance(rows[at], Mapping) else None,
                    in_row=True,
                    in_grid=grid,
                )
                for column in group.columns
            )
            for at in range(window.first, window.end)
        )
        left = self.raw.get(f"{group.key}.{PASTE}", "")
        return self._control(
            group, group.key, answer, rows=controls, window=window, grid=grid, pasted=left
        )

    def _window(self, group: Field, total: int) -> Window:
        places = (row_of(path) for path in self.errors)
        wrong = [place[1] for place in places if place and place[0] == group.key]
        shown = window(group, total, self.rows.get(group.key, 0), self.lists)
        if not wrong or any(shown.first <= row < shown.end for row in wrong):
            return shown
        return window(group, total, wrong[0], self.lists)

    def _files(self, answer: Any) -> tuple[tuple[str, str], ...]:
        uids = answer if isinstance(answer, list) else []
        return tuple((uid, self.files.get(uid, gettext("Attached file"))) for uid in uids)
