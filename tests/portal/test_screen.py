"""The pre-screener: what applies and what it costs, before anybody signs in."""

from urllib.parse import parse_qs, urlparse

import pytest

from toantrinh.catalogue import actions as catalogue
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier

from .conftest import PACKS

PAGE = "/thu-tuc/1.001193/truong-hop"
COPIES = "/thu-tuc/2.000635/truong-hop"


@pytest.fixture
def copies(ward):
    return catalogue.publish(
        folder=PACKS / "2.000635-cap-ban-sao-trich-luc-ho-tich", by=System("set-up")
    )


def get(client, page=PAGE, **answers):
    return client.get(page, answers).content.decode()


def part(page, title):
    """What stands under a heading of the case."""
    return page.split(f"<h3>{title}</h3>", 1)[1].split("<h3>", 1)[0] if title in page else ""


def test_only_what_decides_is_asked_and_nothing_about_a_person(client, birth):
    page = get(client)

    assert 'name="hoan_canh"' in page
    assert 'name="uy_quyen"' in page
    assert "Họ, chữ đệm, tên" not in page
    assert "ks_ngay_sinh" not in page


def test_an_answer_moves_papers_from_open_to_needed_or_not(client, birth):
    before, after = get(client), get(client, uy_quyen="nguoi_khac")

    assert "Văn bản ủy quyền" in part(before, "Chưa rõ")
    assert "Văn bản ủy quyền" in part(after, "Cần có")
    assert "Văn bản ủy quyền" in part(get(client, uy_quyen="khong"), "Không cần")


def test_an_answer_opens_and_closes_questions(client, birth):
    assert 'name="co_nguoi_lam_chung"' not in get(client, hoan_canh="thong_thuong")
    assert 'name="co_nguoi_lam_chung"' in get(
        client, hoan_canh="thong_thuong", co_giay_chung_sinh="false"
    )
    assert 'name="co_giay_chung_sinh"' not in get(client, hoan_canh="bo_roi")


def test_what_was_answered_stays_marked(client, birth):
    assert 'value="bo_roi" checked' in get(client, hoan_canh="bo_roi")


@pytest.mark.parametrize("nonsense", ["x", "", "<script>", "true"])
def test_an_answer_that_is_none_counts_for_nothing(client, birth, nonsense):
    page = get(client, hoan_canh=nonsense, la_ai="quan-tri")

    assert "Văn bản ủy quyền" in part(page, "Chưa rõ")
    assert "<script>x" not in page


def test_the_fee_follows_with_its_ground(client, copies):
    page = get(client, COPIES, so_ban_sao="3", doi_tuong_mien="khong")

    assert "24.000 đồng" in part(page, "Phí, lệ phí phải nộp")


def test_an_exemption_is_told_in_words(client, copies):
    page = get(client, COPIES, so_ban_sao="3", doi_tuong_mien="ho_ngheo")

    assert "người thuộc hộ nghèo" in part(page, "Phí, lệ phí phải nộp")


def test_limit_trips_and_who_decides_are_told(client, birth):
    page = get(client)

    assert "Trong ngày làm việc" in part(page, "Thời hạn giải quyết")
    assert "Số lần đi lại" in page
    assert "Ủy ban nhân dân cấp xã" in part(page, "Ai quyết định")


def test_a_procedure_nobody_published_has_a_calm_page(client, birth):
    assert client.get("/thu-tuc/9.999999/truong-hop").status_code == 404


def test_nothing_is_kept(client, birth, django_assert_num_queries):
    get(client, hoan_canh="bo_roi")

    with django_assert_num_queries(3):  # the version, published data, the edition of the lists
        get(client, hoan_canh="bo_roi")
    assert "sessionid" not in client.cookies
    assert not Dossier.objects.exists()


class TestFilingWithTheAnswers:
    def way_in(self, client):
        page = get(client, hoan_canh="thong_thuong", co_giay_chung_sinh="true")
        return page.split('button--block" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")

    def test_the_way_in_has_them(self, client, birth):
        assert parse_qs(urlparse(self.way_in(client)).query) == {
            "hoan_canh": ["thong_thuong"],
            "co_giay_chung_sinh": ["true"],
        }

    def test_they_are_in_the_draft(self, client, birth, ward, mother):
        client.force_login(mother)
        begin = client.get(self.way_in(client)).content.decode()
        sent = {"hoan_canh": "thong_thuong", "co_giay_chung_sinh": "true", "key": "k"}
        client.post("/thu-tuc/1.001193/nop", {**sent, "agency": ward.code})

        assert '<input type="hidden" name="hoan_canh" value="thong_thuong">' in begin
        content = dossiers.read_content(dossier=Dossier.objects.get(), by=mother)
        assert content["answers"]["hoan_canh"] == "thong_thuong"
        assert content["answers"]["co_giay_chung_sinh"] is True

    def test_a_draft_keeps_what_it_has(self, client, birth, ward, mother):
        client.force_login(mother)
        first = {"hoan_canh": "bo_roi", "key": "k", "agency": ward.code}
        client.post("/thu-tuc/1.001193/nop", first)
        client.post("/thu-tuc/1.001193/nop", first | {"hoan_canh": "mang_thai_ho"})

        content = dossiers.read_content(dossier=Dossier.objects.get(), by=mother)
        assert content["answers"]["hoan_canh"] == "bo_roi"

    def test_only_answers_to_these_questions_are_taken(self, client, birth, ward, mother):
        client.force_login(mother)
        sent = {"ks_ho_ten": "Ai Đó", "key": "k", "agency": ward.code}
        client.post("/thu-tuc/1.001193/nop", sent)

        content = dossiers.read_content(dossier=Dossier.objects.get(), by=mother)
        assert "ks_ho_ten" not in content["answers"]
