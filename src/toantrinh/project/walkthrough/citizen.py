"""What the applicant does, from the first page to the result in her hands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as on_page

from toantrinh.project.words import _

from . import others
from .answers import missing_rows, typed
from .browsing import Files, Form, Page, Visitor
from .others import become
from .words import Fault, Telling, check, wait_for

ANSWERS = {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}
MOST_PAGES = 60  # of one form; more means that it does not lead on
REFERENCE = re.compile(r"\b[A-Z]\d{2}(?:\.\d+)+-\d{6}-\d{4,}\b")


@dataclass
class Applicant:
    """An invented person who files one sample of one procedure."""

    visitor: Visitor
    telling: Telling
    key: str
    code: str
    name: str
    sample: Mapping[str, Any]
    agency: str
    paper: bytes
    patience: float
    address: str = ""  # of the dossier
    reference: str = ""

    def file(self) -> None:
        """Find, begin, fill in, add papers, check, file; twice, and it is filed once."""
        say = self.telling.doing
        with say(_("find the procedure and read what it takes")):
            self._find()
        with say(_("sign in with one click")):
            become(self.visitor, self.key)
        with say(_("begin a draft")):
            page = self.begin()
        with say(_("fill in the form, section by section")):
            page = self.fill(page)
        if page.path.endswith(others.PLACE):
            page = self._bring_in_others(page)
        with say(_("add the papers that are needed")):
            page = self._add_papers(page)
        with say(_("check the answers and file, with a double click")):
            self.submit(page)
        with say(_("receive the confirmation of filing as PDF, no due time yet")):
            self._confirmation()

    def _find(self) -> None:
        page = self.visitor.get(f"/tim?q={self.name}")
        where = f"/thu-tuc/{self.code}"
        check(_("search for “%(name)s”") % {"name": self.name}, where in page.links(where), True)
        check(where, self.code in self.visitor.get(where).text, True)

    def begin(self) -> Page:
        page = self.visitor.get(f"/thu-tuc/{self.code}/nop")
        form = page.form(control="key")
        page = self.visitor.send(form, {"agency": self._near(form.offered("agency"))})
        self.address = "/".join(page.path.split("/")[:3])
        return page

    def _near(self, offered: Sequence[str]) -> str:
        """The agency of the walk, or a body in the same commune: H55.16.138 where that is H55.138.
        Where nothing is offered the version finds the agency."""
        number = self.agency.rpartition(".")[2]
        near = [code for code in offered if code.rpartition(".")[2] == number]
        return self.agency if self.agency in offered or not near else near[0]

    def fill(self, page: Page) -> Page:
        for _each in range(MOST_PAGES):
            if "/khai/" not in page.path:
                return page
            form = page.form("/khai/")
            here = page.path
            if group := missing_rows(form, self.sample["answers"]):
                page = self.visitor.send(form, self._typed(form), press=("_add", group))
                continue
            page = self.visitor.send(form, self._typed(form), files=self._files(form), expect=None)
            if page.answer.status_code not in ANSWERS or (page.path == here and page.problems):
                page = self._once_more(page)
        raise Fault(page.path, _("the form leads on"), page.problems or page.text[:200])

    def _once_more(self, page: Page) -> Page:
        """Choosing a province without script shows its communes on the page that comes back."""
        form = page.form("/khai/")
        return self.visitor.send(form, self._typed(form), files=self._files(form))

    def _typed(self, form: Form) -> Mapping[str, Any]:
        return typed(form, self.sample["answers"])

    def _files(self, form: Form) -> Files:
        """A paper for each question of the section that is answered by files and has none yet."""
        places = [each.name for each in form.controls if each.get("type") == "file"]
        empty = [place for place in places if not form.standing(place)]
        return [(place, (f"{place}.pdf", self.paper, "application/pdf")) for place in empty]

    def _bring_in_others(self, page: Page) -> Page:
        with self.telling.doing(_("invite the other people the procedure asks")):
            answers, address = self.sample["answers"], str(self.visitor.client.base_url)
            others.bring_in(self.visitor, page, answers, address, self.telling)
        return self.visitor.get(f"{self.address}/giay-to")

    def _add_papers(self, page: Page) -> Page:
        for form in list(page.forms("/giay-to")):
            places = [each.name for each in form.controls if each.get("type") == "file"]
            for place in places:
                file = (place, (f"{place}.pdf", self.paper, "application/pdf"))
                self.visitor.send(form, files=[file], press=("_send", place))
        page = self.visitor.get(f"{self.address}/giay-to")
        form = page.form(button="tiep")
        return self.visitor.send(form, press=("tiep", "1"))

    def submit(self, page: Page) -> None:
        check(_("the page where one checks"), page.path, f"{self.address}/kiem-tra-lai")
        form = page.form("kiem-tra-lai")
        done = self.visitor.send(form)
        again = self.visitor.send(form)
        check(_("where filing leads"), done.path, f"{self.address}/da-nop")
        check(_("where the second click leads"), again.path, done.path)
        found = REFERENCE.findall(done.text)
        if not found:
            raise Fault(done.path, _("the code of the dossier"), done.text[:200])
        self.reference = found[0]
        mine = self.visitor.get("/ho-so").text
        check(_("how often it is among my dossiers"), mine.count(self.reference), 1)

    def _confirmation(self) -> None:
        def there() -> bool:
            return bool(self.visitor.get(f"{self.address}/da-nop").links("/tep/"))

        wait_for(_("the confirmation of filing"), there, self.patience)
        href = self.visitor.get(f"{self.address}/da-nop").links("/tep/")[0]
        check(href, self.visitor.bytes_of(href)[:5], b"%PDF-")
        check(_("a due time before acceptance"), _due(self.visitor.get(self.address)), False)

    def confirm_when_asked(self) -> bool:
        """Say yes to the draft of the result, if it is waited for. Whether it was."""
        if not self.visitor.get(self.address).links("/du-thao"):
            return False
        page = self.visitor.get(f"{self.address}/du-thao")
        if not page.links("/tep/"):
            return False  # it is being made
        with self.telling.doing(_("the applicant reads the draft of the result and agrees")):
            form = page.form("du-thao")
            self.visitor.send(form, {"dung": "co"})
        return True

    def has_result(self) -> bool:
        return bool(self.visitor.get(self.address).links("/ket-qua"))

    def take_result(self) -> tuple[bytes, str]:
        """The file of the result, and the address where it can be checked (empty for none)."""
        page = self.visitor.get(f"{self.address}/ket-qua")
        content = self.visitor.bytes_of(page.links("/tep/")[0])
        return content, next(
            (each for each in page.links("/kiem-tra/") if not each.endswith("/")), ""
        )


def _due(page: Page) -> bool:
    """Whether the page of the dossier shows when the result is due."""
    return on_page("Result due") in page.text
