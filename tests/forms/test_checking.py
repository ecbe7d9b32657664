"""Which answers will not do, and what is said about them."""

from datetime import date

import pytest
from django.utils import translation

from tests.forms import make
from toantrinh.core.expressions import Type
from toantrinh.forms.checking import problems, warnings
from toantrinh.forms.visibility import RAW

TODAY = date(2026, 7, 1)
MUST = {"required": True}


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def check(fields, answers, facts=None, section=None, **others):
    form = fields if not isinstance(fields, list) else make.form(*fields)
    return problems(form, answers, facts, section, today=TODAY, **others)


def codes(fields, answers, facts=None, section=None, **others):
    return {p.field: p.code for p in check(fields, answers, facts, section, **others)}


def said(kind, answer=None, *, label="Ngày sinh", raw=None, **others):
    """The only message about one field."""
    answers = {"x": answer} if raw is None else {RAW: {"x": raw}}
    (problem,) = check([make.field("x", kind, label=label, **others)], answers)
    return str(problem.message)


def test_problems_come_in_the_order_of_the_form():
    fields = [make.field(key, **MUST) for key in ("b", "a", "c")]

    assert [p.field for p in check(fields, {"a": "x"})] == ["b", "c"]


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_an_empty_answer_is_no_answer(nothing):
    assert codes([make.field("a", **MUST), make.field("b")], {"a": nothing, "b": nothing}) == {
        "a": "required"
    }


@pytest.mark.parametrize(
    ("kind", "typed", "others", "message"),
    [
        ("date", {"day": "30", "month": "2", "year": "2026"}, {},
         "Ngày sinh phải là ngày có thật, ví dụ 27 3 2026."),
        ("date", {"day": "", "month": "2", "year": "2026"}, {},
         "Ngày sinh: hãy ghi đủ ngày, tháng, năm, ví dụ 27 3 2026."),
        ("date", {"day": "1", "month": "", "year": "1958"}, {"constraints": {"precision": "year"}},
         "Ngày sinh phải là ngày có thật, ví dụ 27 3 2026; không nhớ ngày, tháng thì chỉ ghi năm,"
         " ví dụ 1958."),
        ("person-id", "0191", {}, "Ngày sinh phải gồm đúng 12 chữ số, ví dụ 019190000123."),
        ("money", "nhiều", {},
         "Ngày sinh phải là số tiền bằng đồng viết bằng chữ số, ví dụ 1.500.000."),
        ("phone", "12", {},
         "Ngày sinh phải là số điện thoại ở Việt Nam, ví dụ 0912 345 678, hoặc số ở nước ngoài bắt"
         " đầu bằng dấu +."),
        ("name", "N4m", {"example": "Lò Văn Pành"},
         "Ngày sinh chỉ gồm chữ cái, dấu cách, dấu nháy đơn và dấu gạch nối, ví dụ Lò Văn Pành."),
        ("place", {"province": "19", "commune": ""}, {},
         "Ngày sinh: hãy chọn tỉnh, thành phố rồi chọn xã, phường."),
    ],
)  # fmt: skip
def test_what_was_typed_wrong_is_said_with_how_to_write_it(kind, typed, others, message):
    assert said(kind, raw=typed, **others) == message


