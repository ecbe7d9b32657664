"""What people type, in the ways they type it."""

import unicodedata

import pytest

from tests.forms import make
from toantrinh.forms.normalising import understood
from toantrinh.forms.texts import clean, clean_lines

NAMES = [
    "Nguyễn Thị Minh Anh",
    "Đặng Ngọc Ước",
    "H'Hen Niê",
    "H’Hen Niê",
    "Y Moan Ênuôl",
    "K'Sor Phước",
    "Hmoob Vaj Tub",
    "Lò Văn Pành",
    "Nông Thị Xuân-Mai",
    "Thạch ថាច់ សុខា",
    "Kiều ꨀꨳꨩ ꨌꩌ",
    "Ma Seo Vảng",
]
"""Kinh, Ê Đê, H'Mông, Thái, Tày, Khmer, Chăm."""


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_and_any_form_of_unicode_comes_out_composed(name, form):
    typed = f" \u200b{unicodedata.normalize(form, name).replace(' ', chr(0xA0) + ' ')}\ufeff "

    assert understood(make.one("name"), {"": typed}) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["Nguyễn Văn 4", "Anh <b>", "???", "-", "a@b.vn", "😀", "A\\B"])
def test_what_is_no_name_is_not_taken_for_one(name):
    with pytest.raises(ValueError):
        understood(make.one("name"), {"": name})


def test_old_tone_marks_become_the_ones_in_use():
    assert clean("hoa\u0340 binh\u0300") == "hoà binh̀".replace("h̀", "h\u0300")
    assert clean("Hòa") != clean("Hoà"), "where the tone stands is not ours to change"


def test_invisible_characters_and_superfluous_spaces_go():
    assert clean("\u202eNguyễn\u2003\u00adVăn\tA\x00\u2060") == "Nguyễn Văn A"
    assert clean_lines(" một \r\n\n\n\n hai\u2028ba ") == "một\n\nhai\nba"


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ({"day": "27", "month": "3", "year": "2026"}, "2026-03-27"),
        ({"day": " 07 ", "month": "03", "year": "1990"}, "1990-03-07"),
        ({"day": "27/3/2026", "month": "", "year": ""}, "2026-03-27"),
        ({"day": "29", "month": "2", "year": "2024"}, "2024-02-29"),
        ({"": "2026-03-27"}, "2026-03-27"),
        ({"": "27-03-2026"}, "2026-03-27"),
        ({"day": "", "month": "", "year": ""}, None),
    ],
)
def test_a_date_is_typed_in_three_inputs_or_pasted_into_the_first(parts, answer):
    assert understood(make.one("date"), parts) == answer


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("30", "2", "2026"),
        ("29", "2", "1900"),
        ("31", "4", "2026"),
        ("1", "13", "2026"),
        ("1", "1", "26"),
        ("", "1", "2026"),
        ("", "", "2026"),
        ("mồng 1", "1", "2026"),
        ("1", "1", "0001"),
        ("٣", "1", "2026"),
        ("-1", "1", "2026"),
    ],
)
def test_what_is_no_real_date_is_not_taken_for_one(day, month, year):
    with pytest.raises(ValueError):
        understood(make.one("date"), {"day": day, "month": month, "year": year})


@pytest.mark.parametrize(
    ("precision", "parts", "answer"),
    [
        ("year", {"day": "", "month": "", "year": "1958"}, "1958"),
        ("year", {"day": "", "month": "3", "year": "1958"}, "1958-03"),
        ("month", {"day": "", "month": "3", "year": "1958"}, "1958-03"),
        ("month", {"day": "5", "month": "3", "year": "1958"}, "1958-03-05"),
    ],
)
def test_a_date_may_be_known_to_the_month_or_the_year_where_the_field_allows(
    precision, parts, answer
):
    assert understood(make.one("date", constraints={"precision": precision}), parts) == answer


