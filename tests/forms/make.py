"""Forms, lists and what a browser would send, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.utils.datastructures import MultiValueDict

from toantrinh.core.expressions import Type
from toantrinh.forms import definition
from toantrinh.forms.shape import Field, Form

LABEL = "Nhãn"


def field(key: str = "x", type: str = "text", **others: Any) -> dict[str, Any]:
    """The definition of a field as a pack has it."""
    needs_choices = type in ("choice", "multichoice") and "list" not in others
    choices = [{"value": value, "label": value.upper()} for value in ("a", "b", "c")]
    return (
        {"key": key, "label": f"{LABEL} {key}", "type": type}
        | ({"choices": choices} if needs_choices else {})
        | others
    )


def section(*fields: Mapping[str, Any], key: str = "muc", **others: Any) -> dict[str, Any]:
    return {"key": key, "title": f"Mục {key}", "fields": list(fields)} | others


def data(*fields: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """A form of one section, unless ``sections`` are given."""
    return {"title": "Tờ khai", "sections": [section(*fields)]} | others


def form(
    *fields: Mapping[str, Any], names: Mapping[str, Type] | None = None, **others: Any
) -> Form:
    return definition.read(data(*fields, **others), names)


def one(type: str = "text", **others: Any) -> Field:
    """A field alone."""
    return form(field("x", type, **others)).field_by_key["x"]


class Lists:
    """Two provinces with two communes each, and short lists."""

    PLACES = {
        "19": {"05443": "Phường Đức Xuân", "05446": "Xã Phong Quang"},
        "01": {"00004": "Ba Đình"},
    }
    PROVINCES = {"01": "Hà Nội", "19": "Thái Nguyên"}
    TERMS = {
        "ethnicity": {"01": "Kinh", "02": "Tày", "08": "Mông"},
        "nationality": {"VN": "Việt Nam", "LA": "Lào"},
        "business-line": {"5610": "Nhà hàng", "4711": "Bán lẻ tổng hợp"},
        "occupation": {"23": "Nhà chuyên môn về giảng dạy"},
    }

    def terms(self, name: str, /) -> list[tuple[str, str]]:
        return list(self.TERMS.get(name, {}).items())

    def suggestions(self, name: str, /) -> list[tuple[str, str]]:
        return self.terms(name)

    def matching(self, name: str, words: str, /) -> list[tuple[str, str]]:
        known = {"phở": "5610", "hàng": "5610"}
        return [pair for pair in self.terms(name) if pair[0] == known.get(words)]

    def provinces(self) -> list[tuple[str, str]]:
        return list(self.PROVINCES.items())

    def communes(self, province: str, /) -> list[tuple[str, str]]:
        return list(self.PLACES.get(province, {}).items())

    def former(self, name: str, /) -> list[Any]:
        """One that became one, and one that was divided."""
        last, one = date(2025, 6, 30), ("19", "05443", "Phường Đức Xuân, tỉnh Thái Nguyên")
        other = ("19", "05446", "Xã Phong Quang, tỉnh Thái Nguyên")
        known = {"Huyền Tụng": (one,), "Dương Quang": (one, other)}
        return [
            SimpleNamespace(name=f"Xã {each}", last=last, successors=known[each])
            for each in known
            if each == name
        ]

    def ended(self, code: str, /) -> Any:
        return self.former("Huyền Tụng")[0] if code == "00009" else None

    def place_label(self, value: Mapping[str, str], /) -> str:
        commune = self.PLACES[value["province"]][value["commune"]]
        parts = (value.get("detail", ""), commune, self.PROVINCES[value["province"]])
        return ", ".join(part for part in parts if part)


LISTS = Lists()


def post(values: Mapping[str, Any] | None = None, **more: Any) -> MultiValueDict[str, Any]:
    """What a browser sends: texts, or lists of texts."""
    sent = MultiValueDict()
    for name, value in {**(values or {}), **more}.items():
        sent.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return sent


class Page(HTMLParser):
    """A page as a browser without script sees it: its controls, ids and buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent = MultiValueDict()
        self.ids: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.hidden_fields: set[str] = set()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._textarea = ""
        self._first: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        self.labelled.update(given["for"].split() if tag == "label" else [])
        self.described.update(given.get("aria-describedby", "").split())
        if "data-field" in given and "hidden" in given:
            self.hidden_fields.add(given["data-field"])
        {"input": self._input, "option": self._option, "button": self._button}.get(
            tag, lambda given: None
        )(given)
        if tag == "select":
            self._select, self._first = given["name"], None
        if tag == "textarea":
            self._textarea = given["name"]
            self.sent.setlistdefault(self._textarea, [""])

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        ticked = kind not in {"radio", "checkbox"} or "checked" in given
        if ticked and kind != "file" and given.get("name"):
            self.sent.appendlist(given["name"], given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        if self._first is None:
            self._first = given["value"]
            self.sent.setlist(self._select, [given["value"]])
        if "selected" in given:
            self.sent.setlist(self._select, [given["value"]])

    def _button(self, given: dict[str, str]) -> None:
        self.buttons.append((given.get("name", ""), given.get("value", "")))

    def handle_data(self, text: str) -> None:
        if self._textarea:
            before = self.sent[self._textarea]
            # a line end right after the tag is no content
            added = text.removeprefix("\n") if not before else text
            self.sent[self._textarea] = before + added

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._textarea = ""
