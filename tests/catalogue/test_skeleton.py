"""A pack begun by command: right from the first moment, and not for publishing as it stands."""

from datetime import UTC, date, datetime

import pytest

from toantrinh.catalogue import actions, packs
from toantrinh.catalogue.errors import PackHasProblems
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.project import command

CODE, NAME = "1.010041", "Xác nhận thông tin về cư trú"
TODAY = date(2026, 10, 5)


@pytest.fixture
def begun(tmp_path):
    return packs.make(CODE, NAME, into=tmp_path, today=TODAY)


def write_all(folder):
    """As an author would: each text that waits is written."""
    for file in folder.rglob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("VIẾT: ", ""), "utf-8")


def test_it_passes_every_check_and_says_what_was_asked_for(begun):
    assert packs.check(begun) == []

    procedure = packs.compile(begun)["procedure"]
    assert begun.name == "1.010041-xac-nhan-thong-tin-ve-cu-tru"
    assert (procedure["code"], procedure["name"]) == (CODE, NAME)
    assert procedure["in_force"] == {"from": "2026-10-05"}


def test_each_text_that_waits_is_told_with_its_line(begun):
    waiting = packs.unwritten(begun)

    assert {each.file for each in waiting} == {"procedure.yaml"}
    written = (begun / "procedure.yaml").read_text("utf-8").splitlines()
    assert all(written[each.line - 1][each.column - 1 :].startswith("VIẾT:") for each in waiting)


@pytest.mark.django_db
def test_it_is_published_once_it_is_written_and_not_before(begun):
    with clock.set_to(datetime(2026, 10, 5, 5, tzinfo=UTC)):
        with pytest.raises(PackHasProblems) as refused:
            actions.publish(folder=begun, by=System("packs"))
        assert [str(each) for each in refused.value.problems]

        write_all(begun)
        assert actions.publish(folder=begun, by=System("packs")).code == CODE


def test_a_second_pack_of_one_code_is_refused_and_the_first_stays(begun, tmp_path):
    (begun / "README.md").write_text("mine", "utf-8")

    with pytest.raises(FileExistsError):
        packs.make(CODE, "Tên khác", into=tmp_path, today=TODAY)
    assert (begun / "README.md").read_text("utf-8") == "mine"


class TestTheCommand:
    def test_writes_the_folder_and_says_what_comes_next(self, tmp_path, capsys):
        assert command.main(["packs", "new", CODE, NAME, "--into", str(tmp_path)]) == 0

        assert "1.010041-xac-nhan-thong-tin-ve-cu-tru" in capsys.readouterr().out
        assert packs.check(next(tmp_path.iterdir())) == []

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("1010041", NAME),
            ("1.01", NAME),
            ("../etc", NAME),
            (CODE, " "),
            (CODE, 'Cấp "giấy"'),
            (CODE, "<b>Cấp</b>"),
            (CODE, "Cấp\\giấy"),
        ],
    )
    def test_refuses_what_is_no_code_or_no_name(self, code, name, tmp_path, capsys):
        assert command.main(["packs", "new", code, name, "--into", str(tmp_path)]) != 0

        assert capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_folder_that_is_not_there(self, tmp_path):
        assert command.main(["packs", "new", CODE, NAME, "--into", str(tmp_path / "no")]) != 0

    def test_refuses_a_code_that_has_a_pack(self, tmp_path, capsys):
        assert command.main(["packs", "new", CODE, NAME, "--into", str(tmp_path)]) == 0
        assert command.main(["packs", "new", CODE, "Khác", "--into", str(tmp_path)]) != 0
        assert len(list(tmp_path.iterdir())) == 1
