import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.core.vietnamese import alphabetical


def test_letters_decide_before_tones_and_words_before_letters():
    names = [
        "Ân Thi",
        "An Ấp",
        "Ấm Thượng",
        "An Bình",
        "Ẩm",
        "Đức",
        "Dục",
        "An",
        "Ăn",
        "Uông",
        "Ương",
    ]

    assert sorted(names, key=alphabetical) == [
        "An",
        "An Ấp",
        "An Bình",
        "Ăn",
        "Ẩm",
        "Ấm Thượng",
        "Ân Thi",
        "Dục",
        "Đức",
        "Uông",
        "Ương",
    ]


def test_numbers_in_names_stand_before_letters():
    assert sorted(["Phường B", "Phường 2", "Phường 1"], key=alphabetical)[-1] == "Phường B"


@given(st.text(max_size=30))
def test_any_text_has_an_ascii_key_whatever_its_form(text):
    key = alphabetical(text)

    assert key.isascii()
    assert key == alphabetical(unicodedata.normalize("NFD", text))
