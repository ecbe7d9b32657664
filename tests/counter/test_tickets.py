"""Numbers at the counter: nobody is asked who they are, and nobody is called twice."""

from datetime import date, timedelta

import pytest

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.counter import actions, queries
from toantrinh.counter.errors import (
    MatterUnknown,
    NobodyWaits,
    ServingAnother,
    TicketOfAnotherDay,
    TicketOver,
)
from toantrinh.counter.models import Ticket, TicketState
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.lists.models import Edition, Term

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre():
    first = date(2025, 7, 1)
    for name, codes in ((queries.MATTERS, "AB"), (queries.PRIORITIES, ["cao_tuoi"])):
        Term.objects.bulk_create(
            Term(list=name, code=each, label_vi=each, label_en=each, order=1, valid_from=first)
            for each in codes
        )
    Term.objects.create(
        list=queries.PRIORITIES,
        code="cu",
        label_vi="Diện đã bỏ",
        label_en="Gone",
        order=9,
        valid_from=first,
        valid_to=date(2025, 12, 31),
    )
    Edition.objects.create(digest="0" * 64, loaded_at=clock.now())
    return make.agency(code="H55.1")


@pytest.fixture
def officer(centre):
    return make.officer(Role.ONE_STOP, agency=centre)


def take(centre, officer, key, matter="A", **more):
    return actions.issue_ticket(agency=centre, matter=matter, key=key, by=officer, **more)


def test_numbers_count_through_the_day_and_two_clicks_take_one(centre, officer):
    numbers = [take(centre, officer, key).number for key in ("1", "2", "2", "3")]

    assert numbers == ["A001", "A002", "A002", "A003"]


def test_who_has_priority_is_called_first_then_whoever_came_first(centre, officer):
    for key, priority in (("1", ""), ("2", ""), ("3", "cao_tuoi")):
        take(centre, officer, key, priority=priority)

    called = []
    for _each in range(3):
        ticket = actions.call_next(agency=centre, window="2", by=officer)
        called.append(ticket.number)
        actions.end_ticket(ticket=ticket, came=True, by=officer)

    assert called == ["A003", "A001", "A002"]
    with pytest.raises(NobodyWaits):
        actions.call_next(agency=centre, window="2", by=officer)


def test_a_priority_counts_only_while_it_is_in_force(centre, officer):
    with pytest.raises(MatterUnknown):
        take(centre, officer, "1", priority="cu")
    with pytest.raises(MatterUnknown):
        take(centre, officer, "1", matter="Z")


def test_one_is_served_at_a_time_and_nobody_ends_a_colleague_s(centre, officer):
    take(centre, officer, "1")
    take(centre, officer, "2")
    ticket = actions.call_next(agency=centre, window="2", by=officer)
    colleague = make.officer(Role.ONE_STOP, agency=centre)

    with pytest.raises(ServingAnother):
        actions.call_next(agency=centre, window="2", by=officer)
    with pytest.raises(TicketOver):
        actions.end_ticket(ticket=ticket, came=True, by=colleague)


def test_who_did_not_come_is_called_again_and_a_moved_number_keeps_its_place(centre, officer):
    take(centre, officer, "1")
    take(centre, officer, "2", matter="B")
    absent = actions.call_next(agency=centre, window="2", by=officer)
    actions.end_ticket(ticket=absent, came=False, by=officer)
    again = actions.call_again(ticket=absent, window="2", by=officer)
    actions.move_ticket(ticket=again, matter="B", by=officer)

    colleague = make.officer(Role.ONE_STOP, agency=centre)
    back = actions.call_next(agency=centre, matters=["B"], window="5", by=colleague)

    assert (back.number, back.asks_for, back.window, back.calls) == ("A001", "B", "5", 3)


def test_what_somebody_handed_on_comes_back_to_them_only_when_nobody_else_waits(centre, officer):
    for key in ("1", "2"):
        take(centre, officer, key)
    handed_on = actions.call_next(agency=centre, window="2", by=officer)
    actions.move_ticket(ticket=handed_on, matter="B", by=officer)

    called = []
    for _each in range(2):
        ticket = actions.call_next(agency=centre, window="2", by=officer)
        called.append(ticket.number)
        actions.end_ticket(ticket=ticket, came=True, by=officer)

    assert called == ["A002", "A001"]


def test_what_was_left_at_the_counter_overnight_is_ended_and_no_more(centre, officer):
    with clock.set_to(clock.now() - timedelta(days=1)):
        take(centre, officer, "1")
        left = actions.call_next(agency=centre, window="2", by=officer)
    take(centre, officer, "2")

    with pytest.raises(TicketOfAnotherDay):
        actions.call_again(ticket=left, window="2", by=officer)
    with pytest.raises(TicketOfAnotherDay):
        actions.move_ticket(ticket=left, matter="B", by=officer)
    actions.end_ticket(ticket=left, came=True, by=officer)

    assert actions.call_next(agency=centre, window="2", by=officer).day == clock.today()


def test_the_time_of_waiting_is_kept_and_told(centre, officer):
    noon = clock.now().astimezone(clock.ZONE).replace(hour=12)
    with clock.set_to(noon - timedelta(minutes=12)):
        take(centre, officer, "1")

    with clock.set_to(noon):
        ticket = actions.call_next(agency=centre, window="2", by=officer)
        queue = queries.queue(centre)

    assert ticket.waited == timedelta(minutes=12)
    assert queue.half == ticket.waited


def test_the_queue_is_read_in_the_same_statements_however_long(
    centre, officer, django_assert_num_queries
):
    for at in range(5):
        take(centre, officer, str(at))
    actions.call_next(agency=centre, window="2", by=officer)

    with django_assert_num_queries(6):
        queries.queue(centre)


def test_two_officers_at_once_get_two_numbers(centre, officer):
    colleague = make.officer(Role.ONE_STOP, agency=centre)
    for key in ("1", "2"):
        take(centre, officer, key)

    def call(who):
        return actions.call_next(agency=centre, window="1", by=who)

    called = at_once(call, [officer, colleague], people=2)

    assert {ticket.number for ticket in called} == {"A001", "A002"}
    assert Ticket.objects.filter(state=TicketState.CALLED).count() == 2


def test_two_clicks_of_one_officer_call_one_number(centre, officer):
    for key in ("1", "2"):
        take(centre, officer, key)

    def call(_click):
        try:
            return actions.call_next(agency=centre, window="1", by=officer)
        except ServingAnother as refused:
            return refused

    answers = at_once(call, range(4))

    assert sum(isinstance(each, Ticket) for each in answers) == 1
    assert Ticket.objects.filter(state=TicketState.CALLED).count() == 1


def test_another_centre_s_officer_has_no_say(centre, officer):
    ticket = take(centre, officer, "1")
    stranger = make.officer(Role.ONE_STOP, agency=make.agency(code="H55.2"))

    with pytest.raises(NotPermitted):
        actions.call_next(agency=centre, window="1", by=stranger)
    with pytest.raises(NotPermitted):
        actions.end_ticket(ticket=ticket, came=True, by=stranger)
