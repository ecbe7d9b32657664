"""A draft over a bad line, and on two devices."""

import pytest
from PIL import Image

from .conftest import NARROW, WIDE
from .journeys import BIRTH, MOTHER

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "nyc_dien_thoai"
COPIES_KEPT = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"
LINE_IS_BAD = "Chưa lưu được, sẽ tự lưu khi có mạng"


def begin(here):
    """A draft of hers, open at the section with her telephone number; its address."""
    here.become(MOTHER)
    page = here.page
    page.goto(f"{here.address}/thu-tuc/{BIRTH}/nop")
    page.get_by_role("button", name="Bắt đầu khai").click()
    page.wait_for_url("**/khai/**")
    return open_section(here, page.url.split("/ho-so/")[1].split("/")[0])


def open_section(here, uid):
    path = f"/ho-so/{uid}/khai/nguoi_yeu_cau"
    here.page.goto(here.address + path)
    here.page.wait_for_load_state("networkidle")
    return uid


def type_number(page, number):
    page.locator(f'[name="{PHONE}"]').fill(number)
    page.locator(f'[name="{PHONE}"]').blur()


def number(page):
    return page.locator(f'[name="{PHONE}"]').input_value().replace(" ", "")


def test_what_is_typed_without_a_connection_is_kept_and_saved_when_it_is_back(window):
    first, second = window(), window(NARROW)
    uid = begin(first)
    page = first.page
    page.context.set_offline(True)
    type_number(page, "0911222333")
    page.get_by_text(LINE_IS_BAD).wait_for()
    kept = page.evaluate(COPIES_KEPT)

    page.context.set_offline(False)
    page.get_by_text("Đã lưu lúc").wait_for()

    assert (kept, page.evaluate(COPIES_KEPT)) == (1, 0)
    second.become(MOTHER)
    open_section(second, uid)
    assert number(second.page) == "0911222333"


def test_a_page_that_was_closed_without_a_connection_loses_nothing(window):
    here = window()
    uid = begin(here)
    context = here.page.context
    context.set_offline(True)
    type_number(here.page, "0911222333")
    here.page.get_by_text(LINE_IS_BAD).wait_for()
    here.page.close()
    context.set_offline(False)

    loads = []
    here.page = context.new_page()
    here.page.on("load", lambda page: loads.append(page.url))
    here.page.goto(f"{here.address}/ho-so/{uid}/khai/tre_em")
    for _each in range(150):  # once the copy is saved, the page is shown anew
        if len(loads) > 1:
            break
        here.page.wait_for_timeout(100)
    kept = here.page.evaluate(COPIES_KEPT)
    open_section(here, uid)

    assert kept == 0
    assert number(here.page) == "0911222333"


def test_going_on_from_page_to_page_leaves_no_copy_and_sends_nothing_twice(window):
    here = window()
    begin(here)
    sent = []
    here.page.on("request", lambda each: each.method == "POST" and sent.append(each))
    here.page.locator('[name="nyc_quan_he"]').first.check()
    here.page.locator("main form .actions button").first.click()
    here.page.wait_for_load_state("networkidle")

    by_script = [each for each in sent if each.headers.get("hx-request")]
    assert here.page.evaluate(COPIES_KEPT) == 0
    assert len(sent) - len(by_script) == 1
    assert len(by_script) <= 1


def test_signing_out_leaves_nothing_in_the_browser(window):
    here = window()
    begin(here)
    page = here.page
    page.route("**/khai/**", lambda route: route.abort())
    type_number(page, "0911222333")
    page.get_by_text(LINE_IS_BAD).wait_for()
    kept = page.evaluate(COPIES_KEPT)

    page.goto(f"{here.address}/dang-xuat")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_load_state("networkidle")

    assert (kept, page.evaluate(COPIES_KEPT)) == (1, 0)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_two_devices_that_differ_are_told_and_one_chooses(window, size):
    first, second = window(), window(size)
    uid = begin(first)
    second.become(MOTHER)
    open_section(second, uid)
    type_number(first.page, "0911111111")
    first.page.get_by_text("Đã lưu lúc").wait_for()

    type_number(second.page, "0922222222")
    second.page.get_by_role("link", name="Chọn câu trả lời được dùng").click()
    second.page.wait_for_url("**/hai-thiet-bi**")
    second.look()
    second.page.get_by_role("radio", name="Ở đây").check()
    second.page.get_by_role("button", name="Dùng câu trả lời đã chọn").click()
    second.page.wait_for_load_state("networkidle")

    open_section(first, uid)
    assert number(first.page) == "0922222222"


def test_without_script_a_device_is_led_to_the_choice(window):
    first, second = window(), window(NARROW, script=False)
    uid = begin(first)
    second.become(MOTHER)
    open_section(second, uid)
    type_number(first.page, "0911111111")
    first.page.get_by_text("Đã lưu lúc").wait_for()

    second.page.locator(f'[name="{PHONE}"]').fill("0922222222")
    second.page.locator("main form .actions button").first.click()
    second.page.wait_for_url("**/hai-thiet-bi**")
    second.look()

    assert "0922 222 222" in second.page.inner_text("main")


# ---- Large files -----------------------------------------------------------------------------


@pytest.fixture
def scan(tmp_path):
    """About 1.5 MB: six parts."""
    path = tmp_path / "giay-chung-sinh.png"
    Image.effect_noise((1100, 1100), 90).save(path)
    return path


def at_the_papers(here):
    uid = begin(here)
    here.go(f"/ho-so/{uid}/giay-to")
    return here.page


def choose(page, scan):
    page.locator('form[data-component="giay_chung_sinh"] input[type="file"]').set_input_files(scan)


class Line:
    """The line of a page: it lets ``good`` parts through, then none until it is mended."""

    def __init__(self, page, good):
        self.good, self.sent = good, []
        page.route("**/tai-len/**", self.carry)

    def carry(self, route):
        if route.request.method == "PATCH":
            if self.good <= 0:
                return route.abort()
            self.good -= 1
            self.sent.append(int(route.request.headers["upload-offset"]))
        return route.continue_()


def test_a_large_file_goes_on_by_itself_after_the_line_was_lost(window, scan):
    here = window()
    page = at_the_papers(here)
    line = Line(page, good=2)

    choose(page, scan)
    page.get_by_text("Mất kết nối. Tệp sẽ tự tải tiếp").wait_for()
    here.wrong.clear()
    here.look()
    line.good = 100
    page.get_by_role("link", name="giay-chung-sinh.png").wait_for()

    assert len(line.sent) >= 5
    assert line.sent == sorted(set(line.sent)), "no part was sent twice"


def test_a_file_chosen_again_goes_on_where_it_stopped(window, scan):
    here = window()
    page = at_the_papers(here)
    line = Line(page, good=2)
    choose(page, scan)
    page.get_by_text("Mất kết nối. Tệp sẽ tự tải tiếp").wait_for()

    page.reload()
    page.get_by_text("đang tải dở").wait_for()
    line.good, line.sent = 100, []
    choose(page, scan)
    page.get_by_role("link", name="giay-chung-sinh.png").wait_for()

    assert line.sent[0] > 0


def test_a_large_file_that_is_no_paper_is_refused_in_words(window, tmp_path):
    here = window()
    page = at_the_papers(here)
    wrong = tmp_path / "phan-mem.pdf"
    wrong.write_bytes(b"MZ" + b"x" * 600_000)

    choose(page, wrong)

    page.get_by_text("không phải ảnh").wait_for()
    here.wrong.clear()
    here.look()
