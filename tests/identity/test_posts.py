"""Posts begin and end on their days, or at once, and give rights at one agency."""

from datetime import date, timedelta

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions
from toantrinh.identity.errors import (
    AgencyNotInForce,
    DaysReversed,
    PostAlreadyGiven,
    PostNotHeld,
    PostOver,
)
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import OFFICES, NotPermitted, Role
from toantrinh.identity.queries import held_post
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

HOUSE = System("test")


def give(account, **fields):
    values = {"agency": make.agency(), "role": Role.ONE_STOP, "title": "Chuyên viên"}
    return actions.give_post(account=account, **(values | fields), by=HOUSE, at=clock.now())


def afresh(account):
    """The account as the next request has it."""
    return Account.objects.get(pk=account.pk)


def test_a_post_gives_its_role_at_its_agency_and_nowhere_else():
    account, elsewhere = make.account(), make.agency(code="H55.101")

    give(account)

    assert afresh(account).offices_at(make.agency()) == {Role.ONE_STOP}
    assert afresh(account).offices_at(elsewhere) == frozenset()


def test_a_post_at_an_inner_unit_gives_nothing_at_the_agency_above():
    unit = make.agency(code="H55.138.1", parent=make.agency())

    officer = make.officer(agency=unit)

    assert make.agency().roles_of(officer) == frozenset()


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [(-1, None, True), (0, 0, True), (1, None, False), (-9, -1, False), (-9, 0, True)],
)
def test_a_post_is_held_from_its_first_day_to_its_last(first, last, held):
    today = clock.today()
    account = make.account()

    give(
        account,
        first_day=today + timedelta(days=first),
        last_day=None if last is None else today + timedelta(days=last),
    )

    assert bool(afresh(account).posts_today) is held


def test_a_post_taken_away_is_over_with_the_next_request():
    account = make.account()
    post = give(account)

    actions.end_post(post=post, by=HOUSE, at=clock.now())

    assert afresh(account).posts_today == []


def test_a_post_taken_away_was_held_the_days_before():
    post = make.post(valid_from=date(2025, 7, 1))

    actions.end_post(post=post, by=HOUSE, at=clock.now())

    yesterday = clock.today() - timedelta(days=1)
    assert post in type(post).objects.held_on(yesterday)
    assert post not in type(post).objects.held_on(clock.today())


def test_a_post_that_ends_on_a_day_is_held_to_the_end_of_it():
    post = make.post()

    actions.end_post(post=post, last_day=clock.today(), by=HOUSE, at=clock.now())

    assert post in type(post).objects.held_on(clock.today())
    assert post not in type(post).objects.held_on(clock.today() + timedelta(days=1))


def test_what_is_over_does_not_end_again():
    post = make.post(valid_to=date(2025, 12, 31))

    with pytest.raises(PostOver):
        actions.end_post(post=post, by=HOUSE, at=clock.now())


def test_a_last_day_before_the_first_is_refused():
    post = make.post()

    with pytest.raises(DaysReversed):
        actions.end_post(post=post, last_day=date(2025, 6, 30), by=HOUSE, at=clock.now())
    with pytest.raises(DaysReversed):
        give(make.account(), last_day=clock.today() - timedelta(days=1))


def test_the_same_post_is_not_given_twice():
    account = make.account()
    give(account)

    with pytest.raises(PostAlreadyGiven):
        give(account)


def test_nobody_is_posted_at_an_agency_that_is_gone():
    gone = make.agency(code="H55.9", valid_to=date(2026, 1, 31))

    with pytest.raises(AgencyNotInForce):
        give(make.account(), agency=gone)


def test_giving_and_ending_are_told_to_the_trail_with_agency_and_role():
    account = make.account()
    post = give(account)
    actions.end_post(post=post, by=HOUSE, at=clock.now())

    given, ended = TrailEntry.objects.filter(case=account.actor_id).order_by("seq")

    assert (given.kind, given.agency, given.data["role"]) == (
        "post.given",
        make.agency().code,
        "one_stop",
    )
    assert (ended.kind, ended.data["at_once"]) == ("post.ended", True)


@pytest.mark.parametrize("role", sorted({*OFFICES, Role.CONTROLLER} - {Role.ADMINISTRATOR}))
def test_only_administrators_give_posts(role):
    officer = make.officer(role)

    with pytest.raises(NotPermitted):
        actions.give_post(
            account=officer,
            agency=make.agency(),
            role=Role.HEAD,
            title="Chủ tịch",
            by=officer,
            at=clock.now(),
        )


def test_an_administrator_gives_posts_below_and_not_beside():
    top = make.agency(code="H55")
    mine, beside = make.agency(code="H55.1", parent=top), make.agency(code="H55.2", parent=top)
    inner = make.agency(code="H55.1.1", parent=mine)
    administrator = make.officer(Role.ADMINISTRATOR, agency=mine)

    given = actions.give_post(
        account=make.account(),
        agency=inner,
        role=Role.ONE_STOP,
        title="Chuyên viên",
        by=administrator,
        at=clock.now(),
    )

    assert given.agency == inner
    with pytest.raises(NotPermitted):
        actions.give_post(
            account=make.account(),
            agency=beside,
            role=Role.ONE_STOP,
            title="Chuyên viên",
            by=administrator,
            at=clock.now(),
        )


def test_one_acts_in_the_post_chosen_and_in_no_other():
    account = make.account()
    make.post(account=account, role=Role.HEAD)
    chosen = make.post(account=account, role=Role.SPECIALIST)

    account.acting_as = chosen

    assert account.offices_at(make.agency()) == {Role.SPECIALIST}


def test_a_post_chosen_and_ended_since_gives_nothing():
    account = make.account()
    account.acting_as = make.post(account=account, valid_to=date(2025, 12, 31))

    assert account.posts_in_use == []


def test_a_foreign_post_cannot_be_chosen():
    officer, other = make.officer(), make.post()

    with pytest.raises(PostNotHeld):
        held_post(officer, str(other.uid))
    with pytest.raises(PostNotHeld):
        held_post(officer, "không phải mã")
