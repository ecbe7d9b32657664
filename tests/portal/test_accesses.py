"""Who looked at my data."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts
from toantrinh.identity.permissions import Role

from .conftest import MORNING


def page_of(client):
    return client.get(reverse("portal:accesses")).content.decode()


def test_nobody_has_looked_at_first(signed_in, mother):
    assert "Chưa có ai xem" in page_of(signed_in)


def test_ones_own_looks_are_not_shown(signed_in, filed):
    signed_in.get(reverse("portal:dossier", args=[filed.uid]))

    assert "Chưa có ai xem" in page_of(signed_in)


def test_an_officer_who_reads_is_named_with_the_post_and_the_times(
    signed_in, filed, ward, transactional_db
):
    officer = make.officer(
        Role.ONE_STOP,
        agency=ward,
        title="Công chức một cửa",
        account=make.account(party=make.party(name="Phạm Thị Giả Định")),
    )
    dossiers.read_content(dossier=filed, by=officer)
    dossiers.read_content(dossier=filed, by=officer)
    with clock.set_to(MORNING + timedelta(days=1)):
        dossiers.read_content(dossier=filed, by=officer)

    page = page_of(signed_in)

    assert page.count("Phạm Thị Giả Định") == 2, "one line a day"
    assert "Công chức một cửa, Ủy ban nhân dân phường Phan Đình Phùng" in page
    assert "(2 lần)" in page
    assert "Đọc hồ sơ" in page
    assert filed.reference in page
    assert page.index("06/10/2026") < page.index("05/10/2026")


def test_who_was_refused_is_told_of_and_not_named(signed_in, filed, transactional_db):
    stranger = make.account(party=make.party(name="Người Tò Mò"))
    attempts.note_foreign(dossier=filed, by=stranger)

    page = page_of(signed_in)

    assert "Tìm cách mở hồ sơ nhưng bị từ chối" in page
    assert "Một người không có quyền xem" in page
    assert "Người Tò Mò" not in page


def test_nobody_sees_the_looks_at_others(client, filed, ward, transactional_db):
    dossiers.read_content(dossier=filed, by=make.officer(Role.ONE_STOP, agency=ward))
    client.force_login(make.account())

    assert "Chưa có ai xem" in page_of(client)


def test_many_looks_take_as_few_queries_as_one(signed_in, filed, ward, transactional_db):
    officers = [make.officer(Role.ONE_STOP, agency=ward) for _each in range(4)]

    def queries():
        with CaptureQueriesContext(connection) as counted:
            page_of(signed_in)
        return len(counted)

    dossiers.read_content(dossier=filed, by=officers[0])
    page_of(signed_in)
    one = queries()
    for officer in officers:
        dossiers.read_content(dossier=filed, by=officer)

    assert queries() == one
