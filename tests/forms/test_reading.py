"""Answers read back."""

import pytest
from django.utils import translation

from tests.forms import make
from toantrinh.forms.reading import answer_text, groups


@pytest.mark.parametrize(
    ("kind", "answer", "text"),
    [
        ("text", "một", "một"),
        ("date", "2026-03-27", "27/3/2026"),
        ("date", "2026-02-05", "05/02/2026"),
        ("date", "2026-03", "3/2026"),
        ("date", "1958", "1958"),
        ("datetime", "2026-03-27T14:30", "14:30 ngày 27/3/2026"),
        ("integer", 1500, "1.500"),
        ("number", 1234.5, "1.234,5"),
        ("area", 85.5, "85,5 m²"),
        ("money", 1_500_000, "1.500.000 đồng"),
        ("choice", "a", "A"),
        ("multichoice", ["a", "c"], "A; C"),
        ("boolean", True, "Có"),
        ("boolean", False, "Không"),
        ("phone", "0912345678", "0912 345 678"),
        ("ethnicity", "02", "Tày"),
        ("nationality", "XX", "XX"),
        ("place", {"province": "19", "commune": "05443"}, "Phường Đức Xuân, Thái Nguyên"),
        (
            "land-parcel",
            {"sheet": "12", "parcel": "125", "area": 85.5, "province": "19", "commune": "05443"},
            "Thửa đất số 125, tờ bản đồ số 12, 85,5 m²; Phường Đức Xuân, Thái Nguyên",
        ),
        ("business-line", "5610", "5610 Nhà hàng"),
        ("occupation", "Giáo viên", "Giáo viên"),
        ("file", ["u1", "u2"], "đơn.pdf; Tệp đính kèm"),
        ("group", [{}, {}], "2 dòng"),
        ("text", None, ""),
        ("multichoice", [], ""),
        ("date", {"day": 5}, "{'day': 5}"),
        ("money", "nhiều", "nhiều"),
    ],
)
def test_an_answer_is_written_as_people_write_it(kind, answer, text):
    columns = {"columns": [make.field("c")]} if kind == "group" else {}

    with translation.override("vi"):
        assert answer_text(make.one(kind, **columns), answer, make.LISTS, {"u1": "đơn.pdf"}) == text


def test_numbers_follow_the_language_of_the_reader():
    with translation.override("en"):
        assert answer_text(make.one("number"), 1234.5, make.LISTS) == "1,234.5"
        assert answer_text(make.one("boolean"), True, make.LISTS) == "Yes"


@pytest.mark.parametrize(
    ("kind", "answer", "bare"),
    [
        ("area", 1234.5, "1234,5"),
        ("money", 1_500_000, "1500000"),
        ("phone", "0912345678", "0912345678"),
        ("date", "2026-02-05", "05/02/2026"),
    ],
)
def test_bare_it_is_as_one_types_it_into_another_form(kind, answer, bare):
    form = make.form(make.field("a", kind))

    with translation.override("vi"):
        ((line,),) = (group.lines for group in groups(form, {"a": answer}, make.LISTS))

    assert line.bare == bare


def test_sections_are_read_back_with_sources_rows_and_without_what_is_hidden():
    columns = [make.field("c"), make.field("d", "money", show_if="c == 'x'")]
    form = make.form(
        sections=[
            make.section(make.field("a"), make.field("b", "choice"), key="m1"),
            make.section(make.field("g", "group", columns=columns), key="m2"),
            make.section(make.field("z"), key="m3", show_if="b == 'c'"),
        ]
    )
    answers = {"b": "a", "g": [{"c": "x", "d": 5000}, {"c": "y", "d": 9}], "z": "ẩn"}
    known = {"a": {"value": "đã biết", "source": "CSDL"}}

    with translation.override("vi"):
        first, second = groups(form, answers, make.LISTS, known=known)

    assert (first.section_key, str(first.title)) == ("m1", "Mục m1")
    assert [(line.field, line.answer, line.source) for line in first.lines] == [
        ("a", "đã biết", "CSDL"),
        ("b", "A", None),
    ]
    (rows,) = second.lines
    assert [str(heading) for heading in rows.headings] == ["Nhãn c", "Nhãn d"]
    assert rows.rows == (("x", "5.000 đồng"), ("y", ""))
    assert rows.answer == "2 dòng"


def test_money_is_read_back_in_words_where_the_form_says_so():
    field = make.one("money", in_words=True)

    with translation.override("vi"):
        said = answer_text(field, 1_500_000, make.LISTS)

    assert said == "1.500.000 đồng (một triệu năm trăm nghìn đồng)"
