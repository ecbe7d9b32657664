"""Limits that other answers decide, and choices that a source has."""

import pytest

from tests.forms import make
from toantrinh.forms import definition, schema
from toantrinh.forms.checking import problems
from toantrinh.forms.definition import InvalidForm
from toantrinh.forms.receiving import receive
from toantrinh.forms.rendering import section_form

SPAN = make.form(
    make.field("tu", "date"),
    make.field("den", "date", constraints={"max_span_months": 24, "since": "tu"}),
)


@pytest.mark.parametrize(
    ("begins", "ends", "codes"),
    [
        ("2026-01-31", "2028-01-31", []),
        ("2026-01-31", "2028-02-01", ["max"]),
        ("2026-01-31", "2026-01-30", ["min"]),
        ("", "2030-01-01", []),
    ],
)
def test_a_date_lies_at_most_so_many_months_after_another(begins, ends, codes):
    answers = {"den": ends} | ({"tu": begins} if begins else {})

    assert [each.code for each in problems(SPAN, answers)] == codes


def test_the_last_possible_day_is_told():
    (found,) = problems(SPAN, {"tu": "2026-02-28", "den": "2029-01-01"})

    assert "28/02/2028" in str(found.message)


def test_the_largest_number_may_depend_on_another_answer():
    form = make.form(
        make.field("dat", "area"),
        make.field("xay", "area", constraints={"min": 1, "max": "dat * 0.8"}),
    )

    found = problems(form, {"dat": 100, "xay": 80.5})

    assert [(each.field, each.code) for each in found] == [("xay", "max")]
    assert "80" in str(found[0].message)
    assert problems(form, {"dat": 100, "xay": 80}) == []
    assert problems(form, {"xay": 9000}) == []
    assert [each.code for each in problems(form, {"dat": 100, "xay": 0})] == ["min"]


def test_in_a_row_the_limit_is_that_of_the_row():
    columns = [
        make.field("co", "integer"),
        make.field("lay", "integer", constraints={"max": "co"}),
    ]
    form = make.form(make.field("b", "group", columns=columns))

    found = problems(form, {"b": [{"co": 1, "lay": 1}, {"co": 2, "lay": 3}, {"lay": 9}]})

    assert [each.field for each in found] == ["b.1.lay"]


def test_other_programs_are_told_what_the_server_holds():
    told = schema.json_schema(SPAN)["properties"]["den"]

    assert (told["x-max-span-months"], told["x-since"]) == (24, "tu")


@pytest.mark.parametrize(
    "constraints",
    [
        {"max_span_months": 24},
        {"since": "tu"},
        {"max_span_months": 24, "since": "ten"},
        {"max_span_months": 24, "since": "khong_co"},
        {"max_span_months": 0, "since": "tu"},
    ],
)
def test_half_a_span_is_refused(constraints):
    fields = [make.field("tu", "date"), make.field("ten")]

    with pytest.raises(InvalidForm):
        definition.read(make.data(*fields, make.field("x", "date", constraints=constraints)))


def test_a_limit_that_names_no_number_is_refused():
    field = make.field("x", "integer", constraints={"max": "ten"})

    with pytest.raises(InvalidForm):
        definition.read(make.data(make.field("ten"), field))


def chosen_from(source):
    field = {"key": "a", "label": "Nơi khám", "type": "choice"}
    return make.form(field | {"constraints": {"choices_source": source}})


def test_choices_may_be_those_of_a_source():
    form = chosen_from("ethnicity")

    page = make.Page(str(section_form(form, "muc", {"a": "02"}, choices=make.LISTS)))

    assert page.sent["a"] == "02" and ("select", "a") in [(t, g.get("id")) for t, g in page.tags]
    assert problems(form, {"a": "02"}, choices=make.LISTS) == []
    assert [each.code for each in problems(form, {"a": "99"}, choices=make.LISTS)] == ["format"]


def test_where_the_source_cannot_say_words_will_do():
    form = chosen_from("csdlqg_bao_hiem")

    page = str(section_form(form, "muc", {"a": "Trạm y tế"}, choices=make.LISTS))
    answers = receive(form, "muc", make.post(a="Trạm y tế phường"), {})

    assert 'value="Trạm y tế"' in page
    assert answers["a"] == "Trạm y tế phường"
    assert problems(form, {"a": "Trạm y tế phường"}, choices=make.LISTS) == []
