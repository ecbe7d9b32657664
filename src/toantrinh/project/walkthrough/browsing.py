"""A visitor with a browser without script: follows links, fills in the forms that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

from toantrinh.project.words import _

from .words import Fault

Files = Sequence[tuple[str, tuple[str, bytes, str]]]  # control, (name, content, media type)
Fields = list[tuple[str, str]]
PROBLEMS = ("error-summary", "govuk-error-message", "notice--bad")
PATIENCE = 30.0  # seconds for one answer


@dataclass
class Page:
    """An answer, read as HTML."""

    answer: httpx.Response
    tree: html.HtmlElement = field(init=False)

    def __post_init__(self) -> None:
        self.tree = html.document_fromstring(self.answer.text or "<html></html>")

    @property
    def path(self) -> str:
        return self.answer.url.path

    @property
    def text(self) -> str:
        """The words of the page's own part, in one line."""
        main = self.tree.find(".//main")
        return " ".join(" ".join((self.tree if main is None else main).itertext()).split())

    @property
    def problems(self) -> str:
        """What the page says is wrong; empty when nothing is."""
        found = [each for name in PROBLEMS for each in self.tree.find_class(name)]
        return "; ".join(" ".join(" ".join(each.itertext()).split()) for each in found)

    def links(self, part: str) -> list[str]:
        """Addresses of links that hold ``part``, each once, in their order."""
        found = (link.get("href", "") for link in self.tree.iter("a"))
        return list(dict.fromkeys(href for href in found if part in href))

    def forms(self, action: str = "") -> Iterator[Form]:
        """Forms sent by POST whose address holds ``action``."""
        for each in self.tree.iter("form"):
            address = each.get("action") or str(self.answer.url)
            if each.get("method", "").lower() == "post" and action in address:
                yield Form(each, urljoin(str(self.answer.url), address))

    def form(self, action: str = "", *, control: str = "", button: str = "") -> Form:
        """The first such form that has ``control`` and ``button``. Errors: Fault for none."""
        for each in self.forms(action):
            if (not control or control in each.names()) and (not button or each.has_button(button)):
                return each
        wanted = " ".join(filter(None, (action, control, button)))
        raise Fault(self.path, _("a form for %(what)s") % {"what": wanted}, self.text[:200])


@dataclass(frozen=True)
class Form:
    element: html.HtmlElement
    address: str

    @property
    def deed(self) -> str:
        """The last part of its address."""
        return urlsplit(self.address).path.rsplit("/", 1)[-1]

    @property
    def controls(self) -> list[html.HtmlElement]:
        return [each for each in self.element.iter("input", "select", "textarea") if each.name]

    def names(self) -> list[str]:
        return list(dict.fromkeys(each.name for each in self.controls))

    def standing(self, name: str) -> list[str]:
        """What stands in the hidden fields of this name, such as the files sent before."""
        hidden = self.element.xpath('.//input[@type="hidden"][@name=$name]/@value', name=name)
        return [str(value) for value in hidden if value]

    def offered(self, name: str) -> list[str]:
        """What can be chosen under this name: options and radio buttons."""
        found = self.element.xpath(
            './/select[@name=$name]//option/@value | .//input[@type="radio"][@name=$name]/@value',
            name=name,
        )
        return [str(value) for value in found if value]

    def has_button(self, name: str) -> bool:
        return bool(self.element.xpath(".//button[@name=$name]", name=name))

    def filled(self, typed: Mapping[str, str | Sequence[str]]) -> Fields:
        """What a browser would send once ``typed`` stands in the controls of these names."""
        sent: Fields = []
        for control in self.controls:
            name, kind = control.name, control.get("type", "")
            if kind in {"file", "submit", "button"}:
                continue
            given = typed.get(name)
            if given is None:
                sent += [(name, value) for value in _standing(control, kind)]
            elif kind in {"radio", "checkbox"}:
                wanted = [given] if isinstance(given, str) else given
                if control.get("value") in wanted:
                    sent.append((name, control.get("value", "")))
            else:
                sent.append((name, given if isinstance(given, str) else given[0]))
        return sent


def _standing(control: html.HtmlElement, kind: str) -> list[str]:
    if kind in {"radio", "checkbox"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    value = control.value
    if control.tag == "select":
        chosen = control.xpath("option[@selected]/@value")
        return [str(value or (chosen[0] if chosen else ""))]
    return [str(value or "")]


class Visitor:
    """One person at one browser: cookies of their own, redirects followed, every answer read."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(
            base_url=address,
            follow_redirects=True,
            timeout=PATIENCE,
            headers={"Accept-Language": "vi", "Referer": address},
        )

    def get(self, path: str, *, expect: int = HTTPStatus.OK) -> Page:
        return self._read(self._ask("GET", path), expect)

    def try_get(self, path: str) -> Page:
        """Whatever the status is."""
        return Page(self._ask("GET", path))

    def bytes_of(self, path: str) -> bytes:
        answer = self._ask("GET", path)
        if answer.status_code != HTTPStatus.OK:
            raise Fault(f"GET {answer.url.path}", "200", str(answer.status_code))
        return answer.content

    def send(
        self,
        form: Form,
        typed: Mapping[str, str | Sequence[str]] | None = None,
        *,
        files: Files = (),
        press: tuple[str, str] | None = None,
        expect: int | None = HTTPStatus.OK,
    ) -> Page:
        """Send a form as it stands with ``typed`` filled in and the button ``press`` pressed."""
        data: dict[str, list[str]] = {}
        for name, value in [*form.filled(typed or {}), *([press] if press else [])]:
            data.setdefault(name, []).append(value)
        answer = self._ask("POST", form.address, data=data, files=list(files) or None)
        return self._read(answer, expect)

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        try:
            return self.client.request(method, path, **sent)
        except httpx.HTTPError as error:
            raise Fault(f"{method} {path}", _("an answer"), str(error)) from error

    @staticmethod
    def _read(answer: httpx.Response, expect: int | None) -> Page:
        page = Page(answer)
        if expect is not None and answer.status_code != expect:
            said = page.problems or page.text[:300]
            where = f"{answer.request.method} {answer.url.path}"
            raise Fault(where, str(expect), f"{answer.status_code}: {said}")
        return page

    def close(self) -> None:
        self.client.close()
