import json
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.core.expressions import (
    SYSTEM_NAMES,
    UNKNOWN,
    Comparison,
    ExpressionFailure,
    ExpressionProblem,
    Type,
    compile,
)

# every condition, fee and time limit of 55 real procedures, with the types of the names they use
REAL = json.loads((Path(__file__).parent / "expressions_of_procedures.json").read_text())
NAMES = {
    "kenh": Type.TEXT,
    "tuoi": Type.NUMBER,
    "so_ban": Type.NUMBER,
    "uy_quyen": Type.BOOLEAN,
    "ly_hon": Type.BOOLEAN,
    "ngay_sinh": Type.DATE,
    "ngay_nop": Type.DATE,
    "giay_to": Type.TEXTS,
}


def value(text, **facts):
    return compile(text, NAMES).value(facts)


def problem(text, names=NAMES):
    with pytest.raises(ExpressionProblem) as caught:
        compile(text, names)
    return caught.value


# the real expressions


def tried(name):
    """The values with which the tests try a name of the real procedures."""
    match name["type"]:
        case "boolean":
            return [True, False]
        case "number":
            return [0, 1, 3, 17, 200, Decimal("12.5")]
        case _:
            return [*name.get("choices", ["truc_tuyen", "truc_tiep"]), "another"]


def situations(names):
    return [dict(zip(names, each, strict=True)) for each in product(*map(tried, names.values()))]


def compiled(real):
    return compile(real["text"], {key: Type(name["type"]) for key, name in real["names"].items()})


def same_in_python(text, facts):
    return eval(text, {"__builtins__": {}}, facts | TRUTHS)  # noqa: S307 - our own texts


TRUTHS = {"true": True, "false": False, "min": min, "max": max}
each_real = pytest.mark.parametrize("real", REAL, ids=lambda each: each["text"][:60])


@each_real
def test_a_real_expression_gives_what_python_gives_when_everything_is_known(real):
    expression = compiled(real)

    for facts in situations(real["names"]):
        assert expression.value(facts) == same_in_python(real["text"], facts)


@each_real
def test_a_real_expression_with_a_name_missing_says_only_what_holds_for_all_its_values(real):
    expression = compiled(real)

    for missing in real["names"]:
        for facts in situations({k: v for k, v in real["names"].items() if k != missing}):
            without = expression.value(facts)
            possible = {
                expression.value({**facts, missing: v}) for v in tried(real["names"][missing])
            }
            assert without is UNKNOWN or possible == {without}


@each_real
def test_a_real_expression_without_any_name_is_unknown(real):
    assert compiled(real).value({}) is UNKNOWN


@each_real
def test_a_real_expression_names_what_it_uses_and_only_choices_that_exist(real):
    expression = compiled(real)

    assert expression.names == set(real["names"])
    for name, text, column in expression.comparisons:
        assert text in real["names"][name].get("choices", [text])
        assert real["text"][column:].startswith(text)


# unknown

booleans = st.sampled_from(["a", "b", "c", "true", "false", "n > 2", "n == 1", "m / n > 1"])
sentences = st.recursive(
    booleans,
    lambda part: st.one_of(
        st.builds("({} and {})".format, part, part),
        st.builds("({} or {})".format, part, part),
        st.builds("(not {})".format, part),
        st.builds("({} if {} else {})".format, part, part, part),
        st.builds("(({}) == ({}))".format, part, part),
        st.builds("(min(n, m) >= 1 and {} or {} and {})".format, part, part, part),
    ),
    max_leaves=8,
)
MADE = {"a": Type.BOOLEAN, "b": Type.BOOLEAN, "c": Type.BOOLEAN, "n": Type.NUMBER, "m": Type.NUMBER}
VALUES = {Type.BOOLEAN: [True, False], Type.NUMBER: [0, 1, 2, 3]}


def outcome(expression, facts):
    try:
        return expression.value(facts)
    except ExpressionFailure:
        return "failure"


