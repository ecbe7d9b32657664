"""From what a browser sends to answers. Nothing typed is ever lost, understood or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from . import pasting
from .choices import Lists
from .normalising import PARTS, understood
from .schema import MOST_ROWS
from .shape import PLACES, Field, Form, Kind
from .tables import row_of
from .texts import clean
from .visibility import OLD, PASTE, RAW, Visible

ASKED: Final = "_asked"  # names of the fields that were on the page
HIDDEN: Final = "_hidden"  # those of them that were not shown
ADD: Final = "_add"  # button: one more row; its value is the key of the group
REMOVE: Final = "_remove"  # button: without this row or file; ``group.row`` or ``field.uid``
RELOAD: Final = "_reload"  # button: the province is chosen; its value is the path of the place
SHOW: Final = "_show"  # button: another page of a table; ``group.row``, the row to show
GOTO: Final = "_goto"  # button: the row typed as ``group._goto``; its value is the key of the group
ROW: Final = "_row"  # ``group._row``: the numbers of the rows on the page
FROM: Final = "_from"  # ``group._from``: how many rows come before those on the page
AFTER: Final = "_after"  # ``group._after``: how many come after them
CHOOSE: Final = "_choose"  # button: one of the answers proposed, such as a commune; ``path.code``
FILL: Final = "_fill"  # button: the person is somebody known; ``number.who``, see ``filled``
# PASTE and OLD are buttons too: their value is the path of the group, or of the place
MORE: Final = "_more"  # ``group._more``: how many rows the button adds
MOST_AT_ONCE: Final = 100  # rows that a button adds
_BUTTONS: Final = (RELOAD, ADD, REMOVE, SHOW, GOTO, PASTE, OLD, CHOOSE, FILL)
LISTED: Final = "listed"  # ``path.listed``: the province whose communes were on the page


class Post(Protocol):
    """What Django's ``QueryDict`` is."""

    def __contains__(self, name: object, /) -> bool: ...

    def __iter__(self) -> Iterator[Any]: ...

    def getlist(self, name: str, /) -> list[Any]: ...


@dataclass
class _Received:
    """What is understood, and what is only kept. ``lists`` and ``typing`` as in ``receive``."""

    answers: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    lists: Lists | None = None
    typing: bool = False


def receive(
    form: Form,
    section_key: str,
    post: Post,
    answers: Mapping[str, Any],
    *,
    files: Mapping[str, Sequence[str]] | None = None,
    choices: Lists | None = None,
    typing: bool = False,
) -> dict[str, Any]:
    """New answers of a section, to be merged by key into ``answers`` so far; None removes one.

    What cannot be understood is under ``_raw``, by path, as it was typed, and comes back on the
    page. Fields, and rows of a table, that were not on the page keep their answers. ``files`` maps
    fields to the uids of files that have just been stored. ``choices`` knows the words of pasted
    rows. The buttons inside the form (more rows, without this row, province chosen, pasted rows)
    have had their effect in the result: see ``stays``. While somebody is ``typing``, nothing is
    added and no blank row taken away: the page stays as it is.
    """
    section = form.section_by_key[section_key]
    files = files or {}
    raw = dict(answers.get(RAW) or {})
    new: dict[str, Any] = {}
    for each in section.fields:
        if each.computed or not (each.key in files or _was_asked(post, each)):
            continue
        before = _Received(dict(answers), dict(answers.get(RAW) or {}))
        received = _Received(lists=choices, typing=typing)
        if each.kind is Kind.GROUP:
            _receive_rows(each, post, before, received)
        elif each.kind is Kind.FILE:
            received.answers[each.key] = _receive_files(each, post, files)
        else:
            _receive_one(each, each.key, post, received)
        for path in [path for path in raw if path.partition(".")[0] == each.key]:
            del raw[path]
        new[each.key] = received.answers.get(each.key)
        raw |= received.raw
    return {**new, RAW: raw or None}


def stays(post: Post) -> bool:
    """Whether a button inside the form was pressed: keep the answers, show the same page again.

    Then nothing is finished yet, and problems are not told.
    """
    pressed = any(name in post for name in _BUTTONS)
    return pressed or bool(_pasted_into(post) or _looked_for(post))


def anchor(post: Post) -> str:
    """The id on the page where whoever pressed such a button goes on; empty for none."""
    for name in _BUTTONS:
        if name in post:
            path = str(post.getlist(name)[0])
            if name in (CHOOSE, FILL):
                return path.rpartition(".")[0]
            return path if name in (RELOAD, OLD) else path.partition(".")[0]
    return _pasted_into(post) or _looked_for(post)


