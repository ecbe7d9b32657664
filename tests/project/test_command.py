import json
import os
import re
import subprocess
import sys
from importlib import import_module

import pytest
from django.db import connection

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.project import command, environment
from toantrinh.trail import actions as trail
from toantrinh.trail import seals
from toantrinh.vault.events import DocumentDeposited


@pytest.mark.parametrize("name", command.names())
def test_each_command_says_what_it_does_and_can_be_run(name):
    module = import_module(f"toantrinh.project.commands.{name.replace('-', '_')}")

    assert module.__doc__.partition("\n")[0].endswith((".", "…"))
    assert callable(module.add_arguments)
    assert callable(module.run)


def test_the_overview_needs_no_command_to_work(tmp_path):
    (tmp_path / "broken.py").write_text('"""Cannot be imported."""\nimport nothing_of_that_name\n')
    (tmp_path / "two_words.py").write_text('"""Has a name of two words."""\n')

    assert command.names(tmp_path) == ["broken", "two-words"]
    assert "Cannot be imported." in command.overview(tmp_path)


def test_without_arguments_all_commands_are_listed(capsys):
    assert command.main([]) == 0

    shown = capsys.readouterr().out
    assert all(name in shown for name in command.names())


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(capsys):
    assert command.main(["databse", "start"]) == 2

    assert "database" in capsys.readouterr().err


def test_help_does_not_need_a_database_or_settings():
    done = subprocess.run(
        [sys.executable, "-m", "toantrinh.project", "database", "--help"],
        env={"PYTHONPATH": ":".join(sys.path), "TOANTRINH_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "start it and leave it running" in done.stdout


def test_a_pack_with_mistakes_is_refused_with_file_line_and_remedy(tmp_path, capsys):
    (tmp_path / "procedure.yaml").write_text("code: 1.001193\nname: [Đăng ký khai sinh\n")

    assert command.main(["packs", "check", str(tmp_path)]) == 1

    shown = capsys.readouterr().err
    assert re.search(rf"^{tmp_path}/procedure\.yaml:[23]:\d+: .+ — .+$", shown, re.M)


def test_a_folder_that_does_not_exist_is_named(tmp_path, capsys):
    assert command.main(["packs", "check", str(tmp_path / "nowhere")]) == 1

    assert str(tmp_path / "nowhere") in capsys.readouterr().err


def entry():
    event = DocumentDeposited(
        case="000.00-261124-0001", subject="", agency="", procedure="", deposit="1", sha256="0"
    )
    return trail.record(event, by=System("test"), at=clock.now())


@pytest.mark.django_db
def test_a_whole_trail_is_reported_as_whole(capsys):
    written = entry()

    assert command.main(["trail", "verify", written.case]) == 0
    assert command.main(["trail", "verify", "--all"]) == 0


@pytest.mark.django_db
def test_an_altered_entry_is_reported_with_its_case_and_place(as_owner, capsys):
    written = entry()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_trailentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE trail_trailentry SET data = %s", [json.dumps({"deposit": "2", "sha256": "0"})]
        )
        cursor.execute("ALTER TABLE trail_trailentry ENABLE TRIGGER USER")

    assert command.main(["trail", "verify", "--all"]) == 1

    shown = capsys.readouterr().out
    assert written.case in shown
    assert "1" in shown


@pytest.mark.django_db
def test_a_sealed_case_that_is_gone_is_reported(as_owner, capsys):
    written = entry()
    seals.seal_heads()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_trailentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM trail_trailentry")
        cursor.execute("DELETE FROM trail_chainhead")
        cursor.execute("ALTER TABLE trail_trailentry ENABLE TRIGGER USER")

    assert command.main(["trail", "verify", "--all"]) == 1

    assert written.case in capsys.readouterr().out


@pytest.mark.django_db
def test_nothing_is_said_to_be_whole_of_a_case_that_the_trail_does_not_know(capsys):
    assert command.main(["trail", "verify", "H00.1-261124-0001"]) == 1

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "H00.1-261124-0001" in shown.err


def test_the_file_of_settings_gives_defaults_only(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n"
        "TOANTRINH_TEST_PLAIN=one # said beside it\n"
        "export TOANTRINH_TEST_QUOTED='two words'\n"
        "TOANTRINH_TEST_GIVEN=from the file\n"
        "not a setting\n"
    )
    monkeypatch.setenv("TOANTRINH_TEST_GIVEN", "from the shell")
    for name in ("PLAIN", "QUOTED"):
        monkeypatch.setenv(f"TOANTRINH_TEST_{name}", "")
        monkeypatch.delenv(f"TOANTRINH_TEST_{name}")

    environment.read_file(file)
    environment.read_file(tmp_path / "nothing")

    assert os.environ["TOANTRINH_TEST_PLAIN"] == "one"
    assert os.environ["TOANTRINH_TEST_QUOTED"] == "two words"
    assert os.environ["TOANTRINH_TEST_GIVEN"] == "from the shell"
