"""Numbers, money and dates in Vietnamese words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.papers import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (30, "ba mươi"),
        (54, "năm mươi tư"),
        (55, "năm mươi lăm"),
        (99, "chín mươi chín"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (555, "năm trăm năm mươi lăm"),
        (1000, "một nghìn"),
        (1001, "một nghìn không trăm linh một"),
        (1010, "một nghìn không trăm mười"),
        (1100, "một nghìn một trăm"),
        (1990, "một nghìn chín trăm chín mươi"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (10_000, "mười nghìn"),
        (21_000, "hai mươi mốt nghìn"),
        (105_000, "một trăm linh năm nghìn"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_500_000, "một triệu năm trăm nghìn"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (2_050_000_000, "hai tỷ không trăm năm mươi triệu"),
        (1_500_000_000_000, "một nghìn năm trăm tỷ"),
        (-15, "âm mười lăm"),
    ],
)
def test_numbers_are_said_as_on_official_papers(value, said):
    assert words.number(value) == said


@given(st.integers(min_value=0, max_value=words.LARGEST), st.integers(0, words.LARGEST))
def test_two_numbers_never_sound_the_same(one, other):
    assert (words.number(one) == words.number(other)) == (one == other)


@given(st.integers(min_value=-words.LARGEST, max_value=words.LARGEST))
def test_every_number_is_said_with_single_spaces_and_no_digits(value):
    said = words.number(value)

    assert said == " ".join(said.split())
    assert not any(sign.isdigit() for sign in said)


def test_a_number_too_large_to_be_said_is_refused():
    with pytest.raises(ValueError, match="too large"):
        words.number(words.LARGEST + 1)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (8000, "Tám nghìn đồng"),
        (0, "Không đồng"),
        (Decimal(1_254_000), "Một triệu hai trăm năm mươi tư nghìn đồng"),
    ],
)
def test_money_is_said_in_whole_dong_with_a_capital(amount, said):
    assert words.money(amount) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-12", "ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu"),
        (date(2024, 4, 24), "ngày hai mươi tư tháng tư năm hai nghìn không trăm hai mươi tư"),
        ("2000-01-01", "ngày một tháng một năm hai nghìn"),
        ("1998-12-31", "ngày ba mươi mốt tháng mười hai năm một nghìn chín trăm chín mươi tám"),
        ("1990-05", "tháng năm năm một nghìn chín trăm chín mươi"),
        ("1945", "năm một nghìn chín trăm bốn mươi lăm"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(value, said):
    assert words.day(value) == said


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13", "12/03/2026", "mai", "", "2026-3-1"])
def test_what_is_no_date_is_not_said(value):
    with pytest.raises(ValueError, match=r".+"):
        words.day(value)


@pytest.mark.parametrize(
    ("value", "line", "digits"),
    [
        ("2026-03-05", "ngày 05 tháng 3 năm 2026", "05/03/2026"),
        ("2026-02-12", "ngày 12 tháng 02 năm 2026", "12/02/2026"),
        ("2026-10-09", "ngày 09 tháng 10 năm 2026", "09/10/2026"),
        ("2026-01", "tháng 01 năm 2026", "01/2026"),
        ("2026", "năm 2026", "2026"),
    ],
)
def test_dates_in_digits_have_zeros_where_the_decree_wants_them(value, line, digits):
    assert words.day_line(value) == line
    assert words.day_in_digits(value) == digits


def test_an_instant_is_told_in_the_time_of_the_country():
    late = datetime(2026, 3, 12, 17, 30, tzinfo=UTC)

    assert words.moment_line(late) == "0 giờ 30 phút, ngày 13 tháng 3 năm 2026"
    assert words.moment_in_digits(late) == "00:30 13/03/2026"
