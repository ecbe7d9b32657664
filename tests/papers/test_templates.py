"""The papers of the house and of the packs, read as people will read them."""

import pytest

from tests.papers import reading
from tests.papers.reading import AT, RESULTS, SAMPLE
from toantrinh.papers.rendering import TEMPLATES, render


def made(name, **changes):
    return render((TEMPLATES / f"{name}.typ").read_text(), SAMPLE | changes, at=AT)


def result(code, **changes):
    return render(RESULTS[code].read_text(), SAMPLE | changes, at=AT)


def test_the_confirmation_says_what_was_filed_and_until_when_it_is_answered():
    said = reading.words(made("confirmation"))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "THÔNG BÁO ĐÃ NỘP HỒ SƠ",
        "H55.101-260312-0007",
        "Thời điểm nộp: 8 giờ 15 phút, ngày 12 tháng 3 năm 2026",
        "Đăng ký khai sinh (1.001193)",
        "Nguyễn Thị Phương Thảo",
        "Bản điện tử, 2 trang",
        "Cơ quan trả lời chậm nhất 8 giờ 15 phút, ngày 13 tháng 3 năm 2026",
        "K7QX-2M4D-9RTF-WC3H",
    ):
        assert words in said


def test_the_confirmation_promises_no_due_time():
    assert "17 giờ 00 phút" not in reading.words(made("confirmation"))


def test_form_01_has_the_instant_of_receipt_and_the_due_time():
    said = reading.words(made("form01", number="7/2026"))

    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ",
        "Số: 7/2026",
        "Phan Đình Phùng, ngày 12 tháng 3 năm 2026",
        "Mã hồ sơ: H55.101-260312-0007",
        "Tổ 12, phường Phan Đình Phùng, tỉnh Thái Nguyên",
        "0912 345 678",
        "Số lượng hồ sơ: 1 bộ",
        "Thời gian nhận hồ sơ: 9 giờ 05 phút, ngày 12 tháng 3 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 3 năm 2026",
        "Miễn lệ phí theo 85/2019/TT-BTC",
        "Trần Văn Hùng",
    ):
        assert words in said


@pytest.mark.parametrize("name", ["confirmation", "form01"])
def test_a_paper_of_the_system_without_number_leaves_no_room_for_one(name):
    assert "toan-trinh-place" not in reading.properties(made(name, number=""))["Keywords"]


def test_the_birth_certificate_has_the_entries_of_the_ministry():
    said = reading.words(result("1.001193", number="15/2026"))

    for words in (
        "GIẤY KHAI SINH",
        "Số: 15/2026",
        "Họ, chữ đệm, tên: NGUYỄN HOÀNG BẢO AN",
        "Ngày, tháng, năm sinh: 05/03/2026",
        "Ngày năm tháng ba năm hai nghìn không trăm hai mươi sáu",
        "Giới tính: Nữ",
        "Bệnh viện Trung ương Thái Nguyên, phường Phan Đình Phùng",
        "Số định danh cá nhân: 019326000123",
        "Họ, chữ đệm, tên người mẹ: NGUYỄN THỊ PHƯƠNG THẢO",
        "Năm sinh: 1998",
        "Họ, chữ đệm, tên người cha: NGUYỄN HOÀNG LONG",
        "Dân tộc: Tày",
        "Họ, chữ đệm, tên người đi khai sinh: NGUYỄN THỊ PHƯƠNG THẢO",
        "Căn cước số 019198000001",
        "Ủy ban nhân dân phường Phan Đình Phùng, tỉnh Thái Nguyên",
        "NGƯỜI KÝ GIẤY KHAI SINH",
    ):
        assert words in said


def test_the_mother_who_does_not_register_herself_is_read_from_her_own_section():
    answers = SAMPLE["answers"] | {"nyc_quan_he": "ong_ba", "me_ngay_sinh": "2001-02-03"}
    read = SAMPLE["read"] | {"me_ho_ten": "Ma Thị Hà", "nyc_ho_ten": "Ma Văn Sơn"}

    said = reading.words(result("1.001193", answers=answers, read=read))

    assert "tên người mẹ: MA THỊ HÀ" in said
    assert "Năm sinh: 2001" in said
    assert "tên người đi khai sinh: MA VĂN SƠN" in said


def test_a_child_without_a_known_father_has_dots_in_his_place_and_still_one_page():
    known = {key: text for key, text in SAMPLE["read"].items() if not key.startswith("cha_")}

    paper = result("1.001193", read=known, answers={"ks_ngay_sinh": "2026-03-05"})

    assert reading.properties(paper)["Pages"] == "1"
    assert "Họ, chữ đệm, tên người cha: ......" in reading.words(paper)


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_very_long_names_and_places_stay_on_one_page(times):
    wordy = ("ho_ten", "co_so", "noi_sinh", "que_quan", "noi_cu_tru")
    long = {
        key: text + ", thôn Bản Lũng Cú" * times * key.endswith(wordy)
        for key, text in SAMPLE["read"].items()
    }

    assert reading.properties(result("1.001193", read=long))["Pages"] == "1"


