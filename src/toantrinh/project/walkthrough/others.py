"""The other people of a dossier: the applicant invites them, they do their part themselves."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from toantrinh.project.demo import people
from toantrinh.project.words import _

from .answers import typed
from .browsing import Page, Visitor
from .words import Fault, Telling, check

PLACE = "/nguoi-khac"
LINK = "/loi-moi/lien-ket/"
SIGN_IN = "/dang-nhap/thu"
MOST_SECTIONS = 20


def bring_in(
    visitor: Visitor, page: Page, answers: Mapping[str, Any], address: str, telling: Telling
) -> None:
    """Invite everyone who can be invited on the page ``page``; those of the invented people who
    stand in ``answers`` come and agree, and nobody else can open their link."""
    place = page.path
    for form in list(page.forms()):
        if form.element.xpath('.//button[@name="viec"][@value="moi"]'):
            visitor.send(form, press=("viec", "moi"))
    invited = visitor.get(place)
    links = [str(each) for each in invited.tree.xpath("//input[@readonly]/@value")]
    told = str(answers)
    cast = [person for person in people.read().people if person.number and person.number in told]
    for link in links:
        for person in cast:
            _join(person, urlsplit(link).path, answers, address, telling)


def _join(
    person: people.Person,
    link: str,
    answers: Mapping[str, Any],
    address: str,
    telling: Telling,
) -> None:
    """Where the link is for this person: open it, fill in, agree; twice, and it is once."""
    visitor = Visitor(address)
    try:
        become(visitor, person.key)
        page = visitor.try_get(link)
        if page.answer.status_code != HTTPStatus.OK:  # it is for another of them
            return
        with telling.doing(_("%(name)s opens the invitation and agrees") % {"name": person.name}):
            form = next(each for each in page.forms() if each.has_button("viec"))
            page = visitor.send(form, press=("viec", "mo"))
            for _each in range(MOST_SECTIONS):
                if "/khai/" not in page.path:
                    break
                form = page.form("/khai/")
                page = visitor.send(form, typed(form, answers))
            form = page.form(control="dong-y")
            done = visitor.send(form, {"dong-y": "co"})
            again = visitor.send(form, {"dong-y": "co"})
            check(_("where the second click leads"), again.path, done.path)
            check(done.path, "noi-dung" in done.answer.text, False)
    finally:
        visitor.close()


def become(visitor: Visitor, key: str) -> None:
    """One click on an invented person."""
    page = visitor.get(SIGN_IN)
    for form in page.forms():
        if form.element.xpath('.//input[@name="person"][@value=$key]', key=key):
            visitor.send(form)
            return
    raise Fault(SIGN_IN, key, _("not on the page"))