@pytest.mark.parametrize(
    ("kind", "label", "others", "message"),
    [
        ("name", "Họ, chữ đệm, tên", {},
         "Hãy nhập họ, chữ đệm, tên, ví dụ Nguyễn Thị Minh Anh."),
        ("text", "CCCD cũ", {}, "Hãy nhập CCCD cũ."),
        ("choice", "Giới tính", {}, "Hãy chọn giới tính."),
        ("choice", "Trẻ sinh ở đâu?", {}, "Hãy trả lời câu hỏi “Trẻ sinh ở đâu?”"),
        ("group", "Ngành nghề", {"columns": [make.field("c")]},
         "Hãy thêm ít nhất một dòng vào phần “Ngành nghề”."),
        ("boolean", "Tôi cam đoan đúng.", {"constraints": {"must_be": True}},
         "Để tiếp tục, hãy đánh dấu xác nhận: Tôi cam đoan đúng"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for_in_words_of_the_question(kind, label, others, message):
    assert said(kind, label=label, required=True, **others) == message


@pytest.mark.parametrize(
    ("kind", "answer", "limits", "code", "message"),
    [
        ("date", "2026-07-02", {"max": "today"}, "max",
         "Ngày sinh phải là ngày 01/7/2026 hoặc trước đó."),
        ("date", "2008-07-02", {"max": "today-18y"}, "max",
         "Ngày sinh phải là ngày 01/7/2008 hoặc trước đó."),
        ("date", "2027", {"max": "today", "precision": "year"}, "max",
         "Ngày sinh phải là ngày 01/7/2026 hoặc trước đó."),
        ("datetime", "2026-07-03T08:00", {"min": "today+3wd"}, "min",
         "Ngày sinh phải là ngày 06/7/2026 hoặc sau đó."),
        ("integer", 21, {"max": 20}, "max", "Ngày sinh không được lớn hơn 20."),
        ("money", 10, {"min": 5000}, "min", "Ngày sinh phải từ 5.000 trở lên."),
        ("number", 0.5, {"min": 1.5}, "min", "Ngày sinh phải từ 1,5 trở lên."),
        ("text", "dài quá", {"max_length": 3}, "max_length",
         "Ngày sinh dài quá 3 ký tự; hãy viết ngắn lại."),
        ("text", "A1", {"pattern": "[0-9]{4}", "pattern_message": "Ghi {bốn} chữ số."}, "pattern",
         "Ghi {bốn} chữ số."),
        ("multichoice", ["a"], {"min_rows": 2}, "min_rows",
         "Ngày sinh: hãy chọn ít nhất 2 mục."),
        ("boolean", False, {"must_be": True}, "must_be",
         "Để tiếp tục, hãy đánh dấu xác nhận: Ngày sinh"),
    ],
)  # fmt: skip
def test_a_limit_that_is_passed_is_told(kind, answer, limits, code, message):
    field = make.field("x", kind, label="Ngày sinh", constraints=limits)

    (problem,) = check([field], {"x": answer})

    assert (problem.code, str(problem.message)) == (code, message)


def test_a_year_alone_may_still_keep_a_limit():
    field = make.field("x", "date", constraints={"max": "today", "precision": "year"})

    assert codes([field], {"x": "2026"}) == {}


def test_messages_speak_the_readers_language_when_they_are_shown():
    field = make.field("x", label={"vi": "Họ tên", "en": "Full name"}, **MUST)
    (problem,) = check([field], {})

    with translation.override("en"):
        assert str(problem.message) == "Enter full name."
    assert str(problem.message) == "Hãy nhập họ tên."


def test_what_is_not_asked_is_not_missing_and_not_wrong():
    hidden = make.field("b", "integer", show_if="a == 'a'", **MUST)
    fields = [make.field("a", "choice"), hidden]

    assert codes(fields, {}) == {}, "unknown: not asked yet"
    assert codes(fields, {"a": "b", "b": "wrong", RAW: {"b": "x"}}) == {}
    assert codes(fields, {"a": "a"}) == {"b": "required"}
    assert codes(fields, {"a": "a", "b": "wrong"}) == {"b": "format"}


def test_a_hidden_answer_decides_nothing():
    fields = [
        make.field("a", "choice"),
        make.field("b", "choice", show_if="a == 'a'"),
        make.field("c", show_if="b == 'b'", **MUST),
    ]

    assert codes(fields, {"a": "b", "b": "b"}) == {}


def test_an_answer_is_needed_only_when_its_condition_is_known_to_hold():
    form = make.form(make.field("x", required="co_con == true"), names={"co_con": Type.BOOLEAN})

    assert codes(form, {}, {}) == codes(form, {}, {"co_con": False}) == {}
    assert codes(form, {}, {"co_con": True}) == {"x": "required"}


def test_a_rule_is_a_problem_only_when_it_is_definitely_broken():
    rule = {"expr": "con > me", "message": "Con sinh sau mẹ.", "fields": ["con", "me"]}
    form = make.form(
        make.field("me", "date", constraints={"precision": "year"}),
        make.field("con", "date"),
        rules=[rule],
    )

    assert codes(form, {}) == codes(form, {"me": "2000", "con": "1990-01-01"}) == {}
    (problem,) = check(form, {"me": "2000-01-01", "con": "1990-01-01"})
    assert (problem.field, problem.code, str(problem.message)) == (
        "con",
        "rule",
        "Con sinh sau mẹ.",
    )


def test_a_rule_that_cannot_be_calculated_is_not_kept():
    rule = {"expr": "a / b > 1", "message": "Chia cho không."}
    form = make.form(make.field("a", "integer"), make.field("b", "integer"), rules=[rule])

    assert codes(form, {"a": 1, "b": 0}) == {"a": "rule"}


def test_a_rule_of_rows_tells_the_row():
    rule = {"expr": "den >= tu", "message": "Đến sau từ.", "group": "o", "fields": ["den"]}
    columns = [make.field("tu", "date"), make.field("den", "date")]
    form = make.form(make.field("o", "group", columns=columns), rules=[rule])
    right, wrong = (
        {"tu": "2020-01-01", "den": "2021-01-01"},
        {"tu": "2022-01-01", "den": "2021-01-01"},
    )

    (problem,) = check(form, {"o": [right, {}, wrong]})

    assert (problem.field, str(problem.message)) == ("o.2.den", "Dòng 3: Đến sau từ.")


def test_an_error_in_row_73_is_found_there():
    group = make.field("o", "group", columns=[make.field("c", "integer", **MUST)])
    rows = [{"c": at} for at in range(120)]
    rows[72] = {}

    (problem,) = check([group], {"o": rows})

    assert problem.field == "o.72.c"
    assert str(problem.message).startswith("Dòng 73: ")


def test_rows_that_repeat_a_column_and_too_many_yes_are_told():
    columns = [make.field("ma"), make.field("chinh", "boolean", label="Ngành chính")]
    limits = {"unique": ["ma"], "exactly_one": "chinh"}
    group = make.field("o", "group", columns=columns, constraints=limits)
    one = {"o": [{"ma": "A", "chinh": True}, {"ma": "A"}]}
    none = {"o": [{"ma": "A"}, {"ma": "B", "chinh": False}]}

    assert codes([group], one) == {"o.1.ma": "unique"}
    assert codes([group], none) == {"o": "exactly_one"}
    (problem,) = check([group], none)
    assert "“Ngành chính”" in str(problem.message)


def test_one_section_can_be_checked_alone():
    form = make.form(
        sections=[
            make.section(make.field("a", **MUST), key="m1"),
            make.section(make.field("b", **MUST), key="m2"),
        ],
        rules=[{"expr": "a == b", "message": "Khác nhau.", "fields": ["a", "b"]}],
    )

    assert codes(form, {}, section="m1") == {"a": "required"}
    assert codes(form, {"a": "1", "b": "2"}, section="m2") == {"b": "rule"}


def test_codes_are_held_against_the_lists_of_today():
    fields = [
        make.field("a", "place"),
        make.field("b", "ethnicity"),
        make.field("c", "nationality"),
    ]
    gone = {"a": {"province": "19", "commune": "00004"}, "b": "99", "c": "VN"}

    assert codes(fields, gone, choices=make.LISTS) == {"a": "unknown_place", "b": "format"}
    assert codes(fields, gone) == {}, "without lists only the shape is checked"


def test_what_the_state_knows_is_not_asked_and_counts():
    fields = [make.field("a", **MUST), make.field("b", show_if="a == 'x'", **MUST)]
    known = {"a": {"value": "x", "source": "CSDL"}}

    assert codes(fields, {}, known=known) == {"b": "required"}
    assert codes(fields, {"a": "khác"}, known=known) == {"b": "required"}, "the register counts"


def test_what_the_state_knows_only_in_part_is_asked():
    known = {"a": {"value": "1958", "source": "CSDL"}}

    assert codes([make.field("a", "date", **MUST)], {}, known=known) == {"a": "required"}


def test_computed_values_count_and_cannot_be_given():
    form = make.form(
        make.field("a", "integer"),
        make.field("b", "integer", computed="a * 2"),
        make.field("c", show_if="b > 5", **MUST),
    )

    assert codes(form, {"a": 3}) == {"c": "required"}
    assert codes(form, {"a": 1, "b": 100}) == {}


@pytest.mark.parametrize(
    "junk", ["text", 5, True, [1], {"a": 1}, [[1]], [{"c": {}}, 5], {"province": 5, "commune": []}]
)
@pytest.mark.parametrize(
    "kind", ["text", "date", "number", "multichoice", "place", "group", "file"]
)
def test_answers_of_any_shape_are_told_and_never_break(kind, junk):
    columns = {"columns": [make.field("c", "integer")]} if kind == "group" else {}
    fields = [
        make.field("x", kind, **columns),
        make.field(
            "y",
            show_if={"number": "x > 1", "date": "x > date('2020-01-01')"}.get(kind, "not false"),
        ),
    ]
    right = (kind, junk) in [("text", "text"), ("number", 5)]

    found = codes(fields, {"x": junk}, choices=make.LISTS)

    assert bool(found) is not right


def test_a_number_that_contradicts_what_else_was_said_is_a_warning():
    def judge(number, /, *, today, birth_year=None, sex=""):
        assert (number, today) == ("019190000123", TODAY)
        return ["birth-year"] if birth_year == 1991 else []

    known_of = {"prefill": {"source": "dan_cu", "path": "ngay_sinh", "person": "so"}}
    form = make.form(
        make.field("so", "person-id", label="Số định danh"), make.field("ngay", "date", **known_of)
    )
    answers = {"so": "019190000123", "ngay": "1991-05-01"}

    (warning,) = warnings(form, answers, number_warnings=judge, today=TODAY)

    assert (warning.field, warning.code) == ("so", "birth-year")
    assert str(warning.message).startswith("Số định danh: năm sinh theo số này khác")
    assert codes(form, answers) == {}, "a warning refuses nothing"


def test_a_question_is_no_subject_and_an_example_brings_no_second_full_stop():
    question = said("integer", "x", label="Anh/chị cần mấy bản sao?", example="Ghi 3.")

    assert question == (
        "Câu trả lời cho “Anh/chị cần mấy bản sao?” phải là số nguyên, ví dụ Ghi 3."
    )
