"""Numbers and names, beyond the examples in the docstrings."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.identity.rules import (
    NumberWarning,
    fold,
    is_number,
    mask,
    normal_number,
    number_parts,
    number_warnings,
    sort_key,
)

TODAY = date(2026, 7, 2)
names = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằấệỡựỳ ", max_size=30)


@pytest.mark.parametrize(
    ("number", "facts", "warnings"),
    [
        ("001090000001", {}, []),
        ("00109000001", {}, [NumberWarning.LENGTH]),
        ("0010900000O1", {}, [NumberWarning.LENGTH]),
        ("", {}, [NumberWarning.LENGTH]),
        ("003090000001", {}, [NumberWarning.PLACE]),
        ("101090000001", {}, []),  # born abroad
        ("001299000001", {}, [NumberWarning.FUTURE]),
        ("001226000001", {}, []),  # born this year
        ("001190000001", {"sex": "nam"}, [NumberWarning.SEX]),
        ("001190000001", {"birth_year": 1991}, [NumberWarning.BIRTH_YEAR]),
        ("001190000001", {"birth_year": 1990, "sex": "nu"}, []),
    ],
)
def test_a_number_is_warned_about_and_never_refused(number, facts, warnings):
    assert number_warnings(number, today=TODAY, **facts) == warnings


@given(st.integers(1900, 2399), st.booleans())
def test_the_digits_of_century_and_sex_are_read_back(year, female):
    digit = (year // 100 - 19) * 2 + female

    parts = number_parts(f"001{digit}{year % 100:02d}000001")

    assert (parts.birth_year, parts.sex) == (year, "nu" if female else "nam")


@pytest.mark.parametrize("text", ["０１９１９００００００１", "019190000001", "019.190.000.001"])
def test_however_a_number_is_typed_it_is_the_same_number(text):
    assert normal_number(text) == "019190000001"


@pytest.mark.parametrize("text", ["a@b.vn", "login-12", "01919000000x", ""])
def test_what_is_no_number_is_not_taken_for_one(text):
    assert not is_number(text)


@given(st.from_regex(r"\d{12}", fullmatch=True))
def test_a_masked_number_hides_the_digits_that_make_it_someones(number):
    masked = mask(number)

    assert len(masked) == len(number)
    assert re.fullmatch(r"\d{3}\*{6}\d{3}", masked, re.ASCII | re.DOTALL) or not number.isascii()


@given(names)
def test_folding_again_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(names)
def test_a_name_is_found_however_its_letters_are_encoded(name):
    apart = unicodedata.normalize("NFD", name.upper())

    assert (fold(apart), sort_key(apart)) == (fold(name), sort_key(name))


def test_people_stand_in_the_order_of_their_given_names():
    people = ["Lê Yến", "Lê Ân", "Trần Văn An", "Vũ Dung", "Đỗ Bình", "Lê An", "Bùi Đức"]

    people.sort(key=sort_key)

    assert people == [
        "Lê An",
        "Trần Văn An",
        "Lê Ân",
        "Đỗ Bình",
        "Vũ Dung",
        "Bùi Đức",
        "Lê Yến",
    ]


def test_the_shorter_name_comes_first():
    assert sort_key("Lê An") < sort_key("Lê Anh")


def test_no_name_has_a_key_too():
    assert sort_key("").strip() == ""
