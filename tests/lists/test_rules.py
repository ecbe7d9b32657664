from datetime import date

import pytest

from tests.core.test_calendar import OFF, WORKED
from toantrinh.lists.rules import days_by_rule


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_days_off_by_rule_are_those_announced(year):
    off, worked = days_by_rule(year)

    assert {day for day in off if day.weekday() < 5} == {day for day in OFF if day.year == year}
    assert worked == {day for day in WORKED if day.year == year}


def test_the_days_off_of_2026_by_rule_lack_only_the_swap_announced_last():
    off, worked = days_by_rule(2026)

    announced = {day for day in OFF if day.year == 2026}
    assert announced - off == {date(2026, 1, 2)}
    assert {day for day in WORKED if day.year == 2026} - worked == {date(2026, 1, 10)}


def test_a_new_holiday_begins_with_its_law():
    assert date(2025, 11, 24) not in days_by_rule(2025).off
    assert date(2026, 11, 24) in days_by_rule(2026).off


def test_swapped_days_of_other_years_are_not_those_of_this_year():
    assert days_by_rule(2028).worked == frozenset()
