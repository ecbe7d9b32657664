"""The legal clock: random lives of dossiers, and the dates the law is explained by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toantrinh.core.calendar import Limit, LimitKind, Season, WorkCalendar, add_working, due
from toantrinh.core.clock import ZONE, local_day
from toantrinh.dossiers import reckoning, timekeeping
from toantrinh.dossiers.timekeeping import (
    Change,
    Clock,
    Ended,
    Extended,
    LimitFound,
    Reason,
    Recalendared,
    Received,
    Stopped,
    Verdict,
    WentOn,
    replay,
)
from toantrinh.lists.rules import days_by_rule

WINTER = Season((10, 15), ((time(7, 30), time(11, 30)), (time(13), time(17))))
SUMMER = Season((4, 15), ((time(7), time(11, 30)), (time(13, 30), time(17))))
YEARS = range(2023, 2030)
BY_RULE = [days_by_rule(year) for year in YEARS]
OFF = frozenset(day for days in BY_RULE for day in days.off)
WORKED = frozenset(day for days in BY_RULE for day in days.worked)
SEASONAL = WorkCalendar((WINTER, SUMMER), OFF, WORKED)
PLAIN = WorkCalendar((WINTER,), OFF, WORKED)
STORM = date(2026, 9, 10)
CALENDARS = {1: SEASONAL, 2: PLAIN, 3: replace(SEASONAL, days_off=OFF | {STORM})}
KINDS = {
    LimitKind.WORKING_HOURS: (1, 60),
    LimitKind.WORKING_DAYS: (1, 40),
    LimitKind.CALENDAR_DAYS: (1, 60),
    LimitKind.HOURS: (1, 96),
    LimitKind.WITHIN_DAY: (1, 1),
}


def at(text: str) -> datetime:
    """A moment in Viet Nam, "2026-08-20 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def a_limit(chance: random.Random, kind: LimitKind) -> Limit:
    least, most = KINDS[kind]
    days = kind not in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
    cutoff = time(15) if days and chance.random() < 0.3 else None
    return Limit(kind, Decimal(chance.randint(least, most)), cutoff)


def a_life(seed: int) -> tuple[Received, list[Change]]:
    """Anything that can happen to a dossier, in the order of time."""
    chance = random.Random(seed)
    kind = chance.choice(list(KINDS))
    moment = at("2024-01-02 00:00") + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
    received = Received(moment, a_limit(chance, kind), chance.choice([1, 2]))
    changes: list[Change] = []
    open_refs: list[str] = []
    for number in range(chance.randint(0, 9)):
        moment += timedelta(minutes=chance.randrange(1, 5 * 24 * 60))
        what = chance.random()
        if what < 0.4:
            open_refs.append(f"r{number}")
            changes.append(Stopped(moment, chance.choice(list(Reason)), open_refs[-1]))
        elif what < 0.75 and open_refs:
            changes.append(WentOn(moment, open_refs.pop(chance.randrange(len(open_refs)))))
        elif what < 0.85:
            changes.append(LimitFound(moment, a_limit(chance, kind)))
        elif what < 0.95:
            changes.append(Extended(moment, chance.randint(1, 10)))
        else:
            changes.append(Recalendared(moment, 3))
    if chance.random() < 0.5:
        changes.append(Ended(moment + timedelta(minutes=chance.randrange(1, 20 * 24 * 60))))
    return received, changes


LIVES = settings(max_examples=10_000, deadline=None)
seeds = st.integers(min_value=0, max_value=10**9)


def is_open(calendar: WorkCalendar, moment: datetime) -> bool:
    return any(opens <= moment <= closes for opens, closes in calendar.spans(local_day(moment)))


@LIVES
@given(seed=seeds)
def test_in_every_life_time_is_open_adds_up_and_never_runs_backwards(seed: int) -> None:
    received, changes = a_life(seed)
    clocks = list(steps(received, changes))
    clock = clocks[-1]

    found = reckoning.lines(clock)

    assert is_open(clock.calendar, clock.due)
    assert clock.due >= received.at.replace(second=0, microsecond=0)
    assert found[-1].end == clock.due
    hours = clock.limit.kind in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
    assert reckoning.counted(found) == clock.limit.amount * (60 if hours else 1)
    assert reckoning.counted(found, reckoning.Why.EXTENDED) == clock.extra * (60 if hours else 1)
    assert clock.original_due == due(CALENDARS[received.edition], received.limit, received.at)
    for before, after, change in zip(clocks, clocks[1:], changes, strict=False):
        if isinstance(change, Stopped | WentOn | Extended):
            assert after.due >= before.due
    assert replay(received, changes, CALENDARS.__getitem__) == clock


