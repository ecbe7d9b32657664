"""The queues of the early warning, at their borders, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.running import accepted, at, load_lists, step, unanswered
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import overview, quarter, queues
from toantrinh.dossiers.models import Closing, ClosingKind, ClosingState, TaskState
from toantrinh.dossiers.queues import Count, Queue
from toantrinh.dossiers.states import State
from toantrinh.dossiers.time_events import ApologyMade, DossierExtended, LimitChanged
from toantrinh.identity.permissions import Role
from toantrinh.trail.actions import record

pytestmark = pytest.mark.django_db

# Monday 5 October 2026 is in summer: 7:00 to 11:30 and 13:30 to 17:00.


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def head(ward):
    return make.officer(Role.HEAD, agency=ward)


@pytest.fixture
def specialist(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


def queue_at(account, queue, moment):
    with clock.set_to(at(moment)):
        seen = queues.sight(account, at=clock.now())
        return list(queues.of(seen, queue).order_by("id"))


# answers


@pytest.mark.parametrize(
    ("now", "is_there"),
    [
        ("2026-10-05 13:30", False),  # 2.5 hours in the morning
        ("2026-10-05 15:00", False),  # 4 hours
        ("2026-10-05 15:01", True),
        ("2026-10-06 09:00", True),
    ],
)
def test_an_answer_is_waited_for_too_long_after_four_working_hours(
    birth, ward, head, now, is_there
):
    waiting = unanswered(birth, ward, "2026-10-05 09:00")

    found = queue_at(head, Queue.ANSWER_ALERT, now)

    assert found == ([waiting] if is_there else [])


@pytest.mark.parametrize(
    ("now", "is_there"),
    [
        ("2026-10-06 09:00", False),  # 8 hours
        ("2026-10-06 09:00:59", False),  # seconds do not count
        ("2026-10-06 09:01", True),
    ],
)
def test_an_answer_is_late_after_eight_working_hours(birth, ward, head, now, is_there):
    waiting = unanswered(birth, ward, "2026-10-05 09:00")

    found = queue_at(head, Queue.ANSWER_LATE, now)

    assert found == ([waiting] if is_there else [])


def test_nights_and_weekends_are_not_waiting(birth, ward, head):
    waiting = unanswered(birth, ward, "2026-10-02 16:00")  # Friday

    on_monday = queue_at(head, Queue.ANSWER_ALERT, "2026-10-05 10:00")
    an_hour_later = queue_at(head, Queue.ANSWER_ALERT, "2026-10-05 10:01")

    assert (on_monday, an_hour_later) == ([], [waiting])


def test_what_is_to_be_answered_sooner_and_was_just_filed_waits_for_nobody_too_long(
    birth, ward, head
):
    unanswered(birth, ward, "2026-10-05 09:00", answer_due_at=at("2026-10-05 10:00"))

    assert queue_at(head, Queue.ANSWER_ALERT, "2026-10-05 09:30") == []
    assert len(queue_at(head, Queue.ANSWER_LATE, "2026-10-05 10:01")) == 1


def test_what_was_answered_is_in_no_queue_of_answers(birth, ward, head):
    accepted(birth, ward, "2026-10-09 17:00", answer_due_at=at("2026-10-01 17:00"))

    answers = (Queue.UNANSWERED, Queue.ANSWER_ALERT, Queue.ANSWER_LATE)

    assert [queue_at(head, each, "2026-10-05 09:00") for each in answers] == [[], [], []]


# due times


@pytest.mark.parametrize(
    ("now", "there"),
    [
        ("2026-10-04 23:59", set()),
        ("2026-10-05 00:00", {Queue.TODAY}),
        ("2026-10-05 17:00", {Queue.TODAY}),
        ("2026-10-05 17:01", {Queue.LATE}),
    ],
)
def test_a_dossier_is_due_today_until_it_is_late(birth, ward, head, now, there):
    accepted(birth, ward, "2026-10-05 17:00")

    found = {each for each in (Queue.TODAY, Queue.LATE) if queue_at(head, each, now)}

    assert found == there


@pytest.mark.parametrize(
    ("now", "is_there"),
    [("2026-10-02 08:59", False), ("2026-10-02 09:00", True), ("2026-10-05 09:00", True)],
)
def test_due_soon_is_twenty_four_working_hours_ahead(birth, ward, head, now, is_there):
    near = accepted(birth, ward, "2026-10-07 09:00")  # Friday, Monday, Tuesday: three days of work

    found = queue_at(head, Queue.SOON, now)

    assert found == ([near] if is_there else [])


def test_what_stands_still_or_is_settled_is_not_late(birth, ward, head):
    accepted(birth, ward, "2026-10-01 17:00", stands_since=at("2026-10-01 09:00"))
    accepted(birth, ward, "2026-10-01 17:00", state=State.SETTLED)

    assert queue_at(head, Queue.LATE, "2026-10-05 09:00") == []


def test_time_stands_still_for_one_of_three_reasons(birth, ward, head):
    still = {"stands_since": at("2026-10-01 09:00")}
    papers = accepted(birth, ward, "2026-10-09 17:00", state=State.SUPPLEMENT_ASKED, **still)
    money = accepted(birth, ward, "2026-10-09 17:00", state=State.PAYMENT_ASKED, **still)
    step_ = accepted(birth, ward, "2026-10-09 17:00", **still)

    found = [
        queue_at(head, each, "2026-10-05 09:00")
        for each in (Queue.SUPPLEMENT, Queue.PAYMENT, Queue.NOT_COUNTED)
    ]

    assert found == [[papers], [money], [step_]]


def test_whoever_asks_to_withdraw_still_owes_what_they_owed(birth, ward, head):
    asked = accepted(
        birth,
        ward,
        "2026-10-09 17:00",
        state=State.WITHDRAWAL_ASKED,
        stands_since=at("2026-10-01 09:00"),
    )
    Closing.objects.create(
        dossier=asked,
        kind=ClosingKind.WITHDRAWN,
        state=ClosingState.ASKED,
        from_state=State.PAYMENT_ASKED,
        asked_by=asked.submitted_by,
        asked_at=clock.now(),
    )

    assert queue_at(head, Queue.PAYMENT, "2026-10-05 09:00") == [asked]
    assert queue_at(head, Queue.SUPPLEMENT, "2026-10-05 09:00") == []


# steps and risk


@pytest.mark.parametrize(
    ("now", "is_there"), [("2026-10-05 09:00", False), ("2026-10-05 09:01", True)]
)
def test_a_step_can_be_overdue_while_its_dossier_is_not(birth, ward, head, now, is_there):
    in_time = accepted(birth, ward, "2026-10-09 17:00")
    step(in_time, due="2026-10-05 09:00")
    late = accepted(birth, ward, "2026-10-02 17:00")
    step(late, due="2026-10-02 09:00")

    found = queue_at(head, Queue.STEP_LATE, now)

    assert found == ([in_time] if is_there else [])


@pytest.mark.parametrize(
    ("due", "is_there"),
    [
        # after the examination come 1 + 1.5 + 0.5 hours; the applicant's day does not count
        ("2026-10-05 16:30", False),
        ("2026-10-05 16:29", True),
    ],
)
def test_what_remains_of_the_path_has_to_fit_into_what_is_left(birth, ward, head, due, is_there):
    dossier = accepted(birth, ward, due)
    step(dossier, "tham_tra", due="2026-10-05 11:30")

    found = queue_at(head, Queue.RISK, "2026-10-05 09:00")

    assert found == ([dossier] if is_there else [])


def test_a_step_that_is_overdue_eats_the_time_of_the_others(birth, ward, head):
    dossier = accepted(birth, ward, "2026-10-05 17:00")
    step(dossier, "ky", role=Role.HEAD, due="2026-10-05 10:00")

    before = queue_at(head, Queue.RISK, "2026-10-05 16:30")
    after = queue_at(head, Queue.RISK, "2026-10-05 16:31")

    assert (before, after) == ([], [dossier])


def test_a_step_without_inner_hours_is_taken_to_end_now(birth, ward, head):
    """Such a step is due when its dossier is; that is no reason to fear for the dossier."""
    near, far = (accepted(birth, ward, f"2026-10-05 {due}") for due in ("11:29", "11:30"))
    for dossier in (near, far):
        step(dossier, "so_dinh_danh", due="2026-10-05 11:30")  # signing and sealing: 2 hours

    assert queue_at(head, Queue.RISK, "2026-10-05 09:30") == [near]


def test_what_is_late_already_is_no_risk_any_more(birth, ward, head):
    dossier = accepted(birth, ward, "2026-10-02 17:00")
    step(dossier, "tham_tra", due="2026-10-02 11:30")

    assert queue_at(head, Queue.RISK, "2026-10-05 09:00") == []


# for whom


def test_a_head_sees_the_agency_and_nothing_of_another(birth, ward, head):
    elsewhere = make.agency(code="H55.999", name="Nơi khác")
    here, there = (unanswered(birth, each, "2026-09-28 09:00") for each in (ward, elsewhere))
    late_there = accepted(birth, elsewhere, "2026-10-01 17:00")
    step(late_there, due="2026-10-01 09:00")

    seen = queues.sight(head, at=clock.now())

    assert list(queues.of(seen, Queue.UNANSWERED)) == [here]
    assert sum(each.number for each in queues.counts(seen).values()) == 3  # one, in three queues
    assert there not in overview.with_state(seen, State.FILED)


def test_asking_for_another_agency_by_its_code_shows_ones_own(birth, ward, head):
    elsewhere = make.agency(code="H55.999", name="Nơi khác")
    unanswered(birth, elsewhere, "2026-09-28 09:00")

    seen = queues.sight(head, at=clock.now(), agency=elsewhere.code)

    assert [each.code for each in seen.agencies] == [ward.code]
    assert queues.counts(seen)[Queue.UNANSWERED] == Count(0)


def test_an_officer_sees_what_waits_for_their_office(birth, ward, specialist):
    mine, other = (accepted(birth, ward, "2026-10-01 17:00") for _ in range(2))
    step(mine)
    step(other, "ky", role=Role.HEAD)

    assert queue_at(specialist, Queue.LATE, "2026-10-05 09:00") == [mine]


def test_who_holds_no_post_sees_nothing(birth, ward):
    unanswered(birth, ward, "2026-09-28 09:00")

    seen = queues.sight(make.account(), at=clock.now())

    assert set(queues.counts(seen).values()) == {Count(0)}


def test_counts_stop_where_nobody_counts_any_more(birth, ward, head, monkeypatch):
    monkeypatch.setattr(queues, "MOST", 2)
    for _ in range(3):
        unanswered(birth, ward, "2026-10-05 08:00")

    seen = queues.sight(head, at=clock.now())

    assert queues.count(queues.of(seen, Queue.UNANSWERED)) == Count(2, more=True)


def test_counting_takes_as_many_statements_for_many_as_for_few(birth, ward, head):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            seen = queues.sight(type(head).objects.get(pk=head.pk), at=clock.now())
            queues.counts(seen)
            overview.page(seen, queues.of(seen, Queue.LATE), order="due_at")
            overview.by_state(seen)
            overview.by_person(seen)
            quarter.signs(seen)
        return len(asked)

    step(accepted(birth, ward, "2026-10-01 17:00"))
    step(accepted(birth, ward, "2026-10-05 17:00"))
    statements()
    few = statements()
    for _ in range(5):
        step(accepted(birth, ward, "2026-10-01 17:00"))
        step(accepted(birth, ward, "2026-10-05 17:00"))

    assert statements() == few <= 32


# lists


def test_a_list_goes_on_where_the_page_before_ended(birth, ward, head, monkeypatch):
    monkeypatch.setattr(overview, "PAGE", 2)
    due = ["2026-10-02 17:00", "2026-10-01 17:00", "2026-10-01 17:00"]
    made = [accepted(birth, ward, each) for each in due]
    seen = queues.sight(head, at=clock.now())

    first = overview.page(seen, queues.of(seen, Queue.LATE), order="due_at")
    second = overview.page(seen, queues.of(seen, Queue.LATE), order="due_at", mark=first.after)

    assert [each.dossier for each in first.rows] == [made[1], made[2]]
    assert [each.dossier for each in second.rows] == [made[0]]
    assert second.after == ""


@pytest.mark.parametrize("mark", ["nonsense", "~", "2026~3", "x~1", "2026-10-01T10:00~1"])
def test_a_mark_that_makes_no_sense_begins_at_the_beginning(birth, ward, head, mark):
    made = accepted(birth, ward, "2026-10-01 17:00")
    seen = queues.sight(head, at=clock.now())

    found = overview.page(seen, queues.of(seen, Queue.LATE), order="due_at", mark=mark)

    assert [each.dossier for each in found.rows] == [made]


def test_a_row_says_the_step_who_until_when_and_the_time_left(birth, ward, head, specialist):
    dossier = accepted(birth, ward, "2026-10-05 11:00")
    task = step(dossier, due="2026-10-05 10:00")
    seen = queues.sight(head, at=clock.now())

    (row,) = overview.page(seen, queues.of(seen, Queue.TODAY), order="due_at").rows

    assert (row.steps, row.people) == ([task], [""])
    assert (row.due, row.left, row.is_over) == (dossier.due_at, 120, False)
    assert row.at_risk


def test_of_a_late_dossier_the_row_says_by_how_much(birth, ward, head):
    accepted(birth, ward, "2026-10-02 16:00")
    seen = queues.sight(head, at=clock.now())

    (row,) = overview.page(seen, queues.of(seen, Queue.LATE), order="due_at").rows

    assert (row.left, row.is_over, row.at_risk) == (180, True, False)


def test_people_stand_with_what_waits_and_what_they_finished_today(birth, ward, head, specialist):
    dossier = accepted(birth, ward, "2026-10-09 17:00")
    step(dossier, due="2026-10-05 08:00")
    done = {"state": TaskState.DONE, "done_by": specialist}
    step(dossier, "a", done_at=at("2026-10-05 08:30"), **done)
    step(dossier, "b", done_at=at("2026-10-04 16:00"), **done)
    seen = queues.sight(head, at=clock.now())

    lines = {each.post.account: each for each in overview.by_person(seen)}

    line = lines[specialist]
    assert (line.waiting, line.late, line.done) == (1, 1, 1)
    assert (lines[head].waiting, lines[head].done) == (0, 0)
    assert list(overview.held_by(seen, Role.SPECIALIST, late=True)) == [dossier]
    assert list(overview.done_today_by(seen, specialist.uid)) == [dossier]


def test_an_officer_reads_no_list_of_what_a_colleague_did(birth, ward, head, specialist):
    dossier = accepted(birth, ward, "2026-10-09 17:00")
    step(dossier, state=TaskState.DONE, done_by=head, done_at=clock.now())
    seen = queues.sight(specialist, at=clock.now())

    assert list(overview.done_today_by(seen, head.uid)) == []
    assert [each.post.account for each in overview.by_person(seen)] == [specialist]


# the quarter


def told(dossier, kind, **fields):
    event = kind(
        case=dossier.case,
        subject=dossier.owner.subject_id,
        agency=dossier.agency.code,
        procedure=dossier.version.code,
        **fields,
    )
    record(event, by=System("test"), at=clock.now())


LIMIT = {"limit_kind": "working_days", "limit_amount": "4", "limit_cutoff": "", "ground": "g"}


def test_the_share_of_changed_limits_is_held_against_the_alarm(birth, ward, head):
    dossiers = [accepted(birth, ward, "2026-10-06 17:00") for _ in range(10)]
    for each in dossiers[:3]:
        told(each, LimitChanged, limit="4", findings="f", due="", **LIMIT)
    old = accepted(birth, ward, "2026-06-01 17:00")
    told(old, LimitChanged, limit="4", findings="f", due="", **LIMIT)
    told(dossiers[4], DossierExtended, extension="e", amount=1, ground="g", due="")
    told(dossiers[5], ApologyMade, extension="e", amount=1, promised="")
    seen = queues.sight(head, at=clock.now())

    (signs,) = quarter.signs(seen)

    assert (signs.accepted, signs.changed, signs.share, signs.alarm) == (10, Count(3), 30.0, 30)
    assert signs.is_alarming
    assert (signs.extended, signs.apologised) == (Count(1), Count(1))
    assert set(quarter.behind(seen, quarter.CHANGED)) == set(dossiers[:3])


def test_below_the_alarm_there_is_none_and_of_nothing_there_is_no_share(birth, ward, head):
    seen = queues.sight(head, at=clock.now())
    (nothing,) = quarter.signs(seen)
    dossiers = [accepted(birth, ward, "2026-10-06 17:00") for _ in range(4)]
    told(dossiers[0], LimitChanged, limit="4", findings="f", due="", **LIMIT)

    (signs,) = quarter.signs(seen)

    assert (nothing.share, nothing.is_alarming) == (None, False)
    assert (signs.share, signs.is_alarming) == (25.0, False)


def test_the_quarter_ends_ninety_days_ago(birth, ward, head):
    begins = clock.now() - timedelta(days=quarter.DAYS)
    accepted(birth, ward, "2026-10-06 17:00", accepted_at=begins)
    accepted(birth, ward, "2026-10-06 17:00", accepted_at=begins - timedelta(seconds=1))
    seen = queues.sight(head, at=clock.now())

    (signs,) = quarter.signs(seen)

    assert signs.accepted == 1
