"""Reading a definition: every mistake at once, each with its place."""

from pathlib import Path

import pytest

import toantrinh
from tests.forms import make
from toantrinh.core import yaml
from toantrinh.core.expressions import Type
from toantrinh.forms.definition import InvalidForm, names, read

SECTION = ("sections", 0)
FIELD = (*SECTION, "fields", 0)


def problems(data, outside=None):
    with pytest.raises(InvalidForm) as caught:
        read(data, outside)
    return caught.value.problems


def paths(data, outside=None):
    return [problem.path for problem in problems(data, outside)]


def test_a_form_of_every_kind_of_field_is_read():
    kinds = [
        "text longtext name person-id passport-no organisation-number tax-code phone email date",
        "time datetime integer number area money choice multichoice boolean nationality ethnicity",
        "place address file",
    ]
    fields = [make.field(f"a_{kind.replace('-', '_')}", kind) for kind in " ".join(kinds).split()]
    fields.append(make.field("rows", "group", columns=[make.field("cell")]))

    form = make.form(*fields)

    assert len(form.field_by_key) == 25
    assert names(form)["a_person_id"] is Type.TEXT
    assert names(form)["a_money"] is Type.NUMBER
    assert names(form)["rows"] is Type.NUMBER
    assert names(form)["a_multichoice"] is Type.TEXTS
    assert "cell" not in names(form)


def test_all_mistakes_come_back_at_once_with_their_paths():
    data = make.data(
        make.field("a", "txt"),
        make.field("a", "choice", choices=[{"label": "Không có giá trị"}], requird=True),
        make.field("b", "integer", constraints={"min": 5, "max": 2, "pattern": "x"}),
        make.field("c", show_if="khong_co == true"),
        colour="red",
    )

    found = paths(data)

    fields = (*SECTION, "fields")
    assert set(found) == {
        ("colour",),
        (*fields, 0, "type"),
        (*fields, 1, "key"),
        (*fields, 1, "choices", 0, "value"),
        (*fields, 1, "requird"),
        (*fields, 2, "constraints", "pattern"),
        (*fields, 2, "constraints", "max"),
        (*fields, 3, "show_if"),
    }


def test_a_wrong_word_comes_with_the_nearest_right_one():
    (problem,) = problems(make.data(make.field("x", "perso-id")))

    assert "“person-id”" in problem.message


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"title": "A", "sections": []},
        {"title": "A", "sections": "B"},
        {"title": "A", "sections": ["B"]},
        {"title": "A", "sections": [{"key": "a", "title": "B", "fields": None}]},
        {"title": None, "sections": [make.section(make.field())]},
        {"title": 5, "sections": [make.section(make.field())]},
        {"title": {"en": "A"}, "sections": [make.section(make.field())]},
        {"title": {"vi": "A", "Tiếng Anh": "B"}, "sections": [make.section(make.field())]},
        make.data(make.field(label=["a"])),
        make.data(make.field(key=5)),
        make.data(make.field(type=["text"])),
        make.data(make.field(constraints=5)),
        make.data(make.field(prefill="vneid")),
        make.data(make.field(required="5")),
        make.data(make.field(required=5)),
        make.data(make.field("rows", "group", columns="a")),
        make.data(make.field("rows", "group")),
        make.data(make.field("c", "choice", choices=[{"value": 1, "label": "A"}])),
        make.data(make.field("c", "choice", choices={"a": "A"})),
        make.data(make.field("c", "choice", list="x", choices=[{"value": "a", "label": "A"}])),
        make.data(make.field(), rules={"expr": "x == 'a'"}),
        make.data(make.field(), rules=[{"message": "A"}]),
        make.data(make.field(), rules=[{"expr": "x", "message": "A"}]),
        make.data(make.field(), rules=[{"expr": "x == 'a'", "message": "A", "fields": ["y"]}]),
        make.data(make.field(), rules=[{"expr": "x == 'a'", "message": "A", "group": "x"}]),
    ],
)
def test_broken_data_is_refused_without_breaking(data):
    assert problems(data)


@pytest.mark.parametrize(
    "label", ["<b>Họ tên</b>", "Họ tên <script>alert(1)</script>", "&lt;b&gt;", "<!-- a -->"]
)
def test_html_in_a_text_is_refused(label):
    assert paths(make.data(make.field(label=label))) == [(*FIELD, "label")]


def test_a_comparison_sign_in_a_text_is_no_html():
    assert make.form(make.field(label="Diện tích < 100 m² & > 5 m²"))


def test_the_column_of_a_mistake_in_an_expression_is_told():
    data = make.data(
        make.field("loai", "choice"), make.field(show_if="loai == 'a' and laoi == 'b'")
    )

    (problem,) = problems(data)

    assert (problem.path, problem.column) == ((*SECTION, "fields", 1, "show_if"), 17)
    assert "loai" in problem.message


