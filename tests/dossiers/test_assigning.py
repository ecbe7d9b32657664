"""Whose a step is: taken, given back, assigned, handed over, and at the same instant by two."""

import pytest

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.assigning_errors import (
    AnswerMissing,
    AwayToday,
    HandedOverAlready,
    HandoverOver,
    HeldByAnother,
    NotHeld,
    NotOfTheOffice,
)
from toantrinh.dossiers.errors import TaskDoneBy
from toantrinh.dossiers.models import Handover, HandoverState, Task, TaskState
from toantrinh.identity import actions as identity
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def minh(ward):
    return make.officer(Role.SPECIALIST, agency=ward, account=make.account(party=_named("Minh")))


@pytest.fixture
def hoa(ward):
    return make.officer(Role.SPECIALIST, agency=ward, account=make.account(party=_named("Hoa")))


@pytest.fixture
def head(ward):
    return make.officer(Role.HEAD, agency=ward)


@pytest.fixture
def task(birth, ward):
    return step(accepted(birth, ward, "2026-10-09 17:00"))


def _named(name):
    return make.party(name=name)


def holder(task):
    return Task.objects.get(pk=task.pk).assignee


def told(task):
    rows = TrailEntry.objects.filter(case=task.dossier.case).order_by("seq")
    return [entry.kind for entry in rows]


def test_who_takes_a_step_holds_it_and_a_second_click_changes_nothing(task, minh):
    dossiers.claim(task=task, by=minh)
    dossiers.claim(task=task, by=minh)

    assert holder(task) == minh
    assert told(task) == ["task.claimed"]


def test_the_slower_one_is_told_by_whom_and_since_when(task, minh, hoa):
    dossiers.claim(task=task, by=minh)

    with pytest.raises(HeldByAnother) as refused:
        dossiers.claim(task=task, by=hoa)

    assert refused.value.details == {"who": "Minh", "since": "09:00 ngày 05/10/2026"}
    assert holder(task) == minh


def test_a_step_of_another_office_or_agency_is_not_taken(task, head):
    stranger = make.officer(Role.SPECIALIST, agency=make.agency(code="H55.999", name="Nơi khác"))

    for somebody in (head, stranger):
        with pytest.raises(NotPermitted):
            dossiers.claim(task=task, by=somebody)

    assert holder(task) is None


def test_what_a_colleague_holds_is_not_done_by_another(task, minh, hoa):
    dossiers.claim(task=task, by=minh)

    with pytest.raises(HeldByAnother):
        dossiers.complete_task(task=task, by=hoa)

    assert Task.objects.get(pk=task.pk).state == TaskState.WAITING


def test_what_a_colleague_holds_at_receipt_is_not_accepted_or_asked_about_by_another(
    birth, ward, minh
):
    one, other = (make.officer(Role.ONE_STOP, agency=ward) for _each in range(2))
    dossier = make.filed(version=birth, agency=ward)
    receipt = step(dossier, "tiep_nhan", role=Role.ONE_STOP, kind="receive")
    dossiers.claim(task=receipt, by=one)
    asked = [{"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"}]

    for act in (
        lambda: dossiers.accept(dossier=dossier, by=other),
        lambda: dossiers.ask_supplement(dossier=dossier, items=asked, by=other),
    ):
        with pytest.raises(HeldByAnother):
            act()

    assert dossiers.accept(dossier=dossier, by=one).accepted_at


def test_who_gives_it_back_leaves_it_to_the_whole_office(task, minh, hoa):
    dossiers.claim(task=task, by=minh)

    with pytest.raises(NotHeld):
        dossiers.release(task=task, by=hoa)
    dossiers.release(task=task, by=minh)

    assert holder(task) is None
    assert dossiers.claim(task=task, by=hoa).assignee == hoa


def test_the_head_assigns_to_who_holds_the_office_and_to_nobody_else(task, minh, hoa, head):
    dossiers.claim(task=task, by=minh)
    clerk = make.officer(Role.CLERK, agency=task.agency)

    with pytest.raises(NotOfTheOffice):
        dossiers.assign(task=task, to=clerk, by=head)
    with pytest.raises(NotPermitted):
        dossiers.assign(task=task, to=hoa, by=minh)
    dossiers.assign(task=task, to=hoa, by=head, ground="Anh Minh nhiều việc")

    moved = Handover.objects.get()
    assert holder(task) == hoa
    assert (moved.giver, moved.receiver, moved.state) == (minh, hoa, HandoverState.ACCEPTED)
    assert moved.note == "Anh Minh nhiều việc"
    assert "Minh" not in str(TrailEntry.objects.latest("at").data)


