"""The register of data that replace papers, at the control office."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import make, offices
from tests.catalogue import folders
from toantrinh.catalogue import actions, queries
from toantrinh.catalogue.models import PublishedData
from toantrinh.catalogue.once_only import Published
from toantrinh.core.actor import System
from toantrinh.identity.permissions import Role
from toantrinh.lists.models import Term

pytestmark = pytest.mark.django_db

TYPED = {
    "paper": "giay_khai_sinh",
    "database": "csdl_ho_tich",
    "name": "Cơ sở dữ liệu hộ tịch điện tử",
    "document": "3458/QĐ-BTP",
    "since": "10/12/2025",
}


@pytest.fixture(autouse=True)
def papers(db):
    make.edition()
    Term.objects.create(
        list="paper",
        code="giay_khai_sinh",
        label_vi="Giấy khai sinh",
        label_en="Birth certificate",
        order=1,
        valid_from=date(2025, 7, 1),
    )


@pytest.fixture
def office(client):
    """The control office at its pages."""
    agency = offices.commune("Cơ quan kiểm soát thủ tục hành chính")
    client.force_login(make.officer(Role.CONTROLLER, agency=agency))
    return client


@pytest.fixture
def row():
    published = Published(
        paper="giay_khai_sinh",
        database="csdl_ho_tich",
        name="Cơ sở dữ liệu hộ tịch điện tử",
        document="3458/QĐ-BTP",
        since=date(2025, 12, 10),
    )
    return actions.publish_data(data=published, by=System("test"))[0]


def test_data_are_published_once_whatever_is_clicked(office):
    for _click in range(2):
        answer = office.post(reverse("studio:data"), TYPED)
        assert answer.status_code == 302

    (row,) = PublishedData.objects.all()
    assert (row.paper, row.since) == ("giay_khai_sinh", date(2025, 12, 10))
    assert "Giấy khai sinh" in office.get(reverse("studio:data")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("paper", "giay_la"), ("document", ""), ("since", ""), ("since", "31/02/2026")],
)
def test_what_is_missing_comes_back_at_its_field(office, field, value):
    page = office.post(reverse("studio:data"), TYPED | {field: value})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()
    assert not PublishedData.objects.exists()


def test_ending_tells_which_procedures_will_ask_again(office, row):
    make.published(folders.real("3.000722-lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc"))

    page = office.get(reverse("studio:data-end", args=[row.pk])).content.decode()

    assert "3.000722" not in page  # it asks for other papers
    assert "Giấy khai sinh" in page


def test_ended_data_replace_nothing_any_more(office, row):
    ended = office.post(
        reverse("studio:data-end", args=[row.pk]),
        {"last_day": "30/06/2026", "ground": "Hệ thống ngừng phục vụ"},
    )

    assert ended.status_code == 302
    assert queries.published_data(date(2026, 7, 1)) == ()
    assert len(queries.published_data(date(2026, 6, 30))) == 1


def test_an_end_without_a_reason_is_not_taken(office, row):
    page = office.post(reverse("studio:data-end", args=[row.pk]), {"last_day": "30/06/2026"})

    assert page.status_code == 422
    row.refresh_from_db()
    assert row.until is None


def test_for_everybody_else_there_is_nothing_here(client, row):
    client.force_login(make.officer(Role.HEAD))

    for address in (reverse("studio:data"), reverse("studio:data-end", args=[row.pk])):
        assert client.get(address).status_code == 404
