"""A national record is read without a silent guess: every doubt has its place and is told."""

from __future__ import annotations

import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue import national
from toantrinh.catalogue.national import UnreadableRecord
from toantrinh.core.calendar import LimitKind

from . import records

METHOD, FEE = "executionMethods[0]", "executionMethods[0].fees[0]"
PAPERS = "executionCases[0].profileComponents"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def doubts(record):
    return {remark.place: remark.decide for remark in record.remarks}


def test_a_record_of_cases_is_read():
    record = national.read(records.cases())

    assert (record.code, record.decision) == ("1.909001", "1234/QĐ-BCT")
    assert record.name == "Cấp giấy phép hoạt động gian hàng phiên chợ"
    assert [method.channel for method in record.methods] == ["truc_tiep", "truc_tuyen"]
    assert {(m.kind, m.amount) for m in record.methods} == {(LimitKind.WORKING_DAYS, 5)}
    assert record.methods[0].fees == (national.record.Fee(150_000, "phi", "Phí thẩm định"),)
    assert [paper.electronic_form for paper in record.papers] == [True, False]
    assert record.steps[0].name == "Nộp hồ sơ tại xã"


def test_a_record_in_capitals_is_read():
    record = national.read(records.capitals())

    assert (record.code, record.name) == ("1.909002", "Xác nhận sơ đồ gian hàng phiên chợ")
    assert record.field.name == "Lưu thông hàng hóa trong nước"
    assert [(m.channel, m.kind, m.amount) for m in record.methods] == [
        ("truc_tiep", LimitKind.WORKING_DAYS, 3)
    ]
    assert [paper.name for paper in record.papers] == ["Tờ khai theo mẫu", "Sơ đồ gian hàng"]
    assert record.applicants == ("Công dân Việt Nam", "Doanh nghiệp")
    assert [basis.code for basis in record.legal_basis] == ["02/2003/NĐ-CP"]
    assert record.agencies == ("Ủy ban nhân dân cấp xã",)
    assert [result.name for result in record.results] == ["Giấy xác nhận"]


def test_components_in_capitals_may_stand_within_cases():
    cases = [
        {"TRUONGHOP": "Cá nhân", "GIAYTO": [{"TENGIAYTO": "Đơn", "SOBANCHINH": 1, "SOBANSAO": 0}]},
        {
            "TRUONGHOP": "Tổ chức",
            "GIAYTO": [
                {"TENGIAYTO": "Đơn", "SOBANCHINH": 1, "SOBANSAO": 0},
                {"TENGIAYTO": "Quyết định thành lập", "SOBANCHINH": 0, "SOBANSAO": 1},
            ],
        },
    ]

    record = national.read(records.capitals(THANHPHANHOSO=cases))

    assert [(p.name, p.when, p.copy) for p in record.papers] == [
        ("Đơn", "", 0),
        ("Quyết định thành lập", "Tổ chức", 1),
    ]


def test_a_required_that_is_false_everywhere_is_remarked_and_a_condition_is_found_in_the_name():
    record = national.read(records.cases())

    assert "false everywhere" in doubts(record)["executionCases"]
    assert "condition" in doubts(record)[f"{PAPERS}[1].name"]
    assert record.papers[1].when == "trường hợp bán đồ ăn"


def test_a_note_kept_as_a_component_is_no_component():
    record = national.read(records.cases())

    assert record.notes == ("Lưu ý: bản sao không cần chứng thực",)
    assert len(record.papers) == 2
    assert "Quantity 0" in doubts(record)[f"{PAPERS}[2].originalQty"]


@pytest.mark.parametrize("text", ["Trong ngày làm việc", "Ngay trong ngày tiếp nhận hồ sơ"])
def test_within_the_day_is_found_behind_the_unit_other(text):
    record = national.read(
        records.cases(
            method_processingTime=None, method_processingTimeUnit="OTHER", method_description=text
        )
    )

    assert record.methods[0].kind is LimitKind.WITHIN_DAY
    assert "within the day" in doubts(record)[f"{METHOD}.processingTimeUnit"]


