"""Signing in, out and up: by e-mail or number, back to where one was, not for ever trying."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from tests import make
from toantrinh.core import sealing
from toantrinh.identity.adapters import AccountAdapter
from toantrinh.identity.models import Account
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

NUMBER = "019190000001"
PASSWORD = "một cụm từ dài"


@pytest.fixture
def account():
    made = make.account(party=make.party(number=NUMBER), email="an@vi-du.example")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client, login, password=PASSWORD, **fields):
    return client.post("/dang-nhap", {"login": login, "password": password} | fields)


def who(client):
    return client.session.get("_auth_user_id")


def text(page):
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize("login", ["an@vi-du.example", " AN@vi-du.example ", "019 190 000 001"])
def test_one_signs_in_by_e_mail_or_number_however_they_are_typed(client, account, login):
    answer = sign_in(client, login)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(client) == str(account.pk)


def test_a_number_used_to_sign_in_is_kept_nowhere_in_clear(client, account):
    sign_in(client, NUMBER)
    sign_in(client, "019190000099")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM django_cache")
        cached = str(cursor.fetchall())
    kept = f"{dict(client.session)}{cached}{Session.objects.get().get_decoded()}"
    assert NUMBER not in kept
    assert "019190000099" not in kept
    assert cached.count("login_failed")


def test_an_unknown_number_is_counted_by_its_blind_index_not_by_a_hash_that_can_be_tried(
    client, account, logins_given
):
    sign_in(client, "019190000099")

    assert logins_given == [sealing.blind_index("019190000099").hex()]


@pytest.fixture
def logins_given(monkeypatch):
    """The logins that the library was given, in order."""
    seen = []
    before = AccountAdapter.pre_authenticate

    def watch(self, request, **credentials):
        seen.append(credentials["username"])
        return before(self, request, **credentials)

    monkeypatch.setattr(AccountAdapter, "pre_authenticate", watch)
    return seen


@pytest.mark.parametrize(
    ("login", "password"),
    [("an@vi-du.example", "sai"), ("ai-do@vi-du.example", PASSWORD), ("019190000009", PASSWORD)],
)
def test_a_wrong_login_and_a_wrong_password_get_the_same_page(client, account, login, password):
    page = sign_in(client, login, password)

    assert page.status_code == 422
    assert who(client) is None
    assert '<a href="#id_login">Thư điện tử hoặc số định danh không khớp với mật khẩu.</a>' in text(
        page
    )
    assert f'value="{login}"' in text(page)
    assert password not in text(page)


def test_empty_answers_are_asked_for_each_at_its_field(client):
    page = sign_in(client, "", "")

    assert page.status_code == 422
    assert '<a href="#id_login">Nhập thư điện tử hoặc số định danh cá nhân.</a>' in text(page)
    assert '<a href="#id_password">Nhập mật khẩu.</a>' in text(page)


def test_the_page_comes_back_to_where_one_was(client, account):
    asked = client.get("/can-bo/vai-tro")
    page = client.get(asked["Location"])

    assert asked["Location"] == "/dang-nhap?next=/can-bo/vai-tro"
    assert 'name="next" value="/can-bo/vai-tro"' in text(page)
    answer = sign_in(client, NUMBER, next="/ho-so/7/khai/con?x=1")
    assert answer["Location"] == "/ho-so/7/khai/con?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://xau.example/",
        "//xau.example/",
        "/\\xau.example",
        "javascript:alert(1)",
        "http:///xau.example",
        "\thttps://xau.example",
    ],
)
def test_nobody_is_sent_to_another_site(client, account, target):
    answer = sign_in(client, NUMBER, next=target)

    assert answer["Location"] == "/"
    assert client.get("/dang-nhap", {"next": target})["Location"] == "/"


def test_officers_begin_at_their_work(client, account):
    make.post(account=account)

    assert sign_in(client, NUMBER)["Location"] == "/can-bo"


def test_the_session_is_a_new_one_after_signing_in(client, account):
    client.get("/dang-nhap")
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    client.cookies["sessionid"] = old

    sign_in(client, NUMBER)

    assert client.session.session_key != old
    assert not Session.objects.filter(session_key=old).exists()


def test_signing_in_and_failing_to_are_written_in_the_trail(client, account):
    sign_in(client, NUMBER, "sai")
    sign_in(client, NUMBER)

    failed, done = TrailEntry.objects.filter(case=account.actor_id).order_by("seq")
    assert (failed.kind, failed.actor) == ("account.sign-in-failed", "system:sign-in")
    assert (done.kind, done.actor, done.data) == (
        "account.signed-in",
        account.actor_id,
        {"means": "password"},
    )


def test_after_five_wrong_passwords_the_right_one_has_to_wait_too(client, account):
    for _ in range(5):
        sign_in(client, NUMBER, "sai")

    page = sign_in(client, "an@vi-du.example")

    assert page.status_code == 422
    assert "Đã thử sai quá nhiều lần" in text(page)
    assert who(client) is None


def test_another_account_signs_in_meanwhile(client, account):
    other = make.account(email="binh@vi-du.example")
    other.set_password(PASSWORD)
    other.save()
    for _ in range(6):
        sign_in(client, NUMBER, "sai")

    sign_in(client, "binh@vi-du.example")

    assert who(client) == str(other.pk)


def test_an_address_that_tries_all_the_time_gets_a_calm_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    cache.clear()
    for _ in range(2):
        sign_in(client, "a@b.example")

    page = sign_in(client, "a@b.example")

    assert page.status_code == 429
    assert "Thử quá nhiều lần" in text(page)


def test_a_closed_account_is_told_so_and_does_not_get_in(client, account):
    Account.objects.filter(pk=account.pk).update(is_active=False)

    answer = sign_in(client, NUMBER)

    assert answer["Location"] == "/tai-khoan-da-dong"
    assert who(client) is None
    assert "Tài khoản này đã đóng" in text(client.get(answer["Location"]))


def test_closing_an_account_ends_its_open_sessions(client, account):
    sign_in(client, NUMBER)

    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert client.get("/can-bo/vai-tro")["Location"].startswith("/dang-nhap")


def test_signing_out_asks_first_and_then_forgets(client, account):
    sign_in(client, NUMBER)

    assert "Đăng xuất?" in text(client.get("/dang-xuat"))
    assert who(client) is not None
    assert client.post("/dang-xuat")["Location"] == "/"
    assert who(client) is None


def register(client, **fields):
    values = {"name": "Nguyễn  Thị An", "email": "moi@vi-du.example", "password1": PASSWORD}
    return client.post("/dang-ky", values | fields)


def test_one_registers_and_is_signed_in_and_back_where_one_was(client):
    answer = register(client, next="/thu-tuc/1.001193/nop")

    account = Account.objects.get(email="moi@vi-du.example")
    assert answer["Location"] == "/thu-tuc/1.001193/nop"
    assert who(client) == str(account.pk)
    assert account.party.name == "Nguyễn Thị An"


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"name": "  "}, '<a href="#id_name">Nhập họ và tên.</a>'),
        ({"email": ""}, '<a href="#id_email">Nhập thư điện tử.</a>'),
        ({"email": "khong-phai-thu"}, '<a href="#id_email">'),
        ({"email": f"{'a' * 250}@vi-du.example"}, '<a href="#id_email">'),
        ({"password1": ""}, '<a href="#id_password1">Đặt một mật khẩu.</a>'),
        ({"password1": "ngắn"}, '<a href="#id_password1">'),
        ({"password1": "1234567890123"}, '<a href="#id_password1">'),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(client, fields, link):
    page = register(client, **fields)

    assert page.status_code == 422
    assert link in text(page)
    assert not Account.objects.exists()


def test_an_e_mail_that_has_an_account_is_refused_at_its_field(client, account):
    page = register(client, email="AN@vi-du.example")

    assert page.status_code == 422
    assert '<a href="#id_email">Đã có tài khoản dùng địa chỉ thư điện tử này.</a>' in text(page)
    assert "Nguyễn Thị An" in text(page)


@pytest.mark.parametrize("page", ["/dang-nhap", "/dang-ky"])
def test_who_is_signed_in_needs_no_such_page(client, account, page):
    sign_in(client, NUMBER)

    assert client.get(page)["Location"] == "/"
