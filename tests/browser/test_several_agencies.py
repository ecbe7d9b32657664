"""Other bodies in a browser: one is asked and answers; one filing is followed on one page."""

import time

import pytest

from tests.dossiers import consulted, interlinked
from toantrinh.dossiers.models import Task
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Role

from .conftest import NARROW, WIDE
from .journeys import MOTHER
from .test_completing import PATIENCE, apart

pytestmark = pytest.mark.django_db(transaction=True)
HEAD, ASKED = "Ngô Văn Khánh", "Dương Quang Tuấn"


def ward():
    return Agency.objects.get(code="H55.138")


def to_assign():
    """A building permit at the ward, whose head of unit is to say whom to ask."""
    posts = Post.objects.filter(agency=ward()).select_related("account").order_by("pk")
    return consulted.assigning(ward(), {Role(post.role): post.account for post in posts})


def born():
    """The mother has filed once; the worker opens what follows."""
    mother = next(each for each in Account.objects.all() if each.name == MOTHER)
    leading = interlinked.sealed(ward(), mother)
    until = time.monotonic() + PATIENCE
    while leading.linked.count() < len(interlinked.PARTS):
        assert time.monotonic() < until, "the worker did not open the other dossiers"
        time.sleep(0.2)
    return leading


def test_a_body_is_asked_answers_on_a_small_screen_and_the_unit_reads_it(window):
    dossier = apart(to_assign)
    head, asked = window(WIDE), window(NARROW)
    head.become(HEAD)
    head.go(f"/can-bo/ho-so/{dossier.uid}")
    head.page.get_by_label("Có", exact=True).check()
    head.page.get_by_text("Chọn cơ quan phải lấy ý kiến").click()
    head.page.get_by_label("Sở Xây dựng", exact=False).check()
    head.look()
    head.page.get_by_label("Hỏi về nội dung gì").fill("Thửa đất giáp đường tỉnh 261")
    head.page.get_by_role("button", name="Hoàn thành bước này").dblclick()
    head.page.get_by_role("heading", name="Ý kiến của cơ quan khác").wait_for()
    head.look()

    asked.become(ASKED)
    asked.go(f"/can-bo/ho-so/{dossier.uid}")
    asked.page.wait_for_url("**/can-bo/y-kien/**")
    asked.page.get_by_label("Không đồng ý", exact=False).check()
    asked.page.get_by_role("button", name="Gửi ý kiến").click()
    asked.page.locator(".notice--bad").wait_for()
    asked.look()
    asked.page.get_by_label("Nội dung trả lời").fill("Nằm trong hành lang an toàn đường bộ")
    asked.page.get_by_role("button", name="Gửi ý kiến").dblclick()
    asked.page.locator(".notice--good").wait_for()
    asked.look()

    head.go(f"/can-bo/ho-so/{dossier.uid}")
    assert "Nằm trong hành lang an toàn đường bộ" in head.page.inner_text("main")
    assert apart(lambda: Task.objects.get(elsewhere=True).outcome) == "khong_dong_y"


def test_one_filing_is_followed_on_one_page(window):
    leading = apart(born)
    mother = window(NARROW)
    mother.become(MOTHER)
    mother.go(f"/ho-so/{leading.uid}")

    shown = mother.page.inner_text("main")
    mother.page.get_by_role("link", name="Theo dõi việc này").first.click()
    mother.look()

    assert "Công an phường Phan Đình Phùng" in shown
    assert "Bảo hiểm xã hội tỉnh Thái Nguyên" in shown
    assert mother.page.get_by_role("link", name=leading.reference).is_visible()
    assert "Đăng ký thường trú" in mother.page.inner_text("h1")
