"""The register of delegations at its pages, and what the public sees of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make, offices, sessions
from tests.portal.conftest import photo
from toantrinh.core import clock
from toantrinh.identity.models import Account, Delegation, DelegationState, Matter
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db

NEW, REGISTER = reverse("studio:delegate"), reverse("studio:delegations")


@pytest.fixture
def agency(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}},
    }
    made = offices.commune()
    made.head = offices.officer(made, Role.HEAD, name="Đỗ Minh", title="Chủ tịch", capacity="TM.")
    made.deputy = offices.officer(made, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    Delegation.objects.all().delete()
    return made


@pytest.fixture
def keeper(agency, client):
    client.force_login(make.officer(Role.ADMINISTRATOR, agency=agency))
    return client


def typed(agency, **fields):
    return {
        "agency": agency.code,
        "act": "12/QĐ-UBND",
        "act_day": f"{clock.today():%d/%m/%Y}",
        "issuer": "Chủ tịch Ủy ban nhân dân",
        "signer": agency.deputy.posts.get().uid,
        "giver": f"chuc-vu:{agency.head.posts.get().uid}",
        "capacity": "KT.",
        "first_day": f"{clock.today():%d/%m/%Y}",
        **fields,
    }


def test_the_public_finds_the_agencies_in_vietnamese_order(agency, client):
    for code, name in (("H55.998", "Đà Bắc"), ("H55.997", "Hà Giang"), ("H55.996", "Cà Mau")):
        offices.officer(make.agency(code=code, name=name), Role.HEAD, title="Trưởng")

    found = client.get(reverse("portal:signers")).context["agencies"]

    assert [each.name for each in found if each != agency] == ["Cà Mau", "Đà Bắc", "Hà Giang"]


def test_an_administrator_enters_the_head_confirms_and_the_public_sees_it(agency, keeper, client):
    answer = keeper.post(NEW, typed(agency, scan=photo_file(), matters=["ket_qua"]))

    entry = Delegation.objects.get()
    address = reverse("studio:delegation", args=[entry.uid])
    assert answer.headers["Location"] == address
    assert "xac-nhan" not in keeper.get(address).content.decode()
    assert keeper.get(reverse("studio:delegation-scan", args=[entry.uid])).status_code == 200
    assert "Lê Minh Đức" not in extract(client, agency)

    client.force_login(agency.head)
    client.post(reverse("studio:delegation-act", args=[entry.uid, "xac-nhan"]))

    entry.refresh_from_db()
    assert entry.state == DelegationState.CONFIRMED
    assert "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH" in extract(client, agency)
    (fact,) = client.get(reverse("portal:signers-data")).json()["delegations"]
    assert (fact["name"], fact["act"], fact["matters"]) == (
        "Lê Minh Đức",
        "12/QĐ-UBND",
        ["ket_qua"],
    )


def photo_file():
    return SimpleUploadedFile("quyet-dinh.jpg", photo(), "image/jpeg")


def extract(client, agency):
    return client.get(reverse("portal:signers"), {"co-quan": agency.code}).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"act": ""}, "act"),
        ({"act_day": "32/13/2026"}, "act_day"),
        ({"capacity": "TUQ."}, "last_day"),
        ({"signer": "x"}, "signer"),
        ({"giver": "chuc-vu:x"}, "giver"),
        ({"procedures": "9.999999"}, "procedures"),
        ({"first_day": ""}, "first_day"),
    ],
)
def test_what_is_wrong_comes_back_at_its_field_with_what_was_typed(agency, keeper, wrong, field):
    answer = keeper.post(NEW, typed(agency, issuer="Người ký văn bản", **wrong))

    said = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in said
    assert "Người ký văn bản" in said
    assert not Delegation.objects.exists()


def test_what_was_ticked_outlives_the_session(agency, keeper):
    officer = Account.objects.get(pk=keeper.session["_auth_user_id"])
    sessions.over(keeper, officer)

    away = keeper.post(NEW, typed(agency, matters=[Matter.RESULT, Matter.STOP]))
    keeper.force_login(officer)
    back = keeper.get(NEW).content.decode()

    assert away.status_code == 302
    assert not Delegation.objects.exists()
    for matter in Matter:
        ticked = re.search(rf'value="{matter.value}"[^>]* checked', back)
        assert bool(ticked) == (matter in (Matter.RESULT, Matter.STOP))


def test_revoking_needs_a_reason_and_takes_it_from_the_extract_at_once(agency, keeper, client):
    entry = offices.delegation(agency.deputy.posts.get())
    revoke = reverse("studio:delegation-act", args=[entry.uid, "thu-hoi"])

    assert keeper.post(revoke, {"why": ""}).status_code == 422
    keeper.post(revoke, {"why": "15/QĐ-UBND"})

    assert "Lê Minh Đức" not in extract(client, agency)
    assert (
        "15/QĐ-UBND" in keeper.get(reverse("studio:delegation", args=[entry.uid])).content.decode()
    )


def test_the_list_costs_the_same_however_long_it_is(agency, keeper, django_assert_max_num_queries):
    post = agency.deputy.posts.get()
    for number in range(20):
        begins = clock.today() + timedelta(days=number)
        offices.delegation(post, valid_from=begins, fields=["ho_tich"])

    with django_assert_max_num_queries(15):
        page = keeper.get(REGISTER)

    assert page.content.decode().count("<tr>") == 21


def test_the_head_of_another_agency_finds_nothing(agency, client):
    entry = offices.delegation(agency.deputy.posts.get())
    client.force_login(offices.officer(offices.commune("Phường khác"), Role.HEAD))

    assert client.get(reverse("studio:delegation", args=[entry.uid])).status_code == 404


@pytest.mark.parametrize("mark", ["²", "9" * 5000])
def test_a_mark_that_is_no_number_shows_the_first_page(keeper, mark):
    assert keeper.get(REGISTER, {"sau": mark}).status_code == 200


def test_a_day_far_beyond_all_calendars_comes_back(agency, keeper):
    answer = keeper.post(NEW, typed(agency, act_day="1/1/99999999999999999999"))

    assert answer.status_code == 422


def test_all_that_is_missing_is_told_at_once(agency, keeper):
    said = keeper.post(NEW, {"agency": agency.code}).content.decode()

    for field in ("act", "act_day", "signer", "giver", "capacity", "first_day"):
        assert f'href="#{field}"' in said


def test_the_head_is_told_what_waits_and_whoever_entered_it_may_take_it_back(
    agency, keeper, client
):
    officer = Account.objects.get(pk=keeper.session["_auth_user_id"])
    keeper.post(NEW, typed(agency))
    entry = Delegation.objects.get()
    address = reverse("studio:delegation", args=[entry.uid])
    act = reverse("studio:delegation-act", args=[entry.uid, "rut-lai"])
    client.force_login(agency.head)

    told = client.get(reverse("desk:worklist")).content.decode()
    not_theirs = client.post(act)
    client.force_login(officer)
    offered = client.get(address).content.decode()
    after = client.post(act, follow=True).content.decode()

    assert "1 mục ủy quyền ký đang chờ anh/chị xác nhận" in told
    assert not_theirs.status_code == 403
    assert "Rút lại" in offered
    assert "Người nhập đã rút lại" in after
    assert Delegation.objects.get().state == DelegationState.REFUSED
    assert keeper.post(NEW, typed(agency)).status_code == 302
