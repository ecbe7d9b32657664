"""Pages for what went wrong outside a view, and the gallery."""

import pytest
from django.test import Client, RequestFactory

from toantrinh.project import pages

pytestmark = pytest.mark.django_db


def test_a_missing_page_says_what_to_do(client):
    page = client.get("/khong-co-trang-nay")

    assert page.status_code == 404
    assert "Anh/chị kiểm tra lại địa chỉ" in page.content.decode()


def test_a_form_without_its_token_is_not_carried_out():
    page = Client(enforce_csrf_checks=True).post("/ngon-ngu/setlang/", {"language": "en"})

    assert page.status_code == 403
    assert "Trang này đã mở quá lâu" in page.content.decode()


@pytest.mark.django_db(databases=[])
def test_the_apology_for_a_bug_asks_nothing_of_the_database():
    page = pages.server_error(RequestFactory().get("/ho-so"))

    text = page.content.decode()
    assert page.status_code == 500
    assert "Hệ thống gặp trục trặc" in text
    assert 'href="/ho-so"' in text


def test_what_cannot_be_read_and_what_is_forbidden_have_calm_pages(rf):
    for view, status in ((pages.bad_request, 400), (pages.forbidden, 403)):
        request = rf.get("/")
        page = view(request, Exception())

        assert page.status_code == status
        assert "Về trang chủ" in page.content.decode()


def test_the_gallery_shows_every_component(client):
    page = client.get("/gallery").content.decode()

    for block in (
        "error-summary",
        "timeline",
        "task-list",
        "table-scroll",
        "summary-list",
        "upload",
    ):
        assert f'class="{block}' in page, block


def test_the_gallery_is_absent_in_production(client, settings):
    settings.MODE = "production"

    assert client.get("/gallery").status_code == 404


def test_a_demonstration_says_so_on_every_page(client, settings):
    settings.MODE = "demo"
    assert "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in client.get("/gallery").content.decode()


def test_production_has_no_ribbon(client, settings):
    settings.MODE = "production"

    assert "BẢN TRÌNH DIỄN" not in client.get("/tra-cuu").content.decode()
