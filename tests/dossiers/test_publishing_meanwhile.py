"""A procedure is published anew while people are filing: nobody loses anything."""

from __future__ import annotations

import pytest

from tests import make
from tests.parallel import at_once
from tests.portal.conftest import BIRTH, photo
from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.queries import in_force
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State

from ..catalogue import folders

CODE, PEOPLE, CORRECTIONS = "1.001193", 6, 4


@pytest.fixture
def corrections(tmp_path):
    """The pack as it was corrected again and again."""
    made = [folders.copy(BIRTH.name, tmp_path / str(number)) for number in range(CORRECTIONS)]
    for number, folder in enumerate(made):
        (folder / "README.md").write_text(f"Đã đối chiếu lần {number}.\n", "utf-8")
    return made


@pytest.fixture
def people(ward, sample):
    accounts = []
    for number in range(PEOPLE):
        party = make.party(number=f"01919600001{number}")
        party.known = {**sample["known"], "vneid.so_dinh_danh": f"01919600001{number}"}
        party.save()
        accounts.append(make.account(party=party))
    return accounts


@pytest.mark.django_db(transaction=True)
def test_every_dossier_is_filed_under_one_whole_version(birth, ward, sample, people, corrections):
    def publish():
        for folder in corrections:
            catalogue.publish(folder=folder, by=System("packs"))

    def file(account):
        draft = dossiers.begin(
            version=in_force(CODE), owner=account.party, agency=ward, key="k", by=account
        )
        dossiers.save_answers(dossier=draft, answers=sample["answers"], by=account)
        dossiers.attach(
            dossier=draft,
            component="giay_chung_sinh",
            name="chung-sinh.jpg",
            content=photo(),
            by=account,
        )
        return dossiers.submit(dossier=draft, by=account)

    draft = dossiers.begin(version=birth, owner=people[0].party, agency=ward, key="k", by=people[0])
    jobs = [publish, *((lambda account=account: file(account)) for account in people)]
    at_once(lambda job: job(), jobs, people=4)

    filed = Dossier.objects.select_related("version")
    assert filed.count() == PEOPLE
    assert filed.get(pk=draft.pk).version == birth, "begun before, so it keeps what it had"
    assert {dossier.state for dossier in filed} == {State.FILED}
    assert {dossier.version.code for dossier in filed} == {CODE}
    assert len({dossier.reference for dossier in filed}) == PEOPLE
    assert all(dossier.version.pack.code == CODE for dossier in filed)
    assert ProcedureVersion.objects.current().count() == 1
    assert ProcedureVersion.objects.count() == 1 + CORRECTIONS
