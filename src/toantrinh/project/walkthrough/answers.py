"""From the answers of a sample to what one types into the controls of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .browsing import Form

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T(\d{2}:\d{2}).*)?")


def typed(form: Form, answers: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """By the name of the control. Questions that the page does not ask are passed over."""
    asked = set(form.names())
    found: dict[str, str | Sequence[str]] = {}
    for key, answer in answers.items():
        for name, value in _parts(key, answer, asked):
            if name in asked:
                found[name] = value
    return found


def missing_rows(form: Form, answers: Mapping[str, Any]) -> str:
    """The key of a group on the page that has fewer rows than the answers; empty for none."""
    for key, answer in answers.items():
        rows = isinstance(answer, list) and bool(answer) and isinstance(answer[0], Mapping)
        adds = form.element.xpath('.//button[@name="_add"][@value=$key]', key=key)
        there = form.element.xpath(".//input[@name=$name]", name=f"{key}._row")
        if rows and adds and len(there) < len(answer):
            return key
    return ""


def _parts(path: str, answer: Any, asked: set[str]) -> Iterator[tuple[str, str | Sequence[str]]]:
    if isinstance(answer, Mapping):
        yield from ((f"{path}.{part}", str(value)) for part, value in answer.items())
    elif isinstance(answer, list):
        yield from _members(path, answer, asked)
    elif f"{path}.year" in asked and (date := DATE.fullmatch(str(answer))):
        year, month, day, time = date.groups("")
        typed = {"year": year, "month": month, "day": day, "time": time}
        yield from ((f"{path}.{part}", text) for part, text in typed.items())
    else:
        yield path, _plain(answer)


def _members(
    path: str, answer: list[Any], asked: set[str]
) -> Iterator[tuple[str, str | Sequence[str]]]:
    """Rows of a group, or several choices."""
    if not answer or not isinstance(answer[0], Mapping):
        yield path, [str(each) for each in answer]
        return
    for at, row in enumerate(answer):
        for column, value in row.items():
            yield from _parts(f"{path}.{at}.{column}", value, asked)


def _plain(answer: Any) -> str:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return str(answer).replace(".", ",") if isinstance(answer, float) else str(answer)
