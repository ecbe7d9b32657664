from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation

from tests.lists.conftest import approved
from toantrinh.core import clock
from toantrinh.core.calendar import Limit, LimitKind, due
from toantrinh.lists import queries
from toantrinh.lists.changes import Changes, DayChange

pytestmark = pytest.mark.django_db

WITHIN_8_HOURS = Limit(LimitKind.WORKING_HOURS, 8)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


# units and terms


def test_provinces_stand_in_the_order_of_the_alphabet(loaded):
    names = [name for _, name in queries.provinces()]

    assert names[:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert names.index("Đà Nẵng") < names.index("Gia Lai") < names.index("Hà Nội")
    assert len(names) == 34


def test_communes_of_a_province_stand_by_kind_and_name(loaded):
    communes = queries.communes("19")

    assert len(communes) == 92
    assert ("01840", "Phường Đức Xuân") in communes
    labels = [label for _, label in communes]
    assert labels.index("Phường Bắc Kạn") < labels.index("Phường Đức Xuân")
    assert labels[0].startswith("Phường")
    assert labels[-1].startswith("Xã")


@pytest.mark.parametrize("province", ["", "00", "01840", "x"])
def test_what_is_no_province_has_no_communes(loaded, province):
    assert queries.communes(province) == []


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (
            {"province": "19", "commune": "01840", "detail": " Tổ 5 "},
            "Tổ 5, phường Đức Xuân, tỉnh Thái Nguyên",
        ),
        ({"province": "19", "commune": "01840"}, "Phường Đức Xuân, tỉnh Thái Nguyên"),
        ({"province": "01", "commune": "", "detail": None}, "Thành phố Hà Nội"),
        ({"province": "77", "commune": "x"}, "X, 77"),
        ({}, ""),
    ],
)
def test_a_place_is_written_from_the_smallest_to_the_largest(loaded, place, label):
    assert queries.place_label(place) == label


def test_a_unit_has_the_kind_of_the_day_and_the_name_of_today(loaded):
    before = queries.current(date(2026, 4, 29)).provinces()
    after = queries.current(date(2026, 4, 30)).provinces()

    assert before == after
    assert queries.unit_name("75") == "Thành phố Đồng Nai"
    assert queries.unit_name("unknown") == "unknown"


def test_terms_are_in_the_language_of_the_reader(loaded):
    with translation.override("vi"):
        assert queries.terms("nationality")[0] == ("VN", "Việt Nam")
        assert queries.current().term("nationality", "DE") == "Đức"
    with translation.override("en"):
        assert queries.terms("nationality")[0] == ("VN", "Viet Nam")
        assert queries.current().term("nationality", "DE") == "Germany"


def test_the_most_numerous_comes_first_and_the_rest_by_the_alphabet(loaded):
    labels = [label for _, label in queries.terms("ethnicity")]

    assert labels[:4] == ["Kinh", "Ba-na", "Bố Y", "Brâu"]


def test_an_unknown_list_has_no_terms_and_an_unknown_code_is_shown_as_it_is(loaded):
    assert queries.terms("no-such-list") == []
    assert queries.current().term("ethnicity", "99") == "99"


def test_asking_many_times_for_a_page_takes_one_statement(loaded, django_assert_num_queries):
    queries.place_label({"province": "19"})
    queries.communes("19")
    queries.terms("sex")

    with django_assert_num_queries(1):
        lists = queries.current()
        for _ in range(20):
            lists.terms("sex")
            lists.communes("19")
            lists.place_label({"province": "19", "commune": "01840"})


# calendars


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-08-31", False),
        ("2026-08-22", True),
        ("2026-11-24", False),
        ("2025-11-24", True),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-04-27", False),
        ("2024-05-04", True),
        ("2024-04-29", False),
        ("2025-04-26", True),
        ("2027-02-04", True),  # in one of two proposals only
        ("2027-02-05", False),
        ("2027-04-16", False),
        ("2028-01-26", False),  # Tết, computed
    ],
)
def test_the_calendar_knows_the_days_off(loaded, day, works):
    assert queries.calendar_for("H55.1").is_working_day(date.fromisoformat(day)) is works


