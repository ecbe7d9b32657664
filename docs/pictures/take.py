"""Take the pictures of these pages from a running demo: python docs/pictures/take.py [ADDRESS].

Walks one dossier first, so that there is a result to be shown. Needs the tools of the tests.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
CODE, CITIZEN = "2.000635", "Nguyễn Thị Lan Anh"
DOSSIER = re.compile(r"/ho-so/[0-9a-f-]{36}$")
COLOURS = 128  # a page has few; a third of the bytes


def main() -> None:
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    walk(address)
    program = os.environ.get("TOANTRINH_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take_all(browser, address)
        browser.close()


def walk(address: str) -> None:
    os.environ["TOANTRINH_MODE"] = "demo"
    from toantrinh.project import environment

    environment.set_up_django()
    from toantrinh.project.walkthrough import story
    from toantrinh.project.walkthrough.words import Telling

    (plan,) = story.walks(frozenset({CODE}))
    story.walk(plan, address, Telling(lambda line: None), patience=60)


def take_all(browser: Browser, address: str) -> None:
    anyone = at(browser, address, WIDE)
    anyone.goto(f"{address}/thu-tuc/{CODE}")
    keep(anyone, "thu-tuc")
    for name, person in (("viec-can-lam", "Nguyễn Thị Hồng Nhung"), ("ky-so", "Đỗ Minh Tuấn")):
        officer = at(browser, address, WIDE, person)
        officer.goto(f"{address}/can-bo")
        if name == "ky-so":
            officer.locator("tbody a.code").first.click()
            officer.locator(".viewer img").first.scroll_into_view_if_needed()
        keep(officer, name)
    designer = at(browser, address, WIDE, "Dương Thị Thu Phương")
    propose(designer, address)
    checker = at(browser, address, WIDE, "Hà Văn Hòa")
    checker.goto(designer.url)
    keep(checker, "thiet-ke")
    citizen = at(browser, address, NARROW, CITIZEN)
    citizen.goto(f"{address}/ho-so")
    mine = citizen.locator("main a[href]").evaluate_all("links => links.map(link => link.href)")
    walked = next(link for link in mine if DOSSIER.search(link) and has_result(citizen, link))
    for name, page in (("da-nop-360", "da-nop"), ("ket-qua-360", "ket-qua")):
        citizen.goto(f"{walked}/{page}")
        keep(citizen, name)


def propose(page: Page, address: str) -> None:
    """A cheaper registration of household businesses, handed over to be checked."""
    page.goto(f"{address}/thiet-ke/thu-tuc/1.001612")
    page.get_by_role("button", name="Thay đổi").click()
    page.get_by_label("Mức mới, tính bằng đồng").fill("100.000")
    page.get_by_label("Tên nghị quyết").fill("Nghị quyết giả định về mức thu")
    page.get_by_role("button", name="Đưa thay đổi vào đề xuất").click()
    for decision in ("quyết định công bố", "quyết định phê duyệt quy trình"):
        page.get_by_label(f"Số {decision}").fill("01/QĐ-THỬ")
        page.get_by_label(f"Ngày ký {decision}").fill("1/10/2026")
        page.get_by_label(f"Người ký {decision}").fill("Người ký giả định")
        page.get_by_label(f"Cơ quan ban hành {decision}").fill("Ủy ban nhân dân tỉnh")
    page.get_by_role("button", name="Chuyển kiểm tra").click()
    page.get_by_role("status").wait_for()


def has_result(page: Page, dossier: str) -> bool:
    page.goto(dossier)
    return page.locator('main a[href$="/ket-qua"]').count() > 0


def at(browser: Browser, address: str, size: dict[str, int], person: str = "") -> Page:
    page = browser.new_context(viewport=size, locale="vi-VN").new_page()  # type: ignore[arg-type]
    if person:
        page.goto(f"{address}/dang-nhap/thu")
        page.get_by_role("button", name=f"Đăng nhập với vai {person}").click()
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(COLOURS).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
