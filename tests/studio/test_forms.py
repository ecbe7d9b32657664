"""The forms of papers at the control office: seen, tried out, put in force, refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make, offices, sessions
from tests.papers import reading
from toantrinh.core import clock
from toantrinh.identity.permissions import Role
from toantrinh.papers import queries
from toantrinh.papers.house import KINDS
from toantrinh.papers.models import PaperTemplate

pytestmark = pytest.mark.django_db

BROKEN = '#import "layout.typ": *\n#show: paper.with(title: "Thử")\n#nope(3)'
HERE = "/thiet-ke/mau-giay/refusal"


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def officer():
    agency = offices.commune("Cơ quan kiểm soát thủ tục hành chính")
    return make.officer(Role.CONTROLLER, agency=agency)


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def changed(kind="refusal"):
    """The form of the house with other words in it."""
    return queries.template(kind, date(2026, 10, 5)).replace(
        "Xin thông báo để anh/chị được biết", "Ủy ban nhân dân tỉnh thông báo để anh/chị được biết"
    )


def sent(**fields):
    return {
        "deed": "ap-dung",
        "text": changed(),
        "since": "10/10/2026",
        "ground": "Quyết định 12/2026/QĐ-UBND",
    } | fields


def test_the_start_page_of_the_studio_leads_to_every_kind_of_paper(office):
    assert 'href="/thiet-ke/mau-giay"' in office.get("/thiet-ke").content.decode()

    page = office.get("/thiet-ke/mau-giay").content.decode()

    for kind, known in KINDS.items():
        assert f'href="/thiet-ke/mau-giay/{kind}"' in page
        assert known.title in page
    assert "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 05" in page
    assert "15/PYCBS" in page


def test_a_form_shows_its_versions_its_pages_and_its_source(office):
    page = office.get(HERE).content.decode()

    assert "01/07/2025" in page
    assert "Dùng cho hồ sơ cũ" in page
    assert 'src="/thiet-ke/mau-giay/refusal/2025-07-01/trang/1"' in page
    assert "Phiếu từ chối tiếp nhận giải quyết hồ sơ (Thông tư 03/2025/TT-VPCP" in page


def test_an_older_version_is_looked_at_by_its_first_day(office):
    page = office.get(f"{HERE}?phien-ban=2019-01-06").content.decode()
    made = office.get(f"{HERE}/2019-01-06")

    assert 'src="/thiet-ke/mau-giay/refusal/2019-01-06/trang/1"' in page
    assert made["Content-Type"] == "application/pdf"
    assert made["X-Content-Type-Options"] == "nosniff"
    assert "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ" in reading.words(made.content)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_opens_as_page_as_pdf_and_as_picture(office, kind):
    version = queries.version(kind, date(2026, 10, 5)).key

    page = office.get(reverse("studio:form", args=[kind]))
    made = office.get(reverse("studio:form-sample", args=[kind, version]))
    picture = office.get(reverse("studio:form-page", args=[kind, version, 1]))

    assert page.status_code == 200
    assert made.content.startswith(b"%PDF")
    assert picture["Content-Type"] == "image/jpeg"


def test_a_form_is_put_in_force_and_seen_from_its_day(office):
    answer = office.post(HERE, sent())

    row = PaperTemplate.objects.get()
    assert (answer.status_code, row.valid_from) == (302, date(2026, 10, 10))
    assert row.ground == "Quyết định 12/2026/QĐ-UBND"
    assert "Ủy ban nhân dân tỉnh thông báo" not in queries.template("refusal", date(2026, 10, 9))
    assert "Ủy ban nhân dân tỉnh thông báo" in queries.template("refusal", date(2026, 10, 10))
    page = office.get(HERE).content.decode()
    assert "Sẽ áp dụng" in page
    assert "09/10/2026" in page, "the form of the house ends the day before"
    assert "Quyết định 12/2026/QĐ-UBND" in page
    assert "Ủy ban nhân dân tỉnh thông báo" in reading.words(office.get(f"{HERE}/1").content)


def test_a_newer_form_for_the_same_day_leaves_the_older_one_unused(office):
    office.post(HERE, sent())

    office.post(HERE, sent(text=changed() + "\n// lần hai\n"))

    page = office.get(HERE).content.decode()
    assert PaperTemplate.objects.count() == 2
    assert page.count("Đã có mẫu mới thay thế") == 1
    assert queries.template("refusal", date(2026, 10, 10)).endswith("// lần hai\n")


def test_a_file_takes_the_place_of_the_text(office):
    file = SimpleUploadedFile("mau.typ", changed().replace("\n", "\r\n").encode())

    office.post(HERE, sent(text="#nope", file=file))

    assert PaperTemplate.objects.get().source == changed()


def test_a_preview_is_a_pdf_and_keeps_nothing(office):
    made = office.post(HERE, sent(deed="xem-thu", since="", ground=""))

    assert made["Content-Type"] == "application/pdf"
    assert "Ủy ban nhân dân tỉnh thông báo" in reading.words(made.content)
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize("deed", ["xem-thu", "ap-dung"])
def test_a_broken_form_is_refused_with_its_line_and_what_was_typed_stays(office, deed):
    page = office.post(HERE, sent(deed=deed, text=BROKEN))

    said = page.content.decode()
    assert page.status_code == 422
    assert "dòng 3" in said
    assert 'href="#text"' in said
    assert "#nope(3)</textarea>" in said
    assert 'value="10/10/2026"' in said
    assert "Quyết định 12/2026/QĐ-UBND" in said
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"since": ""}, "since", "Chưa ghi ngày có hiệu lực"),
        ({"since": "31/2/2027"}, "since", "không phải ngày"),
        ({"since": "4/10/2026"}, "since", "những ngày đã qua"),
        ({"ground": " "}, "ground", "Chưa ghi văn bản quy định mẫu"),
        ({"text": "  "}, "text", "Chưa có mã nguồn"),
        ({"text": "Một tờ giấy"}, "text", "không có chỗ"),
        ({"file": SimpleUploadedFile("a.typ", b"\xff\xfe")}, "file", "UTF-8"),
        ({"file": SimpleUploadedFile("a.typ", b"a" * 200_001)}, "file", "quá lớn"),
    ],
)
def test_what_cannot_be_used_comes_back_at_its_field(office, changes, field, told):
    page = office.post(HERE, sent(**changes))

    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()
    assert told in page.content.decode()
    assert not PaperTemplate.objects.exists()


def test_a_form_that_breaks_on_an_empty_dossier_is_refused(office):
    eager = changed() + "\n#data.refusal.grounds.first().text\n"

    preview = office.post(HERE, sent(text=eager, deed="xem-thu"))
    page = office.post(HERE, sent(text=eager))

    assert preview.status_code == 200
    assert page.status_code == 422
    assert "ít dữ liệu" in page.content.decode()
    assert not PaperTemplate.objects.exists()


def test_a_text_sent_after_the_session_had_ended_is_there_again(client, office, officer):
    answer = sessions.over(client, officer).post(HERE, sent(text="// dở dang"))
    client.force_login(officer)
    page = client.get(HERE).content.decode()

    assert answer.status_code == 302
    assert "// dở dang</textarea>" in page
    assert "Phiên đăng nhập đã hết" in page
    assert not PaperTemplate.objects.exists()


def test_what_is_not_there_is_not_found(office):
    for path in ("/thiet-ke/mau-giay/khong-co", f"{HERE}/9", f"{HERE}/2025-07-01/trang/9"):
        assert office.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR, Role.ONE_STOP])
def test_for_everybody_else_there_is_nothing_here(client, role):
    client.force_login(make.officer(role))

    for path in ("/thiet-ke/mau-giay", HERE, f"{HERE}/2025-07-01", f"{HERE}/2025-07-01/trang/1"):
        assert client.get(path).status_code == 404
    assert client.post(HERE, sent()).status_code == 404
    assert not PaperTemplate.objects.exists()
