"""Which questions are asked."""

from datetime import date

from tests.forms import make
from toantrinh.core.expressions import Type
from toantrinh.forms import visible


def test_a_section_none_of_whose_questions_is_asked_is_left_out():
    form = make.form(
        sections=[
            make.section(make.field("a", "choice"), key="m1"),
            make.section(make.field("b"), key="m2", show_if="a == 'a'"),
        ]
    )

    assert [s.key for s in visible(form, {}).sections] == ["m1"]
    assert [s.key for s in visible(form, {"a": "a"}).sections] == ["m1", "m2"]


def test_answers_that_count_leave_out_what_is_hidden_at_any_depth():
    columns = [make.field("c", "choice"), make.field("d", show_if="c == 'a'")]
    form = make.form(make.field("g", "group", columns=columns), make.field("h", show_if="g >= 2"))
    answers = {"g": [{"c": "b", "d": "ẩn"}], "h": "ẩn", "lạ": 1}

    seen = visible(form, answers)

    assert seen.answers == {"g": [{"c": "b"}]}
    assert list(seen.questions) == ["g", "g.0.c"]


def test_values_are_what_expressions_take():
    form = make.form(
        make.field("ngay", "date"),
        make.field("nam", "date", constraints={"precision": "year"}),
        make.field("gio", "datetime"),
        make.field("noi", "address"),
        make.field("so", "number"),
        make.field("dong", "group", columns=[make.field("c")]),
    )
    answers = {
        "ngay": "2026-03-27",
        "nam": "1958",
        "gio": "2026-03-27T08:00",
        "noi": {"province": "19", "commune": "05443"},
        "so": 0.1,
        "dong": [{"c": "x"}, {"c": "y"}],
    }

    values = visible(form, answers).values

    assert values["ngay"] == values["gio"] == date(2026, 3, 27)
    assert values["noi"] == "05443"
    assert str(values["so"]) == "0.1"
    assert values["dong"] == 2
    assert "nam" not in values, "a year is not known to the day"


def test_the_day_of_filing_is_known_in_conditions():
    form = make.form(make.field("a", "date"), make.field("b", show_if="ngay_nop - a > 60"))

    assert "b" in visible(form, {"a": "2026-01-01"}, today=date(2026, 7, 1)).questions
    assert "b" not in visible(form, {"a": "2026-01-01"}, {"ngay_nop": date(2026, 1, 5)}).questions


def test_facts_of_rows_may_speak_of_the_whole_form():
    columns = [make.field("c", show_if="a == 'a' and co == true")]
    form = make.form(
        make.field("a", "choice"),
        make.field("g", "group", columns=columns),
        names={"co": Type.BOOLEAN},
    )

    seen = visible(form, {"a": "a", "g": [{}]}, {"co": True})

    assert "g.0.c" in seen.questions


def test_a_condition_that_cannot_be_calculated_asks_nothing():
    form = make.form(make.field("a", "integer"), make.field("b", show_if="1 / a > 0"))

    assert list(visible(form, {"a": 0}).questions) == ["a"]


def test_a_value_of_the_state_that_may_be_changed_is_not_an_answer_yet():
    form = make.form(make.field("a", known="editable"))
    known = {"a": {"value": "x", "source": "VNeID"}}

    assert visible(form, {}, known=known).answers == {}
    assert visible(form, {"a": "y"}, known=known).answers == {"a": "y"}
