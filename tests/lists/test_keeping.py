"""Calendars and time rules by edition: what was once said stays said."""

from datetime import date, time

import pytest
from django.db import IntegrityError

from tests.lists.conftest import PACK, approved
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.lists import queries
from toantrinh.lists.changes import Changes, DayChange, HoursChange
from toantrinh.lists.loading import ListProblem
from toantrinh.lists.models import CalendarDay, CalendarYear, Edition, OfficeHours, TimeRule
from toantrinh.lists.queries import Lists
from toantrinh.lists.time_rules import KEYS, NoTimeRule

pytestmark = pytest.mark.django_db

DAYS = (PACK / "days.csv").read_text("utf-8")
HOURS = (PACK / "office-hours.yaml").read_text("utf-8")
TODAY = date(2026, 7, 1)
MONDAY = date(2026, 7, 6)
OFF_ON_MONDAY = DAYS + "2026-07-06,false,Ngày nghỉ,Văn bản,announced,\n"
LONG_DAY = (("08:00", "12:00"), ("13:00", "17:00"))


def works(edition, day, code="H55.3"):
    return Lists(edition, TODAY).calendar_for(code).is_working_day(day)


def off(*days, scope="", worked=False):
    return Changes(scope, days=tuple(DayChange(day, worked, "Ngày", "Văn bản") for day in days))


def hours(scope="H55", *, since=date(2026, 8, 1), until=None, begins=(1, 1), spans=LONG_DAY):
    return Changes(scope, hours=(HoursChange(begins, spans, since, until, "Văn bản"),))


def test_an_edition_gives_its_calendar_whatever_is_loaded_later(load):
    first = load()

    second = load(days=OFF_ON_MONDAY)
    third = load(days=DAYS.replace("2026-08-31,false", "2026-08-28,false"))

    assert [works(each.pk, MONDAY) for each in (first, second, third)] == [True, False, True]
    assert [works(each.pk, date(2026, 8, 31)) for each in (first, third)] == [False, True]
    assert Lists(first.pk, TODAY).calendar_for("H55") == Lists(first.pk, TODAY).calendar_for("H55")


def test_office_hours_of_an_old_edition_stay_its_own(load):
    first = load()

    second = load(office_hours=HOURS.replace("'07:00', '11:30'", "'07:15', '11:45'"))

    opens = [
        Lists(each.pk, TODAY).calendar_for("H55").season(MONDAY).hours[0][0]
        for each in (first, second)
    ]
    assert opens == [time(7, 0), time(7, 15)]


def test_loading_writes_only_the_difference(load):
    first = load()
    before = set(CalendarDay.objects.values_list("pk", flat=True))

    second = load(days=DAYS.replace("2026-08-31,false", "2026-08-28,false"))

    ended = CalendarDay.objects.exclude(edition_to=None)
    assert [(str(row.day), row.edition_to) for row in ended] == [("2026-08-31", second.pk - 1)]
    new = CalendarDay.objects.exclude(pk__in=before)
    assert [(str(row.day), row.edition_from) for row in new] == [("2026-08-28", second.pk)]
    assert OfficeHours.objects.count() == 2
    assert not TimeRule.objects.exclude(edition_from=first.pk).exists()


def test_loading_never_touches_what_was_decided_here(load):
    load()
    here = approved(off(MONDAY))

    later = load(days=OFF_ON_MONDAY.replace("07-06,false", "07-07,false"))

    local = CalendarDay.objects.get(source=str(here.change))
    assert (local.day, local.edition_to) == (MONDAY, None)
    assert [works(later.pk, day) for day in (MONDAY, date(2026, 7, 7))] == [False, False]


def test_what_was_decided_here_goes_before_the_file_that_says_the_opposite(load):
    load()
    approved(off(date(2026, 8, 31), worked=True))

    later = load(days=DAYS.replace("Nghỉ hoán đổi dịp Quốc khánh", "Nghỉ dịp Quốc khánh"))

    assert works(later.pk, date(2026, 8, 31))


def test_the_files_loaded_again_after_a_change_make_no_edition(load):
    load()
    here = approved(off(MONDAY))

    again = load()

    assert again == here
    assert queries.latest_edition() == here.pk
    assert not works(again.pk, MONDAY)


def test_a_day_is_decided_again_and_both_decisions_stay_to_be_read(loaded):
    first = approved(off(MONDAY, scope="H55"))

    second = approved(off(MONDAY, scope="H55", worked=True))

    assert [works(each.pk, MONDAY) for each in (loaded, first, second)] == [True, False, True]
    assert CalendarDay.objects.filter(day=MONDAY).count() == 2
    assert CalendarDay.objects.current().filter(day=MONDAY).count() == 1


