"""Forms and answers of every kind, for hypothesis."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.forms import make

TODAY = date(2026, 7, 1)
PLACE = {"province": "19", "commune": "05443"}
RIGHT: dict[str, list[Any]] = {
    "text": ["một", "hai ba", "5 < 6 & \"bảy\" 'tám'", "x" * 40],
    "longtext": ["một", "một\nhai\n\nba", "{{ form }} <b>"],
    "name": ["Nguyễn Văn An", "H'Hen Niê", "K’Sor-Phước", "Thạch សុខា"],
    "person-id": ["019190000123", "000000000000"],
    "passport-no": ["C1234567"],
    "organisation-number": ["4600123456", "4600123456-001"],
    "tax-code": ["4600123456", "019190000123"],
    "phone": ["0912345678", "02083855123", "+14155550123", "19001234"],
    "email": ["an@vidu.vn", "an.b+c@x.vidu.vn"],
    "date": ["2026-03-27", "2024-02-29", "1990-01-01", "2026-03", "1958"],
    "time": ["00:00", "14:30"],
    "datetime": ["2026-03-27T14:30"],
    "integer": [0, 1, 3, 7, -2],
    "number": [0, 1, 2.5, 7.25, -0.125],
    "area": [0, 85.5, 120],
    "money": [0, 5000, 1_500_000],
    "choice": ["a", "b", "c"],
    "multichoice": [["a"], ["a", "b"], ["a", "b", "c"]],
    "boolean": [True, False],
    "nationality": ["VN", "LA"],
    "ethnicity": ["01", "08"],
    "occupation": ["Giáo viên", "Nhà chuyên môn về giảng dạy"],
    "business-line": ["5610", "4711"],
    "vehicle-plate": ["20A-123.45", "20B1-123.45", "20A-1234", "29MĐ1-000.01"],
    "land-parcel": [
        {**PLACE, "sheet": "12", "parcel": "125"},
        {**PLACE, "sheet": "DC-3", "parcel": "7", "area": 85.5, "detail": "Tổ 5"},
    ],
    "place": [PLACE, {"province": "01", "commune": "00004"}],
    "address": [PLACE, {**PLACE, "detail": "Tổ 5"}],
    "file": [["u1"], ["u1", "u2"]],
}
"""Answers that have the right shape; limits of a field may still refuse them."""

WRONG: list[Any] = [
    "2026-02-30",
    "1900-02-29",
    "2026-13",
    " x",
    "một\nhai",
    "Nguyễn 4",
    "0191",
    "20A-12345",
    {**PLACE, "sheet": "", "parcel": "1"},
    "24:00",
    "z",
    10**16,
    1.5,
    True,
    ["a", "a"],
    ["z"],
    [5],
    {"province": "19"},
    {**PLACE, "country": "VN"},
    {"x": 1},
]

_LIMITS: dict[str, list[dict[str, Any]]] = {
    "text": [{"max_length": 5}, {"min_length": 4}, {"pattern": "m.*", "pattern_message": "Viết m"}],
    "name": [{"max_length": 12}],
    "date": [
        {"max": "today"},
        {"min": "today-18y"},
        {"precision": "year"},
        {"precision": "month", "max": "2026-03-10"},
        {"precision": "month", "finest": "month"},
    ],
    "integer": [{"min": 1}, {"max": 3}],
    "number": [{"min": 0, "max": 2.5}],
    "money": [{"min": 5000}],
    "multichoice": [{"min_rows": 2}, {"max_rows": 1}],
    "boolean": [{"must_be": True}],
    "file": [{"max_rows": 1}],
}


def _conditions(key: str, kind: str) -> list[str]:
    """Sentences about one field that JSON Schema can say too."""
    plain = {
        "choice": [f"{key} == 'a'", f"{key} != 'b'", f"{key} in ['a', 'c']", f"'b' == {key}"],
        "boolean": [key, f"not {key}", f"{key} == false"],
        "integer": [f"{key} > 1", f"1 <= {key} < 7", f"{key} == -2", f"{key} not in [0, 3]"],
        "date": [f"{key} >= date('2024-02-29')", f"{key} < date('2000-01-01')"],
        "multichoice": [f"'a' in {key}", f"'c' not in {key}"],
        "place": [f"{key} == '05443'", f"{key} != '05443'"],
        "text": [f"{key} == 'một'"],
        "group": [f"{key} >= 2", f"{key} == 1", f"{key} < 2", f"{key} != 2"],
    }
    return plain.get(kind, [])


@st.composite
def conditions(draw: st.DrawFn, fields: list[tuple[str, str]]) -> str:
    """A condition over the fields (key, kind) given."""
    known = [sentence for key, kind in fields for sentence in _conditions(key, kind)]
    parts = st.sampled_from(known)
    shape = draw(st.sampled_from(["{}", "{} and {}", "{} or {}", "not ({} or {})", "if"]))
    if shape == "if":
        return f"({draw(parts)}) if {draw(parts)} else ({draw(parts)})"
    return shape.format(*(f"({draw(parts)})" for _ in range(shape.count("{}"))))


@st.composite
def _field(draw: st.DrawFn, key: str, kind: str, before: list[tuple[str, str]]) -> dict[str, Any]:
    found = make.field(key, kind)
    if kind in _LIMITS and draw(st.booleans()):
        found["constraints"] = draw(st.sampled_from(_LIMITS[kind]))
    told = [each for each in before if _conditions(*each)]
    sentence = conditions(told) if told else st.none()
    if (condition := draw(st.none() | sentence)) is not None:
        found["show_if"] = condition
    needed = draw(st.booleans() | sentence)
    if needed is not None:
        found["required"] = needed
    return found


@st.composite
def _group(draw: st.DrawFn, key: str, before: list[tuple[str, str]]) -> dict[str, Any]:
    found = draw(_field(key, "group", before))
    found.pop("constraints", None)
    kinds = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3))
    columns: list[tuple[str, str]] = []
    found["columns"] = []
    for at, kind in enumerate(kinds):
        name = f"{key}_{at}"
        found["columns"].append(draw(_field(name, kind, columns)))
        columns.append((name, kind))
    if draw(st.booleans()):
        found["constraints"] = {"min_rows": 1, "max_rows": 2, "unique": [columns[0][0]]}
    return found


COLUMNS = ["business-line", "text", "choice", "boolean", "integer", "date", "place", "multichoice"]


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A form of up to eight fields, with conditions on earlier ones, and rules."""
    kinds = draw(st.lists(st.sampled_from([*RIGHT, "group"]), min_size=1, max_size=8))
    before: list[tuple[str, str]] = []
    fields = []
    for at, kind in enumerate(kinds):
        key = f"f{at}"
        group = kind == "group"
        fields.append(draw(_group(key, before) if group else _field(key, kind, before)))
        before.append((key, kind))
    told = [each for each in before if _conditions(*each)]
    rules = draw(st.lists(conditions(told), max_size=2)) if told else []
    others = {"rules": [{"expr": rule, "message": "Chưa khớp"} for rule in rules]}
    return make.data(*fields, **(others if rules else {}))


@st.composite
def answers(draw: st.DrawFn, definition: dict[str, Any], *, right: bool = False) -> dict[str, Any]:
    """Answers to a form: right ones mostly, some wrong, some missing; only right when asked."""
    fields = [field for section in definition["sections"] for field in section["fields"]]
    return {
        field["key"]: answer
        for field in fields
        if (answer := draw(_answer(field, right=right))) is not None
    }


@st.composite
def _answer(draw: st.DrawFn, field: dict[str, Any], *, right: bool) -> Any:
    what = draw(st.sampled_from(["right", "right", "right", "none"] + ["wrong"] * (not right)))
    if what == "none":
        return None
    if what == "wrong":
        return draw(st.sampled_from(WRONG))
    if field["type"] != "group":
        return draw(st.sampled_from(RIGHT[field["type"]]))
    rows = []
    for _ in range(draw(st.integers(1, 3) | st.just(7))):  # more than five are a grid
        row = {c["key"]: draw(_answer(c, right=right)) for c in field["columns"]}
        rows.append({key: answer for key, answer in row.items() if answer is not None})
    return [row for row in rows if row] or None  # a page sends no blank rows
