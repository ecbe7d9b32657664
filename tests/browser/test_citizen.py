"""A citizen files for herself: with script, without, on a phone, by keyboard alone."""

import re

import pytest

from toantrinh.core import clock
from toantrinh.papers.rendering import render

from .conftest import NARROW, WIDE
from .journeys import BIRTH, COPIES, MOTHER, fill_in, sample_of

REFERENCE = re.compile(r"H55\.138-\d{6}-\d{4}")
pytestmark = pytest.mark.django_db(transaction=True)


def begin(window, words, name, code):
    page = window.page
    page.get_by_label("Tìm thủ tục").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim?**")
    window.look()
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url(f"**/thu-tuc/{code}")
    window.look()
    page.goto(f"{window.address}/thu-tuc/{code}/nop")
    page.get_by_role("button", name="Bắt đầu khai").click()
    page.wait_for_url("**/khai/**")


@pytest.mark.parametrize(
    ("size", "script"),
    [(WIDE, True), (NARROW, False)],
    ids=["wide", "360-no-script"],
)
def test_a_birth_is_filed_from_the_first_page_to_the_code(window, tmp_path, size, script):
    here = window(size, script=script)
    page = here.page
    paper = tmp_path / "giay-chung-sinh.pdf"
    paper.write_bytes(render("= Giấy chứng sinh giả định", {}, at=clock.now()))
    here.become(MOTHER)
    here.go("/")

    begin(here, "dang ky khai sinh", "Đăng ký khai sinh", BIRTH)
    fill_in(here, sample_of(BIRTH))
    here.look()
    page.locator('input[type="file"]').first.set_input_files(paper)
    if not script:
        page.get_by_role("button", name="Tải tệp lên").first.click()
    page.get_by_role("link", name="giay-chung-sinh.pdf").wait_for()
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/kiem-tra-lai**")
    here.look()
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    page.wait_for_url("**/da-nop**")
    here.look()

    assert REFERENCE.search(page.content())
    page.goto(f"{here.address}/ho-so")
    assert len(REFERENCE.findall(page.inner_text("main"))) == 1


def test_a_draft_waits_on_another_device(window):
    first, second = window(), window(NARROW)
    first.become(MOTHER)
    first.go(f"/thu-tuc/{COPIES}/nop")
    first.page.get_by_role("button", name="Bắt đầu khai").click()
    first.page.wait_for_url("**/khai/**")
    first.page.get_by_role("radio").first.check()
    with first.page.expect_response(lambda answer: answer.request.method == "POST"):
        first.page.keyboard.press("Tab")
        first.page.mouse.click(5, 5)

    second.become(MOTHER)
    second.go("/ho-so")
    second.page.get_by_role("link", name="Tiếp tục").first.click()
    second.look()

    assert second.page.get_by_role("radio").first.is_checked()


def test_by_keyboard_alone_a_mistake_is_found_and_put_right(window):
    here = window()
    page = here.page
    here.become(MOTHER)
    here.go(f"/thu-tuc/{COPIES}/nop")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _each in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Bắt đầu khai":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/khai/**")
    page.locator("main form .actions button").first.focus()
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    here.look()
    page.locator(".error-summary a").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")

    focused = page.evaluate("document.activeElement.type")
    assert focused == "radio"
    assert page.evaluate("document.activeElement.checked")
