"""Procedures are found as people look for them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from toantrinh.catalogue import actions, finding, queries
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
        actions.load_guide(folder=settings.PACKS / "lists", by=HOUSE)
        for name in (BIRTH, COPIES, BUSINESS):
            make.published(folders.real(name))
        yield


def found(text):
    return [version.code for version in finding.find(text, day=TODAY).versions]


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


@pytest.mark.parametrize("typed", ["?!", "zzzzqqqq", "999999", "'; DROP TABLE x --"])
def test_nothing_is_found_for_nothing(typed):
    assert found(typed) == []


def test_operators_of_the_database_are_only_words():
    assert found("khai & sinh | !con:*")[:1] == ["1.001193"]


def test_a_very_long_query_is_taken_for_its_beginning():
    assert found("khai sinh " * 500)[:1] == ["1.001193"]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("dang ky khai sih", "đăng ký khai sinh"),
        ("khaisinh", "khai sinh"),
        ("ddang ky khai sinh", "đăng ký khai sinh"),
        ("giaays khai xinh", "giấy khai sinh"),
        ("Đăng kí khai sinh", ""),
    ],
)
def test_what_was_understood_is_told_when_it_is_not_what_was_typed(typed, understood):
    assert finding.find(typed, day=TODAY).understood == understood


def test_a_search_asks_the_database_little(django_assert_num_queries):
    found("khai sinh")  # what a process keeps is there now

    with django_assert_num_queries(3):  # the guide, what was published, the page
        found("dang ky khai sih muộnn")


@pytest.mark.parametrize(
    "typed", ["1.001193.H55", "1001193.000.00.00.H55", "thủ tục 1.001193", "1.001193.000.00.00.h55"]
)
def test_a_code_with_the_tail_of_a_province_is_the_same_code(typed):
    assert found(typed) == ["1.001193"]


def test_a_number_that_is_no_code_finds_nothing():
    assert found("0912345678") == []


def test_what_is_published_later_is_found_at_once():
    before = found("khai tử")
    make.published(folders.real("1.000656-dang-ky-khai-tu"))

    assert "1.000656" not in before
    assert found("khai tử")[0] == "1.000656"


def test_the_whole_of_a_name_goes_before_a_part_of_another():
    assert found("giấy phép kinh doanh")[0] == "1.001612"


class TestFacets:
    def facets(self, text="", **chosen):
        return finding.find(text, finding.Filters(**chosen), day=TODAY).facets

    def counts(self, name, text="", **chosen):
        return {each.key: each.count for each in self.facets(text, **chosen)[name]}

    def test_count_what_serves(self):
        assert self.counts("field") == {"ho_tich": 2, "dang_ky_kinh_doanh": 1}
        assert self.counts("level") == {"xa": 3, "tinh": 1}
        assert self.counts("field", "trích lục") == {"ho_tich": 1}

    def test_each_is_counted_among_what_the_others_leave(self):
        assert self.counts("field", level="tinh") == {"ho_tich": 1}
        assert self.counts("level", level="tinh") == {"xa": 3, "tinh": 1}

    def test_what_was_chosen_is_left_and_marked(self):
        left = finding.find("", finding.Filters(field="ho_tich", level="tinh"), day=TODAY)

        assert [version.code for version in left.versions] == ["2.000635"]
        assert left.total == 1
        assert [each.key for each in left.facets["level"] if each.chosen] == ["tinh"]

    def test_a_count_is_what_choosing_it_finds(self):
        for name, values in self.facets("khai sinh").items():
            for each in values:
                chosen = finding.Filters(**{name: each.key})

                assert finding.find("khai sinh", chosen, day=TODAY).total == each.count


class TestElsewhere:
    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("ly hôn", "ly-hon"),
            ("vợ chồng tôi muốn li di", "ly-hon"),
            ("lam ho chieu", "ho-chieu"),
            ("hộ chiếuu", "ho-chieu"),
            ("công chứng hợp đồng mua bán nhà", "cong-chung-hop-dong"),
            ("thua ke tranh chap", "thua-ke-tranh-chap"),
            ("án phí", "an-phi"),
            ("khám nghĩa vụ quân sự", "nghia-vu-quan-su"),
            ("mất cccd", "can-cuoc"),
        ],
    )
    def test_a_matter_of_another_body_is_told(self, typed, key):
        assert key in [each.key for each in finding.find(typed, day=TODAY).elsewhere]

    def test_what_fits_here_is_found_all_the_same(self):
        divorce = finding.find("ly hôn", day=TODAY)

        assert divorce.elsewhere[0].body == "Tòa án nhân dân khu vực"
        assert "2.000635" in [version.code for version in divorce.versions]

    @pytest.mark.parametrize("typed", ["khai sinh", "trích lục ly hôn", "mở quán phở", "1.001193"])
    def test_a_matter_of_this_house_is_not_sent_away(self, typed):
        assert finding.find(typed, day=TODAY).elsewhere == ()


def test_what_happens_in_a_life_leads_to_its_page():
    assert [each.key for each in finding.find("vợ sinh con", day=TODAY).events] == ["co-con-nho"]


def test_a_repealed_procedure_is_not_found():
    actions.end(code="1.001612", last_day=date(2026, 9, 30), by=HOUSE)

    assert "1.001612" not in found("hộ kinh doanh")
    assert found("1.001612") == []


def test_fields_and_life_events_count_their_procedures():
    fields = {heading.key: heading.count for heading in queries.fields(TODAY)}
    events = {heading.key: heading.count for heading in queries.life_events(TODAY)}

    assert fields == {"ho_tich": 2, "dang_ky_kinh_doanh": 1}
    assert events == {
        "co-con-nho": 2,
        "giay-to-ca-nhan": 1,
        "khoi-su-kinh-doanh": 1,
        "mo-quan-an": 1,
    }


def test_headings_stand_in_vietnamese_order():
    assert [heading.key for heading in queries.life_events(TODAY)] == [
        "giay-to-ca-nhan",
        "khoi-su-kinh-doanh",
        "mo-quan-an",
        "co-con-nho",
    ]


def test_a_field_and_a_life_event_lead_to_their_procedures():
    assert {v.code for v in queries.of_field("ho_tich", TODAY)} == {"1.001193", "2.000635"}
    assert [v.code for v in queries.of_life_event("giay-to-ca-nhan", TODAY)] == ["2.000635"]


def test_lists_leave_the_large_columns_behind(django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [version.name for version in queries.listed(TODAY)]

    assert len(names) == 3
