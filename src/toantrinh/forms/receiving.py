"""From what a browser sends to answers. Nothing typed is ever lost, understood or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from .normalising import PARTS, understood
from .schema import MOST_ROWS
from .shape import PLACES, Field, Form, Kind
from .texts import clean
from .visibility import RAW, Visible

ASKED: Final = "_asked"  # names of the fields that were on the page
HIDDEN: Final = "_hidden"  # those of them that were not shown
ADD: Final = "_add"  # button: one more row; its value is the key of the group
REMOVE: Final = "_remove"  # button: without this row or file; ``group.row`` or ``field.uid``
RELOAD: Final = "_reload"  # button: the province is chosen; its value is the path of the place
ROW: Final = "_row"  # ``group._row``: the numbers of the rows on the page
LISTED: Final = "listed"  # ``path.listed``: the province whose communes were on the page


class Post(Protocol):
    """What Django's ``QueryDict`` is."""

    def __contains__(self, name: object, /) -> bool: ...

    def __iter__(self) -> Iterator[Any]: ...

    def getlist(self, name: str, /) -> list[Any]: ...


@dataclass
class _Received:
    """What is understood, and what is only kept."""

    answers: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)


def receive(
    form: Form,
    section_key: str,
    post: Post,
    answers: Mapping[str, Any],
    *,
    files: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """New answers of a section, to be merged by key into ``answers`` so far; None removes one.

    What cannot be understood is under ``_raw``, by path, as it was typed, and comes back on the
    page. Fields that were not on the page keep their answers. ``files`` maps fields to the uids of
    files that have just been stored. The buttons inside the form (one more row, without this row,
    province chosen) have had their effect in the result: see ``stays``.
    """
    section = form.section_by_key[section_key]
    files = files or {}
    raw = dict(answers.get(RAW) or {})
    new: dict[str, Any] = {}
    for each in section.fields:
        if each.computed or not (each.key in files or _was_asked(post, each)):
            continue
        received = _field(each, post, files)
        for path in [path for path in raw if path.partition(".")[0] == each.key]:
            del raw[path]
        new[each.key] = received.answers.get(each.key)
        raw |= received.raw
    return {**new, RAW: raw or None}


def stays(post: Post) -> bool:
    """Whether a button inside the form was pressed: keep the answers, show the same page again.

    Then nothing is finished yet, and problems are not told.
    """
    return any(name in post for name in (ADD, REMOVE, RELOAD))


def anchor(post: Post) -> str:
    """The id on the page where whoever pressed such a button goes on; empty for none."""
    for name in (RELOAD, ADD, REMOVE):
        if name in post:
            path = str(post.getlist(name)[0])
            return path if name != REMOVE else path.partition(".")[0]
    return ""


def newly_asked(post: Post, seen: Visible) -> list[str]:
    """Questions that these answers have opened and that the applicant has not yet looked at.

    Without script a page cannot open them itself: it is shown once more, and it is too early to
    call the missing answers problems. ``seen`` is how the form looks with the new answers.
    """
    hidden = {str(key) for key in post.getlist(HIDDEN)}
    return [
        path
        for path, question in seen.questions.items()
        if path in hidden and question.answer is None
    ]


def _was_asked(post: Post, each: Field) -> bool:
    if ASKED in post:
        return each.key in post.getlist(ASKED)
    return any(str(name).partition(".")[0] == each.key for name in post)


def _field(each: Field, post: Post, files: Mapping[str, Sequence[str]]) -> _Received:
    received = _Received()
    if each.kind is Kind.GROUP:
        _receive_rows(each, post, received)
    elif each.kind is Kind.FILE:
        gone = {str(value) for value in _values(post, REMOVE)}
        kept = dict.fromkeys([*_values(post, each.key), *files.get(each.key, ())])
        uids = [uid for uid in kept if uid and f"{each.key}.{uid}" not in gone]
        received.answers[each.key] = uids or None
    else:
        _receive_one(each, each.key, post, received)
    return received


def _receive_rows(group: Field, post: Post, received: _Received) -> None:
    """Rows in their order; blank ones go, unless somebody is still at work on them."""
    gone = {str(value) for value in _values(post, REMOVE)}
    rows: list[dict[str, Any]] = []
    numbers = [at for at in _row_numbers(group, post) if f"{group.key}.{at}" not in gone]
    for at in numbers:
        row = _Received()
        for column in group.columns:
            if not column.computed:
                _receive_one(column, f"{group.key}.{at}.{column.key}", post, row)
        if stays(post) or not _is_blank(group, row):
            prefix = f"{group.key}.{len(rows)}."
            received.raw |= {prefix + key: typed for key, typed in row.raw.items()}
            rows.append({key: value for key, value in row.answers.items() if value is not None})
    if group.key in _values(post, ADD) and len(rows) < MOST_ROWS:
        rows.append({})
    received.answers[group.key] = rows or None


def _row_numbers(group: Field, post: Post) -> list[int]:
    """The rows that were on the page, in their order."""
    told = [str(value) for value in _values(post, f"{group.key}.{ROW}")]
    if not told:
        parts = (str(name).split(".") for name in post)
        told = [part[1] for part in parts if len(part) > 2 and part[0] == group.key]
    numbers = {int(value) for value in told if value.isascii() and value.isdigit()}
    return sorted(number for number in numbers if number < MOST_ROWS)


def _is_blank(group: Field, row: _Received) -> bool:
    """Nothing was typed into the row beyond what stood there before anybody came."""
    return not row.raw and all(
        answer is None or answer == group.column_by_key[key].constraints.default
        for key, answer in row.answers.items()
    )


def _receive_one(each: Field, path: str, post: Post, received: _Received) -> None:
    """One question with one or several inputs."""
    if each.kind is Kind.MULTICHOICE:
        _receive_choices(each, path, post, received)
        return
    parts = {name: _typed(post, f"{path}.{name}") for name in PARTS.get(each.kind, ())}
    if path in post or not parts:
        parts[""] = _typed(post, path)
    if each.kind in PLACES and _other_province(post, path, parts):
        parts["commune"] = ""
    try:
        received.answers[each.key] = _chosen(each, understood(each, parts))
    except ValueError:
        received.answers[each.key] = None
        received.raw[each.key] = parts if len(parts) > 1 else parts[""]


def _receive_choices(each: Field, path: str, post: Post, received: _Received) -> None:
    given = [clean(str(value)) for value in _values(post, path)]
    values = list(dict.fromkeys(value for value in given if value))
    try:
        for value in values:
            _chosen(each, value)
    except ValueError:
        received.raw[each.key] = ", ".join(values)
        values = []
    received.answers[each.key] = values or None


def _chosen(each: Field, answer: object) -> object:
    """The answer, unless it is none of the choices written in the form.

    Errors: ValueError.
    """
    written = {choice.value for choice in each.choices}
    if written and answer is not None and answer not in written:
        raise ValueError(each.key)
    return answer


def _other_province(post: Post, path: str, parts: Mapping[str, str]) -> bool:
    """Whether the communes on the page were those of another province than the one now chosen."""
    listed = f"{path}.{LISTED}"
    return listed in post and _typed(post, listed) != parts["province"]


def _typed(post: Post, name: str) -> str:
    values = _values(post, name)
    return str(values[0]) if values else ""


def _values(post: Post, name: str) -> list[Any]:
    return post.getlist(name) if name in post else []
