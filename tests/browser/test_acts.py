"""Officers ask for what is missing, want more time, refuse what cannot be granted: in a browser."""

import time

import pytest

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Closing, Dossier, Extension, Message
from toantrinh.dossiers.states import State

from .conftest import NARROW, WIDE
from .journeys import MOTHER
from .test_completing import apart, filed, page_of, paper, receiver  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)
SPECIALIST, HEAD = "Lê Thị Thu Hà", "Đỗ Minh Tuấn"
PATIENCE = 60  # seconds


def now_is(dossier):
    return apart(lambda: Dossier.objects.get(pk=dossier.pk))


@pytest.fixture
def accepted(filed):  # noqa: F811
    """With the unit that examines it."""
    apart(lambda: dossiers.accept(dossier=filed, by=receiver(filed)))
    until = time.monotonic() + PATIENCE
    while now_is(filed).state != State.PROCESSING:
        assert time.monotonic() < until, "the worker did not hand it to the unit"
        time.sleep(0.2)
    return filed


def desk(dossier, act=""):
    return f"/can-bo{page_of(dossier, act)}"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_what_is_missing_is_marked_previewed_and_sent(window, accepted, size):
    here = window(size)
    page = here.page
    here.become(SPECIALIST)
    here.go(desk(accepted))

    page.get_by_role("link", name="Yêu cầu bổ sung", exact=False).first.click()
    page.wait_for_url("**/yeu-cau-bo-sung")
    here.look()
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    page.locator(".error-summary").wait_for()
    here.look()
    page.get_by_label("Giấy chứng sinh", exact=True).check()
    page.locator("details", has_text="Lý do và căn cứ").nth(0).locator("summary").click()
    page.locator('main input[type="radio"]:visible').first.check()
    page.get_by_role("button", name="Xem trước").click()
    here.look()
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").dblclick()
    page.wait_for_url(f"**{desk(accepted)}")
    here.look()

    assert now_is(accepted).state == State.SUPPLEMENT_ASKED
    assert now_is(accepted).stands_since is not None
    assert "tạm dừng" in page.inner_text("main").lower()


def tab_to(page, target):
    """Go on with the key Tab until the control with this id has the focus."""
    for _each in range(80):
        if page.evaluate("document.activeElement.id") == target:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"nobody comes to {target} by keyboard")


def test_by_keyboard_alone_papers_are_checked_and_asked_for_and_a_message_is_read(window, accepted):
    here, hers = window(WIDE), window(NARROW)
    page, key = here.page, here.page.keyboard
    here.become(SPECIALIST)
    here.go("/can-bo")
    key.press("j")
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    first = page.url
    here.go(desk(accepted))
    key.press("2")
    tab_to(page, "k-giay_chung_sinh-dung")
    key.press("ArrowRight")
    tab_to(page, "kd-giay_chung_sinh-khac")
    key.press("ArrowDown")
    here.look()
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    key.press("n")
    key.type("Chào chị, chị gửi lại giúp ảnh rõ hơn.")
    key.press("Tab")
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    with page.expect_navigation():
        key.press("b")
    here.look()
    marked = page.locator('input[name^="t-"]:checked').count()
    with page.expect_navigation():
        key.press("?")
    here.look()
    tab_to(page, "bat-phim-tat")
    key.press("Space")
    here.go(desk(accepted))
    key.press("b")
    page.wait_for_timeout(200)
    still_here = page.url
    for act in ("/in", "/chep"):
        here.go(desk(accepted, act))
    hers.become(MOTHER)
    hers.go(f"{page_of(accepted, '/trao-doi')}")
    hers.page.wait_for_timeout(300)
    hers.go(page_of(accepted))

    assert "/can-bo/ho-so/" in first
    assert marked == 1
    assert still_here.endswith(desk(accepted)), "the keys are off"
    message = apart(Message.objects.get)
    assert message.read_at is not None, "her page said so when it was shown"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_more_time_is_proposed_decided_and_told_with_the_apology(window, accepted, size):
    before = now_is(accepted).due_at
    asks, head = window(size), window(size)
    asks.become(SPECIALIST)
    asks.go(desk(accepted, "/gia-han"))
    asks.page.get_by_label("Gia hạn thêm bao nhiêu").fill("1")
    asks.page.get_by_label("Lý do").fill("Chờ nơi cư trú cũ trả lời")
    asks.page.locator("main form .actions button").first.click()
    asks.page.wait_for_url(f"**{desk(accepted)}")
    asks.look()

    head.become(HEAD)
    head.go("/can-bo")
    head.page.get_by_role("link", name="Đề xuất gia hạn").first.click()
    head.page.wait_for_url("**/gia-han")
    head.look()
    head.page.get_by_role("button", name="Quyết định gia hạn và ký số").dblclick()
    head.page.wait_for_url(f"**{desk(accepted)}")
    head.look()
    head.go(desk(accepted, "/han"))

    assert now_is(accepted).due_at > before
    assert apart(lambda: Extension.objects.get().heals)
    assert "Gia hạn" in head.page.inner_text("main")


def test_what_cannot_be_granted_goes_to_the_head_with_its_ground(window, accepted):
    here = window(NARROW)
    here.become(SPECIALIST)
    here.go(desk(accepted, "/khong-giai-quyet"))
    here.page.locator("main form .actions button").first.click()
    here.page.locator(".error-summary").wait_for()
    here.look()
    here.page.locator('main input[type="checkbox"]').first.check()
    here.page.get_by_label("Giải thích").fill("Trẻ đã được đăng ký khai sinh ở nơi khác")
    here.page.locator("main form .actions button").first.click()
    here.page.wait_for_url(f"**{desk(accepted)}")
    here.look()

    assert apart(lambda: Closing.objects.get().kind) == "negative"
    waiting = apart(lambda: accepted.tasks.open().get().kind)
    assert waiting == "sign"
