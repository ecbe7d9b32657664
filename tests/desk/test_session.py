"""A session that ends while an officer types."""

import pytest
from django.urls import reverse

from tests import make, sessions
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
    sessions.over(client, officers[Role.SPECIALIST])

    sent = client.post(deed(at_examination, "hoan-thanh"), typed)
    client.force_login(officers[Role.SPECIALIST])
    first, second = (client.get(here).content.decode() for _each in range(2))

    assert sent.url == f"/dang-nhap?next={here}"
    assert at_examination.tasks.open().get().uid == typed["task"]
    assert NOTE in first
    assert "Phiên đăng nhập đã hết" in first
    assert NOTE not in second


def test_it_is_shown_to_its_writer_alone(
    client,
    at_examination,  # noqa: F811
    officers,
    ward,
    typed,
):
    here = reverse("desk:dossier", args=[at_examination.uid])
    sessions.over(client, officers[Role.SPECIALIST])
    client.post(deed(at_examination, "hoan-thanh"), typed)
    client.force_login(make.officer(Role.SPECIALIST, agency=ward))

    answer = client.get(here)

    assert answer.status_code == 200
    assert NOTE not in answer.content.decode()


def test_of_somebody_who_never_signed_in_nothing_is_kept(
    client,
    at_examination,  # noqa: F811
    typed,
):
    client.post(deed(at_examination, "hoan-thanh"), typed)

    assert not client.session.keys()


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


def test_a_flood_is_not_kept(client, submitted, officers):  # noqa: F811
    sessions.over(client, officers[Role.SPECIALIST])

    client.post(deed(submitted, "hoan-thanh"), {"note": "x" * 500_001})

    assert not client.session.keys()


@pytest.mark.parametrize(
    ("role", "page", "typed", "shown"),
    [
        (Role.ONE_STOP, "desk:counter", {"the": "019196000001", "ho-ten": "Lò Thị Mây"}, "Mây"),
        (Role.HEAD, "desk:absences", {"first": "5/1/2027", "last": "6/1/2027"}, "6/1/2027"),
        (Role.ADMINISTRATOR, "desk:devices", {"ten": "Máy số 3"}, "Máy số 3"),
        (Role.GUIDE, "desk:sittings", {"noi": "Nhà văn hóa xóm 4"}, "xóm 4"),
    ],
)
def test_a_short_form_is_filled_in_again(client, ward, role, page, typed, shown):
    officer = make.officer(role, agency=ward)
    sessions.over(client, officer)

    away = client.post(reverse(page), typed)
    client.force_login(officer)
    back = client.get(reverse(page)).content.decode()

    assert away.url == f"/dang-nhap?next={reverse(page)}"
    assert shown in back


@pytest.mark.parametrize(
    ("address", "page"), [("export-list", "worklist"), ("filters", "worklist")]
)
def test_what_has_no_page_of_its_own_leads_to_the_one_it_was_sent_from(client, address, page):
    away = client.post(reverse(f"desk:{address}"))

    assert away.url == f"/dang-nhap?next={reverse(f'desk:{page}')}"