def test_a_page_left_open_gives_no_step_to_who_is_away_today(task, minh, hoa, head):
    dossiers.claim(task=task, by=minh)
    today = clock.today()
    identity.record_absence(
        account=hoa, first_day=today, last_day=today, stand_in=None, by=hoa, at=clock.now()
    )

    with pytest.raises(AwayToday, match=f"Hoa .*{today:%d/%m/%Y}"):
        dossiers.assign(task=task, to=hoa, by=head)
    with pytest.raises(AwayToday):
        dossiers.hand_over(task=task, to=hoa, by=minh)
    assert holder(task) == minh
    assert not Handover.objects.exists()


def test_a_step_handed_over_stays_until_it_is_taken_over(task, minh, hoa):
    dossiers.claim(task=task, by=minh)

    offer = dossiers.hand_over(task=task, to=hoa, by=minh, note="Tôi đi tập huấn")
    before = holder(task)
    dossiers.accept_handover(handover=offer, by=hoa)
    dossiers.accept_handover(handover=offer, by=hoa)

    assert (before, holder(task)) == (minh, hoa)
    assert told(task) == ["task.claimed", "handover.offered", "handover.accepted"]


def test_who_declines_says_why_and_it_stays_where_it_was(task, minh, hoa):
    offer = dossiers.hand_over(task=task, to=hoa, by=minh)

    with pytest.raises(AnswerMissing):
        dossiers.decline_handover(handover=offer, by=hoa, answer=" ")
    dossiers.decline_handover(handover=offer, by=hoa, answer="Tôi nghỉ tuần này")

    offer.refresh_from_db()
    assert (offer.state, offer.answer) == (HandoverState.DECLINED, "Tôi nghỉ tuần này")
    assert holder(task) == minh
    with pytest.raises(HandoverOver):
        dossiers.accept_handover(handover=offer, by=hoa)


def test_it_waits_for_one_at_a_time_and_can_be_taken_back(task, minh, hoa, head):
    offer = dossiers.hand_over(task=task, to=hoa, by=minh)

    with pytest.raises(HandedOverAlready):
        dossiers.hand_over(task=task, to=None, by=minh)
    for somebody in (minh, head):
        with pytest.raises(NotPermitted):
            dossiers.accept_handover(handover=offer, by=somebody)
    dossiers.take_back_handover(handover=offer, by=minh)

    with pytest.raises(HandoverOver):
        dossiers.accept_handover(handover=offer, by=hoa)
    assert holder(task) == minh


def test_what_is_handed_to_the_head_becomes_the_offices_or_whose_the_head_says(
    birth, ward, minh, hoa, head
):
    one, two = (step(accepted(birth, ward, "2026-10-09 17:00")) for _each in range(2))
    offers = [dossiers.hand_over(task=each, to=None, by=minh) for each in (one, two)]

    dossiers.accept_handover(handover=offers[0], by=head)
    dossiers.assign(task=two, to=hoa, by=head)

    assert (holder(one), holder(two)) == (None, hoa)
    states = Handover.objects.filter(pk__in=[each.pk for each in offers])
    assert {each.state for each in states} == {HandoverState.ACCEPTED}


def test_of_two_who_take_it_at_once_one_has_it(transactional_db, birth, ward, minh, hoa):
    load_lists()
    task = step(accepted(birth, ward, "2026-10-09 17:00"))

    def take(by):
        try:
            return dossiers.claim(task=Task.objects.get(pk=task.pk), by=by).assignee
        except HeldByAnother as refused:
            return refused.details["who"]

    won = at_once(take, [minh, hoa, minh, hoa])

    winner = holder(task)
    assert won.count(winner) == 2
    assert won.count(winner.name) == 2


def test_the_slower_of_two_heads_is_told_who_did_it(task, head):
    deputy = make.officer(Role.HEAD, agency=task.agency)
    Task.objects.filter(pk=task.pk).update(kind="sign", role="head", state=TaskState.SIGNING)
    Task.objects.filter(pk=task.pk).update(done_by=head)
    task.refresh_from_db()

    with pytest.raises(TaskDoneBy) as refused:
        dossiers.send_back(task=task, by=deputy, note="Sai tên")

    assert refused.value.details["who"] == head.name