def test_a_day_without_its_month_is_no_date():
    field = make.one("date", constraints={"precision": "year"})

    with pytest.raises(ValueError):
        understood(field, {"day": "5", "month": "", "year": "1958"})


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("person-id", "019 190 000 123", "019190000123"),
        ("person-id", "019.190.000.123", "019190000123"),
        ("person-id", "０１９１９００００１２３", "019190000123"),
        ("passport-no", " c1234567 ", "C1234567"),
        ("organisation-number", "4600 123 456 - 001", "4600123456-001"),
        ("tax-code", "019190000123", "019190000123"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "(0208) 3 855 123", "02083855123"),
        ("phone", "1900 1234", "19001234"),
        ("email", " An.Nguyen@ViDu.VN ", "An.Nguyen@vidu.vn"),
        ("time", "14h30", "14:30"),
        ("time", "9 giờ", "09:00"),
        ("integer", "1.500", 1500),
        ("integer", "-3", -3),
        ("number", "1.234,50", 1234.5),
        ("number", "0.5", 0.5),
        ("area", "85,5", 85.5),
        ("money", "1.500.000", 1_500_000),
        ("money", "1.500.000 đồng", 1_500_000),
        ("money", "1,500,000 VND", 1_500_000),
        ("boolean", "false", False),
    ],
)
def test_an_answer_is_understood_however_it_is_written(kind, typed, answer):
    found = understood(make.one(kind), {"": typed})

    assert found == answer
    assert type(found) is type(answer)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("person-id", "019190"),
        ("person-id", "O19190000123"),
        ("phone", "0112345678"),
        ("phone", "090 123"),
        ("phone", "+84 12"),
        ("email", "an@vidu"),
        ("email", "an vidu.vn"),
        ("time", "25:00"),
        ("time", "9"),
        ("integer", "1,5"),
        ("integer", "ba"),
        ("integer", "1e5"),
        ("number", "1,2,3"),
        ("number", "1.23.4"),
        ("number", "1234567890,1234567"),
        ("number", "NaN"),
        ("money", "1.5 triệu"),
        ("money", "-5000"),
        ("money", "1500.00"),
        ("money", "9" * 16),
        ("boolean", "có"),
    ],
)
def test_what_cannot_be_an_answer_is_said_to_be_none(kind, typed):
    with pytest.raises(ValueError):
        understood(make.one(kind), {"": typed})


def test_a_place_needs_province_and_commune_and_an_address_may_tell_more():
    parts = {"province": "19", "commune": "05443", "detail": " Tổ  5 "}

    assert understood(make.one("place"), parts) == {"province": "19", "commune": "05443"}
    assert understood(make.one("address"), parts) == {
        "province": "19",
        "commune": "05443",
        "detail": "Tổ 5",
    }
    with pytest.raises(ValueError):
        understood(make.one("address"), {**parts, "commune": ""})


def test_a_land_parcel_needs_sheet_and_parcel_beside_its_place():
    parts = {"sheet": " dc 3", "parcel": "125", "area": "85,5 ", "province": "19"}
    parts |= {"commune": "05443", "detail": ""}

    assert understood(make.one("land-parcel"), parts) == {
        "sheet": "DC3",
        "parcel": "125",
        "area": 85.5,
        "province": "19",
        "commune": "05443",
    }
    for missing in ("sheet", "parcel", "commune"):
        with pytest.raises(ValueError):
            understood(make.one("land-parcel"), {**parts, missing: ""})


@pytest.mark.parametrize("typed", ["2A-12345", "20-12345", "20A-123", "20A-123456", "20ABC-12345"])
def test_what_is_no_number_of_a_vehicle_is_not_taken_for_one(typed):
    with pytest.raises(ValueError):
        understood(make.one("vehicle-plate"), {"": typed})


def test_a_day_with_an_hour():
    parts = {"day": "1", "month": "6", "year": "2026", "time": "8 giờ 15"}

    assert understood(make.one("datetime"), parts) == "2026-06-01T08:15"
