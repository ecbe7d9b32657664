"""What was published can be written again byte for byte, and comes back as the same pack."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from tests import make
from toantrinh.catalogue import actions, packs, queries
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.packs import archive
from toantrinh.catalogue.packs.archive import InvalidArchive
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.project import command

from . import folders
from .folders import BIRTH, COPIES

HOUSE = System("packs")


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def published(db):
    return [make.published(folders.real(name)) for name in (BIRTH, COPIES)]


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("into", ["out", "out.zip"])
def test_all_that_is_published_goes_out_and_comes_in_as_the_same_bytes(
    published, into, tmp_path, capsys
):
    out, back = tmp_path / into, tmp_path / "back"
    back.mkdir()
    if into == "out":
        out.mkdir()

    assert command.main(["packs", "export", "--all", "--into", str(out)]) == 0
    if into == "out.zip":
        assert command.main(["packs", "import", str(out), "--into", str(back)]) == 0
        out = back

    assert {folder.name for folder in out.iterdir()} == {BIRTH, COPIES}
    for name in (BIRTH, COPIES):
        assert contents(out / name) == contents(folders.real(name))
        assert packs.digest(out / name) == packs.digest(folders.real(name))
    again = [actions.publish(folder=out / name, by=HOUSE) for name in (BIRTH, COPIES)]
    assert again == published
    assert ProcedureVersion.objects.count() == 2
    said = capsys.readouterr().out
    assert all(version.national_digest[:12] in said for version in published)


def test_one_procedure_is_exported_as_it_was_published_though_its_folder_changed(db, tmp_path):
    folder = folders.copy(COPIES, tmp_path / "mine")
    actions.publish(folder=folder, by=HOUSE)
    (folder / "README.md").write_text("đổi", "utf-8")

    assert command.main(["packs", "export", "2.000635", "--into", str(tmp_path)]) == 0

    assert contents(tmp_path / COPIES) == contents(folders.real(COPIES))


def test_what_is_there_already_is_left_alone_when_it_is_the_same_and_refused_when_not(
    published, tmp_path, capsys
):
    said = ["packs", "export", "2.000635", "--into", str(tmp_path)]
    assert command.main(said) == 0
    assert command.main(said) == 0
    (tmp_path / COPIES / "README.md").write_text("của tôi", "utf-8")

    assert command.main(said) != 0

    assert COPIES in capsys.readouterr().err
    assert (tmp_path / COPIES / "README.md").read_text("utf-8") == "của tôi"


@pytest.mark.parametrize("asked", [[], ["9.999999"], ["--all", "2.000635"]])
def test_export_says_what_it_lacks(asked, db, tmp_path, capsys):
    assert command.main(["packs", "export", *asked, "--into", str(tmp_path)]) != 0

    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_same_pack_makes_the_same_file():
    one, other = (archive.archived({COPIES: packs.files(folders.real(COPIES))}) for _ in range(2))

    assert one == other
    assert archive.opened(one)[COPIES] == packs.files(folders.real(COPIES))


def zipped(**named):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as whole:
        for name, content in named.items():
            whole.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../x/procedure.yaml", "/etc/procedure.yaml", "a/../../procedure.yaml", "procedure.yaml",
     "a\\..\\procedure.yaml", "a/.git/hooks", "a/./../b", ".hidden/procedure.yaml", "a/README.md"],
)  # fmt: skip
def test_an_archive_that_leads_elsewhere_or_is_no_pack_is_refused(name, tmp_path, capsys):
    file = tmp_path / "x.zip"
    file.write_bytes(zipped(**{name: "code: x"}))
    (tmp_path / "into").mkdir()

    with pytest.raises(InvalidArchive):
        archive.opened(file.read_bytes())
    assert command.main(["packs", "import", str(file), "--into", str(tmp_path / "into")]) != 0
    assert capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["into", "x.zip"]


def test_an_archive_that_would_fill_the_disk_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)

    with pytest.raises(InvalidArchive):
        archive.opened(zipped(**{"a/procedure.yaml": "0" * 2000}))


def test_a_version_has_its_files_but_no_list_loads_them(published, django_assert_num_queries):
    with django_assert_num_queries(1):
        listed = list(queries.listed())

    assert all("procedure.yaml" in version.files for version in listed)
