"""Answers that meet another version of their form, on values alone."""

from datetime import date

import pytest

from tests.forms import make
from toantrinh.dossiers.renewal import carry
from toantrinh.forms.visibility import RAW

DAY = date(2026, 10, 5)
FEWER = [{"value": "a", "label": "A"}]


def table(*columns):
    return make.field("nghe", "group", columns=list(columns))


@pytest.mark.parametrize(
    ("old", "new", "answer", "stays"),
    [
        (make.field("x"), make.field("x"), "Xin chào", True),
        (make.field("x"), make.field("y"), "Xin chào", False),
        (make.field("x"), make.field("x", "money"), "Xin chào", False),
        (make.field("x", "integer"), make.field("x", "money"), 5, True),
        (make.field("x", "choice"), make.field("x", "choice"), "b", True),
        (make.field("x", "choice"), make.field("x", "choice", choices=FEWER), "b", False),
        (make.field("x"), make.field("x", constraints={"max_length": 3}), "dài", True),
        (make.field("x"), make.field("x", constraints={"max_length": 3}), "dài quá", False),
        (make.field("x", "file"), make.field("x", "file"), ["u"], True),
        (make.field("x"), make.field("x", "file"), "u", False),
        (make.field("x", "person-id"), make.field("x", "person-id"), "12", True),
    ],
)
def test_an_answer_stays_while_it_answers_the_question(old, new, answer, stays):
    kept, left = carry(make.form(old), make.form(new), {"x": answer}, DAY)

    assert (kept, left) == (({"x": answer}, {}) if stays else ({}, {"x": answer}))


def test_a_table_keeps_the_columns_that_fit_and_is_laid_aside_whole():
    rows = [{"ma": "1", "von": 5}, {"ma": "2"}]

    kept, left = carry(
        make.form(table(make.field("ma"), make.field("von", "money"))),
        make.form(table(make.field("ma"), make.field("ten"))),
        {"nghe": rows},
        DAY,
    )

    assert kept == {"nghe": [{"ma": "1"}, {"ma": "2"}]}
    assert left == {"nghe": rows}


def test_what_could_not_be_understood_goes_with_its_question():
    raw = {"a": "bốn", "b": "năm", "nghe.0.ma": "?", "nghe.0.von": "nhiều"}

    kept, left = carry(
        make.form(
            make.field("a", "date"),
            make.field("b", "date"),
            table(make.field("ma", "integer"), make.field("von", "money")),
        ),
        make.form(make.field("a", "date"), table(make.field("ma", "integer"))),
        {RAW: raw},
        DAY,
    )

    assert kept == {RAW: {"a": "bốn", "nghe.0.ma": "?"}}
    assert left == {RAW: {"b": "năm", "nghe.0.von": "nhiều"}}