@pytest.mark.parametrize(
    ("event", "title"), [("ket_hon", "TRÍCH LỤC KẾT HÔN"), ("khai_tu", "TRÍCH LỤC KHAI TỬ")]
)
def test_an_extract_is_named_after_what_was_registered(event, title):
    answers = SAMPLE["answers"] | {"loai_su_kien": event}

    said = reading.words(result("2.000635", answers=answers, number="9/TLKS-BS"))

    for words in (title, "(BẢN SAO)", "Số: 9/TLKS-BS", "TRẦN VĂN BÌNH", "24/02/1990", "45/2015"):
        assert words in said


def test_an_extract_for_oneself_is_about_the_one_who_asks():
    answers = SAMPLE["answers"] | {"nyc_quan_he": "ban_than", "loai_su_kien": "khai_sinh"}

    said = reading.words(result("2.000635", answers=answers))

    assert "TRÍCH LỤC KHAI SINH" in said
    assert "Họ, chữ đệm, tên: NGUYỄN THỊ PHƯƠNG THẢO" in said
    assert "TRẦN VĂN BÌNH" not in said


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"uy_quyen": "khong", "tinh_trang": "dang_co_vo_chong", "muc_dich": "vay_von"},
            ["Hiện tại đang có vợ (chồng) là Trần Văn Dũng", "LÊ THỊ NA", "Vay vốn"],
        ),
        (
            {"uy_quyen": "nguoi_than", "tinh_trang": "da_ly_hon", "muc_dich": "ket_hon"},
            ["Đã ly hôn; hiện tại chưa đăng ký kết hôn với ai", "LÊ HẢI NAM", "Kết hôn với Lý Mẩy"],
        ),
        (
            {"uy_quyen": "khong", "tinh_trang": "chua_ket_hon", "muc_dich": "khac"},
            ["Chưa đăng ký kết hôn với ai", "Đi làm việc ở nước ngoài"],
        ),
    ],
)
def test_a_certificate_of_marital_status_says_whose_what_and_for_what(answers, told):
    read = {
        "nyc_ho_ten": "Lê Thị Na",
        "nd_ho_ten": "Lê Hải Nam",
        "vo_chong": "Trần Văn Dũng",
        "kh_ho_ten": "Lý Mẩy",
        "muc_dich": "Vay vốn",
        "muc_dich_khac": "Đi làm việc ở nước ngoài",
    }
    page = reading.words(result("1.004873", answers=answers, read=read))

    assert "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN" in page.upper()
    assert all(each in page for each in told), page
    assert "6 tháng kể từ ngày cấp" in page


def test_an_extract_of_a_death_says_who_when_where_and_leaves_out_what_nobody_knows():
    answers = {"nc_ngay_sinh": "1938", "nc_ngay_chet": "2026-09-28"}
    read = {"nc_ho_ten": "Lê Văn Lương", "nc_noi_chet": "Tổ 12", "nyc_ho_ten": "Lê Thị Na"}
    page = reading.words(result("1.000656", answers=answers, read=read))
    hour = reading.words(result("1.000656", answers=answers, read=read | {"nc_gio_chet": "04:10"}))

    assert "TRÍCH LỤC KHAI TỬ" in page.upper()
    assert "LÊ VĂN LƯƠNG Ngày, tháng, năm sinh: 1938" in page
    assert "Đã chết vào: ngày 28 tháng 9 năm 2026" in page
    assert "Đã chết vào: 04:10, ngày 28 tháng 9 năm 2026" in hour
    assert "hai mươi tám" in page.lower()
    assert "Giấy báo tử" not in page
    assert "Nơi cư trú cuối cùng" not in page


def test_the_result_of_a_pack_just_begun_lists_what_was_declared():
    paper = render(
        (TEMPLATES / "result.typ").read_text("utf-8"),
        SAMPLE | {"lines": [{"label": "Nơi cư trú", "value": "Tổ 12"}]},
        at=AT,
    )

    assert "Nơi cư trú: Tổ 12" in reading.words(paper)


@pytest.mark.parametrize("name", ["confirmation", "form01"])
def test_a_paper_with_almost_nothing_known_is_still_set(name):
    bare = {"agency": {"name": "UBND xã Bình An"}, "dossier": {}, "procedure": {}}

    paper = render((TEMPLATES / f"{name}.typ").read_text(), bare, at=AT)

    assert "UBND XÃ BÌNH AN" in reading.words(paper)


@pytest.mark.parametrize("code", sorted(RESULTS))
def test_a_result_has_rooms_for_signature_and_seal_and_number(code):
    keywords = reading.properties(result(code, number=""))["Keywords"]

    for room in ("sign:", "seal:", "number:"):
        assert f"toan-trinh-place:{room}" in keywords


def test_a_long_list_of_papers_goes_on_to_numbered_pages():
    many = [{"name": f"Giấy tờ số {i}", "form": "Bản điện tử", "count": 1} for i in range(54)]

    paper = made("form01", components=many)

    assert "Trang 1/" in reading.text(paper)
    assert reading.text(paper).count("Tên giấy tờ") == 2, "the head of the table on each page of it"
