"""Officers are reminded of what waits, heads of what waits too long, everyone once."""

from __future__ import annotations

from datetime import date

import pytest

from tests import make
from tests.dossiers.running import accepted, at, load_lists, step, unanswered
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import tasks, watch
from toantrinh.dossiers.models import AskingState, Reminder, SupplementRequest, TaskState
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Notice
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.lists import queries
from toantrinh.lists.models import OfficeHours
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = System("dossiers")


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def staff(ward):
    """One officer of each role at the ward."""
    roles = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD)
    return {role: make.officer(role, agency=ward) for role in roles}


def due_at(moment):
    """What nobody was reminded of yet at that moment, as (about, level)."""
    return {(each.about, each.level) for each in watch.reminders(at(moment))}


def run_at(moment):
    with clock.set_to(at(moment)):
        tasks.remind_officers(0)


# what is found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-10-05 15:00", set()),  # 4 working hours
        ("2026-10-05 15:01", {("answer:1", "person")}),
        ("2026-10-06 09:00", {("answer:1", "person")}),  # 8 working hours
        ("2026-10-06 09:01", {("answer:1", "person"), ("answer:1", "head")}),
    ],
)
def test_an_answer_is_missed_first_by_the_desk_then_by_the_head(birth, ward, now, found):
    unanswered(birth, ward, "2026-10-05 09:00")

    assert due_at(now) == found


@pytest.mark.parametrize(
    ("now", "levels"),
    [
        ("2026-10-05 13:59", set()),
        ("2026-10-05 14:01", {"person"}),  # less than 2 working hours before
        ("2026-10-06 15:00", {"person"}),  # less than 8 working hours over
        ("2026-10-06 16:01", {"person", "head"}),
    ],
)
def test_a_step_is_missed_first_by_whoever_does_it_then_by_the_head(birth, ward, now, levels):
    task = step(accepted(birth, ward, "2026-10-30 17:00"), due="2026-10-05 16:00")

    assert due_at(now) == {(str(task.uid), level) for level in levels}


def test_of_what_is_due_soon_whoever_does_the_step_is_reminded(birth, ward):
    step(accepted(birth, ward, "2026-10-08 09:00"), due="2026-10-08 09:00")

    assert due_at("2026-10-05 08:59") == set()
    assert due_at("2026-10-05 09:01") == {("due", "person")}


def test_while_time_stands_still_nobody_is_reminded(birth, ward):
    still = accepted(birth, ward, "2026-10-05 11:00", stands_since=at("2026-10-05 08:00"))
    step(still, due="2026-10-01 10:00")

    assert due_at("2026-10-05 10:00") == set()


def test_nobody_is_reminded_of_what_the_applicant_has_to_do(birth, ward):
    dossier = accepted(birth, ward, "2026-10-30 17:00")
    step(dossier, "xac_nhan_du_thao", role=Role.OWNER, due="2026-10-01 10:00")

    assert due_at("2026-10-05 10:00") == set()


def test_each_agency_has_its_own_hours(birth, ward):
    """Both were filed at 9:00. By 14:00 this one has worked for four hours, the ward for three."""
    other = make.agency(code="H55.777", name="Nơi khác")
    OfficeHours.objects.create(
        agency_code=other.code,
        begins_month=1,
        begins_day=1,
        hours=[["08:00", "12:00"], ["13:00", "17:00"]],
        valid_from=date(2025, 7, 1),
        basis="Thông báo giả định",
        edition_from=queries.latest_edition(),
        source="test",
    )
    here, there = (unanswered(birth, each, "2026-10-05 09:00") for each in (ward, other))

    at_two = [each.dossier for each in watch.reminders(at("2026-10-05 14:01"))]
    at_three = [each.dossier for each in watch.reminders(at("2026-10-05 15:01"))]

    assert at_two == [there]
    assert set(at_three) == {here, there}


def test_what_was_completed_is_answered_anew_and_reminded_anew(birth, ward, staff):
    dossier = unanswered(birth, ward, "2026-10-05 09:00")
    run_at("2026-10-05 15:01")
    SupplementRequest.objects.create(
        dossier=dossier,
        round=1,
        state=AskingState.ANSWERED,
        asked_by=staff[Role.ONE_STOP],
        asked_at=clock.now(),
        issued_at=clock.now(),
        ended_at=clock.now(),
        content_sealed=b"x",
    )

    assert due_at("2026-10-05 15:02") == {("answer:2", "person")}


