"""Results of packs that have their own template, read as people will read them."""

import pytest

from tests.papers import reading
from tests.papers.reading import AT, RESULTS, SAMPLE
from toantrinh.papers.rendering import render


def page(code, answers, read, **changes):
    paper = render(
        RESULTS[code].read_text(), SAMPLE | {"answers": answers, "read": read} | changes, at=AT
    )
    return reading.words(paper)


@pytest.mark.parametrize(("sex", "wife", "husband"), [("nu", "nyc", "bk"), ("nam", "bk", "nyc")])
def test_a_marriage_certificate_knows_wife_and_husband_by_the_sex_of_who_declares(
    sex, wife, husband
):
    said = page(
        "1.000894",
        {
            "nyc_gioi_tinh": sex,
            f"{wife}_ngay_sinh": "2000-06-21",
            f"{husband}_ngay_sinh": "1997-08-11",
        },
        {f"{wife}_ho_ten": "Ma Thị Na", f"{husband}_ho_ten": "Vi Văn Hà"},
        number="15/2026",
    )

    for words in (
        "GIẤY CHỨNG NHẬN KẾT HÔN Số: 15/2026",
        "tên vợ: MA THỊ NA",
        "tên chồng: VI VĂN HÀ",
        "sinh: 21/06/2000 Ngày, tháng, năm sinh: 11/08/1997",
        "VỢ CHỒNG",
        "Nơi đăng ký kết hôn: Ủy ban nhân dân phường Phan Đình Phùng, tỉnh Thái Nguyên",
    ):
        assert words in said


def test_a_marriage_certificate_with_very_long_names_and_places_stays_one_page():
    long = {
        f"{side}_{key}": "Nguyễn Hoàng Bảo An, thôn Bản Lũng Cú" * 4
        for side in ("nyc", "bk")
        for key in ("ho_ten", "noi_cu_tru")
    }
    paper = render(RESULTS["1.000894"].read_text(), SAMPLE | {"read": long}, at=AT)

    assert reading.properties(paper)["Pages"] == "1"