def test_of_several_office_hours_those_that_began_last_hold_until_their_end(loaded):
    edition = approved(hours(since=date(2026, 8, 1), until=date(2026, 8, 31)))

    opens = [
        Lists(edition.pk, day).calendar_for("H55.3").season(day).hours[0][0]
        for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 9, 1))
    ]

    assert opens == [time(7, 0), time(8, 0), time(7, 0)]


def test_the_hours_of_an_agency_go_before_those_of_the_province(loaded):
    edition = approved(hours("H55.3", since=date(2026, 1, 1)))

    lists = Lists(edition.pk, TODAY)

    assert lists.calendar_for("H55.3.1").season(MONDAY).hours[0][0] == time(8, 0)
    assert lists.calendar_for("H55.30").season(MONDAY).hours[0][0] == time(7, 0)
    assert [rule.agency_code for rule in lists.office_hours("H55.3.1")] == ["H55.3", "H55"]


def test_a_year_that_is_announced_becomes_rows_with_the_days_of_the_law(loaded):
    before = Lists(loaded.pk, TODAY).calendar_for("H55")

    edition = approved(
        Changes(
            announced=2028, days=(DayChange(date(2028, 9, 5), False, "Quốc khánh", "Thông báo"),)
        )
    )

    after = Lists(edition.pk, TODAY).calendar_for("H55")
    assert before.is_provisional(date(2028, 9, 5))
    assert not after.is_provisional(date(2028, 9, 5))
    gone = before.days_off ^ after.days_off
    assert gone == {date(2028, 9, 5)}
    names = {each.day: each.name for each in Lists(edition.pk, TODAY).special_days("H55", 2028)}
    assert names[date(2028, 9, 2)] == "Quốc khánh"
    assert not Lists(loaded.pk, TODAY).is_announced(2028)
    assert Lists(edition.pk, TODAY).is_announced(2028)


def test_a_year_that_is_in_rows_is_announced_with_them(loaded):
    edition = approved(Changes(announced=2027))

    calendar = Lists(edition.pk, TODAY).calendar_for("")

    assert not calendar.is_provisional(date(2027, 1, 4))
    assert calendar.days_off == Lists(loaded.pk, TODAY).calendar_for("").days_off
    assert CalendarYear.objects.current().filter(year=2027).count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        off(MONDAY),
        off(date(2026, 8, 31), scope="H55", worked=True),
        off(MONDAY, scope="H55.4"),
        hours(since=date(2026, 1, 1)),
        hours("H55", since=date(2026, 8, 1)),
        Changes(announced=2028),
        Changes(announced=2027, days=(DayChange(date(2027, 2, 4), False, "Tết", "x"),)),
    ],
    ids=["day", "worked", "elsewhere", "hours", "later hours", "year", "year in rows"],
)
def test_a_proposed_calendar_is_the_one_that_approval_makes(loaded, changes):
    proposed = queries.proposed_calendar("H55.3", TODAY, changes)

    edition = approved(changes)

    assert proposed == Lists(edition.pk, TODAY).calendar_for("H55.3")


def test_a_proposed_calendar_changes_nothing_by_itself(loaded):
    queries.proposed_calendar("H55.3", TODAY, off(MONDAY))

    assert works(queries.latest_edition(), MONDAY)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda: CalendarDay.objects.all().delete(),
        lambda: CalendarDay.objects.update(worked=True),
        lambda: OfficeHours.objects.update(edition_from=1),
        lambda: CalendarYear.objects.all().delete(),
        lambda: TimeRule.objects.update(value=9),
    ],
)
def test_what_is_kept_is_neither_changed_nor_removed(loaded, write):
    with pytest.raises(IntegrityError, match="keeps what was written"):
        write()


def test_what_has_ended_does_not_begin_again(load):
    load()
    load(days=OFF_ON_MONDAY)
    load(days=DAYS)

    with pytest.raises(IntegrityError, match="keeps what was written"):
        CalendarDay.objects.filter(day=MONDAY).update(edition_to=None)


def test_asking_for_many_old_editions_costs_no_statement_twice(load, django_assert_num_queries):
    editions = [load().pk, load(days=OFF_ON_MONDAY).pk]
    for each in editions:
        Lists(each, TODAY).calendar_for("H55")

    with django_assert_num_queries(0):
        for each in editions * 3:
            Lists(each, date(2026, 7, 2)).calendar_for("H55.3")


