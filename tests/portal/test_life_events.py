"""What happens in a life: what has to be done, in order, with what it takes."""

import pytest
from django.conf import settings
from django.urls import reverse

from toantrinh.catalogue import actions as catalogue
from toantrinh.core.actor import System

PAGE = "/su-kien/co-con-nho"


@pytest.fixture
def guided(birth):
    catalogue.load_guide(folder=settings.PACKS / "lists", by=System("set-up"))


def test_the_steps_come_in_order_with_fee_and_limit(client, guided):
    page = client.get(PAGE).content.decode()

    assert "Sinh con, nuôi con nhỏ" in page
    assert reverse("portal:procedure", args=["1.001193"]) in page
    assert "1 ngày làm việc" in page


def test_what_is_not_published_is_told_and_no_link(client, guided):
    page = client.get(PAGE).content.decode()

    assert "Thủ tục 3.000722 chưa nhận ở đây" in page
    assert reverse("portal:procedure", args=["3.000722"]) not in page


def test_a_matter_of_another_body_stands_among_the_steps(client, guided):
    assert "cơ quan Bảo hiểm xã hội" in client.get(PAGE).content.decode()


def test_an_unknown_event_has_a_calm_page(client, guided):
    assert client.get("/su-kien/khong-co").status_code == 404


def test_the_first_page_leads_there(client, guided):
    assert PAGE in client.get("/").content.decode()


def test_costs_the_same_questions_whatever_the_number_of_steps(
    client, guided, django_assert_num_queries
):
    client.get(PAGE)  # what a process keeps is read

    with django_assert_num_queries(2):  # the guide, the versions
        client.get(PAGE)
