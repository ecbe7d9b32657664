"""The result: to keep, to show, to be checked by anyone; not before it is returned."""

import hashlib

import pytest
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Dossier, OutsideHandling, Paper, PaperKind
from toantrinh.dossiers.states import State
from toantrinh.papers import rendering
from toantrinh.papers.models import IssuedPaper
from toantrinh.trail.models import AccessEntry
from toantrinh.vault import actions as vault

from .conftest import photo

CODE = "K7QX-2M4D-9RTF-WC3H"
HOUSE = System("test")


@pytest.fixture
def result(filed, ward):
    """Signed and numbered; the dossier is settled, the result not returned yet."""
    content = photo()
    issued = IssuedPaper.objects.create(
        code=CODE,
        kind="1.001193",
        title="Giấy khai sinh",
        number="12/2026",
        case=filed.case,
        agency=ward,
        agency_name=ward.name,
        demo=True,
        state="genuine",
        sha256=hashlib.sha256(content).hexdigest(),
        reserved_at=clock.now(),
        issued_at=clock.now(),
    )
    file = vault.keep(content=content, name="a.jpg", on=filed.owner, by=HOUSE, at=clock.now())
    return Paper.objects.create(
        dossier=filed,
        kind=PaperKind.RESULT,
        title="Giấy khai sinh",
        file=file,
        made_at=clock.now(),
        issued=issued,
    )


@pytest.fixture
def returned(result, filed):
    Dossier.objects.filter(pk=filed.pk).update(state=State.RESULT_RETURNED)
    vault.deposit(
        party=filed.owner,
        file=result.file,
        title="Giấy khai sinh",
        number="12/2026",
        issuer=filed.agency.name,
        issued_on=clock.today(),
        case=filed.case,
        procedure="1.001193",
        check_code=CODE,
        by=HOUSE,
        at=clock.now(),
    )
    return result


def url(name, thing):
    return reverse(f"portal:{name}", args=[thing.uid])


def test_before_it_is_returned_the_applicant_has_no_result(signed_in, result, filed):
    assert signed_in.get(url("result", filed)).url == url("dossier", filed)
    assert signed_in.get(url("file", result)).status_code == 404


def test_a_result_of_another_system_is_told_with_the_agency_that_issues_it(filed):
    OutsideHandling.objects.create(
        dossier=filed,
        system="Phần mềm của ngành",
        number="7/2026",
        handed_over_at=clock.now(),
        handed_over_by=make.account(),
        recorded_at=clock.now(),
        issued_on=clock.today(),
    )
    paper = Paper(dossier=filed, kind=PaperKind.OUTSIDE_RESULT, made_at=clock.now())

    told = queries.origin(filed, paper)

    assert (told.number, told.issuer) == ("7/2026", filed.agency.name)


def test_the_result_is_shown_with_how_it_can_be_checked(signed_in, returned, filed):
    page = signed_in.get(url("result", filed)).content.decode()

    assert "12/2026" in page
    assert f"/kiem-tra/{CODE}" in page
    assert url("file", returned) in page


def test_the_file_is_hers(signed_in, returned):
    answer = signed_in.get(url("file", returned))

    assert answer.content == photo()
    assert answer["Content-Disposition"].endswith("giay-khai-sinh.pdf")


def test_it_is_among_her_documents(signed_in, returned, filed):
    page = signed_in.get(reverse("portal:my-papers")).content.decode()

    assert "12/2026" in page
    assert signed_in.get(url("file", filed.owner.deposits.get())).content == photo()


def test_a_stranger_gets_neither_paper_nor_document(client, returned, filed):
    client.force_login(make.account())

    assert client.get(url("file", returned)).status_code == 404
    assert client.get(url("file", filed.owner.deposits.get())).status_code == 404
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").exists()


def test_pages_are_shown_to_whom_the_file_is_shown(signed_in, returned, filed):
    content = rendering.render("Hai trang #pagebreak() là hai ảnh", {}, at=clock.now())
    file = vault.keep(content=content, name="a.pdf", on=filed.owner, by=HOUSE, at=clock.now())
    Paper.objects.filter(pk=returned.pk).update(file=file)
    pages = [reverse("portal:file-page", args=[returned.uid, number]) for number in (1, 2, 3)]

    answers = [signed_in.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0]["Content-Type"] == "image/jpeg"
    assert answers[0]["Cache-Control"] == "private, no-store"


def test_a_stranger_gets_no_page_of_it(client, returned):
    client.force_login(make.account())

    answer = client.get(reverse("portal:file-page", args=[returned.uid, 1]))

    assert answer.status_code == 404
