"""Finding a procedure, before anybody signs in."""

from datetime import date

import pytest
from django.urls import reverse

from tests import make
from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core.actor import System

from .conftest import BIRTH, PACKS


def test_the_first_page_leads_to_fields_and_life_events(client, birth):
    page = client.get("/").content.decode()

    assert "Sinh con, nuôi con nhỏ" in page
    assert "?linh-vuc=ho_tich" in page


@pytest.mark.parametrize("words", ["Đăng ký khai sinh", "dang ky khai sinh", "khai sin"])
def test_search_finds_with_and_without_marks_and_with_mistakes(client, birth, words):
    page = client.get("/tim", {"q": words}).content.decode()

    assert reverse("portal:procedure", args=["1.001193"]) in page


def test_search_without_a_hit_says_what_to_try(client, birth):
    page = client.get("/tim", {"q": "xyzzy plugh"}).content.decode()

    assert "Không tìm thấy" in page


def test_a_field_lists_its_procedures(client, birth):
    assert "Đăng ký khai sinh" in client.get("/tim", {"linh-vuc": "ho_tich"}).content.decode()
    assert "Không tìm thấy" in client.get("/tim", {"linh-vuc": "khac"}).content.decode()


def test_the_page_of_a_procedure_tells_what_it_takes(client, birth):
    page = client.get("/thu-tuc/1.001193").content.decode()

    for told in ("Giấy chứng sinh", "Nhà nước đã có", "Anh/chị nộp", "8.000 đồng", "60/2014/QH13"):
        assert told in page
    assert reverse("portal:start", args=["1.001193"]) in page


def test_the_page_says_who_has_to_be_there_and_what_becomes_of_originals(client, ward):
    make.published(PACKS / "1.000894-dang-ky-ket-hon", by=System("test"))
    make.published(PACKS / "1.012783-cap-doi-giay-chung-nhan", by=System("test"))

    marriage = client.get(reverse("portal:procedure", args=["1.000894"])).content.decode()
    land = client.get(reverse("portal:procedure", args=["1.012783"])).content.decode()

    assert "Hai bên nam, nữ cùng có mặt" in marriage
    assert "Bản chính được thu khi trả kết quả." in land


def test_the_page_says_why_the_nation_names_a_procedure_otherwise(client, ward):
    catalogue.keep_record(
        text='{"code": "1.001193", "name": "Khai sinh"}', source="invented", by=System("set-up")
    )
    make.published(BIRTH, name_differs_ground="Tên theo quyết định của tỉnh")

    page = client.get("/thu-tuc/1.001193").content.decode()

    assert "Tên theo quyết định của tỉnh" in page


def test_an_unknown_procedure_has_a_calm_page(client, birth):
    page = client.get("/thu-tuc/9.999999")

    assert page.status_code == 404
    assert "Không tìm thấy trang này" in page.content.decode()


def test_a_repealed_procedure_says_so_and_begins_nothing(client, birth, mother):
    catalogue.end(code="1.001193", last_day=date(2026, 10, 1), by=System("set-up"))
    client.force_login(mother)

    assert client.get("/thu-tuc/1.001193").status_code == 410
    assert client.post("/thu-tuc/1.001193/nop", {"key": "a"}).status_code == 410


def test_pages_speak_english_when_asked(client, birth):
    client.post("/ngon-ngu/setlang/", {"language": "en", "next": "/"})

    assert "What do you need from the state today?" in client.get("/").content.decode()


class TestALongList:
    @pytest.fixture
    def many(self, birth):
        """Birth registration under seventy codes and names."""
        fields = {
            each.attname: getattr(birth, each.attname)
            for each in ProcedureVersion._meta.concrete_fields
            if each.attname not in {"id", "uid", "code", "name", "digest"}
        }
        ProcedureVersion.objects.bulk_create(
            ProcedureVersion(
                code=f"9.{n:06}", name=f"Thủ tục số {n:02}", digest=f"{n:064}", **fields
            )
            for n in range(70)
        )

    def test_comes_in_pages_that_lead_to_each_other(self, client, many):
        first = client.get("/tim", {"linh-vuc": "ho_tich"}).content.decode()
        last = client.get("/tim", {"linh-vuc": "ho_tich", "trang": "3"}).content.decode()

        assert first.count("/thu-tuc/") == 30
        assert "?linh-vuc=ho_tich&amp;trang=2" in first
        assert 'rel="prev"' not in first
        assert last.count("/thu-tuc/") == 11
        assert "?linh-vuc=ho_tich&amp;trang=2" in last
        assert 'rel="next"' not in last

    @pytest.mark.parametrize("page", ["0", "-1", "abc", "²", "9" * 30, ""])
    def test_a_page_that_is_no_number_is_the_first(self, client, many, page):
        answer = client.get("/tim", {"trang": page})

        assert answer.status_code == 200
        assert answer.content.decode().count("/thu-tuc/") == 30

    def test_a_page_past_the_end_is_empty(self, client, many):
        page = client.get("/tim", {"trang": "99"}).content.decode()

        assert page.count("/thu-tuc/") == 0

    def test_costs_as_many_questions_as_a_short_one(
        self, client, many, django_assert_max_num_queries
    ):
        client.get("/tim")  # what a process keeps is read
        with django_assert_max_num_queries(3):  # the guide, what was published, the page
            client.get("/tim", {"linh-vuc": "ho_tich"})
        with django_assert_max_num_queries(3):
            client.get("/tim", {"q": "khai sinh"})