@pytest.mark.parametrize(
    ("changes", "place", "says"),
    [
        ({"method_processingTimeUnit": "OTHER", "method_description": "Theo luật"},
         f"{METHOD}.processingTimeUnit", "No time limit"),
        ({"method_processingTime": 3}, f"{METHOD}.processingTime", "another limit"),
        ({"method_processingTimeUnit": "DAY"}, f"{METHOD}.processingTime", "another limit"),
        ({"method_processingTimeUnit": "DAY", "method_description": ""},
         f"{METHOD}.processingTimeUnit", "Days off count"),
        ({"method_processingTime": "năm"}, f"{METHOD}.processingTime", "no whole number"),
        ({"method_processingTime": -5}, f"{METHOD}.processingTime", "no whole number"),
        ({"method_submissionMethod": "BO_CAU"}, f"{METHOD}.submissionMethod", "not known"),
        ({"fee_value": 700}, f"{FEE}.value", "thousands"),
        ({"fee_value": 7_000_000_000}, f"{FEE}.value", "unlikely"),
        ({"fee_value": None}, f"{FEE}.value", "no amount"),
        ({"fee_value": -1}, f"{FEE}.value", "no whole number"),
        ({"fee_value": 150.5}, f"{FEE}.value", "no whole number"),
        ({"fee_value": 0}, f"{FEE}.value", "0"),
        ({"fee_currencyId": "USD"}, f"{FEE}.value", "đồng"),
        ({"fee_description": "Phí 1.500.000 đồng/lần"}, f"{FEE}.value", "another amount"),
        ({"fee_type": "KHAC"}, FEE, "Not clear"),
        ({"paper_required": "có"}, f"{PAPERS}[0].required", "Neither true nor false"),
        ({"paper_originalQty": None, "paper_copyQty": None}, f"{PAPERS}[0].originalQty", "missing"),
        ({"paper_name": "Lưu ý khi nộp"}, f"{PAPERS}[0].name", "condition"),
        ({"paper_name": None}, f"{PAPERS}[0].name", "without a name"),
        ({"paper_isProcessingResult": True}, f"{PAPERS}[0].isProcessingResult", "result"),
        ({"paper_mauMoi": 1}, f"{PAPERS}[0].mauMoi", "not known"),
        ({"code": "1.909001.H38"}, "code", "Read as 1.909001"),
        ({"code": "909001"}, "code", "no national code"),
        ({"executionCases": []}, "executionCases", "no component"),
        ({"ghiChu": "x"}, "ghiChu", "not known"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
def test_a_doubt_is_told_with_its_place_and_what_to_decide(changes, place, says):
    before = doubts(national.read(records.cases()))

    found = national.read(records.cases(**changes)).remarks

    new = [remark for remark in found if (remark.place, remark.decide) not in before.items()]
    assert any(remark.place == place and says in remark.decide for remark in new), new


@pytest.mark.parametrize("amount", [700, None, -1, 150.5, 0])
def test_an_amount_in_doubt_is_no_amount(amount):
    record = national.read(records.cases(fee_value=amount))

    assert {fee.amount for method in record.methods for fee in method.fees} == {None}


def test_ways_to_file_that_differ_are_remarked():
    data = json.loads(records.cases())
    data["executionMethods"][1] |= {"processingTime": 3, "description": "3 ngày làm việc"}
    data["executionMethods"][1]["fees"][0]["value"] = 75_000

    told = [
        remark.decide
        for remark in national.read(json.dumps(data)).remarks
        if remark.place == "executionMethods"
    ]

    assert ["time" in each for each in told] == [True, False]
    assert "discount" in told[1]


def test_html_is_taken_out_and_told():
    record = national.read(records.cases(name="Cấp <b>giấy</b><script>alert(1)</script>"))

    assert record.name == "Cấp giấyalert(1)"
    assert "HTML" in doubts(record)["name"]


@pytest.mark.parametrize("wrapper", ["data", "result"])
def test_the_answer_of_a_service_is_opened(wrapper):
    text = json.dumps({"error_code": "00", wrapper: [json.loads(records.capitals())]})

    assert national.read(text).code == "1.909002"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", "null", '"x"', "{}", '{"a": 1}', '[{"name": "a"}, {"name": "b"}]',
     '{"TENTTHC": ""}', '{"name": null, "code": "1.000001"}', '{"data": 1}', "[" * 50_000],
)  # fmt: skip
def test_what_is_no_record_is_refused(text):
    with pytest.raises(UnreadableRecord) as refused:
        national.read(text)

    assert str(refused.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(data=st.data())
def test_no_value_however_strange_breaks_the_reading(data):
    whole = json.loads(data.draw(st.sampled_from([records.cases(), records.capitals()])))
    here, last = whole, None
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        last = here, data.draw(st.sampled_from(keys))
        here = here[last[1]]
        if data.draw(st.booleans()):
            break
    last[0][last[1]] = data.draw(anything)

    try:
        record = national.read(json.dumps(whole))
    except UnreadableRecord:
        return
    assert all(remark.place and remark.decide for remark in record.remarks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đăng ký  hoà giải", "đăng ký hòa giải"),
        ("Thủ tục đăng ký kết hôn", "Đăng ký kết hôn"),
        ("Cấp, đổi thẻ", "Cấp đổi thẻ"),
        ("\u00d0ăng ký", "Đăng ký"),
        ("Đăng ký\u0301"[:-1] + "\u0301", "Đăng ký\u0301"),
    ],
)
def test_names_that_are_only_written_otherwise_are_the_same(one, other):
    assert national.same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Cấp giấy phép", "Cấp lại giấy phép"), ("Má", "Mà"), ("Đan", "Dan")]
)
def test_names_that_say_something_else_are_not(one, other):
    assert not national.same_name(one, other)
