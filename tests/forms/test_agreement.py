"""What is valid is one question with one answer, whoever is asked: page, JSON Schema or server."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.forms import generating, make
from tests.forms.generating import TODAY
from toantrinh.forms import definition, schema
from toantrinh.forms.checking import problems
from toantrinh.forms.receiving import receive
from toantrinh.forms.rendering import section_form
from toantrinh.forms.visibility import visible

thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@thorough
@given(st.data())
def test_json_schema_and_server_agree(data):
    plain = data.draw(generating.definitions())
    form = definition.read(plain)
    answers = data.draw(generating.answers(plain))

    by_schema = schema.compiled(schema.json_schema(form, today=TODAY)).is_valid(answers)
    found = problems(form, answers, today=TODAY)

    assert by_schema is (found == [])


@thorough
@given(st.data())
def test_what_is_right_comes_back_from_the_page_unchanged(data):
    plain = data.draw(generating.definitions())
    form = definition.read(plain)
    answers = data.draw(generating.answers(plain, right=True))
    found = problems(form, answers, today=TODAY)  # no page says "2026" where a day is asked
    lost = {each.field.partition(".")[0] for each in found if each.code in {"format", "must_be"}}
    answers = {key: answer for key, answer in answers.items() if key not in lost}

    before = visible(form, answers, today=TODAY)
    assume(not any({} in answer for answer in before.answers.values() if isinstance(answer, list)))

    page = make.Page(str(section_form(form, "muc", answers, choices=make.LISTS, today=TODAY)))
    back = {**answers, **receive(form, "muc", page.sent, answers)}

    after = visible(form, back, today=TODAY)  # a row of which nothing is asked is no row
    assert _without_nothing(after.answers) == _without_nothing(before.answers)
    assert problems(form, back, today=TODAY) == problems(form, answers, today=TODAY)


def _without_nothing(answers):
    """A group without rows on a page that needs one shows a first row, which stays blank."""
    return {key: answer for key, answer in answers.items() if answer}


@thorough
@given(st.data())
def test_what_the_page_receives_is_understood_or_told(data):
    plain = data.draw(generating.definitions())
    form = definition.read(plain)
    typed = data.draw(
        st.dictionaries(st.sampled_from(_names(plain)), st.sampled_from(_TYPED), max_size=12)
    )

    answers = receive(form, "muc", make.post(_asked=list(form.field_by_key), **typed), {})

    raw = answers.pop("_raw") or {}
    told = {problem.field for problem in problems(form, {**answers, "_raw": raw}, today=TODAY)}
    asked = visible(form, {**answers, "_raw": raw}, today=TODAY).questions
    assert {path for path in raw if path in asked} <= told
    page = make.Page(
        str(section_form(form, "muc", {**answers, "_raw": raw}, choices=make.LISTS, today=TODAY))
    )
    again = receive(form, "muc", page.sent, answers)
    assert (again["_raw"] or {}).keys() <= raw.keys(), "showing the page does not make mistakes"


_NUMBERS = ["1", "1,5", "1.500", "31", "2", "2026", "19", "05443", "14:30", "0912 345 678"]
_TYPED = ["", " ", "a", "z", "true", "Nguyễn", "<b>", "\u200b", "'", '"', "{{ x }}", *_NUMBERS]


def _names(plain):
    keys = [field["key"] for section in plain["sections"] for field in section["fields"]]
    parts = ["", ".day", ".month", ".year", ".time", ".province", ".commune", ".detail", ".listed"]
    return [f"{key}{part}" for key in keys for part in parts]