def row_to_show(post: Post, answers: Mapping[str, Any]) -> tuple[str, int] | None:
    """Group and row, from 0, that the page has to show after such a button; None for no table.

    ``answers`` are those after it. New rows are shown from the first.
    """
    group = anchor(post).partition(".")[0]
    rows = answers.get(group)
    if not isinstance(rows, list):
        return None
    if GOTO in post:
        return group, _count(post, f"{group}.{GOTO}") - 1
    for name in (SHOW, REMOVE, RELOAD, OLD, CHOOSE):
        if name in post:
            return row_of(str(post.getlist(name)[0]))
    if looked_for := _looked_for(post):
        return row_of(looked_for)
    if text := _typed(post, f"{group}.{PASTE}").strip():
        return group, max(0, len(rows) - text.count("\n") - 1)
    first = _count(post, f"{group}.{FROM}") + len(_values(post, f"{group}.{ROW}"))
    return group, min(first + _count(post, f"{group}.{AFTER}"), len(rows) - 1)


def rows_shown(post: Post) -> dict[str, int]:
    """For each table on the page that was sent, the first row it showed, from 0."""
    ending = f".{FROM}"
    names = [str(name) for name in post if str(name).endswith(ending)]
    return {name.removesuffix(ending): _count(post, name) for name in names}


def filled(post: Post) -> tuple[str, str] | None:
    """The key of the number and who it is, when such a button was pressed; ``persons.fill``."""
    if FILL not in post:
        return None
    number, _, who = str(post.getlist(FILL)[0]).partition(".")
    return number, who


def _pasted_into(post: Post) -> str:
    """The key of the first group for which rows were pasted; empty for none."""
    ending = f".{PASTE}"
    names = (str(name) for name in post if str(name).endswith(ending))
    return next((name.removesuffix(ending) for name in names if _typed(post, name).strip()), "")


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


def _looked_for(post: Post) -> str:
    """The path of the first place that a former name was typed for and no commune chosen."""
    ending = f".{OLD}"
    paths = (str(name).removesuffix(ending) for name in post if str(name).endswith(ending))
    return next(
        (
            path
            for path in paths
            if _typed(post, f"{path}{ending}").strip() and not _typed(post, f"{path}.commune")
        ),
        "",
    )


def _was_asked(post: Post, each: Field) -> bool:
    if ASKED in post:
        return each.key in post.getlist(ASKED)
    return any(str(name).partition(".")[0] == each.key for name in post)


def _receive_files(each: Field, post: Post, files: Mapping[str, Sequence[str]]) -> Any:
    gone = {str(value) for value in _values(post, REMOVE)}
    kept = dict.fromkeys([*_values(post, each.key), *files.get(each.key, ())])
    return [uid for uid in kept if uid and f"{each.key}.{uid}" not in gone] or None


def _receive_rows(group: Field, post: Post, before: _Received, received: _Received) -> None:
    """All rows in their order: those on the page as they are now, the others as they were.

    Blank ones go, unless somebody is still at work on them.
    """
    pasted = _typed(post, f"{group.key}.{PASTE}").strip()
    rows = _Rows(group, keep_blank=received.typing or (stays(post) and not pasted))
    first, after = _count(post, f"{group.key}.{FROM}"), _count(post, f"{group.key}.{AFTER}")
    old = before.answers.get(group.key)
    old = old if isinstance(old, list) else []
    end = max(first, len(old) - after)
    gone = {str(value) for value in _values(post, REMOVE)}
    rows.take_over(old[:first], before.raw, 0)
    for at in _row_numbers(group, post):
        if f"{group.key}.{at}" not in gone:
            row = _Received(lists=received.lists, typing=received.typing)
            for column in group.columns:
                if not column.computed:
                    _receive_one(column, f"{group.key}.{at}.{column.key}", post, row)
            rows.append(row.answers, row.raw)
    if after:
        rows.take_over(old[end:], before.raw, end)
    if not received.typing:
        _grow(group, post, rows, received.lists)
    elif pasted:
        rows.raw[f"{group.key}.{PASTE}"] = pasted
    received.answers[group.key] = rows.answers or None
    received.raw = rows.raw