@given(
    sentences,
    st.fixed_dictionaries({k: st.sampled_from([None, *VALUES[t]]) for k, t in MADE.items()}),
    st.sampled_from(sorted(MADE)),
)
def test_a_definite_value_does_not_change_when_one_more_fact_becomes_known(text, facts, missing):
    expression = compile(text, MADE)

    before = outcome(expression, {**facts, missing: None})
    after = {outcome(expression, {**facts, missing: v}) for v in VALUES[MADE[missing]]}

    assert before is UNKNOWN or before == "failure" or after <= {before, "failure"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uy_quyen and ly_hon", UNKNOWN),
        ("uy_quyen and false", False),
        ("uy_quyen or true", True),
        ("uy_quyen or false", UNKNOWN),
        ("not uy_quyen", UNKNOWN),
        ("uy_quyen == false", UNKNOWN),
        ("kenh not in ['truc_tuyen']", UNKNOWN),
        ("'cccd' in giay_to", UNKNOWN),
        ("1 <= tuoi < 18", UNKNOWN),
        ("2 < 1 < tuoi", False),
        ("8000 * so_ban", UNKNOWN),
        ("min(1, tuoi)", UNKNOWN),
        ("5 if uy_quyen else 6", UNKNOWN),
        ("5 if uy_quyen else 5", 5),
        ("5 if uy_quyen else tuoi", UNKNOWN),
        ("uy_quyen and 1 / tuoi > 0", UNKNOWN),
    ],
)
def test_unknown_is_never_taken_for_false(text, expected):
    found = value(text)

    assert found is expected or (found is not UNKNOWN and found == expected)


@pytest.mark.parametrize("nothing", [None, "", UNKNOWN])
def test_a_fact_without_a_value_is_unknown(nothing):
    assert value("kenh == 'x'", kenh=nothing) is UNKNOWN
    assert value("ngay_nop == ngay_sinh", ngay_nop=nothing) is UNKNOWN


def test_unknown_has_no_truth():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


def test_a_guard_that_is_not_known_does_not_let_the_guarded_failure_through():
    guarded = "uy_quyen and so_ban / tuoi > 2"

    assert value(guarded, so_ban=1, tuoi=0) is UNKNOWN
    assert value(guarded, uy_quyen=False, so_ban=1, tuoi=0) is False
    with pytest.raises(ExpressionFailure, match="division by zero"):
        value(guarded, uy_quyen=True, so_ban=1, tuoi=0)
    assert value("so_ban / tuoi if uy_quyen else 1", so_ban=1, tuoi=0) is UNKNOWN


# values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4 - 6 / 3", 12),
        ("-so_ban + 1", -2),
        ("0.1 + 0.2 == 0.3", True),
        ("so_ban / 3 * 3 == so_ban", True),
        ("1 / 4", Decimal("0.25")),
        ("1 / 3", Decimal("0.3333333333333333333333333333")),
        ("max(1, so_ban, 2)", 3),
        ("min(ngay_sinh, ngay_nop)", date(2026, 5, 1)),
        ("so_ban if tuoi >= 18 else 0", 3),
        ("so_ban * 0.5 if tuoi < 18 else 0", 0),
        ("'trực tuyến'", "trực tuyến"),
        ("9 <= tuoi <= 18", True),
        ("9 <= tuoi < 18", False),
        ("tuoi in [17, 18]", True),
        ("'cccd' in giay_to and 'ho_chieu' not in giay_to", True),
        ("kenh in ['truc_tuyen', \"truc_tiep\"]", True),
        ("ngay_nop - ngay_sinh", 60),
        ("ngay_nop - ngay_sinh <= 60", True),
        ("ngay_sinh + 60 == ngay_nop", True),
        ("ngay_nop - 60 == ngay_sinh", True),
        ("ngay_nop >= date('2026-07-01')", False),
        ("ngay_nop in [date('2026-06-30')]", True),
        ("True and not False", True),
        ("uy_quyen != true", False),
        ("  tuoi\n  == 18  ", True),
    ],
)
def test_values(text, expected):
    found = value(
        text,
        kenh="truc_tuyen",
        tuoi=18,
        so_ban="3",
        uy_quyen=True,
        ngay_sinh="2026-05-01",
        ngay_nop=date(2026, 6, 30),
        giay_to=["cccd"],
    )

    assert found == expected
    assert type(found) is type(expected)


