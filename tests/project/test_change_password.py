import pytest
from django.test import Client

from tests import make
from toantrinh.core import clock
from toantrinh.identity import actions
from toantrinh.identity.permissions import NotPermitted
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

OLD, NEW, ADDRESS = "một cụm từ dài", "một cụm từ khác hẳn", "/doi-mat-khau"


@pytest.fixture
def account():
    made = make.account(email="an@vi-du.example")
    made.set_password(OLD)
    made.save()
    return made


def change(client, old=OLD, new=NEW):
    return client.post(ADDRESS, {"old_password": old, "new_password": new})


def signs_in(client, password):
    sent = {"login": "an@vi-du.example", "password": password}
    return client.post("/dang-nhap", sent).status_code == 302


def test_the_new_password_opens_and_the_old_one_no_more(client, account):
    client.force_login(account)

    answer = change(client)

    account.refresh_from_db()
    assert answer.status_code == 302
    assert account.check_password(NEW)
    assert signs_in(Client(), NEW)
    assert not signs_in(Client(), OLD)


def test_this_session_goes_on_and_the_others_end(client, account):
    other = Client()
    for each in (client, other):
        each.force_login(account)

    change(client)

    assert client.get("/ho-so").status_code == 200
    assert other.get("/ho-so").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", NEW, "Mật khẩu hiện tại không đúng"),
        (OLD, "ngắn", "10"),
        (OLD, "", "mật khẩu"),
        ("", NEW, "Hãy nhập mật khẩu hiện tại"),
        (OLD, "1234567890", ""),
        (OLD, "an@vi-du.example", ""),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_changes_nothing(client, account, old, new, said):
    client.force_login(account)

    page = change(client, old, new)

    account.refresh_from_db()
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "error-summary" in page.content.decode()
    assert account.check_password(OLD)


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(ADDRESS).url.startswith("/dang-nhap")


def test_it_is_in_the_trail_without_the_password(client, account):
    client.force_login(account)

    change(client)

    entry = TrailEntry.objects.get(kind="account.password-changed")
    assert (entry.actor, entry.data) == (account.actor_id, {})


def test_nobody_changes_the_password_of_another(account):
    with pytest.raises(NotPermitted):
        actions.change_password(account=account, password=NEW, by=make.officer(), at=clock.now())