def steps(received: Received, changes: list[Change]) -> Iterator[Clock]:
    clock = Clock.begin(received, CALENDARS.__getitem__)
    yield clock
    for change in changes:
        clock = clock.after(change)
        yield clock


@settings(max_examples=2_000, deadline=None)
@given(seed=seeds, cut=st.floats(0, 1))
def test_standing_still_in_two_parts_is_standing_still_once(seed: int, cut: float) -> None:
    chance = random.Random(seed)
    limit = a_limit(chance, chance.choice(list(KINDS)))
    received = at("2026-01-05 08:00") + timedelta(minutes=chance.randrange(200_000))
    since = received + timedelta(minutes=chance.randrange(10_000))
    until = since + timedelta(minutes=chance.randrange(1, 30_000))
    middle = since + (until - since) * cut

    once = timekeeping.end_of(SEASONAL, limit, received, [(since, until)])
    twice = timekeeping.end_of(SEASONAL, limit, received, [(since, middle), (middle, until)])

    assert once == twice


@settings(max_examples=2_000, deadline=None)
@given(seed=seeds)
def test_an_act_after_the_due_time_heals_nothing(seed: int) -> None:
    received, changes = a_life(seed)
    clock = replay(received, [c for c in changes if not isinstance(c, Ended)], CALENDARS.get)
    if clock.stands_since is not None:
        clock = replay(received, [], CALENDARS.__getitem__)
    late = clock.due + timedelta(minutes=1)
    week = Limit(LimitKind.WORKING_DAYS, 5)

    for change in (
        Stopped(late, Reason.SUPPLEMENT, "x"),
        Extended(late, 5),
        LimitFound(late, week),
    ):
        healed = clock.after(change).after(WentOn(late + timedelta(days=9), "x"))

        assert healed.due == clock.due
        assert healed.verdict(late) is Verdict.OVERDUE
        assert healed.after(Ended(late)).verdict(late) is Verdict.LATE


def clock_of(limit: Limit, received: str, *changes: Change) -> Clock:
    return replay(Received(at(received), limit, 1), changes, CALENDARS.__getitem__)


FIVE = Limit(LimitKind.WORKING_DAYS, 5)


def test_an_answer_on_a_sunday_evening_resumes_on_monday_morning() -> None:
    asked, answered = at("2026-11-12 10:00"), at("2026-11-15 20:00")  # Thursday, Sunday

    clock = clock_of(
        Limit(LimitKind.WORKING_HOURS, 16),
        "2026-11-11 07:30",
        Stopped(asked, Reason.SUPPLEMENT, "02"),
        WentOn(answered, "02"),
    )

    # 8 hours on Wednesday, 2.5 on Thursday; 5.5 are left from Monday 7:30 on
    assert clock.due == at("2026-11-16 14:30")


def test_days_that_stood_still_are_those_after_the_day_it_stopped() -> None:
    clock = clock_of(
        FIVE,
        "2026-11-06 09:00",  # Friday
        Stopped(at("2026-11-09 10:00"), Reason.SUPPLEMENT, "02"),
        WentOn(at("2026-11-11 09:00"), "02"),
    )

    assert clock.original_due == at("2026-11-13 17:00")
    assert clock.due == at("2026-11-17 17:00")
    assert [(line.why.value, line.counted) for line in reckoning.lines(clock)] == [
        ("receipt", 0), ("weekend", 0), ("counted", 1), ("standing", 0),
        ("counted", 2), ("weekend", 0), ("counted", 2),
    ]  # fmt: skip


def test_what_begins_and_ends_on_one_day_takes_no_day_of_a_limit_in_days() -> None:
    clock = clock_of(
        FIVE,
        "2026-11-06 09:00",
        Stopped(at("2026-11-09 08:00"), Reason.PAYMENT, "tb"),
        WentOn(at("2026-11-09 16:00"), "tb"),
    )

    assert clock.due == clock.original_due


def test_time_stands_still_as_long_as_anything_lets_it() -> None:
    clock = clock_of(
        FIVE,
        "2026-11-06 09:00",
        Stopped(at("2026-11-09 08:00"), Reason.STEP, "survey"),
        Stopped(at("2026-11-10 08:00"), Reason.SUPPLEMENT, "02"),
        WentOn(at("2026-11-11 08:00"), "survey"),
    )

    assert clock.stands_since == at("2026-11-10 08:00")
    assert clock.verdict(at("2026-12-30 08:00")) is Verdict.STANDING
    assert clock.after(WentOn(at("2026-11-12 08:00"), "02")).due == at("2026-11-18 17:00")