def test_texts_are_compared_by_their_letters_not_by_their_bytes():
    assert value("kenh == 'trực tuyến'", kenh="trực tuyến") is True


def test_a_date_known_only_to_the_month_is_not_known():
    assert value("ngay_sinh < date('2026-01-01')", ngay_sinh="1960") is UNKNOWN
    assert value("ngay_sinh < date('2026-01-01')", ngay_sinh="1960-05") is UNKNOWN


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("tuoi", True),
        ("tuoi", 1.5),
        ("tuoi", "18 tuổi"),
        ("tuoi", "١٨"),
        ("tuoi", 10**30),
        ("tuoi", Decimal("1E+999999999")),
        ("tuoi", Decimal("NaN")),
        ("uy_quyen", "true"),
        ("uy_quyen", 1),
        ("kenh", 5),
        ("kenh", ["truc_tuyen"]),
        ("ngay_sinh", "2026-02-30"),
        ("ngay_sinh", "01/05/2026"),
        ("ngay_sinh", datetime(2026, 5, 1)),  # noqa: DTZ001 - a wrong fact
        ("giay_to", "cccd"),
        ("giay_to", [1]),
    ],
)
def test_a_fact_of_another_kind_is_refused_and_not_repeated(name, fact):
    with pytest.raises(ExpressionFailure) as caught:
        value(f"{name} in giay_to" if name == "kenh" else f"'a' in {name}", **{name: fact}) if (
            name in {"giay_to", "kenh"}
        ) else value(f"{name} == {name}", **{name: fact})

    assert caught.value.name == name
    assert str(fact) not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["1 / (tuoi - 18) > 0", "ngay_sinh + 10000000", "ngay_sinh + 99999999999", "ngay_sinh + 0.5"],
)
def test_what_has_no_value_fails(text):
    with pytest.raises(ExpressionFailure):
        value(text, tuoi=18, ngay_sinh=date(2026, 1, 1))


