"""Codes of identity cards as readers give them: whole, cut, longer, and what is none."""

from datetime import date

import pytest

from toantrinh.identity.cards import Card, read

NUMBER = "019196000001"
WHOLE = f"{NUMBER}|012345678|Nguyễn Thị Lan Anh|14031996|Nữ|Tổ 12, phường A|05102021"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.replace("|012345678|", "||"),
        f"{WHOLE}||Nguyễn Văn A|Trần Thị B|",
        f"  {WHOLE}\r\n",
        WHOLE.replace("14031996", "14/03/1996"),
        WHOLE.replace("Nữ", "NỮ"),
    ],
)
def test_the_person_is_read_whatever_is_missing_or_added(text):
    assert read(text) == Card(NUMBER, "Nguyễn Thị Lan Anh", date(1996, 3, 14), "nu")


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        (f"{NUMBER}|", ("name", "born", "sex")),
        (f"{NUMBER}||Nguyễn Thị Lan Anh|31021996|Nữ", ("born",)),
        (f"{NUMBER}||???|14031996|", ("name", "sex")),
    ],
)
def test_what_cannot_be_read_is_told_and_not_guessed(text, doubts):
    assert read(text).doubts == doubts


@pytest.mark.parametrize("text", ["", "|||", "12345|a|b", "https://vidu.vn", "０" * 11, "x" * 5000])
def test_what_is_no_card_is_none(text):
    assert read(text) is None


def test_nothing_but_what_is_needed_is_taken():
    assert "Tổ 12" not in repr(read(WHOLE))
    assert "012345678" not in repr(read(WHOLE))