def _grow(group: Field, post: Post, rows: _Rows, lists: Lists | None) -> None:
    """What the buttons add: blank rows, or those pasted."""
    if group.key in _values(post, ADD):
        wanted = _count(post, f"{group.key}.{MORE}") or 1
        for _ in range(min(wanted, MOST_AT_ONCE, MOST_ROWS - len(rows.answers))):
            rows.append({}, {})
    text = _typed(post, f"{group.key}.{PASTE}")
    if text.strip():
        pasted = pasting.read(group, text, room=MOST_ROWS - len(rows.answers), lists=lists)
        for answers, raw in zip(pasted.rows, pasted.raw, strict=True):
            rows.append(answers, raw)
        if pasted.left:
            rows.raw[f"{group.key}.{PASTE}"] = "\n".join(pasted.left)


class _Rows:
    """Rows of a group as they come together, and what in them was not understood."""

    def __init__(self, group: Field, *, keep_blank: bool) -> None:
        self.group = group
        self.keep_blank = keep_blank
        self.answers: list[Any] = []
        self.raw: dict[str, Any] = {}

    def append(self, answers: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
        if self.keep_blank or raw or not _is_blank(self.group, answers):
            prefix = f"{self.group.key}.{len(self.answers)}."
            self.raw |= {prefix + key: typed for key, typed in raw.items()}
            self.answers.append({k: value for k, value in answers.items() if value is not None})

    def take_over(self, rows: Sequence[Any], raw: Mapping[str, Any], first: int) -> None:
        """Rows that were not on the page; the first of them had the number ``first``."""
        inside: dict[int, dict[str, Any]] = {}
        for path, typed in raw.items():
            group, _, rest = path.partition(".")
            number, _, column = rest.partition(".")
            if group == self.group.key and number.isdigit():
                inside.setdefault(int(number), {})[column] = typed
        for at, row in enumerate(rows, first):
            self.append(row if isinstance(row, Mapping) else {}, inside.get(at, {}))


def _count(post: Post, name: str) -> int:
    """A number of rows that came with the page; 0 for anything else."""
    given = _typed(post, name).strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0


def _row_numbers(group: Field, post: Post) -> list[int]:
    """The rows that were on the page, in their order."""
    told = [str(value) for value in _values(post, f"{group.key}.{ROW}")]
    if not told:
        parts = (str(name).split(".") for name in post)
        told = [part[1] for part in parts if len(part) > 2 and part[0] == group.key]
    numbers = {int(value) for value in told if value.isascii() and value.isdigit()}
    return sorted(number for number in numbers if number < MOST_ROWS)


def _is_blank(group: Field, answers: Mapping[str, Any]) -> bool:
    """Nothing was typed into the row beyond what stood there before anybody came."""
    columns = group.column_by_key
    return all(
        answer is None or (key in columns and answer == columns[key].constraints.default)
        for key, answer in answers.items()
    )


def _receive_one(each: Field, path: str, post: Post, received: _Received) -> None:
    """One question with one or several inputs."""
    if each.kind is Kind.MULTICHOICE:
        _receive_choices(each, path, post, received)
        return
    parts = {name: _typed(post, f"{path}.{name}") for name in PARTS.get(each.kind, ())}
    if path in post or not parts:
        parts[""] = _chosen_code(post, path) or _typed(post, path)
    if each.kind in PLACES and not _by_former_name(each, path, post, parts, received):
        parts["commune"] = "" if _other_province(post, path, parts) else parts["commune"]
    try:
        received.answers[each.key] = _chosen(each, understood(each, parts))
    except ValueError:
        received.answers[each.key] = None
        received.raw[each.key] = parts if len(parts) > 1 else parts[""]


def _chosen_code(post: Post, path: str) -> str:
    """The code of the button that was pressed at this question; empty for none."""
    pressed = (str(value).rpartition(".") for value in _values(post, CHOOSE))
    return next((code for at, _, code in pressed if at == path), "")


def _by_former_name(
    each: Field, path: str, post: Post, parts: dict[str, str], received: _Received
) -> bool:
    """Whether a former name, or the commune chosen for one, has given province and commune.

    Of several communes that may be meant none is taken: the page asks.
    """
    name = clean(_typed(post, f"{path}.{OLD}"))
    if not name:
        return False
    received.raw[f"{each.key}.{OLD}"] = name
    if received.typing or received.lists is None:
        return False
    meant = {
        (province, commune)
        for former in received.lists.former(name)
        for province, commune, _label in former.successors
    }
    chosen = [place for place in meant if f"{path}.{place[1]}" in _values(post, CHOOSE)]
    asked = path in _values(post, OLD) or not parts["commune"]
    found = chosen or (list(meant) if asked and len(meant) == 1 else [])
    if found:
        parts["province"], parts["commune"] = found[0]
    return bool(found)


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
