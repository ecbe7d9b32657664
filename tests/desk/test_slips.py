"""Form 06 of a dossier and form 07 of an agency, read as documents."""

import pytest
from django.urls import reverse

from tests import make
from tests.papers.reading import words
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = "/can-bo/so-theo-doi"


@pytest.fixture
def accepted(with_papers, mother, officers, work):
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    work()
    dossiers.accept(dossier=dossier, by=officers[Role.ONE_STOP])
    work()
    return dossier


def test_the_control_slip_tells_every_hand_over_with_a_computed_verdict(client, accepted, officers):
    client.force_login(officers[Role.SPECIALIST])

    answer = client.get(reverse("desk:control-slip", args=[accepted.uid]))

    said = words(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert accepted.reference in said
    assert officers[Role.ONE_STOP].name in said
    assert "Đúng hạn" in said or "Trước hạn" in said
    assert "Mẫu số 06" in said


def test_the_book_names_what_came_in_and_the_look_is_recorded(client, accepted, officers):
    client.force_login(officers[Role.ONE_STOP])

    answer = client.get(BOOK, {"co-quan": "H55.101", "tu": "2026-10-01", "den": "31/10/2026"})
    empty = client.get(BOOK, {"co-quan": "H55.101", "tu": "2026-09-01", "den": "2026-09-30"})

    said = words(answer.content).replace("\u200b", "")
    assert answer["Content-Type"] == "application/pdf"
    assert "0900000001" in said  # names may break over lines in a narrow column
    assert "Cộng: 1 hồ sơ" in said
    assert "Cộng: 0 hồ sơ" in words(empty.content)
    assert AccessEntry.objects.filter(kind="dossier.book-read").count() == 2


def test_the_days_of_the_book_are_shown_as_they_are_typed(client, accepted, officers):
    client.force_login(officers[Role.ONE_STOP])

    page = client.get(BOOK).content.decode()

    assert f'value="{clock.today():%d/%m/%Y}"' in page


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"co-quan": "H55.999", "tu": "2026-10-01", "den": "2026-10-31"}, "co-quan"),
        ({"co-quan": "H55.101", "tu": "hôm qua", "den": "2026-10-31"}, "tu"),
        ({"co-quan": "H55.101", "tu": "2026-10-31", "den": "2026-10-01"}, "den"),
        ({"co-quan": "H55.101", "tu": "2020-10-31", "den": "2026-10-01"}, "den"),
    ],
)
def test_wrong_days_and_foreign_agencies_come_back_with_what_was_typed(
    client, accepted, officers, asked, field
):
    make.agency(code="H55.999", name="Nơi khác")
    client.force_login(officers[Role.ONE_STOP])

    answer = client.get(BOOK, asked)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert asked["tu"] in answer.content.decode()
    assert not AccessEntry.objects.filter(kind="dossier.book-read").exists()


def test_whoever_serves_elsewhere_opens_no_slip(client, accepted):
    client.force_login(make.officer(agency=make.agency(code="H55.999", name="Nơi khác")))

    answer = client.get(reverse("desk:control-slip", args=[accepted.uid]))

    assert answer.status_code == 404
