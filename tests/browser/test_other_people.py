"""Two people at two browsers: one files, the other confirms their part of it."""

from datetime import timedelta

import pytest
from django.conf import settings

from toantrinh.core import clock, yaml

from .conftest import NARROW, WIDE
from .journeys import BIRTH, MOTHER, fill_in

FATHER = "Trần Văn Dũng"
pytestmark = pytest.mark.django_db(transaction=True)


def answers_of_father():
    """He applies, the parents are not married: she has to confirm before the agency accepts."""
    (folder,) = settings.PACKS.glob(f"{BIRTH}-*")
    sample = yaml.load(folder / "samples" / "nguoi-cha-nop-chua-ket-hon.yaml")[0]
    return {**sample["answers"], "ks_ngay_sinh": str(clock.today() - timedelta(days=9))}


def button(here, name):
    return here.page.locator("main").get_by_role("button", name=name)


def press(here, name):
    with here.page.expect_navigation():
        button(here, name).click()
    here.look()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_mother_declines_then_confirms_and_a_change_is_asked_again(window, script):
    his, hers = window(WIDE, script=script), window(NARROW, script=script)
    his.become(FATHER)
    hers.become(MOTHER)
    his.go(f"/thu-tuc/{BIRTH}/nop")
    his.page.get_by_role("button", name="Bắt đầu khai").click()
    his.page.wait_for_url("**/khai/**")
    fill_in(his, answers_of_father(), to="/nguoi-khac")
    place = his.page.url.partition("#")[0].removeprefix(his.address)

    press(his, "Gửi lời mời")
    link = his.page.get_by_label("Liên kết cho người này").input_value()
    hers.go("/ho-so")
    assert "Có người mời anh/chị xác nhận" in hers.page.inner_text("main")
    hers.go(link.removeprefix(hers.address))
    press(hers, "Mở phần của tôi")
    hers.page.get_by_label("Không, tôi không đồng ý").check()
    press(hers, "Gửi trả lời")
    hers.page.get_by_label("Lý do không đồng ý").fill("Tên của cháu chưa đúng.")
    press(hers, "Gửi trả lời")

    his.go(place)
    assert "Tên của cháu chưa đúng." in his.page.inner_text("main")
    press(his, "Mời lại")
    link = his.page.get_by_label("Liên kết cho người này").input_value()
    hers.go(link.removeprefix(hers.address))
    press(hers, "Mở phần của tôi")
    hers.page.get_by_label("Có, tôi đồng ý").check()
    press(hers, "Gửi trả lời")
    his.go(place)
    assert "Đã xác nhận" in his.page.inner_text("main")

    his.go(place.replace("nguoi-khac", "khai/tre_em"))
    his.page.locator('[name="ks_ho_ten"]').fill("Trần Gia Bảo")
    his.page.locator("main form .actions button").first.click()
    his.page.wait_for_url("**/khai/noi_sinh**")
    his.go(place)
    assert "phải xác nhận lại" in his.page.inner_text("main")
    hers.page.reload()
    hers.look()
    assert "mời anh/chị đọc lại" in hers.page.inner_text("main")
