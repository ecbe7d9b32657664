"""At the counter a number is tied to an account in two steps, warned about and never refused."""

import pytest

from tests import make
from toantrinh.identity.permissions import Role
from toantrinh.identity.queries import find_account

pytestmark = pytest.mark.django_db

PAGE = "/can-bo/xac-nhan-so"
NUMBER = "019190000001"


@pytest.fixture
def citizen():
    return make.account(email="an@vi-du.example")


@pytest.fixture
def counter(client, citizen):
    client.force_login(make.officer(Role.ONE_STOP))

    def send(number=NUMBER, email="an@vi-du.example", **fields):
        return client.post(PAGE, {"email": email, "number": number} | fields)

    return send


def test_first_one_compares_and_nothing_is_done(counter, citizen):
    page = counter("019 190 000 001")

    assert citizen.party.name in page.content.decode()
    assert NUMBER in page.content.decode()
    assert find_account(NUMBER) is None


def test_then_one_confirms(counter, citizen, client):
    answer = counter(confirmed="1")

    assert answer["Location"] == PAGE
    assert find_account(NUMBER) == citizen
    assert "Đã gắn số định danh vào tài khoản." in client.get(PAGE).content.decode()


def test_a_number_that_looks_wrong_is_warned_about_and_can_be_confirmed(counter, citizen):
    page = counter("003190000001")
    counter("003190000001", confirmed="1")

    assert "Ba chữ số đầu không phải mã tỉnh" in page.content.decode()
    assert find_account("003190000001") == citizen


def test_an_e_mail_without_an_account_is_said_so(counter):
    page = counter(email="ai-do@vi-du.example")

    assert page.status_code == 422
    assert "Không có tài khoản nào" in page.content.decode()


def test_a_number_that_is_anothers_is_refused_at_its_field(counter):
    make.party(number=NUMBER)

    page = counter(confirmed="1")

    assert page.status_code == 422
    assert '<a href="#id_number">Đã có người khác mang số định danh này.' in page.content.decode()


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD, Role.CLERK])
def test_other_officers_do_not_get_there(client, role):
    client.force_login(make.officer(role))

    assert client.get(PAGE).status_code == 403


def test_citizens_do_not_get_there(client, citizen):
    client.force_login(citizen)

    assert client.post(PAGE, {"email": citizen.email, "number": NUMBER}).status_code == 403


@pytest.mark.parametrize(("role", "shown"), [(Role.ONE_STOP, True), (Role.CLERK, False)])
def test_the_way_there_is_shown_to_those_who_may_go(client, role, shown):
    client.force_login(make.officer(role))

    page = client.get("/dang-xuat")

    assert (PAGE in page.content.decode()) is shown
