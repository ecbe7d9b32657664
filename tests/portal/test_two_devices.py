"""The same draft open on a telephone and on a computer."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.errors import AnswersDisputed
from toantrinh.portal import handover

from .conftest import photo

SCRIPT = {"HX-Request": "true"}


class Device:
    """A browser with a page of one section open."""

    def __init__(self, account, draft, section="nguoi_yeu_cau"):
        self.client = Client()
        self.client.force_login(account)
        self.path = reverse("portal:section", args=[draft.uid, section])
        page = self.client.get(self.path).content.decode()
        self.seen = re.search(r'name="_seen" value="([^"]*)"', page)[1]

    def send(self, *, script=False, **typed):
        answer = self.client.post(
            self.path, {"_seen": self.seen, **typed}, headers=SCRIPT if script else {}
        )
        if script:
            self.seen = answer.json().get("seen", self.seen)
        return answer


@pytest.fixture
def telephone(mother, filled):
    return Device(mother, filled)


@pytest.fixture
def computer(mother, filled):
    return Device(mother, filled)


@pytest.fixture
def disputed(telephone, computer, filled):
    """Both gave another number; the telephone was first."""
    telephone.send(nyc_dien_thoai="0911111111", nyc_quan_he="me")
    computer.send(nyc_dien_thoai="0922222222", nyc_quan_he="me")
    filled.refresh_from_db()
    return filled


def place(dossier):
    return reverse("portal:disputes", args=[dossier.uid])


def marks(page, key):
    return re.findall(rf'name="{key}" value="(\w+)"', page)


def test_different_questions_are_merged_without_asking(telephone, computer, filled):
    telephone.send(nyc_dien_thoai="0911111111", nyc_quan_he="me")
    sent = computer.send(nyc_dien_thoai="0900000001", nyc_quan_he="cha")

    filled.refresh_from_db()
    assert (filled.answers["nyc_dien_thoai"], filled.answers["nyc_quan_he"]) == (
        "0911111111",
        "cha",
    )
    assert "hai-thiet-bi" not in sent.url


def test_a_question_both_answered_differently_is_shown_and_neither_is_lost(
    telephone, computer, filled
):
    telephone.send(nyc_dien_thoai="0911111111", nyc_quan_he="me")
    sent = computer.send(nyc_dien_thoai="0922222222", nyc_quan_he="me")

    page = computer.client.get(sent.url).content.decode()
    filled.refresh_from_db()
    assert sent.url.startswith(place(filled))
    assert filled.answers["nyc_dien_thoai"] == "0911111111"
    assert "Trên thiết bị khác, lúc 09:00" in page
    assert "Ở đây" in page
    assert "0911 111 111" in page
    assert "0922 222 222" in page


@pytest.mark.parametrize(("which", "number"), [(0, "0911111111"), (1, "0922222222")])
def test_what_is_chosen_counts(disputed, computer, which, number):
    page = computer.client.get(place(disputed)).content.decode()

    chosen = computer.client.post(
        place(disputed), {"nyc_dien_thoai": marks(page, "nyc_dien_thoai")[which]}
    )

    disputed.refresh_from_db()
    assert chosen.url == reverse("portal:go-on", args=[disputed.uid])
    assert disputed.answers["nyc_dien_thoai"] == number
    assert disputed.content["devices"]["disputes"] == {}


@pytest.mark.parametrize("mark", ["", "0123456789", "'"])
def test_choosing_nothing_or_something_else_leaves_both(disputed, computer, mark):
    page = computer.client.post(place(disputed), {"nyc_dien_thoai": mark})

    disputed.refresh_from_db()
    assert page.status_code == 422
    assert '<a href="#nyc_dien_thoai">' in page.content.decode()
    assert disputed.answers["nyc_dien_thoai"] == "0911111111"
    assert len(disputed.content["devices"]["disputes"]["nyc_dien_thoai"]) == 1


def test_while_typing_the_script_is_told_and_can_go_on(telephone, computer, filled):
    telephone.send(nyc_dien_thoai="0911111111", nyc_quan_he="me", script=True)
    told = computer.send(nyc_dien_thoai="0922222222", nyc_quan_he="me", script=True).json()
    again = computer.send(nyc_dien_thoai="0922222223", nyc_quan_he="me", script=True).json()

    filled.refresh_from_db()
    (waiting,) = filled.content["devices"]["disputes"]["nyc_dien_thoai"]
    assert told["href"].startswith(place(filled))
    assert told["notice"] == again["notice"] != ""
    assert waiting["value"] == "0922222223"


def test_one_device_that_saves_often_disputes_nothing(computer, filled):
    for number in ("0911111111", "0922222222", "0900000001"):
        told = computer.send(nyc_dien_thoai=number, nyc_quan_he="me", script=True).json()

    assert "notice" not in told


def test_a_table_is_one_answer(mother, filled):
    pages = [Device(mother, filled, "tre_em") for _each in range(2)]
    sent = [
        page.send(ks_ho_ten=name)
        for page, name in zip(pages, ("Trần Minh An", "Trần Minh Bình"), strict=True)
    ]

    assert sent[1].url.startswith(place(filled))


@pytest.mark.parametrize("seen", ["", "x", ":::", "a:b:c=d,e", "0" * 12 + ":zz:nyc_dien_thoai=1"])
def test_a_page_that_tells_nonsense_of_what_it_has_seen_overwrites_nothing(computer, filled, seen):
    computer.seen = seen

    computer.send(nyc_dien_thoai="0922222222", nyc_quan_he="me")

    filled.refresh_from_db()
    assert filled.answers["nyc_dien_thoai"] == "0900000001"
    assert "nyc_dien_thoai" in filled.content["devices"]["disputes"]


def test_a_disputed_draft_is_not_filed_and_leads_to_the_choice(disputed, computer, mother):
    dossiers.attach(
        dossier=disputed,
        component="giay_chung_sinh",
        name="a.jpg",
        content=photo(),
        by=mother,
    )

    sent = computer.client.post(reverse("portal:check", args=[disputed.uid]))

    assert sent.url == place(disputed)
    with pytest.raises(AnswersDisputed):
        dossiers.submit(dossier=disputed, by=mother)


def test_the_pages_of_the_draft_say_that_something_waits(disputed, computer):
    page = computer.client.get(computer.path).content.decode()

    assert f'href="{place(disputed)}"' in page


def test_without_a_dispute_there_is_nothing_to_choose(computer, filled):
    assert computer.client.get(place(filled)).url == reverse("portal:go-on", args=[filled.uid])


def test_a_stranger_sees_no_dispute(disputed):
    stranger = Client()
    stranger.force_login(make.account())

    assert stranger.get(place(disputed)).status_code == 404


def test_what_an_expired_session_left_is_merged_as_well(telephone, computer, filled, mother):
    telephone.send(nyc_dien_thoai="0911111111", nyc_quan_he="me")
    computer.client.logout()
    computer.send(
        nyc_dien_thoai="0922222222", nyc_quan_he="me", **{"pass": handover.pass_for(mother, filled)}
    )
    computer.client.force_login(mother)
    computer.client.get(computer.path)

    filled.refresh_from_db()
    assert filled.answers["nyc_dien_thoai"] == "0911111111"
    assert "nyc_dien_thoai" in filled.content["devices"]["disputes"]


def test_the_page_learns_what_arrived_last(computer):
    computer.send(nyc_dien_thoai="0911111111", nyc_quan_he="me", _sent="00aa")

    assert 'data-last="00aa"' in computer.client.get(computer.path).content.decode()
