"""The living morning lies in the working time before now."""

from datetime import datetime

import pytest

from toantrinh.core import clock
from toantrinh.core.calendar import WorkCalendar, working_minutes
from toantrinh.lists.rules import USUAL_HOURS
from toantrinh.project.demo.morning import worked_back

CALENDAR = WorkCalendar(USUAL_HOURS)


@pytest.mark.parametrize("now", ["2026-10-07T10:00", "2026-10-07T12:10", "2026-10-10T03:00"])
@pytest.mark.parametrize("minutes", [1, 90, 150, 700])
def test_so_much_open_office_lies_between(now, minutes):
    at = datetime.fromisoformat(now).replace(tzinfo=clock.ZONE)

    moment = worked_back(CALENDAR, at, minutes)

    assert moment < at
    assert working_minutes(CALENDAR, moment, at) == minutes
