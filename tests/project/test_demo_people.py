"""The invented people are there once, plainly invented, and only where a demonstration runs."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions, loading
from toantrinh.identity.models import Account, Party, Post
from toantrinh.identity.permissions import Role
from toantrinh.identity.rules import number_parts, number_warnings
from toantrinh.project.demo import people

pytestmark = pytest.mark.django_db

HOUSE = System("demo")


@pytest.fixture
def town():
    rows = loading.read(Path(settings.PACKS) / "agencies" / "thai-nguyen.yaml")
    actions.load_agencies(rows=rows, by=HOUSE, at=clock.now())
    return people.make_people(by=HOUSE, at=clock.now())


@pytest.mark.parametrize("person", people.read().people, ids=lambda person: person.key)
def test_a_number_is_well_formed_and_plainly_invented(person):
    known = str(person.known.get("csdlqg_dan_cu.ngay_sinh", ""))
    born = date.fromisoformat(known) if known else None

    warnings = number_warnings(
        person.number,
        today=clock.today(),
        birth_year=born.year if born else None,
        sex=str(person.known.get("csdlqg_dan_cu.gioi_tinh", "")),
    )

    assert warnings == []
    assert number_parts(person.number)
    assert person.number[6:10] == "0000"
    assert not person.email or person.email.endswith(".example")


def test_making_them_again_makes_nobody(town):
    before = (Account.objects.count(), Party.objects.count(), Post.objects.count())

    again = people.make_people(by=HOUSE, at=clock.now())

    assert again == town
    assert (Account.objects.count(), Party.objects.count(), Post.objects.count()) == before


def test_every_hand_that_a_dossier_passes_through_is_there(town):
    held = [Role(post.role) for post in Post.objects.filter(agency__code="H55.138")]

    assert {role: held.count(role) for role in sorted(set(held))} == {
        Role.ADMINISTRATOR: 1,
        Role.CLERK: 1,
        Role.GUIDE: 1,
        Role.HEAD: 3,
        Role.ONE_STOP: 2,
        Role.SPECIALIST: 5,
    }


def test_a_child_is_newborn_on_the_day_of_the_demonstration(town):
    mother = Account.objects.get(login="lan-anh").party

    born = date.fromisoformat(mother.known["csdl_chung_sinh_bao_tu.ngay_sinh"])

    assert (clock.today() - born).days == 12


def test_one_click_makes_one_an_invented_person(client, town, settings):
    settings.MODE = "demo"
    page = client.get("/dang-nhap/thu").content.decode()

    answer = client.post("/dang-nhap/thu", {"person": "hong-nhung"})

    officer = Account.objects.get(login="hong-nhung")
    assert page.count("Nhân vật giả định") >= len(town)
    assert answer["Location"] == "/can-bo"
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_another_click_makes_one_another_with_nothing_of_the_first(client, town, settings):
    settings.MODE = "demo"
    client.post("/dang-nhap/thu", {"person": "van-khanh"})
    khanh = Account.objects.get(login="van-khanh")
    client.post("/can-bo/vai-tro", {"post": khanh.posts.get(role=Role.HEAD.value).uid})

    answer = client.post("/dang-nhap/thu", {"person": "lan-anh", "next": "/ho-so"})

    assert answer["Location"] == "/ho-so"
    assert client.session["_auth_user_id"] == str(Account.objects.get(login="lan-anh").pk)
    assert "post" not in client.session


def test_nobody_becomes_a_real_person_by_a_click(client, town, settings):
    settings.MODE = "demo"
    Account.objects.create_user("that", "một cụm từ dài")

    answer = client.post("/dang-nhap/thu", {"person": "that"})

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["production", "development", "practice"])
def test_elsewhere_there_is_no_such_page(client, town, settings, mode):
    settings.MODE = mode

    assert client.get("/dang-nhap/thu").status_code == 404
    assert client.post("/dang-nhap/thu", {"person": "lan-anh"}).status_code == 404


def test_they_sign_in_with_number_and_password_too(client, town):
    person = people.read().people[0]

    client.post("/dang-nhap", {"login": person.number, "password": people.read().password})

    assert client.session["_auth_user_id"] == str(Account.objects.get(login=person.key).pk)


def test_no_two_invented_people_share_a_login_or_a_number():
    cast = people.read().people

    for name in ("key", "number"):
        told = [getattr(person, name) for person in cast]
        assert len(told) == len(set(told)), f"a {name} is given twice"
