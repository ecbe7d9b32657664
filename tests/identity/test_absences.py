"""Who is away, who says so, and who may stand in."""

from datetime import timedelta

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.identity import actions
from toantrinh.identity.errors import (
    AbsenceOver,
    AbsenceTooLong,
    AbsenceTwice,
    DaysReversed,
    StandInUnfit,
)
from toantrinh.identity.models import Absence
from toantrinh.identity.permissions import NotPermitted, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.officer(Role.SPECIALIST)


@pytest.fixture
def colleague():
    return make.officer(Role.SPECIALIST)


def away(account, first=0, last=3, *, by=None, **fields):
    today = clock.today()
    return actions.record_absence(
        account=account,
        first_day=today + timedelta(days=first),
        last_day=today + timedelta(days=last),
        by=by or account,
        at=clock.now(),
        **fields,
    )


def is_away(account, days=0):
    return Absence.objects.on(clock.today() + timedelta(days=days)).filter(account=account).exists()


def test_somebody_is_away_from_the_first_day_to_the_last(officer, colleague):
    away(officer, 1, 2, stand_in=colleague)

    assert [is_away(officer, days) for days in range(4)] == [False, True, True, False]


def test_it_is_said_by_oneself_or_by_the_head_and_nobody_else(officer, colleague):
    head = make.officer(Role.HEAD)
    other_head = make.officer(Role.HEAD, agency=make.agency(code="H55.999", name="Nơi khác"))

    for stranger in (colleague, other_head):
        with pytest.raises(NotPermitted):
            away(officer, by=stranger)
    away(officer, by=head)

    assert is_away(officer)


def test_days_are_in_order_not_over_and_said_once(officer):
    away(officer, 2, 4)

    for first, last, refusal in [
        (5, 3, DaysReversed),
        (-3, -1, AbsenceOver),
        (4, 6, AbsenceTwice),
        (0, 2, AbsenceTwice),
    ]:
        with pytest.raises(refusal):
            away(officer, first, last)

    assert Absence.objects.count() == 1


def test_nobody_is_away_for_more_than_two_years_at_once(officer):
    with pytest.raises(AbsenceTooLong):
        away(officer, 1, 1 + 731)

    away(officer, 1, 731)
    away(officer, 732, 740)  # the rest is recorded by itself


def test_who_stands_in_holds_an_office_there_too(officer):
    clerk = make.officer(Role.CLERK)
    elsewhere = make.officer(Role.SPECIALIST, agency=make.agency(code="H55.999", name="Nơi khác"))

    for unfit in (officer, clerk, elsewhere):
        with pytest.raises(StandInUnfit):
            away(officer, stand_in=unfit)


def test_who_is_back_earlier_calls_it_off_once(officer):
    absence = away(officer)

    actions.call_off_absence(absence=absence, by=officer, at=clock.now())
    actions.call_off_absence(absence=absence, by=officer, at=clock.now())

    assert not is_away(officer)
    assert away(officer, 1, 2)
