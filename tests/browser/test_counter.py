"""A morning at the counter, by keyboard alone: from the number at the door to form 01."""

import re

import pytest

from .conftest import NARROW, WIDE
from .hands import Hands

OFFICER, CITIZEN = "Nguyễn Thị Hồng Nhung", "Nông Văn Thắng"
CARD = "006058000003||Nông Văn Thắng|15021958|Nam|Tổ 20|05102021||"
WARD = "H55.138"
CASE = {"la_to_chuc": "false", "uy_quyen": "khong", "doi_tuong_mien": "khong"}
MOST = 20  # things an officer does for a procedure they know, typing an answer counted as one
BUSY = 120  # seconds an officer is busy with one person, at most
pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_comes_with_a_card_and_leaves_with_the_receipt(window):
    desk, phone = window(WIDE), window(NARROW)
    desk.become(OFFICER)
    phone.become(CITIZEN)
    hands = Hands(desk)
    desk.go(f"/quay/{WARD}/lay-so")
    hands.press("button[name='loai'][value='A']")
    number = re.search(r"A\d{3}", desk.page.inner_text("main"))[0]
    phone.go(f"/quay/{WARD}/man-hinh")

    hands.begin()
    desk.go("/can-bo/quay")
    hands.press("button[name='viec'][value='goi']")
    phone.page.get_by_text(number).first.wait_for()
    desk.go("/can-bo/quay")
    hands.read_in("#the", CARD)
    hands.press("#the")
    hands.type("#q", "trích lục hộ tịch")
    hands.press("#q")
    hands.press("form:has(input[value='2.000635']) button")
    for name, value in (
        ("la_to_chuc", "false"),
        ("uy_quyen", "khong"),
        ("doi_tuong_mien", "khong"),
    ):
        hands.choose(name, value)
        desk.page.wait_for_timeout(900)  # what an answer opens is shown
    hands.choose("nyc_quan_he", "ban_than")
    hands.pick("[name='loai_su_kien']", "khai_sinh")
    hands.choose("hinh_thuc_nhan", "dien_tu")
    hands.choose("cam_doan", "true")
    hands.press("form[data-autosave] .actions button")
    assert "/xac-nhan" in desk.page.url, desk.page.inner_text("main")
    hands.press("button[name='viec'][value='gui-ma']")
    uid = re.search(r"ho-so/([\w-]+)", desk.page.url)[1]
    phone.go(f"/ho-so/{uid}/kiem-tra-lai")
    code = re.search(r"Mã của anh/chị là (\d{6})", phone.page.inner_text("main"))[1]
    hands.type("#ma", code)
    hands.type("#bien-lai", "0001234")
    hands.press("button[name='viec'][value='nop']")

    said = desk.page.inner_text("main")
    assert "Đã nộp và tiếp nhận" in said
    assert "biên lai số 0001234" in said
    assert OFFICER in said
    desk.page.get_by_role("link", name="In: Giấy tiếp nhận hồ sơ").wait_for()
    assert hands.done <= MOST
    assert hands.seconds < BUSY, f"{hands.struck} keys: {hands.seconds} s"
    phone.go(f"/ho-so/{uid}")
    assert f"Nộp với sự giúp đỡ của {OFFICER}" in phone.page.inner_text("main")
    desk.go("/can-bo/quay/so")
    assert "Đang phục vụ" not in desk.page.inner_text("main")  # ended with the filing
    desk.go("/can-bo/quay/huong-dan/2.000635")
    phone.go("/so-lieu/nop-ho-so")
