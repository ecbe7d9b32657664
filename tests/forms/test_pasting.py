"""Rows copied from a spreadsheet become rows of the table; what does not fit is never lost."""

from tests.forms import make
from toantrinh.forms import pasting

COLUMNS = [
    make.field("ten", "name", label="Họ tên"),
    make.field("sinh", "date", label="Ngày sinh", constraints={"precision": "year"}),
    make.field("gioi", "choice", label="Giới tính", choices=[{"value": "nu", "label": "Nữ"}]),
    make.field("chinh", "boolean", label="Là chủ hộ"),
    make.field("o", "address", label="Nơi ở"),
    make.field("so", "integer", label="Số", computed="1"),
]
TABLE = make.one("group", columns=COLUMNS)


def pasted(text, **others):
    return pasting.read(TABLE, text, **{"room": 1000, "lists": make.LISTS} | others)


def test_cells_stand_in_the_order_of_the_columns():
    found = pasted("Nguyễn Thị An\t27/3/1990\tNữ\tcó\tTổ 5, Phường Đức Xuân, Thái Nguyên\n")

    assert found.rows == [
        {
            "ten": "Nguyễn Thị An",
            "sinh": "1990-03-27",
            "gioi": "nu",
            "chinh": True,
            "o": {"province": "19", "commune": "05443", "detail": "Tổ 5"},
        }
    ]
    assert (found.raw, found.left) == ([{}], [])


def test_under_headings_the_order_does_not_matter_and_other_columns_are_passed_over():
    found = pasted("STT\tGIOI TINH\tHọ tên\tGhi chú\n1\tnu\tNguyễn Thị An\tmới\n")

    assert found.rows == [{"ten": "Nguyễn Thị An", "gioi": "nu"}]


def test_what_is_not_understood_is_kept_at_its_cell():
    found = pasted("Nguyễn Thị An\t31/2/1990\tNam\tcó lẽ\tđâu đó")

    assert found.rows == [{"ten": "Nguyễn Thị An"}]
    assert found.raw == [
        {"sinh": "31/2/1990", "gioi": "Nam", "chinh": "có lẽ", "o": "đâu đó"},
    ]


def test_months_and_years_alone_are_dates_of_less_precision():
    assert [row["sinh"] for row in pasted("A\t3/1958\nB\t1958\n").rows] == ["1958-03", "1958"]


def test_lines_that_are_too_long_or_find_no_room_are_left():
    found = pasted("An\t\t\t\t\tthừa\nBình\nChi\n", room=1)

    assert found.rows == [{"ten": "Bình"}]
    assert found.left == ["An\t\t\t\t\tthừa", "Chi"]


def test_quoted_cells_may_have_line_ends_and_a_lone_quote_is_a_letter():
    assert pasted('"Nguyễn\nThị An"\t1990').rows == [{"ten": "Nguyễn Thị An", "sinh": "1990"}]
    assert pasted('5" An\t1990\nBình\t1991').rows[1] == {"ten": "Bình", "sinh": "1991"}


def test_without_lists_a_place_is_not_guessed():
    found = pasted("An\t\t\t\tPhường Đức Xuân, Thái Nguyên", lists=None)

    assert found.raw == [{"o": "Phường Đức Xuân, Thái Nguyên"}]


def test_a_cell_longer_than_any_leaves_the_text_as_it_is():
    text = "x" * 200_000

    assert pasted(text).left == [text]
