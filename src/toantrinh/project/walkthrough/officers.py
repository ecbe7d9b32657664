"""What the officers do: whatever the page of the dossier asks of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from toantrinh.core import clock
from toantrinh.project.words import _

from .browsing import Files, Form, Page, Visitor
from .others import become
from .words import Telling

PAYMENT: Final = "thu-tien"
ONWARDS: Final = frozenset(
    {"tiep-nhan", "hoan-thanh", "ky", "ky-lai", "dong-dau", "tra-ket-qua"}
    | {"chuyen", "ket-qua-ngoai", PAYMENT}
)
"""Deeds that lead on: not back, from hand to hand, or to a note beside the step."""
OF_FIRST: Final = {
    "original": _("takes the old original in"),
    "presence": _("records who is there"),
}


@dataclass
class Office:
    """All officers of the walk, each at a browser of their own."""

    address: str
    telling: Telling
    keys: Sequence[str]
    paper: bytes
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, key: str) -> Visitor:
        if key not in self.visitors:
            self.visitors[key] = Visitor(self.address)
            become(self.visitors[key], key)
        return self.visitors[key]

    def do_next(self, dossier: str, findings: Mapping[str, Any]) -> str:
        """The next deed that an officer finds to be done; its name, empty when nobody finds one."""
        for key in self.keys:
            page = self.visitor(key).try_get(f"/can-bo/ho-so/{dossier}")
            if page.answer.status_code != HTTPStatus.OK:
                continue
            if form := _to_do(page):
                for first in page.tree.xpath("//a[@data-first]"):
                    self._do_first(key, first.get("data-first"), first.get("href"))
                name = f"{key}: {_title(page, form)}"
                with self.telling.doing(name):
                    self._do(key, form, findings)
                return form.deed
        return ""

    def _do_first(self, key: str, what: str, where: str) -> None:
        """What the law wants before a step is done: an original is taken in, presence recorded."""
        with self.telling.doing(f"{key}: {OF_FIRST[what]}"):
            visitor = self.visitor(key)
            page = visitor.get(where)
            if what == "original":
                visitor.send(page.form(control="so-to"), {"so-to": "4", "so-hieu": "BK 000001"})
                return
            form = next(
                each for each in page.forms("/lich-hen") if each.standing("viec") == ["ghi-nhan"]
            )
            typed = {"ket-qua": _("As the dossier says.")}
            for number in page.tree.xpath("//*[@data-number]"):
                person = number.get("data-number")
                typed |= {
                    f"den-{person}": "co",
                    f"giay-to-{person}": "the_can_cuoc",
                    f"so-{person}": number.text_content().strip(),
                }
            visitor.send(form, typed)

    def _do(self, key: str, form: Form, findings: Mapping[str, Any]) -> None:
        typed: dict[str, str] = {}
        for name in form.names():
            if (value := _value(name, form, findings)) is not None:
                typed[name] = value
        files: Files = [
            (each.name, ("ket-qua.pdf", self.paper, "application/pdf"))
            for each in form.controls
            if each.get("type") == "file"
        ]
        self.visitor(key).send(form, typed, files=files)

    def strangers(self, dossier: str) -> dict[str, int]:
        """The status that each officer is given for the page of a dossier."""
        return {
            key: self.visitor(key).try_get(f"/can-bo/ho-so/{dossier}").answer.status_code
            for key in self.keys
        }

    def close(self) -> None:
        for visitor in self.visitors.values():
            visitor.close()


def _to_do(page: Page) -> Form | None:
    """The deed of this officer's step, after a payment that has still to be recorded."""
    forms = [form for form in page.forms("/can-bo/ho-so/") if form.deed in ONWARDS]
    steps = [form for form in forms if form.deed != PAYMENT]
    if not steps:
        return None
    return next((form for form in forms if form.deed == PAYMENT), steps[0])


def _title(page: Page, form: Form) -> str:
    if form.deed == PAYMENT:
        return _("records the payment")
    found = page.tree.xpath('//*[@id="task-title"]')
    return " ".join(found[0].text_content().split()) if found else form.deed


def _value(name: str, form: Form, findings: Mapping[str, Any]) -> str | None:
    """What is typed into a control; None leaves what stands there."""
    made_up = {
        "receipt": f"BL-{clock.now():%H%M%S%f}",
        "number": f"{clock.now():%H%M%S}/DT",
        "day": f"{clock.today():%d/%m/%Y}",
        "outside_code": f"NG-{clock.now():%H%M%S%f}",
    }
    if name in made_up:
        return made_up[name]
    radios = [each for each in form.controls if each.name == name and each.get("type") == "radio"]
    found = findings.get(name.rpartition("-")[2], findings.get(name))
    if radios:
        return "co" if found is True else "khong"
    return None if found is None else str(found)