def test_one_run_sends_so_many_and_the_next_goes_on(birth, ward):
    for _ in range(3):
        unanswered(birth, ward, "2026-10-05 09:00")
    now = at("2026-10-05 15:01")

    first = watch.reminders(now, most=2)
    for each in first:
        dossiers.remind_officers(dossier=each.dossier, about=each.about, level=each.level, by=HOUSE)
    second = watch.reminders(now, most=2)

    assert (len(first), len(second)) == (2, 1)


# what is sent


def test_the_desk_is_told_once_however_often_the_job_runs(birth, ward, staff, work):
    dossier = unanswered(birth, ward, "2026-10-05 09:00")

    for moment in ("2026-10-05 15:01", "2026-10-05 15:01", "2026-10-05 16:00"):
        run_at(moment)
    work()

    assert Reminder.objects.get().about == "answer:1"
    assert TrailEntry.objects.filter(kind="dossier.reminded").count() == 1
    notice = Notice.objects.get()
    assert notice.to == staff[Role.ONE_STOP].party
    assert dossier.reference in notice.text
    assert dossier.owner.name not in notice.text


def test_the_head_is_told_when_the_answer_is_late(birth, ward, staff, work):
    unanswered(birth, ward, "2026-10-05 09:00")

    run_at("2026-10-06 09:01")
    work()

    assert set(Reminder.objects.values_list("level", flat=True)) == {"person", "head"}
    told = {notice.to for notice in Notice.objects.all()}
    assert told == {staff[Role.ONE_STOP].party, staff[Role.HEAD].party}


def test_of_a_step_its_office_is_told_and_of_one_late_the_head(birth, ward, staff, work):
    step(accepted(birth, ward, "2026-10-30 17:00"), due="2026-10-05 09:30")

    run_at("2026-10-05 09:00")
    work()
    first = {notice.to for notice in Notice.objects.all()}
    run_at("2026-10-06 09:31")
    work()

    assert first == {staff[Role.SPECIALIST].party}
    assert {notice.to for notice in Notice.objects.all()} - first == {staff[Role.HEAD].party}


def test_officers_of_another_agency_hear_nothing(birth, ward, staff, work):
    make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999", name="Nơi khác"))
    unanswered(birth, ward, "2026-10-05 09:00")

    run_at("2026-10-05 15:01")
    work()

    assert [notice.to for notice in Notice.objects.all()] == [staff[Role.ONE_STOP].party]


def test_what_happened_meanwhile_is_not_reminded_of(birth, ward):
    filed = unanswered(birth, ward, "2026-10-05 09:00")
    running = accepted(birth, ward, "2026-10-05 11:00")
    task = step(running, due="2026-10-05 10:00")
    found = watch.reminders(at("2026-10-05 15:01")) + watch.reminders(at("2026-10-05 09:00"))
    filed.state = State.NOT_ACCEPTED
    filed.save()
    task.state, task.done_at = TaskState.DONE, clock.now()
    task.save()

    sent = [
        dossiers.remind_officers(dossier=each.dossier, about=each.about, level=each.level, by=HOUSE)
        for each in found
        if each.about != "due"
    ]

    assert len(sent) >= 2 and set(sent) == {None}
    assert not Reminder.objects.exists()


def test_four_workers_at_once_remind_once(birth, ward):
    dossier = unanswered(birth, ward, "2026-10-05 09:00")

    def remind(_number):
        return dossiers.remind_officers(dossier=dossier, about="answer:1", level="person", by=HOUSE)

    made = at_once(remind, range(4))

    assert len([each for each in made if each]) == 1
    assert TrailEntry.objects.filter(kind="dossier.reminded").count() == 1


def test_a_job_that_is_killed_in_the_middle_is_taken_up_by_the_next(
    birth, ward, staff, monkeypatch
):
    for _ in range(3):
        unanswered(birth, ward, "2026-10-05 09:00")
    remind, calls = dossiers.remind_officers, []

    def killed(**given):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return remind(**given)

    monkeypatch.setattr(dossiers, "remind_officers", killed)
    with pytest.raises(KeyboardInterrupt):
        run_at("2026-10-05 15:01")
    after_the_first = Reminder.objects.count()
    run_at("2026-10-05 15:01")

    assert (after_the_first, Reminder.objects.count()) == (1, 3)


def test_nobody_but_the_house_reminds(birth, ward, staff):
    dossier = unanswered(birth, ward, "2026-10-05 09:00")

    with pytest.raises(NotPermitted):
        dossiers.remind_officers(
            dossier=dossier, about="answer:1", level="person", by=staff[Role.HEAD]
        )