def test_a_finding_gives_another_limit_once_from_the_receipt() -> None:
    ten = Limit(LimitKind.WORKING_DAYS, 10)

    clock = clock_of(
        FIVE,
        "2026-11-06 09:00",
        LimitFound(at("2026-11-10 09:00"), ten),
        LimitFound(at("2026-11-11 09:00"), Limit(LimitKind.WORKING_DAYS, 40)),
    )

    assert clock.due == at("2026-11-20 17:00")
    assert len(clock.refused) == 1


def test_an_extension_in_the_last_minute_counts_and_one_later_does_not() -> None:
    last, late = at("2026-11-13 17:00"), at("2026-11-13 17:01")

    in_time = clock_of(FIVE, "2026-11-06 09:00", Extended(last, 3))
    too_late = clock_of(FIVE, "2026-11-06 09:00", Extended(late, 3))

    assert in_time.due == at("2026-11-18 17:00")
    assert too_late.due == at("2026-11-13 17:00")
    assert too_late.verdict(late) is Verdict.OVERDUE


@pytest.mark.parametrize(
    ("ended", "verdict"),
    [
        ("2026-11-12 16:59", Verdict.EARLY),
        ("2026-11-13 07:30", Verdict.ON_TIME),
        ("2026-11-13 17:00", Verdict.ON_TIME),
        ("2026-11-13 17:01", Verdict.LATE),
    ],
)
def test_the_verdict_follows_from_the_end(ended: str, verdict: Verdict) -> None:
    clock = clock_of(FIVE, "2026-11-06 09:00", Ended(at(ended)))

    assert clock.verdict(at("2026-12-30 09:00")) is verdict


@pytest.mark.parametrize(
    ("received", "end"),
    [
        ("2026-11-20 14:59", "2026-11-20 17:00"),
        ("2026-11-20 15:00", "2026-11-20 17:00"),
        ("2026-11-20 15:01", "2026-11-23 17:00"),  # Friday: Monday
        ("2026-11-23 15:01", "2026-11-25 17:00"),  # 24/11 is off
        ("2026-02-13 15:01", "2026-02-23 17:00"),  # the eve of Tết
        ("2026-08-28 15:01", "2026-09-03 17:00"),  # 31/8 is off in exchange
        ("2026-08-21 15:01", "2026-08-22 17:00"),  # Saturday 22/8 is worked
        ("2025-11-24 15:00", "2025-11-24 17:00"),  # not yet a holiday in 2025
    ],
)
def test_what_comes_after_the_cutoff_is_of_the_next_working_day(received: str, end: str) -> None:
    clock = clock_of(Limit(LimitKind.WITHIN_DAY, 1, time(15)), received)

    assert clock.due == at(end)


def test_received_one_second_before_closing_it_counts_from_that_day() -> None:
    moment = at("2026-11-06 17:00") - timedelta(seconds=1)

    clock = replay(Received(moment, FIVE, 1), [], CALENDARS.__getitem__)

    assert clock.due == at("2026-11-13 17:00")


def test_a_corrected_calendar_moves_only_dossiers_it_was_applied_to() -> None:
    received = "2026-09-04 09:00"

    before = clock_of(FIVE, received)
    after = clock_of(FIVE, received, Recalendared(at("2026-09-09 09:00"), 3))

    assert (before.due, after.due) == (at("2026-09-11 17:00"), at("2026-09-14 17:00"))
    assert after.original_due == before.original_due


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_day_of_a_year_has_its_due_time_in_open_time(year: int, kind: LimitKind) -> None:
    limit, day = Limit(kind, 1 if kind is LimitKind.WITHIN_DAY else 3), date(year, 1, 1)
    last = at(f"{year}-01-01 00:00")
    while day.year == year:
        received = Received(at(f"{day} 09:00"), limit, 1)

        clock = replay(received, [], CALENDARS.__getitem__)

        assert is_open(SEASONAL, clock.due)
        assert clock.due >= last
        found = reckoning.lines(clock)
        hours = kind in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
        assert reckoning.counted(found) == limit.amount * (60 if hours else 1)
        last, day = clock.due, day + timedelta(days=1)


def test_what_runs_out_at_night_ends_at_the_next_opening() -> None:
    clock = clock_of(Limit(LimitKind.HOURS, 24), "2026-11-06 20:00")

    assert clock.due == at("2026-11-09 07:30") == add_working(SEASONAL, at("2026-11-07 20:00"), 0)
