"""The control office at work in a browser, with script and without, wide and on a phone."""

import pytest

from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (NARROW, True), (WIDE, False)], ids=["wide", "360", "plain"]
)
def test_a_fee_is_proposed_by_one_and_published_by_another(window, size, script):
    proposer, checker = window(size, script=script), window(size, script=script)
    proposer.become("Dương Thị Thu Phương")
    here = proposer.page
    for path in ("/thiet-ke", "/thiet-ke/de-xuat-moi", "/thiet-ke/thu-tuc/1.001612/bai-bo"):
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
