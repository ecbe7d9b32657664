"""What anyone may ask: where a dossier stands, whether a paper is genuine. Nobody's data."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.identity.permissions import Role
from toantrinh.papers.models import IssuedPaper
from toantrinh.vault.models import StoredFile

PDF = b"%PDF-1.7 the very bytes"
CODE = "K7QX-2M4D-9RTF-WC3H"


@pytest.fixture(autouse=True)
def empty_cache(db):
    from django.core.cache import cache

    cache.clear()


def track(client, **sent):
    return client.post("/tra-cuu", sent)


def test_the_code_alone_shows_the_status_only(client, filed):
    page = track(client, code=filed.reference).content.decode()

    assert "Mới đăng ký" in page
    assert "Đăng ký khai sinh" not in page
    assert "17:00" not in page


def test_with_the_phone_one_sees_who_holds_it_and_nobodys_name(client, filed):
    page = track(client, code=filed.reference.lower(), phone="0001").content.decode()

    assert filed.agency.name in page
    assert "17:00, 05/10/2026" in page
    for name in ("Lan Anh", "Khôi", "0900000001"):
        assert name not in page


def test_with_the_phone_one_sees_that_an_original_was_taken_in_and_not_which(client, filed):
    clerk = make.officer(Role.ONE_STOP, agency=filed.agency)
    dossiers.take_original(dossier=filed, key="1", sheets=1, name="Giấy ra viện", by=clerk)

    page = track(client, code=filed.reference, phone="0001").content.decode()

    assert "Đã nhận bản chính" in page
    assert "Giấy ra viện" not in page


def test_a_wrong_phone_shows_the_status_only(client, filed):
    page = track(client, code=filed.reference, phone="9999").content.decode()

    assert "Mới đăng ký" in page
    assert "17:00" not in page
    assert '<a href="#phone">' in page


@pytest.mark.parametrize("code", ["", "H55.101-000000-0000"])
def test_a_code_of_nothing_comes_back(client, filed, code):
    assert track(client, code=code).status_code == 422


def test_guessing_the_phone_ends_soon(client, filed):
    answers = [track(client, code=filed.reference, phone=f"{n:04}") for n in range(5000, 5007)]

    assert answers[-1].status_code == 429
    assert "quá nhiều lần thử" in answers[-1].content.decode()


# ---- Papers ---------------------------------------------------------------------------------


@pytest.fixture
def issued(ward):
    return IssuedPaper.objects.create(
        code=CODE,
        kind="1.001193",
        title="Giấy khai sinh",
        number="12/2026",
        case="case",
        agency=ward,
        agency_name=ward.name,
        signer_name="Trần Thu Hà",
        signer_title="Phó Chủ tịch",
        demo=True,
        state="genuine",
        sha256=hashlib.sha256(PDF).hexdigest(),
        reserved_at=clock.now(),
        issued_at=clock.now(),
    )


def test_a_genuine_paper_is_told_with_issuer_number_and_signer(client, issued):
    page = client.get(f"/kiem-tra/{CODE}").content.decode()

    for told in ("Giấy thật", "Giấy khai sinh", "12/2026", issued.agency_name, "Trần Thu Hà"):
        assert told in page
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page


def test_the_code_may_be_typed_as_people_type(client, issued):
    answer = client.get("/kiem-tra/", {"code": "k7qx 2m4d 9rtf wc3h"}, follow=True)

    assert "Giấy thật" in answer.content.decode()


def test_an_unknown_code_says_so(client, issued):
    page = client.get("/kiem-tra/K7QX-2M4D-9RTF-WC3K")

    assert page.status_code == 404
    assert "Không có trong sổ" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"), [(PDF, "đúng nguyên bản"), (PDF + b" ", "Đã bị sửa")]
)
def test_a_file_is_held_against_a_code_and_not_kept(client, issued, content, words):
    page = client.post(f"/kiem-tra/{CODE}", {"file": SimpleUploadedFile("a.pdf", content)})

    assert words in page.content.decode()
    assert not StoredFile.objects.exists()


def test_a_file_alone_is_known_again(client, issued):
    page = client.post("/kiem-tra/", {"file": SimpleUploadedFile("a.pdf", PDF)})

    assert "Giấy thật" in page.content.decode()


def test_a_fingerprint_made_in_the_browser_is_enough(client, issued):
    page = client.post("/kiem-tra/", {"sha256": hashlib.sha256(PDF).hexdigest()})

    assert "Giấy thật" in page.content.decode()


def test_a_strange_file_is_unknown(client, issued):
    page = client.post("/kiem-tra/", {"file": SimpleUploadedFile("a.pdf", b"something else")})

    assert "Không có trong sổ" in page.content.decode()


@pytest.mark.parametrize("sent", [{}, {"sha256": "abc"}])
def test_sending_no_file_says_so(client, db, sent):
    assert client.post("/kiem-tra/", sent).status_code == 422


@pytest.mark.parametrize(("state", "words"), [("revoked", "Đã thu hồi"), ("genuine", "Giấy thật")])
def test_a_paper_that_ended_is_not_called_genuine(client, issued, state, words):
    issued.state = state
    issued.ended_at = clock.now() if state != "genuine" else None
    issued.save()

    assert f"<h1>{words}</h1>" in client.get(f"/kiem-tra/{CODE}").content.decode()


def test_the_pages_for_everybody_open(client, db):
    for name in ("track", "check-paper"):
        assert client.get(reverse(f"portal:{name}")).status_code == 200