def test_a_year_that_is_not_announced_is_provisional(loaded):
    calendar = queries.calendar_for("")

    assert [y for y in range(2023, 2030) if calendar.is_provisional(date(y, 1, 4))] == [
        2023,
        2027,
        2028,
        2029,
    ]


def test_a_unit_keeps_the_hours_of_the_agency_it_belongs_to(loaded):
    received = local("2026-07-06 12:30")

    ours = due(queries.calendar_for("H55.3.12"), WITHIN_8_HOURS, received)
    others = due(queries.calendar_for("H01.3"), WITHIN_8_HOURS, received)

    assert ours == local("2026-07-07 11:30")
    assert others == local("2026-07-07 11:30")
    assert queries.calendar_for("H55.3.12").spans(date(2026, 7, 6))[0][0] == local(
        "2026-07-06 07:00"
    )
    assert queries.calendar_for("H01.3").spans(date(2026, 7, 6))[0][0] == local("2026-07-06 07:30")


def test_hours_hold_from_their_first_day(loaded):
    before = queries.calendar_for("H55", date(2025, 6, 30))
    after = queries.calendar_for("H55", date(2025, 7, 1))

    assert before.season(date(2025, 7, 7)).hours[0][0] == time(7, 30)
    assert after.season(date(2025, 7, 7)).hours[0][0] == time(7, 0)


def test_agencies_with_the_same_rules_share_one_calendar(loaded, django_assert_num_queries):
    first = queries.calendar_for("H55.1")

    with django_assert_num_queries(1):
        assert queries.calendar_for("H55.2.7") is first


def test_days_of_one_agency_go_before_those_of_the_country(loaded):
    for scope, day, worked in (
        ("H55.3", date(2026, 8, 31), True),
        ("H55.3", date(2026, 7, 6), False),
        ("H55.3.1", date(2026, 7, 6), True),
    ):
        approved(Changes(scope, days=(DayChange(day, worked, "Ngày", "Văn bản"),)))

    days = (date(2026, 8, 31), date(2026, 7, 6))
    works = {
        code: tuple(map(queries.calendar_for(code).is_working_day, days))
        for code in ("H55", "H55.3", "H55.3.1", "H55.30")
    }

    assert works == {
        "H55": (False, True),
        "H55.3": (True, False),
        "H55.3.1": (True, True),
        "H55.30": (False, True),
    }


def test_without_lists_the_calendar_is_computed_by_law():
    calendar = queries.calendar_for("H55")

    assert not calendar.is_working_day(date(2026, 9, 2))
    assert calendar.is_provisional(date(2026, 9, 2))
    assert queries.provinces() == queries.terms("ethnicity") == []


@pytest.mark.parametrize("typed", ["Cổ Linh", "co linh", "Xã Cổ Linh", "xa co linh", "Cổ Lin"])
def test_a_former_commune_is_found_as_people_write_it(loaded, typed):
    found = queries.current(date(2026, 7, 1)).former(typed)

    assert [(each.name, each.last) for each in found] == [("Xã Cổ Linh", date(2025, 6, 30))]
    assert found[0].successors == (("19", "01879", "Xã Cao Minh"),)


def test_of_a_commune_that_was_divided_all_successors_are_told(loaded):
    (found,) = queries.current(date(2026, 7, 1)).former("Phường Gia Sàng")

    assert len(found.successors) == 2


def test_two_former_communes_of_one_name_are_both_meant(loaded):
    lists = queries.current(date(2026, 7, 1))

    assert {each.name for each in lists.former("tân lập")} == {"Xã Tân Lập", "Phường Tân Lập"}
    assert [each.name for each in lists.former("xã Tân Lập")] == ["Xã Tân Lập"]
    assert len(lists.former("Trung Thành")) > 1
    told = lists.former("Phường Trung Thành, thành phố Phổ Yên")
    assert [each.name for each in told] == ["Phường Trung Thành, thành phố Phổ Yên"]


