"""The citizens' pages on a device of the house, or in an officer's browser."""

import pytest
from django.urls import reverse

from tests import make
from toantrinh.counter import actions as counter
from toantrinh.counter.queries import DEVICE_COOKIE
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import declaring
from toantrinh.dossiers.models import Assistance, Dossier
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device(ward):
    by = make.officer(Role.ADMINISTRATOR, agency=ward)
    return counter.register_device(agency=ward, name="Máy ở cửa", by=by)


def start(client, birth, ward):
    client.post(reverse("portal:start", args=[birth.code]), {"agency": ward.code, "key": "1"})
    return Dossier.objects.get()


def test_alone_is_alone(client, birth, ward, mother):
    client.force_login(mother)

    assert start(client, birth, ward).assistance == Assistance.NONE


def test_a_device_of_the_house_marks_it_and_the_applicant_reads_so(
    client, birth, ward, mother, device
):
    client.force_login(mother)
    client.cookies[DEVICE_COOKIE] = device[1]

    dossier = start(client, birth, ward)
    shown = client.get(reverse("portal:check", args=[dossier.uid])).content.decode()

    assert (dossier.assistance, dossier.assisted_in) == (Assistance.DEVICE, ward)
    assert f"Nộp trên thiết bị của {ward.name}" in shown


def test_a_device_that_was_removed_marks_nothing(client, birth, ward, mother, device):
    counter.remove_device(device=device[0], by=device[0].registered_by)
    client.force_login(mother)
    client.cookies[DEVICE_COOKIE] = device[1]

    assert start(client, birth, ward).assistance == Assistance.NONE


def test_a_draft_begun_at_home_is_marked_when_it_goes_on_at_the_centre(
    client, draft, mother, device, ward
):
    client.force_login(mother)
    client.cookies[DEVICE_COOKIE] = device[1]

    client.post(reverse("portal:check", args=[draft.uid]))

    draft.refresh_from_db()
    assert draft.assistance == Assistance.DEVICE


def test_the_browser_of_an_officer_marks_it_also_after_they_signed_out(
    client, birth, ward, mother, settings
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    officer = make.officer(Role.ONE_STOP, agency=ward)
    officer.email = "quay@vidu.example"
    officer.set_password("mot-mat-khau-dai")
    officer.save()
    sent = {"login": officer.email, "password": "mot-mat-khau-dai"}
    client.post(reverse("account_login"), sent)
    client.post(reverse("account_logout"))
    remembered = client.cookies["can-bo"].value
    client.force_login(mother)
    client.cookies["can-bo"] = remembered

    dossier = start(client, birth, ward)

    assert (dossier.assistance, dossier.assisted_in) == (Assistance.SESSION, ward)


def test_the_session_of_an_officer_marks_their_own_filing(client, birth, ward):
    client.force_login(make.officer(Role.SPECIALIST, agency=ward))

    assert start(client, birth, ward).assistance == Assistance.SESSION


def test_the_owner_sees_the_code_and_nobody_else_does(client, birth, ward, mother):
    by = make.officer(Role.ONE_STOP, agency=ward)
    draft = dossiers.begin_for(version=birth, owner=mother.party, centre=ward, key="1", by=by)
    code = declaring.code(dossiers.send_code(dossier=draft, by=by))
    here = reverse("portal:papers", args=[draft.uid])

    client.force_login(mother)
    hers = client.get(here).content.decode()
    client.force_login(by)
    theirs = client.get(here).content.decode()

    assert f"Mã của anh/chị là {code}" in hers
    assert code not in theirs


def test_the_open_figures_tell_alone_from_helped(client, birth, ward, mother):
    make.filed(version=birth, agency=ward)
    make.filed(version=birth, agency=ward, assisted_by=make.officer(agency=ward))

    told = client.get(reverse("portal:filing-data")).json()
    page = client.get(reverse("portal:filing-figures")).content.decode()

    assert (told["alone"], told["assisted"]["can_bo"]) == (1, 1)
    assert "(50%)" in page