def test_special_days_say_who_says_so(loaded):
    approved(off(MONDAY, scope="H55.3"))

    found = {each.day: each for each in queries.current(TODAY).special_days("H55.3", 2026)}
    elsewhere = [each.day for each in queries.current(TODAY).special_days("H55.4", 2026)]
    computed = queries.current(TODAY).special_days("H55.3", 2029)

    assert (found[MONDAY].agency_code, found[MONDAY].worked) == ("H55.3", False)
    assert found[date(2026, 8, 22)].worked
    assert found[date(2026, 8, 22)].source == "days.csv"
    assert MONDAY not in elsewhere
    assert computed
    assert all(each.is_computed and each.name for each in computed)


# time rules


def test_every_time_rule_that_the_code_knows_is_in_the_file_and_holds_today(loaded):
    lists = queries.current(TODAY)

    assert {key: lists.time_rule(key).key for key in KEYS} == {key: key for key in KEYS}
    assert lists.time_rule("answer_within").limit == Limit(LimitKind.WORKING_HOURS, 8)
    assert lists.time_rule("extension_times").number == 1
    assert lists.time_rule("supplement_answer_within").limit == Limit(LimitKind.CALENDAR_DAYS, 30)
    assert lists.time_rule("answer_within").legal_source == "Nghị định 45/2020/NĐ-CP"
    assert not lists.time_rule("extension_longest").verified


def test_a_time_rule_asked_for_as_what_it_is_not_is_a_bug(loaded):
    lists = queries.current(TODAY)

    with pytest.raises(TypeError, match="extension_times” is no limit"):
        _ = lists.time_rule("extension_times").limit
    with pytest.raises(TypeError, match="answer_within” is no whole number"):
        _ = lists.time_rule("answer_within").number
    with pytest.raises(TypeError, match="answer_within” is no text"):
        _ = lists.time_rule("answer_within").text


def test_a_time_rule_that_does_not_hold_is_told_with_its_day(loaded):
    with pytest.raises(NoTimeRule, match="“answer_within” holds on 2020-05-21"):
        queries.current(date(2020, 5, 21)).time_rule("answer_within")
    with pytest.raises(KeyError, match="no time rule “no_such_rule”"):
        queries.current(TODAY).time_rule("no_such_rule")


def rules(*periods, key="extension_times", value="1"):
    head = f"- key: {key}\n  value: {value}\n  legal_source: x\n  verified: true\n"
    return "rules:\n" + "".join(f"{head}{period}" for period in periods)


def test_a_time_rule_changes_from_a_day_and_dossiers_of_before_keep_theirs(load):
    first = load(time_rules=rules("  valid_from: '2025-01-01'\n"))
    text = rules("  valid_from: '2025-01-01'\n  valid_to: '2026-06-30'\n") + rules(
        "  valid_from: '2026-07-01'\n", value="2"
    ).removeprefix("rules:\n")

    second = load(time_rules=text)

    told = [
        Lists(edition.pk, day).time_rule("extension_times").number
        for edition in (first, second)
        for day in (date(2026, 6, 30), TODAY)
    ]
    assert told == [1, 1, 1, 2]
    assert len(Lists(second.pk, TODAY).time_rules()) == 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (rules("  valid_from: '2025-01-01'\n", key="no_such_rule"), 2, "nothing asks for"),
        (rules("  valid_from: '2025-01-01'\n", value="abc"), 2, "is a whole number"),
        (rules("  valid_from: '2025-01-01'\n", value="-1"), 2, "not less than 0"),
        (
            rules(
                "  valid_from: '2025-01-01'\n",
                key="due_soon",
                value="{kind: working_hours, amount: 0}",
            ),
            2,
            "more than 0",
        ),
        (
            rules("  valid_from: '2025-01-01'\n", key="due_soon", value="{kind: weeks, amount: 1}"),
            2,
            "weeks",
        ),
        (rules("  valid_from: '2025-01-01'\n", key="due_soon", value="8"), 2, "is a limit"),
        (rules("  valid_to: '2025-01-01'\n"), 2, "valid_from is missing"),
        (rules("  valid_from: '2025-01-01'\n", "  valid_from: '2026-01-01'\n"), 7, "overlap"),
        (
            rules(
                "  valid_from: '2026-01-01'\n",
                "  valid_from: '2025-01-01'\n  valid_to: '2026-01-01'\n",
            ),
            7,
            "overlap",
        ),
    ],
)
def test_a_time_rule_that_makes_no_sense_is_refused_with_its_line(load, text, line, words):
    with pytest.raises(ListProblem, match=words) as caught:
        load(time_rules=text)

    assert (caught.value.file.name, caught.value.line) == ("time-rules.yaml", line)
