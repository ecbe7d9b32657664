"""A pack held against the national record: each difference in words, none that is only spelling."""

from __future__ import annotations

import json
from datetime import date

import pytest

from toantrinh.catalogue import national, packs
from toantrinh.catalogue.national import beginning

from . import records


@pytest.fixture
def procedure(tmp_path):
    record = national.read(records.cases())
    return packs.compile(beginning.make(record, into=tmp_path, today=date(2026, 10, 5)))[
        "procedure"
    ]


def parts(procedure, text):
    return [
        (each.part, each.pack, each.record)
        for each in national.differences(procedure, national.read(text))
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"code": "1.909009"}, [("code", "1.909001", "1.909009")]),
        ({"code": " 1.909001.h38"}, []),
        ({"name": "Thủ tục cấp giấy phép hoạt động gian hàng  phiên chợ"}, []),
        ({"name": "Cấp lại giấy phép"},
         [("name", "Cấp giấy phép hoạt động gian hàng phiên chợ", "Cấp lại giấy phép")]),
        ({"decisionNo": "99/QĐ-BCT"}, [("decision", "", "99/QĐ-BCT")]),
        ({"decisionNo": "1234/QÐ-bct"}, []),
        ({"method_processingTime": 7, "method_description": "7 ngày làm việc"},
         [("time", "5 working_days", "7 working_days")]),
        ({"fee_value": 200_000}, [("fee", "150000", "200000")]),
        ({"fee_value": 700}, []),
        ({"paper_name": "Đơn đề nghị cấp giấy phép mới"},
         [("component", "Đơn đề nghị cấp giấy phép", "Đơn đề nghị cấp giấy phép mới")]),
        ({"paper_name": "Hợp đồng thuê"},
         [("component", "", "Hợp đồng thuê"), ("component", "Đơn đề nghị cấp giấy phép", "")]),
    ],
    ids=lambda value: next(iter(value), "nothing") if isinstance(value, dict) else None,
)  # fmt: skip
def test_a_difference_says_what_either_has(procedure, changes, expected):
    changed = {**changes}
    text = records.cases(**changed)

    assert parts(procedure, text) == expected


def test_numbers_of_originals_and_copies_are_compared(procedure):
    data = json.loads(records.cases())
    data["executionCases"][0]["profileComponents"][1]["copyQty"] = 2

    assert parts(procedure, json.dumps(data)) == [("component", "0 + 1", "0 + 2")]


def test_results_legal_bases_and_who_are_compared(tmp_path):
    record = national.read(records.capitals())
    folder = beginning.make(record, into=tmp_path, today=date(2026, 10, 5))
    procedure = packs.compile(folder)["procedure"]

    found = parts(
        procedure,
        records.capitals(
            KETQUATHUCHIEN=[{"MAKETQUA": "KQ02", "TENKETQUA": "Quyết định"}],
            CANCUPHAPLY=[{"SOVANBAN": "60/2024/NĐ-CP", "TENVANBAN": "Nghị định về chợ"}],
            COQUANTHUCHIEN=[{"TENDONVI": "Sở Công Thương"}],
        ),
    )

    assert found == [
        ("result", "", "Quyết định"),
        ("result", "Giấy xác nhận", ""),
        ("legal_basis", "", "60/2024/NĐ-CP"),
        ("legal_basis", "02/2003/NĐ-CP", ""),
        ("agency", "Ủy ban nhân dân cấp xã", "Sở Công Thương"),
    ]
