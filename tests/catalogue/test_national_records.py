"""Publishing is held against the national record that is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests.catalogue.national import records
from toantrinh.catalogue import actions, packs, queries
from toantrinh.catalogue.errors import DiffersFromRecord, RecordUnreadable
from toantrinh.catalogue.models import KeptRecord, ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.project import command
from toantrinh.trail.models import TrailEntry

from .. import offices
from . import folders
from .folders import COPIES

CODE = "2.000635"
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
HOUSE = System("packs")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(NOON):
        yield


@pytest.fixture
def pack_name():
    name = packs.compile(folders.real(COPIES))["procedure"]["name"]
    return name if isinstance(name, str) else name["vi"]


def keep(at=NOON, **changes):
    return actions.keep_record(
        text=records.cases(**{"code": CODE, **changes}), source="record.json", by=HOUSE, at=at
    )


def publish(**ground):
    return actions.publish(folder=folders.real(COPIES), by=HOUSE, **ground)


def test_a_record_is_kept_as_it_was_read_and_the_trail_says_so():
    kept = keep()

    assert queries.national_record(f"{CODE}.H38") == kept
    assert kept.record.code == CODE
    assert (kept.source, kept.read_at) == ("record.json", NOON)
    entry = TrailEntry.objects.get(kind="catalogue.national-record-kept")
    assert (entry.case, entry.data["digest"]) == (f"procedure:{CODE}", kept.digest)


def test_the_very_same_record_is_kept_once_and_the_latest_counts():
    first = keep()
    assert keep() == first

    tomorrow = NOON + timedelta(days=1)
    with clock.set_to(tomorrow):
        later = keep(at=tomorrow, name="Tên mới")

    assert queries.national_record(CODE) == later
    assert KeptRecord.objects.count() == 2
    assert TrailEntry.objects.filter(kind="catalogue.national-record-kept").count() == 2


@pytest.mark.parametrize("text", ["{}", records.cases(code="chưa có")])
def test_what_is_no_record_is_not_kept(text):
    with pytest.raises(RecordUnreadable):
        actions.keep_record(text=text, source="x", by=HOUSE)

    assert not KeptRecord.objects.exists()


def test_only_the_control_office_keeps_records():
    with pytest.raises(NotPermitted):
        actions.keep_record(
            text=records.cases(), source="x", by=offices.officer(offices.commune(), Role.CLERK)
        )


def test_a_pack_of_the_same_name_is_published(pack_name):
    keep(name=f"THỦ TỤC {pack_name.upper()}")

    assert publish(name_differs_ground="Không cần").name_differs_ground == ""


def test_another_name_is_refused_unless_a_ground_is_given_which_stays_with_the_version():
    keep(name="Cấp trích lục")

    with translation.override("en"), pytest.raises(DiffersFromRecord) as refused:
        publish(name_differs_ground="  ")
    assert "Cấp trích lục" in str(refused.value)
    assert refused.value.what_to_do
    assert not ProcedureVersion.objects.exists()

    version = publish(name_differs_ground="Tên theo Quyết định 01/QĐ-UBND")
    version.refresh_from_db()
    assert version.name_differs_ground == "Tên theo Quyết định 01/QĐ-UBND"


def test_a_name_that_the_nation_has_under_another_code_is_refused(pack_name):
    keep(code="2.999999", name=pack_name)

    with pytest.raises(DiffersFromRecord) as refused:
        publish()

    assert refused.value.details["record_code"] == "2.999999"


def test_what_is_published_already_stays_the_same_version_whatever_is_read_later():
    version = publish()

    keep(name="Cấp trích lục")

    assert publish() == version


class TestTheCommands:
    @pytest.fixture
    def file(self, tmp_path):
        file = tmp_path / "record.json"
        file.write_text(records.cases(code=CODE, name="Cấp trích lục"), "utf-8")
        return file

    def test_record_keeps_and_publish_wants_a_ground(self, file, capsys):
        folder = str(folders.real(COPIES))

        assert command.main(["packs", "record", str(file)]) == 0
        assert command.main(["packs", "publish", folder]) != 0
        assert "Cấp trích lục" in capsys.readouterr().err
        assert command.main(["packs", "publish", folder, "--ground", "Tên của tỉnh"]) == 0
        assert "Tên của tỉnh" in capsys.readouterr().out

    def test_a_wrong_file_is_told_and_the_others_are_kept(self, file, tmp_path, capsys):
        (tmp_path / "wrong.json").write_text("{", "utf-8")

        assert command.main(["packs", "record", str(tmp_path / "wrong.json"), str(file)]) == 1

        assert "wrong.json" in capsys.readouterr().err
        assert queries.national_record(CODE)

    def test_compare_takes_the_kept_record(self, file, capsys):
        folder = str(folders.real(COPIES))
        assert command.main(["packs", "compare", folder]) == 1
        assert CODE in capsys.readouterr().err

        command.main(["packs", "record", str(file)])
        assert command.main(["packs", "compare", folder]) == 3
        assert "Cấp trích lục" in capsys.readouterr().out
