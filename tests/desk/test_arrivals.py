"""What an officer sees of a dossier that came by the national portal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.dossiers.portal_sends import arrive, sample, with_answers, with_file
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "000.00.19.H55-261005-0012"


@pytest.fixture
def one_stop(client, officers):
    client.force_login(officers[Role.ONE_STOP])
    return client


def page_of(client, dossier) -> str:
    answer = client.get(reverse("desk:dossier", args=[dossier.uid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_channel_code_and_times(one_stop, birth):
    dossier = arrive(sample()).dossier

    page = page_of(one_stop, dossier)

    for told in ("Qua Cổng Dịch vụ công quốc gia", CODE, "08:15, 05/10/2026", "0900000901"):
        assert told in page
    assert "Còn thiếu" not in page


def test_the_page_tells_what_is_missing_and_what_is_odd(one_stop, birth):
    document = with_answers(
        with_file(sample(), NoiDung="!"),
        ks_ho_ten=None,
        co_giay_chung_sinh=False,
        co_nguoi_lam_chung=True,
    )

    page = page_of(one_stop, arrive(document).dossier)

    assert "Còn thiếu 2 nội dung" in page
    assert "Văn bản của người làm chứng xác nhận về việc sinh" in page
    assert "Không nhận được tệp “giay-chung-sinh.png”: nội dung không phải base64." in page


def test_markup_in_what_the_portal_sends_is_only_text(one_stop, birth):
    odd = '<img src=x onerror="alert(1)">'
    document = with_answers(sample(ChuHoSo=odd, GhiChu=odd, TrichYeuHoSo=odd), la=odd)
    with_odd_file = with_file(document, TenTepDinhKem=odd, MaThanhPhanHoSo=odd)

    page = page_of(one_stop, arrive(with_odd_file).dossier)

    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_another_content_under_the_code_is_told(one_stop, birth):
    dossier = arrive(sample()).dossier
    arrive(with_answers(sample(), ks_ho_ten="Trần Minh Khác"))

    page = page_of(one_stop, dossier)

    assert "Cổng gửi nội dung khác với cùng mã hồ sơ" in page
    assert "DuLieuEForm.ks_ho_ten" in page
    assert "Trần Minh Khác" not in page


def test_it_is_found_by_the_code_of_the_portal(one_stop, birth):
    dossier = arrive(sample()).dossier

    found = one_stop.get("/can-bo", {"q": CODE.lower()}).context["found"]

    assert found == [dossier]


def test_another_agency_does_not_find_it_by_that_code(client, birth):
    from tests import make

    arrive(sample())
    client.force_login(make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999", name="X")))

    assert client.get("/can-bo", {"q": CODE}).context["found"] == []


def test_finding_takes_one_statement_whatever_is_found(one_stop, birth):
    arrive(sample(MaHoSo="A-0001"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            one_stop.get("/can-bo", {"q": "nguyen thi gia dinh"})
        return len(asked)

    one = statements()
    for number in (2, 3, 4):
        arrive(sample(MaHoSo=f"A-000{number}"))

    assert statements() == one


def test_a_dossier_of_our_own_speaks_of_no_portal(one_stop, birth, with_papers, mother):
    from toantrinh.dossiers import actions as dossiers

    dossier = dossiers.submit(dossier=with_papers, by=mother)

    assert "den-tu-cong" not in page_of(one_stop, dossier)
