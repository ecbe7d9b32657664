"""The control office at work in a browser, with script and without, wide and on a phone."""

import pytest

from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
INTERNAL = (
    "/thiet-ke/noi-bo",
    "/thiet-ke/noi-bo/NB.000002",
    "/thiet-ke/noi-bo/NB.000002/sua",
    "/thiet-ke/noi-bo/nhap",
    "/can-bo/noi-bo",
    "/can-bo/noi-bo/NB.000003",
)


@pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (NARROW, False)], ids=["wide", "360-plain"]
)
def test_a_fee_is_proposed_by_one_and_published_by_another(window, size, script):
    proposer, checker = window(size, script=script), window(size, script=script)
    proposer.become("Dương Thị Thu Phương")
    here = proposer.page
    for path in (
        "/thiet-ke",
        "/thiet-ke/de-xuat-moi",
        "/thiet-ke/thu-tuc/1.001612/bai-bo",
        *INTERNAL,
    ):
        proposer.go(path)
    proposer.go("/thiet-ke/thu-tuc/1.001612")
    here.get_by_role("button", name="Thay đổi").click()
    here.get_by_label("Mức mới, tính bằng đồng").fill("trăm nghìn")
    here.get_by_role("button", name="Đưa thay đổi vào đề xuất").click()
    here.locator(".error-summary").wait_for()
    proposer.look()
    here.get_by_label("Mức mới, tính bằng đồng").fill("100.000")
    here.get_by_label("Tên nghị quyết").fill("Nghị quyết giả định")
    here.get_by_role("button", name="Đưa thay đổi vào đề xuất").click()
    here.get_by_text("−50.000 đồng phí, lệ phí").wait_for()
    proposer.look()
    proposal = here.url.removeprefix(proposer.address)
    for path in ("/so-sanh", "/xem-thu", "/lop-tinh", "/tep/form.yaml"):
        proposer.go(proposal + path)
    proposer.go(proposal)
    for decision in ("quyết định công bố", "quyết định phê duyệt quy trình"):
        here.get_by_label(f"Số {decision}").fill("01/QĐ-THỬ")
        here.get_by_label(f"Ngày ký {decision}").fill("1/10/2026")
        here.get_by_label(f"Người ký {decision}").fill("Người ký giả định")
        here.get_by_label(f"Cơ quan ban hành {decision}").fill("Ủy ban nhân dân tỉnh")
    here.get_by_role("button", name="Chuyển kiểm tra").click()
    here.get_by_text("Đã chuyển kiểm tra").wait_for()
    proposer.look()

    checker.become("Hà Văn Hòa")
    checker.go(proposal)
    checker.page.get_by_role("button", name="Ban hành").click()
    checker.page.get_by_text("Đã ban hành, có hiệu lực từ").wait_for()
    checker.look()

    checker.go("/thiet-ke/thu-tuc/1.001612")
    proposer.go("/thu-tuc/1.001612")
    assert here.get_by_text("100.000 đồng").count()


@pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (NARROW, False)], ids=["wide", "360-plain"]
)
def test_a_form_of_a_paper_is_refused_with_its_line_and_then_put_in_force(window, size, script):
    office = window(size, script=script)
    office.become("Dương Thị Thu Phương")
    page = office.page
    office.go("/thiet-ke/mau-giay")
    page.get_by_role("link", name="Thông báo dừng giải quyết hồ sơ").click()
    source = page.get_by_label("Mã nguồn của mẫu (typst)")
    good = source.input_value()
    source.fill(good + "\n#nope()\n")
    page.get_by_label("Áp dụng từ ngày").fill("31/12/2099")
    page.get_by_label("Văn bản quy định mẫu").fill("Quyết định giả định")
    page.get_by_role("button", name="Dựng thử và áp dụng").click()
    page.locator(".error-summary").get_by_text("nope").wait_for()
    office.look()
    assert source.input_value().rstrip().endswith("#nope()")

    source.fill(good + "\n// của tỉnh\n")
    page.get_by_role("button", name="Dựng thử và áp dụng").click()
    page.get_by_text("Mẫu được áp dụng từ 31/12/2099").wait_for()
    office.look()
