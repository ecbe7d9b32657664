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


HOUSE = {
    "loai_cong_trinh": "nha_o_rieng_le",
    "chu_dau_tu": "dong_so_huu",
    "dong_so_huu": [{"dsh_ho_ten": "Ma Thị Na"}],
    "don_vi_thiet_ke": [
        {"tk_viec": "lap", "tk_ten": "Công ty Ví Dụ", "tk_chung_chi": "TNG-00000000"}
    ],
    "dien_tich_dat": 1205.5,
    "dien_tich_tang_1": 84.5,
    "tong_dien_tich_san": "182.25",
    "chieu_cao": 8.7,
    "so_tang": 2,
    "so_tang_ham": 1,
    "tang_khac": ["lung", "tum"],
}


def test_a_building_permit_says_who_builds_what_where_and_how_large():
    said = page(
        "1.013225",
        HOUSE,
        {"cdt_ho_ten": "Vi Văn Hà", "thua_so": "12", "to_ban_do": "3", "dia_diem": "Tổ 12"},
        findings={"cot_nen": "+0,45 m", "chi_gioi": "lùi 2,4 m"},
    )

    for words in (
        "GIẤY PHÉP XÂY DỰNG (Sử dụng cho nhà ở riêng lẻ)",
        "1. Cấp cho: Vi Văn Hà, Ma Thị Na",
        "do Công ty Ví Dụ (chứng chỉ số TNG-00000000) lập",
        "thửa đất số 12, tờ bản đồ số 3; Tổ 12",
        "Cốt nền xây dựng: +0,45 m",
        "Chỉ giới: lùi 2,4 m",
        "Diện tích thửa đất: 1.205,5 m²",
        "Tổng diện tích sàn: 182,25 m²",
        "Số tầng: 2 tầng, 1 tầng hầm, tầng lửng, tum",
        "Mật độ xây dựng: 7,01%",
        "Hệ số sử dụng đất: 0,15 lần",
        "12 tháng kể từ ngày cấp",
    ):
        assert words in said


def test_a_permit_for_a_line_in_a_town_has_its_length_and_no_storeys():
    said = page(
        "1.013225",
        HOUSE
        | {"loai_cong_trinh": "theo_tuyen_do_thi", "chu_dau_tu": "to_chuc", "chieu_dai_tuyen": 420},
        {"tc_ten": "Công ty Nước", "cdt_ho_ten": "Vi Văn Hà", "tc_chuc_vu": "Giám đốc"},
    )

    assert "1. Cấp cho: Công ty Nước – Người đại diện: Vi Văn Hà, Giám đốc" in said
    assert "Tổng chiều dài tuyến: 420 m" in said
    assert "Số tầng" not in said


LAND = {
    "ly_do": "vo_chong",
    "nguoi_su_dung": "ca_nhan",
    "gcn_ngay_cap": "2005-04-20",
    "td_thoi_han": "co_thoi_han",
    "td_den_ngay": "2065-10-15",
    "td_nha": True,
}


def test_a_land_certificate_names_both_spouses_and_the_area_that_was_found():
    said = page(
        "1.012783",
        LAND,
        {
            "nyc_ho_ten": "Vi Văn Hà",
            "vc_ho_ten": "Ma Thị Na",
            "td_thua_so": "12",
            "td_to_ban_do": "3",
            "td_dien_tich": "120,5",
            "td_loai_dat": "Đất ở",
            "ts_ten": "Nhà ở riêng lẻ",
            "ts_dien_tich_san": "160",
            "gcn_so_phat_hanh": "AA 00000000",
        },
        findings={"dien_tich_ghi": "128,2"},
    )

    for words in (
        "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        "Ông/bà: VI VĂN HÀ",
        "Ông/bà: MA THỊ NA",
        "b) Diện tích: 128,2 m²",
        "d) Thời hạn sử dụng đất: Đến ngày 15/10/2065",
        "đ) Hình thức sử dụng đất: Sử dụng chung",
        "b) Diện tích sàn: 160 m²",
        "số phát hành AA 00000000, cấp ngày 20/04/2005. Lý do: ghi tên cả vợ và chồng.",
    ):
        assert words in said


def test_a_land_certificate_of_an_organisation_is_in_its_name_alone():
    said = page(
        "1.012783",
        LAND | {"ly_do": "hu_hong", "nguoi_su_dung": "to_chuc", "td_nha": False},
        {"tc_ten": "Hợp tác xã Ví Dụ", "nyc_ho_ten": "Vi Văn Hà", "td_dien_tich": "5.000"},
    )

    assert "Tổ chức: HỢP TÁC XÃ VÍ DỤ" in said
    assert "VI VĂN HÀ" not in said
    assert "b) Diện tích: 5.000 m²" in said
    assert "Sử dụng riêng" in said
    assert "Không có tài sản được chứng nhận" in said


def test_the_interlinked_filing_gives_the_same_birth_certificate_as_the_single_one():
    assert RESULTS["3.000722"].read_text() == RESULTS["1.001193"].read_text()


def test_an_announcing_decision_names_the_digest_of_the_one_pack_it_announces():
    attached = {"code": "2.000635", "name": "Cấp bản sao", "digest": "ab" * 32}

    said = page(
        "NB.000001",
        {},
        {"can_cu": "Nghị định 00/2026/NĐ-CP"},
        attached=attached | {"since": "2026-11-01", "last_day": ""},
        findings={"y_kien_kiem_soat": "đủ điều kiện công bố"},
    )
    ended = page("NB.000001", {}, {}, attached=attached | {"since": "", "last_day": "2026-12-31"})

    assert "Công bố thủ tục hành chính “Cấp bản sao”, mã 2.000635" in said
    assert "áp dụng từ ngày 01/11/2026" in said
    assert "ab" * 32 in said.replace(" ", "")
    assert "đủ điều kiện công bố" in said
    assert "Ngày cuối cùng nhận hồ sơ: 31/12/2026" in ended


def test_an_approval_names_the_officer_and_the_unit_that_asked():
    attached = {"asked_by": "Ủy ban nhân dân phường", "officer": "Phạm Minh Châu"}

    said = page("NB.000002", {}, {"viec_cap": "Cấp mới"}, attached=attached | {"title": "Văn thư"})

    assert "theo đề nghị của Ủy ban nhân dân phường" in said
    assert "PHẠM MINH CHÂU" in said
    assert "Chức vụ, vị trí: Văn thư" in said


def test_an_answer_between_agencies_says_the_opinion_and_its_reasons():
    found = {"y_kien": "khong_thong_nhat", "noi_dung_tra_loi": "Mức thu cao hơn chi phí."}

    said = page("NB.000003", {}, {"trich_yeu": "Góp ý dự thảo"}, findings=found)

    assert "Trả lời văn bản lấy ý kiến của Quý cơ quan về việc “Góp ý dự thảo”" in said
    assert "1. Ý kiến chung: không thống nhất." in said
    assert "Mức thu cao hơn chi phí." in said
