"""Publishing: a pack becomes a version that nobody can change any more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from toantrinh.catalogue import actions, queries
from toantrinh.catalogue.errors import (
    PackHasProblems,
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .. import make, offices
from ..parallel import at_once
from . import folders
from .folders import BIRTH, COPIES

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
TODAY = date(2026, 10, 5)
HOUSE = System("packs")
FROM = 'in_force: {from: "2026-01-01"}'

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(NOON):
        yield


def publish(folder):
    with clock.set_to(NOON):  # a thread of its own has a clock of its own
        return actions.publish(folder=folder, by=HOUSE)


@pytest.fixture
def successor(tmp_path):
    """The next version of the pack of copies, in force from 1 March 2027."""
    folder = folders.copy(COPIES, tmp_path)
    folders.edit(folder, "procedure.yaml", FROM, 'in_force: {from: "2027-03-01"}')
    return folder


@pytest.fixture
def correction(tmp_path):
    folder = folders.copy(COPIES, tmp_path / "corrected")
    (folder / "README.md").write_text("Đã đối chiếu.\n")
    return folder


def test_a_version_holds_the_whole_pack():
    version = make.published(folders.real(BIRTH), by=HOUSE)

    stored = ProcedureVersion.objects.get(pk=version.pk)
    assert stored.pack.code == "1.001193"
    assert stored.form.sections[0].key == "truong_hop"
    assert "<" in stored.process
    assert "GIẤY KHAI SINH" in stored.template("result.typ")
    assert stored.is_in_force(TODAY)


def test_publishing_is_written_in_the_trail():
    version = publish(folders.real(COPIES))

    entry = TrailEntry.objects.get(kind="catalogue.procedure-published")
    assert (entry.case, entry.actor) == ("procedure:2.000635", "invented:system:packs")
    assert entry.data["digest"] == version.digest


def test_the_very_same_pack_is_the_same_version():
    first, second = publish(folders.real(COPIES)), publish(folders.real(COPIES))

    assert first == second
    assert TrailEntry.objects.filter(kind="catalogue.procedure-published").count() == 1


def test_a_later_version_ends_the_former_on_the_day_before(successor):
    former, later = publish(folders.real(COPIES)), publish(successor)

    former.refresh_from_db()
    assert former.in_force_to == date(2027, 2, 28)
    assert queries.in_force("2.000635", date(2027, 2, 28)) == former
    assert queries.in_force("2.000635", date(2027, 3, 1)) == later


def test_an_earlier_version_published_afterwards_ends_where_the_later_begins(successor):
    later, earlier = publish(successor), publish(folders.real(COPIES))

    assert earlier.in_force_to == date(2027, 2, 28)
    assert queries.in_force("2.000635", date(2027, 3, 1)) == later


def test_a_correction_takes_the_place_of_the_former_which_its_dossiers_keep(correction):
    former, corrected = publish(folders.real(COPIES)), publish(correction)

    former.refresh_from_db()
    assert queries.in_force("2.000635", TODAY) == corrected
    assert former.corrected_at == NOON
    assert former.pack.code == "2.000635"
    assert not former.is_in_force(TODAY)


def test_a_pack_with_problems_is_not_published_and_all_are_told(tmp_path):
    folder = folders.copy(COPIES, tmp_path)
    (folder / "notices.yaml").unlink()
    folders.edit(folder, "procedure.yaml", "channels: [", "chanels: [")

    with pytest.raises(PackHasProblems) as refused:
        publish(folder)

    assert len(refused.value.problems) >= 3
    assert not ProcedureVersion.objects.exists()
    assert not TrailEntry.objects.exists()


def test_only_the_control_office_publishes(tmp_path):
    agency = offices.commune()
    controller = offices.officer(agency, Role.CONTROLLER)
    clerk = offices.officer(agency, Role.CLERK)

    with pytest.raises(NotPermitted):
        actions.publish(folder=folders.real(COPIES), by=clerk)

    assert actions.publish(folder=folders.real(COPIES), by=controller).code == "2.000635"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Tên khác"},
        {"definition": {}},
        {"digest": "0" * 64},
        {"in_force_from": date(2020, 1, 1)},
        {"found_by": "x"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_published_version_cannot_be_changed(change):
    version = publish(folders.real(COPIES))

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=version.pk).update(**change)


def test_a_published_version_cannot_be_deleted():
    version = publish(folders.real(COPIES))

    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        version.delete()


def test_two_versions_are_never_in_force_on_one_day(successor):
    former = publish(folders.real(COPIES))
    publish(successor)

    with pytest.raises(DatabaseError, match="in force on one day"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=former.pk).update(in_force_to=None)


@pytest.mark.django_db(transaction=True)
def test_published_by_several_at_once_it_is_one_version():
    folder = folders.real(COPIES)

    versions = at_once(publish, [folder] * 4)

    assert len({version.pk for version in versions}) == 1
    assert ProcedureVersion.objects.count() == 1


def test_a_repealed_procedure_says_until_when_and_what_replaced_it():
    publish(folders.real(COPIES))

    actions.end(code="2.000635", last_day=date(2026, 9, 30), replaced_by="2.009999", by=HOUSE)

    assert queries.in_force("2.000635", date(2026, 9, 30))
    with pytest.raises(ProcedureRepealed) as refused, translation.override("en"):
        queries.in_force("2.000635", TODAY)
    assert refused.value.details["until"] == date(2026, 9, 30)
    with translation.override("en"):
        assert "2.009999" in refused.value.what_to_do
    with translation.override("vi"):
        assert "30/09/2026" in str(refused.value)
    assert TrailEntry.objects.get(kind="catalogue.procedure-ended").data["last_day"] == "2026-09-30"


def test_a_procedure_that_was_never_published_is_not_found():
    with pytest.raises(ProcedureNotFound):
        queries.in_force("1.999999", TODAY)


def test_a_procedure_to_come_says_from_when(successor):
    publish(successor)

    with pytest.raises(ProcedureNotYetInForce) as refused:
        queries.in_force("2.000635", TODAY)

    assert refused.value.details["since"] == date(2027, 3, 1)


def test_what_is_not_in_force_cannot_be_ended():
    with pytest.raises(ProcedureNotFound):
        actions.end(code="2.000635", last_day=TODAY, by=HOUSE)


def test_a_version_speaks_the_language_of_its_reader():
    version = make.published(folders.real(BIRTH), by=HOUSE)

    with translation.override("en"):
        english = version.pack.name, str(version.form.title)
    with translation.override("vi"):
        vietnamese = version.pack.name, str(version.form.title)

    assert english == ("Birth registration", "Birth registration declaration")
    assert vietnamese == ("Đăng ký khai sinh", "Tờ khai đăng ký khai sinh")
