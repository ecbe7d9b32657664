"""The page of the queue: a choice of matters stays, and a night does not shut a counter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.counter import actions
from toantrinh.counter.models import Ticket, TicketState
from toantrinh.identity.permissions import Role
from toantrinh.lists.models import Edition, Term

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = reverse("desk:queue")


@pytest.fixture
def officer():
    Term.objects.bulk_create(
        Term(
            list="counter-matter",
            code=each,
            label_vi=each,
            label_en=each,
            order=1,
            valid_from="2025-07-01",
        )
        for each in "AB"
    )
    Edition.objects.create(digest="0" * 64, loaded_at=clock.now())
    return make.officer(Role.ONE_STOP, agency=make.agency(code="H55.1"))


@pytest.fixture
def one_stop(client, officer):
    client.force_login(officer)
    return client


def take(officer, *matters):
    centre = officer.posts_in_use[0].agency
    for at, matter in enumerate(matters):
        actions.issue_ticket(agency=centre, matter=matter, key=str(at), by=officer)


def called():
    return Ticket.objects.get(state=TicketState.CALLED)


def test_the_matters_chosen_stay_chosen_until_others_are(one_stop, officer):
    take(officer, "B", "A", "A", "A")

    one_stop.post(PAGE, {"viec": "goi", "chon": "1", "loai": "A"})
    one_stop.post(PAGE, {"viec": "xong", "so": called().uid})
    back = one_stop.post(PAGE, {"viec": "goi", "ve": "1"})  # of the page that reads cards
    second = called()
    one_stop.post(PAGE, {"viec": "xong", "so": second.uid})
    one_stop.post(PAGE, {"viec": "goi", "chon": "1"})

    assert back.url == reverse("desk:counter")
    assert second.number == "A003"
    assert called().number == "B001"


def test_a_number_is_not_handed_on_to_what_it_is_for(one_stop, officer):
    take(officer, "A")
    one_stop.post(PAGE, {"viec": "goi"})

    shown = one_stop.get(PAGE).content.decode()

    assert '<option value="B">' in shown
    assert '<option value="A">' not in shown


def test_a_number_left_overnight_is_ended_in_the_morning(one_stop, officer):
    with clock.set_to(clock.now() - timedelta(days=1)):
        take(officer, "A")
        one_stop.post(PAGE, {"viec": "goi"})
    left = called()

    shown = one_stop.get(PAGE).content.decode()
    again = one_stop.post(PAGE, {"viec": "goi-lai", "so": left.uid})
    ended = [one_stop.post(PAGE, {"viec": "xong", "so": left.uid}) for _twice in range(2)]

    assert f"Số này là số của ngày {left.day:%d/%m/%Y}" in shown
    assert "Gọi lại" not in shown
    assert again.status_code == 422
    assert [each.status_code for each in ended] == [302, 302]
    assert not Ticket.objects.filter(state=TicketState.CALLED).exists()
