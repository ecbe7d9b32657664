"""A session that ends while an officer types."""

import pytest
from django.urls import reverse

from tests import make
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role

from .test_desk import at_examination, deed, submitted  # noqa: F401  # fixtures

NOTE = "Đã gọi bệnh viện hỏi lại"


@pytest.fixture
def typed(at_examination):  # noqa: F811
    (task,) = at_examination.tasks.open()
    return {"task": task.uid, "note": NOTE}


def test_nothing_is_done_and_what_was_typed_is_there_after_signing_in(
    client,
    at_examination,  # noqa: F811
    officers,
    typed,
):
    here = reverse("desk:dossier", args=[at_examination.uid])

    sent = client.post(deed(at_examination, "hoan-thanh"), typed)
    client.force_login(officers[Role.SPECIALIST])
    first, second = (client.get(here).content.decode() for _each in range(2))

    assert sent.url == f"/dang-nhap?next={here}"
    assert at_examination.tasks.open().get().uid == typed["task"]
    assert NOTE in first
    assert "Phiên đăng nhập đã hết" in first
    assert NOTE not in second


def test_it_is_shown_at_its_own_dossier_and_to_who_may_open_it(
    client,
    at_examination,  # noqa: F811
    typed,
):
    client.post(deed(at_examination, "hoan-thanh"), typed)
    elsewhere = make.agency(code="000.00.00.H04", name="UBND xã Hòa Bình")
    client.force_login(make.officer(Role.SPECIALIST, agency=elsewhere))

    answer = client.get(reverse("desk:dossier", args=[at_examination.uid]))

    assert answer.status_code == 404
    assert NOTE not in answer.content.decode()


def test_an_address_of_a_deed_leads_to_the_dossier_after_signing_in(
    client,
    submitted,  # noqa: F811
    officers,
):
    sent = client.post(deed(submitted, "tiep-nhan"))
    client.force_login(officers[Role.ONE_STOP])

    page = client.get(sent.url.partition("next=")[2])

    submitted.refresh_from_db()
    assert page.status_code == 200
    assert submitted.state == State.FILED


def test_a_flood_is_not_kept(client, submitted):  # noqa: F811
    client.post(deed(submitted, "hoan-thanh"), {"note": "x" * 20_001})

    assert "desk.handover" not in client.session
