"""One dossier of each procedure, from the first page to the checked result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as on_page

from toantrinh.core import clock, yaml
from toantrinh.dossiers.models import Dossier
from toantrinh.papers import rendering
from toantrinh.process.steps import StepKind
from toantrinh.project.demo import people
from toantrinh.project.words import _
from toantrinh.signing import checking
from toantrinh.trail import chain

from . import others
from .browsing import Visitor
from .citizen import Applicant
from .officers import Office
from .words import Fault, Telling, check, wait_for

PAPER = '#set page(paper: "a5")\n= Giấy giả định\nDùng để đi thử.'
MOST_DEEDS = 40  # of one dossier; more means that it goes round in circles
NEAR = timedelta(days=366)
AS_ANYONE = 8  # walks whose public pages are tried: an address has thirty tries in ten minutes
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2})?")
FILE_TYPE = "application/pdf"


@dataclass(frozen=True)
class Walk:
    """A procedure with the sample by which it is walked, and the invented people who walk it.

    ``as_anyone``: its public pages too are tried.
    """

    code: str
    name: str
    sample: Mapping[str, Any]
    applicant: people.Person
    agency: str
    as_anyone: bool


def walks(codes: frozenset[str] = frozenset()) -> list[Walk]:
    """Every pack with a sample that an invented person can file online; only ``codes`` if given."""
    cast = people.read().people
    officers = [person for person in cast if person.offices]
    agency = officers[0].offices[0].agency
    found: list[Walk] = []
    for folder in sorted(each.parent for each in settings.PACKS.glob("*/procedure.yaml")):
        procedure: Any = yaml.load(folder / "procedure.yaml")[0]
        chosen = _sample(folder, cast)
        if chosen and (not codes or procedure["code"] in codes):
            name = procedure["name"]
            title = name["vi"] if isinstance(name, Mapping) else name
            as_anyone = len(found) < AS_ANYONE
            found.append(Walk(procedure["code"], title, *chosen, agency, as_anyone))
    return found


def _sample(folder: Path, cast: tuple[people.Person, ...]) -> tuple[Any, people.Person] | None:
    """The first sample filed online without mistakes by somebody of the cast."""
    today = clock.today()
    by_number = {person.number: person for person in cast}
    for path in sorted((folder / "samples").glob("*.yaml")):
        read: Any = yaml.load(path)[0]
        sample = _as_if_filed(read, today)
        person = by_number.get(str(sample.get("known", {}).get("vneid.so_dinh_danh")))
        online = sample["channel"] == "truc_tuyen" and not sample["expect"].get("problems")
        if person and online and not sample["expect"].get("refused"):
            return sample, person
    return None


def _as_if_filed(sample: dict[str, Any], today: date) -> dict[str, Any]:
    """The sample as if received today: days near its receipt keep their distance from it."""
    received = date.fromisoformat(sample["received"][:10])

    def moved(answer: Any) -> Any:
        if isinstance(answer, list):
            return [moved(each) for each in answer]
        if isinstance(answer, dict):
            return {key: moved(each) for key, each in answer.items()}
        if not (isinstance(answer, str) and (found := DAY.fullmatch(answer))):
            return answer
        distance = date.fromisoformat(found[1]) - received
        return f"{today + distance}{found[2] or ''}" if abs(distance) < NEAR else answer

    return {**sample, "answers": moved(sample["answers"])}


def walk(plan: Walk, address: str, telling: Telling, patience: float) -> None:
    """All of it, in order. Errors: Fault at the first thing that is wrong."""
    paper = rendering.render(PAPER, {}, at=clock.now())
    officers = [person.key for person in people.read().people if person.offices]
    office = Office(address, telling, officers, paper)
    applicant = Applicant(
        visitor=Visitor(address),
        telling=telling,
        key=plan.applicant.key,
        code=plan.code,
        name=plan.name,
        sample=plan.sample,
        agency=plan.agency,
        paper=paper,
        patience=patience,
    )
    try:
        applicant.file()
        _handle(applicant, office, plan, patience)
        _look_at_result(applicant, address, as_anyone=plan.as_anyone)
        for part in _opened(applicant, patience):
            _let_others_confirm(part, plan, address, telling)
            _handle(part, office, plan, patience)
            _look_at_result(part, address, as_anyone=False)
    finally:
        applicant.visitor.close()
        office.close()


def _handle(applicant: Applicant, office: Office, plan: Walk, patience: float) -> None:
    """Let everybody do what waits for them until the applicant has the result."""
    uid = applicant.address.rsplit("/", 1)[-1]
    findings = plan.sample.get("findings", {})

    done = ""
    deeds: list[str] = []

    def something_happens() -> bool:
        nonlocal done
        if applicant.has_result():
            done = "result"
        elif applicant.confirm_when_asked():
            done = "confirmed"
        else:
            done = office.do_next(uid, findings)
        return bool(done)

    while done != "result":
        if len(deeds) > MOST_DEEDS:
            raise Fault(applicant.reference, _("a result"), ", ".join(deeds))
        holder = _("who holds the dossier does the next step")
        wait_for(f"{applicant.reference}, {holder}", something_happens, patience)
        deeds.append(done)
        if done == "tiep-nhan":
            _receipt(applicant, patience)
    check(_("officers of other agencies see it"), _seen_elsewhere(office, uid), [])


def _opened(applicant: Applicant, patience: float) -> list[Applicant]:
    """The same person at the dossiers that this filing opened; all of them on its page."""
    leading = Dossier.objects.get(reference=applicant.reference)
    steps = leading.tasks.filter(kind=StepKind.DOSSIER).count()
    if not steps:
        return []
    with applicant.telling.doing(_("the other agencies have their dossiers, on one page")):
        wait_for(
            _("a dossier for each part of the filing"),
            lambda: leading.linked.exclude(reference="").count() == steps,
            patience,
        )
        page = applicant.visitor.get(applicant.address)
        found = list(leading.linked.order_by("pk"))
        there = [bool(page.links(f"/ho-so/{each.uid}")) for each in found]
        check(applicant.address, there, [True] * steps)
    return [
        replace(applicant, address=f"/ho-so/{each.uid}", reference=each.reference) for each in found
    ]


def _let_others_confirm(part: Applicant, plan: Walk, address: str, telling: Telling) -> None:
    """Whoever has to agree there does so by themselves, as in a dossier filed alone."""
    page = part.visitor.get(f"{part.address}/nguoi-khac")
    others.bring_in(part.visitor, page, plan.sample["answers"], address, telling)


def _receipt(applicant: Applicant, patience: float) -> None:
    with applicant.telling.doing(_("the receipt with the due time is issued")):
        where = applicant.address

        def there() -> bool:
            page = applicant.visitor.get(where)
            return on_page("Result due") in page.text and len(page.links("/tep/")) > 1

        wait_for(_("the receipt with the due time"), there, patience)


def _seen_elsewhere(office: Office, uid: str) -> list[str]:
    """Of agencies that neither settle it nor are asked about it."""
    dossier = Dossier.objects.get(uid=uid)
    bodies = dossier.tasks.elsewhere().values_list("agency__code", flat=True)
    competent = {dossier.settling_agency.code, *bodies}
    cast = {person.key: person for person in people.read().people}
    return [
        key
        for key, status in office.strangers(uid).items()
        if status == HTTPStatus.OK
        and all(each.agency not in competent for each in cast[key].offices)
    ]


def _look_at_result(applicant: Applicant, address: str, *, as_anyone: bool) -> None:
    telling = applicant.telling
    with telling.doing(_("take the result")):
        content, check_at = applicant.take_result()
        check(_("the file of the result"), content[:5], b"%PDF-")
    if check_at and as_anyone:
        with telling.doing(_("check its signatures, and the public page of its code")):
            _check_paper(applicant, content, urlsplit(check_at).path, Visitor(address))
    if as_anyone:
        with telling.doing(_("follow without an account")):
            _track(applicant, Visitor(address))
    with telling.doing(_("check the trail of the dossier")):
        case = Dossier.objects.get(reference=applicant.reference).case
        faults = [f"{fault.seq}: {fault.what}" for fault in chain.verify(case)]
        check(_("faults in the trail"), faults, [])


def _check_paper(applicant: Applicant, content: bytes, where: str, anyone: Visitor) -> None:
    verdict = checking.check(content)
    check(_("signatures hold"), (verdict.intact, len(verdict.signatures)), (True, 2))
    page = anyone.get(where)
    _no_personal_data(page.text, applicant)
    check(where, on_page("This paper is genuine") in page.text, True)
    form = page.form(control="file")
    for told, file in (("genuine", content), ("altered", _flipped(content))):
        shown = anyone.send(form, files=[("file", ("a.pdf", file, FILE_TYPE))])
        words = on_page("This paper is genuine") if told == "genuine" else on_page("Altered")
        check(f"{where} ({told})", words in shown.text, True)
    anyone.close()


def _flipped(content: bytes) -> bytes:
    """One bit of the middle changed."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _no_personal_data(text: str, applicant: Applicant) -> None:
    person = next(each for each in people.read().people if each.key == applicant.key)
    for private in (person.name, person.number):
        check(_("personal data on a public page"), private in text, False)


def _track(applicant: Applicant, anyone: Visitor) -> None:
    page = anyone.get("/tra-cuu")
    form = page.form(control="code")
    plain = anyone.send(form, {"code": applicant.reference})
    check("/tra-cuu", applicant.reference in plain.text, True)
    check("/tra-cuu", applicant.name in plain.text, False)
    # By key: a tax code also has ten digits and begins with 0.
    given = applicant.sample["answers"].items()
    phones = [value for key, value in given if key.endswith("dien_thoai")]
    if phones:
        more = anyone.send(form, {"code": applicant.reference, "phone": phones[0][-4:]})
        check("/tra-cuu", applicant.name in more.text, True)
    _no_personal_data(plain.text, applicant)
    anyone.close()
