"""Officers take a dossier along its path, each at a window of their own."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.journeys import COPIES, MOTHER
from toantrinh.core import clock
from toantrinh.papers.rendering import render
from toantrinh.project.walkthrough.browsing import Visitor
from toantrinh.project.walkthrough.citizen import Applicant
from toantrinh.project.walkthrough.story import walks
from toantrinh.project.walkthrough.words import Telling

pytestmark = pytest.mark.django_db(transaction=True)
PATH = [
    ("Nguyễn Thị Hồng Nhung", "Tiếp nhận hồ sơ"),
    ("Lê Thị Thu Hà", "Hoàn thành bước này"),
    ("Đỗ Minh Tuấn", "Duyệt và ký số"),
    ("Bùi Thị Thanh Thủy", "Cấp số và đóng dấu"),
    ("Nguyễn Thị Hồng Nhung", "Trả kết quả"),
]


@pytest.fixture
def filed(worker, live_server):
    """A dossier of civil-status copies, filed by an invented person."""
    (plan,) = walks(frozenset({COPIES}))
    applicant = Applicant(
        visitor=Visitor(live_server.url),
        telling=Telling(lambda line: None),
        key=plan.applicant.key,
        code=plan.code,
        name=plan.name,
        sample=plan.sample,
        agency=plan.agency,
        paper=render("= Giấy giả định", {}, at=clock.now()),
        patience=15,
    )
    applicant.file()
    applicant.visitor.close()
    return applicant


def press(here, name, *, tries=40):
    """Press a button that may still be on its way: the page says to open it again."""
    button = here.page.get_by_role("button", name=name, exact=True)
    for _each in range(tries):
        if button.count():
            break
        here.page.wait_for_timeout(250)
        here.page.reload()
    button.click()
    here.page.wait_for_load_state()
    here.look()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_a_dossier_passes_through_all_hands(filed, window, size):
    uid = filed.address.rsplit("/", 1)[-1]
    for name, button in PATH:
        here = window(size)
        here.become(name)
        if button == "Trả kết quả":
            here.go(f"/can-bo/ho-so/{uid}")
            here.page.get_by_label("Số biên lai").fill("BL-00001")
            press(here, "Ghi nhận đã thu")
        here.go("/can-bo")
        here.page.goto(f"{here.address}/can-bo/ho-so/{uid}")
        here.look()
        press(here, button)

    citizen = window(size)
    citizen.become(MOTHER)
    citizen.go(filed.address)
    citizen.page.get_by_role("link", name="Mở kết quả").click()
    citizen.page.wait_for_url("**/ket-qua")
    citizen.look()
    expect(citizen.page.locator(".viewer img")).to_have_js_property("complete", True)
    width = citizen.page.locator(".viewer img").evaluate("image => image.naturalWidth")
    assert width == 1240