# problems


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "cannot be read"),
        ("tuoi >=", 8, "cannot be read"),
        ("tuoi = 3", 6, "compare with =="),
        ("tuoi >= 18 (", 12, "cannot be read"),
        ("tuoi)\n and (uy_quyen", 5, "cannot be read"),
        ("tuoj >= 9", 1, "did you mean “tuoi”"),
        ("  uy_quyen and zzz == 1", 16, "no name “zzz”"),
        ("kenh == 'trực tuyến' and zzz == 1", 26, "no name “zzz”"),
        ("kenh == 5", 9, "a text was expected here, not a number"),
        ("tuoi == '5'", 9, "a number was expected here, not a text"),
        ("uy_quyen == 'true'", 13, "a yes or no was expected"),
        ("kenh < 'b'", 1, "a number or a date was expected here, not a text"),
        ("uy_quyen < true", 1, "not a yes or no"),
        ("tuoi and uy_quyen", 1, "a yes or no was expected here, not a number"),
        ("not tuoi", 5, "a yes or no was expected"),
        ("5 if tuoi else 6", 6, "a yes or no was expected"),
        ("5 if uy_quyen else 'a'", 20, "a number was expected"),
        ("kenh + 'a'", 1, "a number or a date was expected"),
        ("ngay_sinh + ngay_nop", 1, "cannot be joined"),
        ("ngay_sinh * 2", 1, "cannot be joined"),
        ("tuoi ** 9", 1, "cannot be joined"),
        ("tuoi % 9", 1, "cannot be joined"),
        ("tuoi / 0", 8, "division by zero"),
        ("+tuoi", 1, "not part of the language"),
        ("uy_quyen is true", 1, "compare with == or !="),
        ("kenh in []", 9, "the list is empty"),
        ("kenh in ['a', 5]", 15, "a text was expected here, not a number"),
        ("kenh in [kenh]", 10, "not a plain number or text"),
        ("kenh in 'abc'", 9, "a multiple choice was expected here, not a text"),
        ("kenh in ('a', 'b')", 9, "not part of the language"),
        ("tuoi in giay_to", 1, "a text was expected"),
        ("giay_to", 1, "say which choice"),
        ("giay_to == giay_to", 1, "not a multiple choice"),
        ("giay_to if uy_quyen else giay_to", 1, "not a multiple choice"),
        ("min(tuoi)", 1, "two values or more"),
        ("max(tuoi, 'a')", 11, "a number was expected"),
        ("min(tuoi, key=tuoi)", 1, "can be called"),
        ("min(*giay_to, 1)", 5, "not part of the language"),
        ("date('2026-02-30') == ngay_sinh", 1, "write a date as"),
        ("date(kenh) == ngay_sinh", 6, "not a plain number or text"),
        ("date('2026-01-01', 'x') == ngay_sinh", 1, "write a date as"),
        ("open('x')", 1, "can be called"),
        ("kenh.upper()", 1, "can be called"),
        ("kenh.x", 1, "not part of the language"),
        ("kenh[0]", 1, "not part of the language"),
        ("lambda: 1", 1, "not part of the language"),
        ("[x for x in giay_to]", 1, "not part of the language"),
        ("{'a': 1}", 1, "not part of the language"),
        ("(a := 1)", 2, "not part of the language"),
        ("f'{kenh}'", 1, "not part of the language"),
        ("b'a'", 1, "not a plain number or text"),
        ("'a' 'b'", 1, "not a plain number or text"),
        ("'''a'''", 1, "not a plain number or text"),
        ("None", 1, "not a plain number or text"),
        ("...", 1, "not a plain number or text"),
        ("1e9", 1, "not a plain number or text"),
        ("0x10", 1, "not a plain number or text"),
        ("1_000", 1, "not a plain number or text"),
        ("1j", 1, "not a plain number or text"),
        ("kenh == 'a\\n'", 11, "the sign \\"),
        ("'#' == kenh # and uy_quyen", 13, "the sign #"),
        ("__import__('os')", 1, "can be called"),
        ("tuoi\x00", 5, "cannot be read"),
    ],
)
def test_a_problem_points_at_its_column(text, column, words):
    found = problem(text)

    assert words in found.message
    assert found.column == column


def test_a_problem_with_a_name_says_which():
    assert problem("uy_quyen and tuoj").name == "tuoj"
    assert problem("tuoi == 'a'").name == ""


@pytest.mark.parametrize(
    "text",
    [
        " and ".join(["uy_quyen"] * 300),
        "(" * 300 + "1" + ")" * 300,
        "not " * 400 + "uy_quyen",
        "-" * 1900 + "1",
        "+".join(["1"] * 200),
        "9" * 1000,
    ],
)
def test_a_text_too_long_or_too_deep_is_refused(text):
    assert problem(text).message


@given(st.text(max_size=60) | st.text("tuoi kenh'\"()[]<>=!+-*/,.0123 andornotif", max_size=60))
def test_any_text_gives_an_expression_or_a_problem(text):
    try:
        expression = compile(text, NAMES)
    except ExpressionProblem as found:
        assert 1 <= found.column <= len(text) + 1
    else:
        assert expression.names <= set(NAMES)


# what publishing asks


def test_an_expression_tells_its_type_and_its_names():
    fee = compile("8000 * so_ban if uy_quyen else 0", NAMES | SYSTEM_NAMES)

    assert (fee.type, fee.names) == (Type.NUMBER, {"so_ban", "uy_quyen"})
    assert compile("ngay_nop", SYSTEM_NAMES).type is Type.DATE


def test_an_expression_tells_the_choices_it_looks_for():
    expression = compile("kenh != 'a' or 'b' == kenh or kenh in ['c'] or 'd' in giay_to", NAMES)

    assert expression.comparisons == (
        Comparison("kenh", "a", 9),
        Comparison("kenh", "b", 16),
        Comparison("kenh", "c", 40),
        Comparison("giay_to", "d", 48),
    )
