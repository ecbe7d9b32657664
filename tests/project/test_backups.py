import stat

import psycopg
import pytest

from toantrinh.project import backups, database
from toantrinh.project.words import Trouble


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The embedded cluster of an installation of its own, with one table of one row."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOANTRINH_VAR", str(tmp_path_factory.mktemp("var")))
        patch.delenv("TOANTRINH_DATABASE_URL", raising=False)
        cluster = database.embedded()
        server = cluster.start(attached=True)
        write("CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('trước')")
        yield cluster
        cluster.remove()
        server.wait()


def write(*statements):
    with psycopg.connect(database.url("owner"), autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement)


def words(role="app", name=None):
    with psycopg.connect(database.url(role), **({"dbname": name} if name else {})) as reader:
        return [word for (word,) in reader.execute("SELECT word FROM kept")]


def test_a_backup_brings_back_what_was_and_keeps_what_is(cluster, tmp_path):
    file = tmp_path / "toantrinh.dump"
    backups.backup(file)
    write("UPDATE kept SET word = 'sau'")

    former = backups.restore(file)

    assert words() == ["trước"]
    assert words("superuser", former) == ["sau"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(database.url("app")) as app,
    ):
        app.execute("TRUNCATE kept")


def test_nothing_is_restored_under_the_feet_of_somebody_who_works(cluster, tmp_path):
    file = tmp_path / "toantrinh.dump"
    backups.backup(file)

    with psycopg.connect(database.url("app")), pytest.raises(Trouble):
        backups.restore(file)

    assert words() == ["trước"]


def test_a_file_that_is_no_backup_leaves_everything_as_it_was(cluster, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Kính gửi")

    with pytest.raises(Trouble, match="pg_restore"):
        backups.restore(file)
    with pytest.raises(Trouble):
        backups.restore(tmp_path / "nothing.dump")

    assert words() == ["trước"]


def test_a_server_of_ones_own_gets_a_backup_only_into_an_empty_database(
    cluster, tmp_path, monkeypatch
):
    file = tmp_path / "toantrinh.dump"
    backups.backup(file)
    with psycopg.connect(cluster.url("superuser", "postgres"), autocommit=True) as server:
        cluster.make_database("elsewhere", server)
    monkeypatch.setenv("TOANTRINH_DATABASE_URL", cluster.url("app", "elsewhere"))
    monkeypatch.setenv("TOANTRINH_DATABASE_OWNER_URL", cluster.url("owner", "elsewhere"))

    assert backups.restore(file) == ""
    assert words() == ["trước"]
    with pytest.raises(Trouble):
        backups.restore(file)


def test_a_server_of_ones_own_gives_the_app_no_right_that_was_taken_from_it(
    cluster, tmp_path, monkeypatch
):
    write("CREATE TABLE only_added_to (word text)")
    write("REVOKE UPDATE, DELETE ON only_added_to FROM toantrinh_app")
    backups.backup(file := tmp_path / "toantrinh.dump")
    with psycopg.connect(cluster.url("superuser", "postgres"), autocommit=True) as server:
        cluster.make_database("prepared", server)
    monkeypatch.setenv("TOANTRINH_DATABASE_URL", cluster.url("app", "prepared"))
    monkeypatch.setenv("TOANTRINH_DATABASE_OWNER_URL", cluster.url("owner", "prepared"))

    backups.restore(file)

    write("CREATE TABLE made_afterwards (word text)")
    assert rights("only_added_to") == {"INSERT", "SELECT"}
    assert rights("made_afterwards") == {"DELETE", "INSERT", "SELECT", "UPDATE"}


def rights(table):
    asked = "SELECT privilege_type FROM information_schema.table_privileges WHERE table_name = %s"
    with psycopg.connect(database.url("app")) as app:
        return {right for (right,) in app.execute(asked, [table])}
