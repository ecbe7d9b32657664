"""A long form and a long table: with script and without, by keyboard, a mistake in row 73."""

import pytest

from .conftest import NARROW, WIDE
from .journeys import MOTHER
from .long import CODE, SECTION, publish, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(town, tmp_path):
    folder = tmp_path / "packs"
    folder.mkdir()
    publish(folder)


@pytest.fixture
def begun(published, window):
    """A function that opens the long section in a new window."""

    def opened(size=WIDE, *, script=True):
        here = window(size, script=script)
        here.become(MOTHER)
        here.go(f"/thu-tuc/{CODE}/nop")
        here.page.locator("select[name=agency]").select_option(index=1)
        here.page.get_by_role("button", name="Bắt đầu khai").click()
        here.page.wait_for_url("**/khai/**")
        here.go("/".join(here.page.url.removeprefix(here.address).split("/")[:4]) + f"/{SECTION}")
        return here

    return opened


def control(page, path):
    return page.locator(f'[id="{path}"]')


def paste(page, text):
    page.get_by_text("Dán từ bảng tính").click()
    control(page, "nhan_su._paste").fill(text)
    page.get_by_role("button", name="Đưa các dòng này vào bảng").click()
    page.get_by_text("Dòng 1–40 trong 100 dòng").first.wait_for()


@pytest.mark.parametrize(
    ("size", "script"),
    [(WIDE, True), (NARROW, False)],
    ids=["wide", "360-no-script"],
)
def test_a_mistake_in_row_73_of_a_pasted_table_is_found_and_put_right(begun, size, script):
    here = begun(size, script=script)
    page = here.page

    paste(page, rows(100, wrong=73))
    here.look()
    assert control(page, "nhan_su.0.ns_gioi").input_value() == "nu"
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.locator(".error-summary").wait_for()
    here.look()
    assert "Dòng 73" in page.locator(".error-summary").inner_text()
    page.locator(".error-summary a").click()
    control(page, "nhan_su.72.ns_so").fill("019190999999")
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.wait_for_url("**/khai/cam_doan**")

    page.goto(page.url.partition("#")[0].replace("cam_doan", SECTION) + "?dong=nhan_su.72")
    assert control(page, "nhan_su.72.ns_so").input_value() == "019190999999"
    assert page.get_by_text("Dòng 41–80 trong 100 dòng").count()


def test_by_keyboard_alone_the_mistake_is_reached_and_the_arrows_go_down_a_column(begun):
    here = begun()
    page = here.page
    paste(page, rows(100, wrong=73))

    page.locator("main form .actions button").first.focus()
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "nhan_su.72.ns_so"
    page.keyboard.press("Control+A")
    page.keyboard.type("019190999999")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "nhan_su.73.ns_so"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/khai/cam_doan**")


def test_while_one_types_only_the_part_on_the_page_is_sent_and_nothing_is_lost(begun):
    here = begun()
    page = here.page
    paste(page, rows(100, wrong=0))

    page.get_by_role("button", name="Các dòng sau").first.click()
    page.get_by_text("Dòng 41–80 trong 100 dòng").first.wait_for()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        control(page, "nhan_su.45.ns_ten").fill("Người Được Sửa")
        page.keyboard.press("Tab")
    assert "nhan_su.0.ns_ten" not in sent.value.request.post_data
    page.reload()
    assert control(page, "nhan_su.45.ns_ten").input_value() == "Người Được Sửa"
    control(page, "nhan_su._goto").fill("100")
    page.get_by_role("button", name="Xem dòng này").click()
    page.get_by_text("Dòng 81–100 trong 100 dòng").first.wait_for()

    assert control(page, "nhan_su.99.ns_ten").input_value() == "Người Thứ J"
    here.look()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_former_commune_and_a_word_for_a_line_of_business_lead_to_those_of_today(begun, script):
    here = begun(script=script)
    page = here.page

    page.get_by_text("Tôi chỉ nhớ tên xã cũ").first.click()
    control(page, "noi_lam._old").fill("co linh")
    page.get_by_role("button", name="Tìm xã hiện nay").first.click()
    page.get_by_text("Xã Cổ Linh nay thuộc Xã Cao Minh").wait_for()
    control(page, "nganh").fill("phở")
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.get_by_role("button", name="5610").wait_for()
    here.look()
    page.get_by_role("button", name="5610").click()
    page.wait_for_url("**#nganh")

    assert control(page, "nganh").input_value() == "5610"
    assert page.get_by_text("Nhà hàng và các dịch vụ ăn uống phục vụ lưu động").count()
    here.look()
