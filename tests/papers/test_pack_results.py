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


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "huong_moi",
            [
                "Về việc thực hiện trợ cấp xã hội hàng tháng",
                "Thuộc diện: người khuyết tật đặc biệt nặng",
                "1.250.000 đồng (một triệu hai trăm năm mươi nghìn đồng)",
                "Thời gian hưởng: từ ngày 01/10/2026",
            ],
        ),
        ("dieu_chinh", ["Điều 1. Điều chỉnh trợ cấp", "Mức hưởng hàng tháng"]),
        ("thoi_huong", ["Lý do: Đã có lương hưu", "Thời gian thôi hưởng: từ ngày 01/10/2026"]),
    ],
)
def test_a_decision_on_an_allowance_says_what_is_decided_for_whom_from_when(asked, told):
    said = page(
        "1.001776",
        {
            "yeu_cau": asked,
            "cho_ai": "ban_than",
            "nhom": "khuyet_tat",
            "kt_muc_do": "dac_biet_nang",
            "nyc_gioi_tinh": "nam",
            "nyc_ngay_sinh": "1958-02-15",
        },
        {"nyc_ho_ten": "Nông Văn Hà", "td_ly_do": "Đã có lương hưu"},
        findings={"muc_huong": 1250000, "huong_tu": "2026-10-01"},
    )

    for words in ("QUYẾT ĐỊNH", "ông Nông Văn Hà, sinh ngày 15/02/1958", *told):
        assert words in said
    assert ("Mức hưởng" in said) == (asked != "thoi_huong")


def test_a_decision_on_an_allowance_for_another_is_about_that_person():
    said = page(
        "1.001776",
        {"yeu_cau": "huong_moi", "cho_ai": "nguoi_khac", "nhom": "tre_em"},
        {"nyc_ho_ten": "Ma Thị Na", "nh_ho_ten": "Ma Văn Tý"},
    )

    assert "cháu Ma Văn Tý" in said
    assert "Thuộc diện: trẻ em không có nguồn nuôi dưỡng" in said
    assert "Xét đề nghị của Ma Thị Na" in said
