"""The desk meets the other people of a dossier: what waits for them, and what is recorded."""

import re

import pytest
from django.urls import reverse

from tests import make, sessions
from tests.dossiers import others
from tests.dossiers.others import CONFIRMS, FATHER, FILLS
from tests.portal.conftest import photo
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Invitation, InvitationState
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filed(tmp_path, ward, mother, sample, work):
    """Her dossier under a version with one part that acceptance waits for."""

    def begun(part=CONFIRMS):
        version = others.version(tmp_path, {**part, "blocks": "acceptance"})
        draft = dossiers.begin(version=version, owner=mother.party, agency=ward, key="p", by=mother)
        dossiers.save_answers(dossier=draft, answers=sample["answers"], by=mother)
        dossiers.attach(
            dossier=draft, component="giay_chung_sinh", name="a.jpg", content=photo(), by=mother
        )
        submitted = dossiers.submit(dossier=draft, by=mother)
        work()
        return submitted

    return begun


@pytest.fixture
def one_stop(client, officers):
    client.force_login(officers[Role.ONE_STOP])
    return client


def page_of(dossier):
    return reverse("desk:other", args=[dossier.uid, Invitation.objects.get().uid])


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode()).group(1)


def test_acceptance_is_refused_with_who_is_waited_for(one_stop, filed):
    dossier = filed()

    refused = one_stop.post(reverse("desk:act", args=[dossier.uid, "tiep-nhan"]))

    assert refused.status_code == 422
    assert "Còn chờ xác nhận của: Người cha của trẻ" in refused.content.decode()
    assert "Phải có mới tiếp nhận được" in refused.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == State.FILED


def test_whoever_came_is_recorded_and_the_dossier_accepted(one_stop, filed):
    dossier = filed()
    page = one_stop.get(page_of(dossier))

    sent = {"dong-y": "co", "giay-to": "the_can_cuoc", "seen": seen(page)}
    recorded = [one_stop.post(page_of(dossier), sent) for _ in range(2)]
    one_stop.post(reverse("desk:act", args=[dossier.uid, "tiep-nhan"]))

    assert [each.status_code for each in recorded] == [302, 302]
    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
    assert AccessEntry.objects.filter(kind="part.read").exists()


def test_a_record_without_answer_or_document_is_asked_for_again(one_stop, filed):
    dossier = filed()
    page = one_stop.get(page_of(dossier))

    nothing = one_stop.post(page_of(dossier), {"seen": seen(page)})
    no_document = one_stop.post(page_of(dossier), {"seen": seen(page), "dong-y": "co"})

    assert nothing.status_code == 422
    assert no_document.status_code == 422
    assert "Chọn giấy tờ" in no_document.content.decode()
    assert Invitation.objects.get().state == InvitationState.WAITING


def test_who_does_not_agree_at_the_desk_is_recorded_with_the_reason(one_stop, filed):
    dossier = filed()
    page = one_stop.get(page_of(dossier))

    sent = {"dong-y": "khong", "giay-to": "ho_chieu", "seen": seen(page), "ly-do": "Chưa bàn tên"}
    one_stop.post(page_of(dossier), sent)

    assert Invitation.objects.get().state == InvitationState.DECLINED
    shown = one_stop.get(reverse("desk:dossier", args=[dossier.uid])).content.decode()
    assert "Chưa bàn tên" in shown


def test_an_officer_fills_in_together_with_the_person(one_stop, filed):
    dossier = filed(FILLS)
    typed = {"muc": "loi_khai_cua_cha", "_asked": "lk_ghi_nhan", "lk_ghi_nhan": "Đúng"}

    early = one_stop.post(
        page_of(dossier),
        {"dong-y": "co", "giay-to": "the_can_cuoc", "seen": seen(one_stop.get(page_of(dossier)))},
    )
    one_stop.post(page_of(dossier), typed)
    page = one_stop.get(page_of(dossier))
    one_stop.post(page_of(dossier), {"dong-y": "co", "giay-to": "the_can_cuoc", "seen": seen(page)})

    assert early.status_code == 422
    assert Invitation.objects.get().state == InvitationState.FILLED
    dossier.refresh_from_db()
    assert dossier.answers["lk_ghi_nhan"] == "Đúng"


@pytest.mark.parametrize(
    ("part", "typed", "shown"),
    [
        (CONFIRMS, {"dong-y": "khong", "ly-do": "Chưa bàn tên"}, "Chưa bàn tên</textarea>"),
        (
            FILLS,
            {"muc": "loi_khai_cua_cha", "_asked": "lk_ghi_nhan", "lk_ghi_nhan": "Đúng"},
            "Đúng",
        ),
    ],
)
def test_what_was_typed_outlives_the_session(one_stop, officers, filed, part, typed, shown):
    page = page_of(filed(part))
    sessions.over(one_stop, officers[Role.ONE_STOP])

    away = one_stop.post(page, typed)
    one_stop.force_login(officers[Role.ONE_STOP])
    back = one_stop.get(page, follow=True).content.decode()

    assert page in away.url
    assert shown in back
    assert Invitation.objects.get().state == InvitationState.WAITING


def test_an_officer_of_another_agency_does_not_find_it(client, filed):
    dossier = filed()
    client.force_login(make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999")))

    assert client.get(page_of(dossier)).status_code == 404


def test_a_head_reads_the_dossier_but_records_nobody(client, officers, filed):
    dossier = filed()
    client.force_login(officers[Role.HEAD])

    assert client.get(page_of(dossier)).status_code == 403


def test_the_person_who_is_invited_has_no_place_at_the_desk(client, filed):
    dossier = filed()
    client.force_login(make.account(party=make.party(number=FATHER)))

    assert client.get(page_of(dossier)).status_code == 403
