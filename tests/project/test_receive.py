"""``toantrinh receive``: dossiers from files, each told in one line."""

import json
import shutil

import pytest

from tests.dossiers.conftest import folders  # noqa: F401  fixture
from tests.dossiers.portal_sends import NEWER, SAMPLES, sample, with_answers
from tests.portal.conftest import a_monday_morning, birth, ward  # noqa: F401  fixtures
from toantrinh.dossiers.models import Dossier
from toantrinh.project import command, environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def stay_here(monkeypatch, birth):  # noqa: F811
    """The command works in this process, with the database of the test."""
    monkeypatch.setattr(environment, "set_up_django", lambda **_given: None)


@pytest.fixture
def box(tmp_path):
    shutil.copy(SAMPLES / "giay-chung-sinh.png", tmp_path)
    return tmp_path


def put(box, name, document):
    path = box / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def test_several_files_come_in_and_each_is_told(box, capsys):
    files = [put(box, "a.json", sample()), put(box, "b.json", sample(NEWER))]

    code = command.main(["receive", *files])

    told = capsys.readouterr().out.splitlines()
    assert code == 0
    assert "000.00.19.H55-261005-0012 → H55.101-261005-0001" in told[0]
    assert "G09.20-20261005-0092637 → H55.101-261005-0002" in told[1]


def test_the_same_file_again_is_said_to_be_here(box, capsys):
    file = put(box, "a.json", sample())
    command.main(["receive", file])
    capsys.readouterr()

    code = command.main(["receive", file])

    assert code == 0
    assert "H55.101-261005-0001  đã có từ trước; không thay đổi gì" in capsys.readouterr().out
    assert Dossier.objects.count() == 1


def test_another_content_is_put_aside_and_ends_with_1(box, capsys):
    command.main(["receive", put(box, "a.json", sample())])

    code = command.main(["receive", put(box, "b.json", with_answers(sample(), so_ban_sao=3))])

    assert code == 1
    assert "nội dung khác với cùng mã" in capsys.readouterr().err


def test_a_refused_file_holds_up_no_other(box, capsys):
    files = [
        put(box, "broken.json", '{"MaHoSo": '),
        put(box, "unknown.json", sample(MaTTHC="9.999999")),
        put(box, "nowhere.json", sample(agency="H99")),
        str(box / "khong-co.json"),
        put(box, "good.json", sample()),
    ]

    code = command.main(["receive", *files])

    said = capsys.readouterr()
    assert code == 1
    assert "JSON" in said.err
    assert "1:12" in said.err
    assert "9.999999" in said.err
    assert "H99" in said.err
    assert "khong-co.json: Không có tệp này." in said.err
    assert Dossier.objects.count() == 1


def test_what_is_missing_is_counted(box, capsys):
    command.main(["receive", put(box, "a.json", with_answers(sample(), ks_ho_ten=None))])

    assert "mới; còn thiếu: 1" in capsys.readouterr().out


def test_a_door_that_does_not_exist_is_named(box, capsys):
    code = command.main(["receive", "--gateway", "la", put(box, "a.json", sample())])

    assert code == 1
    assert "dvcqg, lgsp-2026" in capsys.readouterr().err


def test_without_a_file_the_command_asks_for_one(capsys):
    assert command.main(["receive"]) == 1
    assert "receive" in capsys.readouterr().err
