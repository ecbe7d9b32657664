"""Procedures are found as people look for them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from toantrinh.catalogue import actions, queries
from toantrinh.core import clock
from toantrinh.core.actor import System

from .. import make
from . import folders
from .folders import BIRTH, BUSINESS, COPIES

TODAY = date(2026, 10, 5)
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
HOUSE = System("packs")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published():
    with clock.set_to(NOON):
        for name in (BIRTH, COPIES, BUSINESS):
            make.published(folders.real(name))
        yield


def found(text):
    return [hit.version.code for hit in queries.search(text, day=TODAY)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Đăng ký khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("DANG KY KHAI SINH", "1.001193"),
        ("dang ky khai sih", "1.001193"),
        ("đăng kí khai sinh", "1.001193"),
        ("khai sinhh", "1.001193"),
        ("làm giấy khai sinh cho con", "1.001193"),
        ("sinh con", "1.001193"),
        ("em bé mới sinh", "1.001193"),
        ("khai sinh muộn", "1.001193"),
        ("birth certificate", "1.001193"),
        ("1.001193", "1.001193"),
        ("1001193", "1.001193"),
        ("1.0011", "1.001193"),
        ("hộ kinh doanh", "1.001612"),
        ("ho kinh doanh", "1.001612"),
        ("ho kinh doah", "1.001612"),
        ("mở quán phở", "1.001612"),
        ("mo quan pho", "1.001612"),
        ("hkd", "1.001612"),
        ("giấy phép kinh doanh", "1.001612"),
        ("trích lục", "2.000635"),
        ("trich luc ket hon", "2.000635"),
        ("bản sao giấy khai sinh", "2.000635"),
        ("mất giấy khai sinh", "2.000635"),
    ],
)
def test_the_procedure_meant_comes_first(typed, code):
    assert found(typed)[:1] == [code]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzzqqqq", "999999", "'; DROP TABLE x --"])
def test_nothing_is_found_for_nothing(typed):
    assert found(typed) == []


def test_operators_of_the_database_are_only_words():
    assert found("khai & sinh | !con:*")[:1] == ["1.001193"]


def test_a_very_long_query_is_taken_for_its_beginning():
    assert found("khai sinh " * 500)[:1] == ["1.001193"]


def test_what_was_understood_is_told():
    (first, *_others) = queries.search("dang ky khai sih", day=TODAY)

    assert first.understood == "dang ki khai sinh"


def test_a_search_asks_the_database_little(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found("dang ky khai sih muộnn")


def test_a_repealed_procedure_is_not_found():
    actions.end(code="1.001612", last_day=date(2026, 9, 30), by=HOUSE)

    assert "1.001612" not in found("hộ kinh doanh")
    assert found("1.001612") == []


def test_fields_and_life_events_count_their_procedures():
    fields = {heading.key: heading.count for heading in queries.fields(TODAY)}
    events = {heading.key: heading.count for heading in queries.life_events(TODAY)}

    assert fields == {"ho_tich": 2, "dang_ky_kinh_doanh": 1}
    assert events == {"co-con-nho": 2, "giay-to-ca-nhan": 1, "khoi-su-kinh-doanh": 1}


def test_headings_stand_in_vietnamese_order():
    assert [heading.key for heading in queries.life_events(TODAY)] == [
        "giay-to-ca-nhan",
        "khoi-su-kinh-doanh",
        "co-con-nho",
    ]


def test_a_field_and_a_life_event_lead_to_their_procedures():
    assert {v.code for v in queries.of_field("ho_tich", TODAY)} == {"1.001193", "2.000635"}
    assert [v.code for v in queries.of_life_event("giay-to-ca-nhan", TODAY)] == ["2.000635"]


def test_lists_leave_the_large_columns_behind(django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [version.name for version in queries.listed(TODAY)]

    assert len(names) == 3