def test_a_name_like_none_finds_none(loaded):
    assert queries.current(date(2026, 7, 1)).former("Xyz") == []


def test_before_its_end_a_commune_is_no_former_one(loaded):
    assert queries.current(date(2025, 6, 30)).former("Cổ Linh") == []


UNITS = "code,name,kind,province_code,valid_from,valid_to,basis,note\n"


def test_a_unit_that_ended_tells_what_it_became(load, db):
    load(
        communes=UNITS
        + "01840,Đức Xuân,ward,19,2025-07-01,2026-05-31,x,\n"
        + "01843,Bắc Kạn,ward,19,2025-07-01,,x,\n",
        former_communes="name,kind,district,province_code,successor,valid_to,basis,note,code\n"
        "Đức Xuân,ward,,19,01843,2026-05-31,x,,01840\n",
    )

    after, before = queries.current(date(2026, 7, 1)), queries.current(date(2026, 5, 31))

    assert before.ended("01840") is None
    ended = after.ended("01840")
    assert (ended.name, ended.last) == ("Phường Đức Xuân", date(2026, 5, 31))
    assert ended.successors == (("19", "01843", "Phường Bắc Kạn"),)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("phở", "5610"),
        ("quan pho", "5610"),
        ("5610", "5610"),
        ("trà sữa", "5630"),
        ("tạp hóa", "4711"),
        ("cat toc", "9621"),
        ("sửa xe máy", "9532"),
        ("nấu rượu", "1101"),
    ],
)
def test_a_line_of_business_is_found_as_people_call_it(loaded, words, code):
    found = queries.current(date(2026, 7, 1)).matching("business-line", words)

    assert found[0][0] == code


def test_a_word_is_found_without_accents_and_not_inside_another(loaded):
    found = queries.current(date(2026, 7, 1)).matching("business-line", "pho")

    assert {code for code, _label in found} == {"5610", "1074", "8523"}
    assert queries.current(date(2026, 7, 1)).matching("business-line", " ") == []


def test_lines_of_business_hold_from_their_day(loaded):
    assert queries.current(date(2025, 11, 14)).terms("business-line") == []
    assert len(queries.current(date(2025, 11, 15)).terms("business-line")) >= 200


def test_what_people_call_a_term_is_proposed_with_it(loaded):
    proposed = dict(queries.current(date(2026, 7, 1)).suggestions("business-line"))

    assert "phở" in proposed["5610"] and proposed["9900"].startswith("Hoạt động của các tổ chức")


# What civil servants had off in weeks of work, and the Saturdays they worked for it.
YEARS = {
    2024: (
        "2024-01-01 2024-02-08 2024-02-09 2024-02-12 2024-02-13 2024-02-14 2024-04-18 2024-04-29 "
        "2024-04-30 2024-05-01 2024-09-02 2024-09-03",
        "2024-05-04",
    ),
    2025: (
        "2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07 2025-04-30 "
        "2025-05-01 2025-05-02 2025-09-01 2025-09-02",
        "2025-04-26",
    ),
    2026: (
        "2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 "
        "2026-04-30 2026-05-01 2026-08-31 2026-09-01 2026-09-02 2026-11-24",
        "2026-01-10 2026-08-22",
    ),
    2027: (
        "2027-01-01 2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-04-16 2027-04-30 2027-05-03 "
        "2027-09-02 2027-09-03 2027-11-24",
        "",
    ),
}


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_off_and_worked_as_it_was_announced_or_is_computed(loaded, year):
    calendar = queries.calendar_for("H55.101")
    first = date(year, 1, 1)
    every = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]

    off = [f"{d}" for d in every if d.weekday() < 5 and not calendar.is_working_day(d)]
    worked = [f"{d}" for d in every if d.weekday() >= 5 and calendar.is_working_day(d)]

    assert (" ".join(off), " ".join(worked)) == YEARS[year]
    assert calendar.is_provisional(first) is (year == 2027)
