"""Officers choose in which post they act, and lose it the moment it ends."""

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    account = make.officer(Role.HEAD, title="Trưởng phòng")
    make.post(account=account, role=Role.SPECIALIST, title="Người thụ lý")
    return account


@pytest.fixture
def acting(client, officer):
    """The roles that the account of a request of this session has at its agency."""
    client.force_login(officer)

    def roles():
        request = client.get("/dang-xuat").wsgi_request
        return request.user.offices_at(make.agency())

    return roles


def choose(client, uid, **fields):
    return client.post("/can-bo/vai-tro", {"post": uid} | fields)


def post_of(officer, role):
    return officer.posts.get(role=role.value)


def test_without_a_choice_all_posts_count(acting):
    assert acting() == {Role.HEAD, Role.SPECIALIST}


def test_the_post_chosen_is_the_only_one_for_the_session(client, officer, acting):
    answer = choose(client, post_of(officer, Role.SPECIALIST).uid)

    assert answer["Location"] == "/can-bo"
    assert acting() == {Role.SPECIALIST}


def test_one_goes_back_to_all_posts(client, officer, acting):
    choose(client, post_of(officer, Role.HEAD).uid)

    choose(client, "")

    assert acting() == {Role.HEAD, Role.SPECIALIST}


@pytest.mark.parametrize("uid", ["", "không", "00000000-0000-0000-0000-000000000000"])
def test_a_post_that_is_not_held_is_refused_and_the_old_one_stays(client, officer, acting, uid):
    choose(client, post_of(officer, Role.HEAD).uid)

    page = choose(client, uid or make.post().uid)

    assert page.status_code == 409
    assert "Hôm nay anh/chị không giữ vai trò này." in page.content.decode()
    assert acting() == {Role.HEAD}


def test_a_post_taken_away_is_gone_with_the_next_click(client, officer, acting):
    chosen = post_of(officer, Role.HEAD)
    choose(client, chosen.uid)

    actions.end_post(post=chosen, by=System("test"), at=clock.now())

    assert acting() == {Role.SPECIALIST}
    assert "post" not in client.session


def test_the_choice_leads_back_to_a_page_of_ours_only(client, officer, acting):
    post = post_of(officer, Role.HEAD).uid

    assert choose(client, post, next="/can-bo/ho-so/1")["Location"] == "/can-bo/ho-so/1"
    assert choose(client, post, next="https://xau.example/")["Location"] == "/can-bo"


def test_the_choice_does_not_outlive_the_session(client, officer, acting):
    choose(client, post_of(officer, Role.HEAD).uid)

    client.post("/dang-xuat")
    client.force_login(officer)

    assert acting() == {Role.HEAD, Role.SPECIALIST}


def test_who_is_not_signed_in_chooses_nothing(client, officer):
    answer = choose(client, post_of(officer, Role.HEAD).uid)

    assert answer["Location"].startswith("/dang-nhap")


def test_back_from_signing_in_one_is_at_work_and_not_at_an_error(client, officer, acting):
    assert client.get("/can-bo/vai-tro")["Location"] == "/can-bo"
