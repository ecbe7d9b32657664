from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.core import yaml
from toantrinh.core.yaml import YamlProblem

PACK = """\
# a comment
code: '1.001193'
name: Đăng ký khai sinh
steps:
- key: receive
  amount: 0.5
  when: kenh == 'x'
- {key: sign, tags: [a, b]}
note: |
  two
  lines
empty:
yes: no
from: 2026-01-31
"""


def problem(text):
    with pytest.raises(YamlProblem) as caught:
        yaml.loads(text)
    return caught.value


def test_a_file_comes_out_as_plain_data(tmp_path):
    path = tmp_path / "procedure.yaml"
    path.write_text(PACK, "utf-8")

    data, _ = yaml.load(path)

    assert data == {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "steps": [
            {"key": "receive", "amount": Decimal("0.5"), "when": "kenh == 'x'"},
            {"key": "sign", "tags": ["a", "b"]},
        ],
        "note": "two\nlines\n",
        "empty": None,
        "yes": "no",
        "from": "2026-01-31",
    }
    assert type(data) is dict
    assert type(data["code"]) is type(data["note"]) is str
    assert type(data["steps"]) is list


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ((), (2, 1)),
        (("code",), (2, 7)),
        (("steps",), (4, 1)),
        (("steps", 0), (5, 3)),
        (("steps", 0, "when"), (7, 9)),
        (("steps", 1, "tags", 1), (8, 25)),
        (("note",), (9, 7)),
        (("steps", 0, "missing"), (5, 3)),
        (("missing", 3, "deep"), (2, 1)),
    ],
)
def test_a_value_has_a_line_and_a_column(path, position):
    _, positions = yaml.loads(PACK)

    assert positions.of(path) == position


def test_an_empty_file_is_nothing():
    data, positions = yaml.loads("# only a comment\n")

    assert data is None
    assert positions.of(("code",)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 5", 5),
        ("a: -5", -5),
        ("a: 0", 0),
        ("a: 0.10", Decimal("0.10")),
        ("a: true", True),
        ("a: False", False),
        ("a: ~", None),
        ("a: on", "on"),
        ("a: 12:30", "12:30"),
        ("a: '007'", "007"),
        ('a: "tab\\t"', "tab\t"),
    ],
)
def test_words_are_read_as_yaml_1_2_says(text, data):
    found = yaml.loads(text)[0]["a"]

    assert found == data
    assert type(found) is type(data)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, 1, "the key “a” is given twice"),
        ("x:\n  - {b: 1, b: 2}", 2, 12, "given twice"),
        ("1: a", 1, 1, "put 1 in quotes"),
        ("? [a]\n: b", 1, 3, "a key is a text"),
        ("a: &x 1\nb: *x", 1, 4, "an alias"),
        ("a: &x [*x]", 1, 4, "an alias"),
        ("<<: {a: 1}", 1, 1, "not allowed"),
        ("a: !!python/object:os.system x", 1, 4, "not allowed"),
        ("a: !mine {b: 1}", 1, 4, "not allowed"),
        ("a: !mine [1]", 1, 4, "not allowed"),
        ("a: [1", 1, 6, "expected"),
        ("a:\n\t- b", 2, 1, "cannot start any token"),
        ("---\na\n---\nb", 3, 1, "another document"),
        ("a: .inf", 1, 4, "plain digits"),
        ("a: 1e999999999", 1, 4, "plain digits"),
        ("a: 1_000", 1, 4, "plain digits"),
        ("a: 0x10", 1, 4, "plain digits"),
        ("a: " + "9" * 5000, 1, 4, "plain digits"),
        ("a: 00004", 1, 4, "put a code in quotes"),
        ("%YAML 1.1\n---\na: no", 3, 4, "write true or false"),
        ("a: 'x\x00'", 1, 1, "cannot be read"),
        ("[" * 100 + "]" * 100, 1, 62, "levels deep"),
        ("[" * 5000, 1, 1, "levels deep"),
        ("a: " + "x" * 2_000_000, 1, 1, "larger"),
    ],
)
def test_what_misleads_is_refused_with_its_place(text, line, column, words):
    found = problem(text)

    assert words in found.message
    assert (found.line, found.column) == (line, column)


def test_aliases_cannot_multiply():
    laughs = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )

    assert "an alias" in problem(laughs).message


def test_a_file_that_is_not_utf_8_is_refused_with_its_place(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")

    with pytest.raises(YamlProblem, match="not UTF-8") as caught:
        yaml.load(path)

    assert (caught.value.line, caught.value.column) == (2, 4)


@given(st.text(max_size=80) | st.text("ab:- \n[]{},'\"#&*!|>%~01.", max_size=80))
def test_any_text_gives_data_or_a_problem(text):
    try:
        yaml.loads(text)
    except YamlProblem as found:
        assert found.line >= 1
        assert found.column >= 1


def test_a_folded_text_is_one_line_without_marks():
    data, _positions = yaml.loads("a: >-\n  so_ban_sao > 0\n  and so_ban_sao < 10\nb: 1\n")

    assert data == {"a": "so_ban_sao > 0 and so_ban_sao < 10", "b": 1}
