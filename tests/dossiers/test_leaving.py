"""An absent colleague's work goes on; who moves keeps nothing; nothing is ever left with nobody."""

from datetime import timedelta

import pytest

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import assignments, tasks
from toantrinh.dossiers.assigning_errors import DossierNotMoved, HeldByAnother
from toantrinh.dossiers.models import Handover, HandoverReason, HandoverState, Sharing, Task
from toantrinh.identity import actions as identity
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role

pytestmark = pytest.mark.django_db
HOUSE = System("test")


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def minh(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


@pytest.fixture
def hoa(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


@pytest.fixture
def head(ward):
    return make.officer(Role.HEAD, agency=ward)


@pytest.fixture
def task(birth, ward, minh):
    task = step(accepted(birth, ward, "2026-10-09 17:00"))
    return dossiers.claim(task=task, by=minh)


def away(account, stand_in=None):
    day = clock.today()
    return identity.record_absence(
        account=account,
        first_day=day,
        last_day=day + timedelta(days=4),
        stand_in=stand_in,
        by=account,
        at=clock.now(),
    )


def leave(account, **fields):
    identity.end_post(post=account.posts.get(), **fields, by=HOUSE, at=clock.now())
    return Account.objects.get(pk=account.pk)


def may_do(task, account):
    return assignments.may_do(Task.objects.get(pk=task.pk), by=account, at=clock.now())


def test_who_stands_in_does_the_work_of_an_absent_colleague_and_others_do_not(
    ward, task, minh, hoa
):
    third = make.officer(Role.SPECIALIST, agency=ward)
    away(minh, stand_in=hoa)

    assert may_do(task, hoa)
    assert not may_do(task, third)
    assert dossiers.claim(task=task, by=hoa).assignee == hoa


def test_without_a_stand_in_or_when_they_are_away_too_the_whole_office_does_it(
    ward, task, minh, hoa
):
    third = make.officer(Role.SPECIALIST, agency=ward)
    absence = away(minh, stand_in=hoa)
    away(hoa)
    both_away = may_do(task, third)
    identity.call_off_absence(absence=absence, by=minh, at=clock.now())
    back = may_do(task, third)
    away(minh)

    assert (both_away, back, may_do(task, third)) == (True, False, True)


def test_who_leaves_has_no_right_at_once_and_the_step_waits_for_the_head(task, minh, head):
    due = task.dossier.due_at
    left = leave(minh)

    tasks.pass_on_steps(account=str(minh.uid))
    tasks.pass_on_steps(account=str(minh.uid))

    (offer,) = Handover.objects.for_head(head)
    assert (offer.task, offer.giver, offer.reason) == (task, minh, HandoverReason.POST_ENDED)
    with pytest.raises(NotPermitted):
        dossiers.complete_task(task=task, by=left)
    task.dossier.refresh_from_db()
    assert task.dossier.due_at == due


def test_until_the_head_has_spoken_nobody_of_the_office_takes_it(task, minh, hoa, head):
    leave(minh)
    tasks.pass_on_left_steps(0)

    with pytest.raises(HeldByAnother):
        dossiers.claim(task=task, by=hoa)
    dossiers.assign(task=task, to=hoa, by=head)

    assert Task.objects.get(pk=task.pk).assignee == hoa
    assert Handover.objects.filter(state=HandoverState.OFFERED).count() == 0


def test_a_post_that_ends_on_its_last_day_passes_on_the_day_after(task, minh, head):
    leave(minh, last_day=clock.today())
    tasks.pass_on_left_steps(0)
    today = Handover.objects.for_head(head).count()

    with clock.set_to(clock.now() + timedelta(days=1)):
        tasks.pass_on_left_steps(0)

    assert (today, Handover.objects.for_head(head).count()) == (0, 1)


def test_who_declines_what_comes_from_somebody_who_has_left_gives_it_to_the_head(
    task, minh, hoa, head
):
    offer = dossiers.hand_over(task=task, to=hoa, by=minh)
    leave(minh)

    dossiers.decline_handover(handover=offer, by=hoa, answer="Tôi cũng chuyển công tác")

    assert [each.task for each in Handover.objects.for_head(head)] == [task]


def test_steps_of_a_unit_that_has_ended_wait_for_the_head_of_its_successor(birth, ward, task):
    new = make.agency(code="H55.999", name="UBND phường mới")
    heir = make.officer(Role.HEAD, agency=new)
    nobodys = step(accepted(birth, ward, "2026-10-09 17:00"))
    yesterday = clock.today() - timedelta(days=1)
    identity.merge_agencies(
        agencies=[ward], successor=new, last_day=yesterday, by=HOUSE, at=clock.now()
    )

    tasks.pass_on_left_steps(0)

    offers = list(Handover.objects.for_head(heir).order_by("task"))
    assert [each.task for each in offers] == [task, nobodys]
    assert {each.reason for each in offers} == {HandoverReason.UNIT_ENDED}
    with pytest.raises(DossierNotMoved):
        dossiers.accept_handover(handover=offers[0], by=heir)


# a rule shares the work


def opened(birth, ward):
    task = step(accepted(birth, ward, "2026-10-09 17:00"))
    return dossiers.assign_by_rule(task=task, by=HOUSE).assignee


def test_without_a_rule_a_new_step_is_nobodys(birth, ward, minh):
    assert opened(birth, ward) is None


def test_one_after_the_other_gets_the_next_and_nobody_who_is_away(birth, ward, minh, hoa, head):
    away_one = make.officer(Role.SPECIALIST, agency=ward)
    away(away_one)
    dossiers.set_sharing(agency=ward, role=Role.SPECIALIST, rule=Sharing.IN_TURN, by=head)

    got = [opened(birth, ward) for _each in range(4)]

    assert got == [minh, hoa, minh, hoa]


def test_the_least_loaded_gets_the_next(birth, ward, task, minh, hoa, head):
    dossiers.set_sharing(agency=ward, role=Role.SPECIALIST, rule=Sharing.LEAST_LOADED, by=head)

    got = [opened(birth, ward) for _each in range(3)]

    assert got == [hoa, minh, hoa]


def test_the_rule_is_the_heads_and_can_be_taken_away(birth, ward, minh, head):
    with pytest.raises(NotPermitted):
        dossiers.set_sharing(agency=ward, role=Role.SPECIALIST, rule=Sharing.IN_TURN, by=minh)
    dossiers.set_sharing(agency=ward, role=Role.SPECIALIST, rule=Sharing.IN_TURN, by=head)
    dossiers.set_sharing(agency=ward, role=Role.SPECIALIST, rule=None, by=head)

    assert opened(birth, ward) is None
