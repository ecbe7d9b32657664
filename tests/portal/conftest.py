"""A small province in which birth registration is in force, and a mother who is known to it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from tests import make
from toantrinh.core import clock, yaml
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.identity.models import Agency, AgencyKind
from toantrinh.lists.models import Term, Unit

PACKS = Path(__file__).parents[2] / "packs"
BIRTH = PACKS / "1.001193-dang-ky-khai-sinh"
MORNING = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # Monday, 09:00 in Viet Nam


@pytest.fixture(autouse=True)
def a_monday_morning():
    with clock.set_to(MORNING):
        yield


@pytest.fixture
def ward(db) -> Agency:
    """The people's committee of a ward, its lists and its hours."""
    first_day = date(2025, 7, 1)
    Unit.objects.bulk_create(
        [
            Unit(code="19", name="Thái Nguyên", kind="province", valid_from=first_day),
            Unit(
                code="05443",
                name="Phan Đình Phùng",
                kind="ward",
                province_code="19",
                valid_from=first_day,
            ),
        ]
    )
    Term.objects.bulk_create(
        [
            Term(
                list="ethnicity",
                code="01",
                label_vi="Kinh",
                label_en="Kinh",
                order=1,
                valid_from=first_day,
            ),
            Term(
                list="nationality",
                code="VN",
                label_vi="Việt Nam",
                label_en="Viet Nam",
                order=1,
                valid_from=first_day,
            ),
        ]
    )
    make.edition()
    return Agency.objects.create(
        code="H55.101",
        name="Ủy ban nhân dân phường Phan Đình Phùng",
        kind=AgencyKind.COMMUNE,
        administrative_code="05443",
    )


@pytest.fixture
def birth(ward):
    """Birth registration, published from its pack."""
    return make.published(BIRTH, by=System("set-up"))


@pytest.fixture
def sample():
    """The plain sample of the pack: what is known, what is answered."""
    data, _ = yaml.load(BIRTH / "samples" / "don-gian.yaml")
    return data


@pytest.fixture
def mother(ward, sample):
    """Someone with an account, about whom the registers know what the sample says."""
    party = make.party(name="Nguyễn Thị Lan Anh", number="019196000001")
    party.known = sample["known"]
    party.save()
    return make.account(party=party)


@pytest.fixture
def signed_in(client, mother):
    client.force_login(mother)
    return client


@pytest.fixture
def draft(birth, mother, ward):
    """An empty draft of hers."""
    return dossiers.begin(version=birth, owner=mother.party, agency=ward, key="k", by=mother)


@pytest.fixture
def filled(draft, mother, sample):
    """Her draft with every answer given."""
    return dossiers.save_answers(dossier=draft, answers=sample["answers"], by=mother)


@pytest.fixture
def filed(filled, mother):
    return dossiers.submit(dossier=filled, by=mother)


def photo(kind: str = "JPEG") -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, kind)
    return picture.getvalue()