def test_an_expression_against_a_choice_that_does_not_exist_is_found():
    data = make.data(make.field("loai", "choice"), make.field(show_if="loai == 'z'"))

    (problem,) = problems(data)

    assert problem.column == 9
    assert "a, b, c" in problem.message


@pytest.mark.parametrize(
    "fields",
    [
        [make.field("a", show_if="b == 'x'"), make.field("b", show_if="a == 'x'")],
        [make.field("a", show_if="a == 'x'")],
        [
            make.field("a", "integer", computed="b + 1"),
            make.field("b", "integer", computed="a + 1"),
        ],
        [make.field("a", "integer", computed="b"), make.field("b", "integer", show_if="a > 1")],
    ],
)
def test_questions_that_wait_for_each_other_are_found(fields):
    (problem,) = problems(make.data(*fields))

    assert "a → " in problem.message
    assert problem.path == FIELD


def test_a_section_that_waits_for_its_own_field_is_found():
    data = make.data(sections=[make.section(make.field("a"), show_if="a == 'x'")])

    assert paths(data) == [FIELD]


def test_names_from_outside_can_be_used_and_a_field_goes_before_a_fact():
    outside = {"co_con": Type.BOOLEAN, "x": Type.BOOLEAN}

    form = make.form(make.field("x"), make.field("y", show_if="co_con and x == 'a'"), names=outside)

    assert form.controls == {"co_con", "x"}


def test_a_column_is_known_in_its_own_rows_only():
    group = make.field(
        "rows", "group", columns=[make.field("c"), make.field("d", show_if="c == 'a'")]
    )
    assert make.form(group)

    found = paths(make.data(group, make.field("y", show_if="c == 'a'")))

    assert found == [(*SECTION, "fields", 1, "show_if")]


@pytest.mark.parametrize(
    "key", ["A", "1a", "a-b", "ho tên", "", "true", "tuoi", "today", "ngay_nop"]
)
def test_a_key_that_expressions_could_not_name_is_refused(key):
    assert (*FIELD, "key") in paths(make.data(make.field(key)))


@pytest.mark.parametrize(
    "constraints",
    [
        {"min": "hôm nay"},
        {"max": "2026-02-30"},
        {"max": "today+999y"},
        {"min": "2026-02-01", "max": "2026-01-01"},
        {"precision": "day", "finest": "month"},
        {"min_length": 5},
    ],
)
def test_limits_of_a_date_that_make_no_sense_are_refused(constraints):
    assert paths(make.data(make.field("x", "date", constraints=constraints)))


def test_a_pattern_needs_to_be_readable_and_to_be_explained():
    unreadable = make.field(constraints={"pattern": "(", "pattern_message": "A"})
    unexplained = make.field(constraints={"pattern": "[0-9]{4}"})

    assert paths(make.data(unreadable)) == [(*FIELD, "constraints", "pattern")]
    assert paths(make.data(unexplained)) == [(*FIELD, "constraints", "pattern_message")]


def test_a_default_has_to_be_an_answer():
    assert paths(make.data(make.field("x", "choice", constraints={"default": "z"})))
    assert paths(make.data(make.field("x", "integer", constraints={"default": "3"})))
    assert make.form(make.field("x", "choice", constraints={"default": "b"}))


def test_five_thousand_fields_are_too_many():
    found = paths(make.data(*(make.field(f"f{number}") for number in range(5000))))

    assert found == [("sections",)]


def test_texts_come_in_one_unicode_form_and_speak_the_readers_language():
    from django.utils import translation

    form = make.form(make.field(label={"vi": "Ho\u0323 te\u0302n", "en": "Name"}), make.field("y"))
    label, other = form.field_by_key["x"].label, form.field_by_key["y"].label

    assert str(label) == "Họ tên"
    assert label.lang == ""
    with translation.override("en"):
        assert str(label) == "Name"
        assert other.lang == "vi", "a fallback is shown as such"


def test_the_person_of_a_prefill_has_to_be_a_field():
    prefill = {"source": "csdlqg_dan_cu", "path": "ho_ten", "person": "me_so"}

    assert paths(make.data(make.field(prefill=prefill))) == [(*FIELD, "prefill", "person")]
    assert make.form(make.field(prefill=prefill), make.field("me_so", "person-id"))


def test_the_example_of_the_reference_is_a_form():
    text = (Path(toantrinh.__file__).parents[2] / "docs/reference/forms.md").read_text()
    example = text.split("```yaml\n")[1].split("```")[0]

    form = read(yaml.loads(example)[0])

    assert len(form.field_by_key) == 14
    assert [rule.group for rule in form.rules] == ["", "nganh_nghe"]
