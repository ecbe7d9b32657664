"""A dossier at examination, made in a few rows: no process behind it, no jobs, no papers."""

import pytest

from tests import make
from tests.dossiers.conftest import photo
from toantrinh.core import clock
from toantrinh.dossiers.models import Attachment, Task
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.vault import actions as vault


@pytest.fixture
def specialist(ward):
    return make.officer(Role.SPECIALIST, agency=ward, title="Chuyên viên")


@pytest.fixture
def colleague(ward):
    return make.officer(Role.SPECIALIST, agency=ward, title="Chuyên viên")


@pytest.fixture
def desk(client, specialist):
    client.force_login(specialist)
    return client


@pytest.fixture
def examined(birth, ward, mother, sample):
    """Hers, with her answers and one file; its step waits for the specialists."""
    now = clock.now()
    dossier = make.filed(
        version=birth,
        agency=ward,
        state=State.PROCESSING,
        owner=mother.party,
        submitted_by=mother,
        accepted_at=now,
        answered_at=now,
        due_at=now,
        original_due_at=now,
        limit={"rule": "trong ngày"},
    )
    dossier.write_content(answers=sample["answers"], known=sample["known"])
    dossier.save()
    attach(dossier, mother, "giay_chung_sinh", "chung-sinh.jpg")
    Task.objects.create(
        dossier=dossier,
        agency=ward,
        key="tham_tra",
        token="1",
        kind="work",
        role=Role.SPECIALIST,
        name="Thẩm tra",
        opened_at=now,
        due_at=now,
    )
    return dossier


def attach(dossier, by, component, name, kind="JPEG"):
    now = clock.now()
    file = vault.keep(content=photo(kind), name=name, on=dossier, by=by, at=now)
    made = Attachment(dossier=dossier, component=component, file=file, added_by=by, added_at=now)
    made.name = name
    made.save()
    return made
