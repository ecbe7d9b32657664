"""The JSON Schema that other programs get."""

import json
from datetime import date

import jsonschema_rs
import pytest

from tests.forms import make
from toantrinh.core.expressions import Type
from toantrinh.forms import schema

TODAY = date(2026, 7, 1)


def valid(form, answers):
    return schema.compiled(schema.json_schema(form, today=TODAY)).is_valid(answers)


def test_it_is_a_schema_of_2020_12_and_plain_json():
    form = make.form(make.field("a", "choice"), make.field("b", show_if="a == 'a'", required=True))

    made = schema.json_schema(form)

    assert made == json.loads(json.dumps(made))
    assert jsonschema_rs.meta.is_valid(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_conditions_are_told_as_if_and_then():
    form = make.form(make.field("a", "choice"), make.field("b", show_if="a == 'a'", required=True))

    assert valid(form, {"a": "b"})
    assert not valid(form, {"a": "a"})
    assert valid(form, {"a": "a", "b": "x"})


def test_what_is_unknown_is_neither_true_nor_false():
    form = make.form(
        make.field("a", "choice"), make.field("b", show_if="not (a == 'a')", required=True)
    )

    assert valid(form, {})
    assert not valid(form, {"a": "c"})


def test_rules_that_speak_of_answers_only_are_part_of_it():
    rules = [{"expr": "a == 'a' or b > 3", "message": "Chưa khớp"}]
    form = make.form(make.field("a", "choice"), make.field("b", "integer"), rules=rules)

    assert valid(form, {"a": "b"})
    assert not valid(form, {"a": "b", "b": 3})


def test_what_it_cannot_say_is_told_besides():
    form = make.form(
        make.field("a", "integer", show_if="co == true"),
        make.field("b", required="a * 2 > 3"),
        make.field("c", "integer", computed="a + 1"),
        rules=[{"expr": "a > c", "message": "A lớn hơn C"}],
        names={"co": Type.BOOLEAN},
    )

    made = schema.json_schema(form)

    assert made["properties"]["a"]["x-show-if"] == ["co == true"]
    assert made["properties"]["b"]["x-required"] == "a * 2 > 3"
    assert made["properties"]["c"]["readOnly"] is True
    assert made["x-rules"] == [{"expr": "a > c", "message": "A lớn hơn C"}]
    assert valid(form, {"a": 1, "c": 5})


def test_limits_of_today_are_only_told_without_a_day():
    form = make.form(make.field("a", "date", constraints={"max": "today-18y", "min": "1900-01-01"}))

    without, on_a_day = schema.json_schema(form), schema.json_schema(form, today=TODAY)

    assert without["properties"]["a"]["x-formatMaximum"] == "today-18y"
    assert without["properties"]["a"]["formatMinimum"] == "1900-01-01"
    assert on_a_day["properties"]["a"]["formatMaximum"] == "2008-07-01"


@pytest.mark.parametrize("year", [1800, 1900, 1904, 2000, 2023, 2024, 2100, 2196])
def test_the_29th_of_february_is_real_in_leap_years_only(year):
    form = make.form(make.field("a", "date"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

    assert valid(form, {"a": f"{year}-02-29"}) is leap
    assert valid(form, {"a": f"{year}-02-28"})


def test_a_form_is_compiled_once_for_a_day():
    form = make.form(make.field("a"))

    assert schema.validator(form, TODAY) is schema.validator(form, TODAY)
