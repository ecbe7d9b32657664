import os
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from toantrinh.project import processes
from toantrinh.project.cluster import LONGEST_SOCKET, Cluster
from toantrinh.project.words import Trouble


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "postgres", durable=False)
    yield cluster
    cluster.remove()


@pytest.fixture
def start(cluster):
    """A function that starts the cluster; servers are buried afterwards."""
    servers = []

    def start():
        servers.append(cluster.start(attached=True))
        return servers[-1]

    yield start
    cluster.stop()
    for server in servers:
        if server:
            server.wait()


def asked(cluster, question, role="app"):
    with psycopg.connect(cluster.url(role)) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_new_cluster_knows_vietnamese_letters_and_both_roles(cluster, start):
    start()

    assert asked(cluster, "SELECT upper('đẩy mạnh')") == "ĐẨY MẠNH"
    assert asked(cluster, "SELECT current_user") == "toantrinh_app"
    assert asked(cluster, "SELECT current_user", "owner") == "toantrinh_owner"
    assert asked(cluster, "SHOW listen_addresses") == ""
    assert int(asked(cluster, "SHOW max_connections")) >= 300


def test_the_app_uses_the_tables_of_the_owner_and_makes_none(cluster, start):
    start()
    with psycopg.connect(cluster.url("owner")) as owner:
        owner.execute("CREATE TABLE kept (word text)")

    with psycopg.connect(cluster.url("app"), autocommit=True) as app:
        app.execute("INSERT INTO kept VALUES ('hồ sơ')")
        for forbidden in ("CREATE TABLE own (word text)", "DROP TABLE kept", "TRUNCATE kept"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)

    assert asked(cluster, "SELECT word FROM kept") == "hồ sơ"


def test_what_was_written_is_there_after_a_stop_and_a_second_start(cluster, start):
    start()
    with psycopg.connect(cluster.url("owner")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")

    assert cluster.stop()
    assert cluster.pid() is None
    assert not cluster.stop()
    start()

    assert asked(cluster, "SELECT number FROM kept") == 7


def test_a_killed_server_that_is_still_a_zombie_is_replaced(cluster, start):
    server = start()
    with psycopg.connect(cluster.url("owner")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS number")

    os.kill(server.pid, signal.SIGKILL)
    processes.wait_until(lambda: not processes.is_alive(server.pid), 10)
    assert processes.find(server.pid).state == "Z"
    start()

    assert asked(cluster, "SELECT number FROM kept") == 7


def test_the_id_of_a_process_of_somebody_else_is_not_believed(cluster, start):
    start()
    cluster.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        papers = [str(stranger.pid), str(cluster.data), "1", "5432", str(cluster.sockets)]
        (cluster.data / "postmaster.pid").write_text("\n".join(papers) + "\n")

        start()

        assert cluster.pid() not in {None, stranger.pid}
        assert stranger.poll() is None, "the stranger was ended"
        stranger.kill()


def test_a_file_of_a_server_that_was_cut_off_in_the_middle_is_no_obstacle(cluster, start):
    start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("")

    start()

    assert asked(cluster, "SELECT 1") == 1


def test_the_data_are_left_alone_while_a_process_of_the_dead_server_still_uses_them(cluster, start):
    server = start()
    cluster.patience = 0.5
    connection = psycopg.connect(cluster.url())
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    server.kill()
    server.wait()

    with pytest.raises(Trouble):
        start()
    assert (cluster.data / "postmaster.pid").exists()

    os.kill(backend, signal.SIGCONT)
    cluster.patience = 30.0
    start()
    connection.close()
    assert asked(cluster, "SELECT 1") == 1


def test_a_beginning_that_was_interrupted_is_made_again(cluster, start):
    half = cluster.home / "data.growing"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    start()

    assert asked(cluster, "SELECT 1") == 1
    assert not half.exists()


def test_two_starts_at_once_make_one_server(cluster):
    with ThreadPoolExecutor(2) as people:
        servers = list(people.map(lambda _: cluster.start(attached=False), range(2)))

    started = [server for server in servers if server]
    cluster.stop()
    for server in started:
        server.wait()
    assert len(started) == 1


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path):
    cluster = Cluster(tmp_path / ("dai" * 40), durable=False)
    server = cluster.start(attached=True)
    try:
        assert len(os.fsencode(cluster.sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
        assert asked(cluster, "SELECT 1") == 1
    finally:
        cluster.remove()
        server.wait()
    assert not cluster.sockets.exists()


def test_the_log_holds_no_statement_and_no_value(cluster, start):
    start()
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE person (number text PRIMARY KEY)")
        owner.execute("INSERT INTO person VALUES ('019099000001')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO person VALUES ('019099000001')")

    log = cluster.log.read_text()

    assert "duplicate key" in log
    assert "019099000001" not in log


def test_the_data_are_a_plain_users_and_the_way_to_them_is_opened_no_further(tmp_path):
    """Root lends them to one; anybody else has them, and opens nothing."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    cluster = Cluster(private / "postgres", durable=False)
    server = cluster.start(attached=True)
    try:
        modes = {folder: folder.stat().st_mode for folder in (private, cluster.home)}
        owners = {cluster.data.stat().st_uid, cluster.sockets.stat().st_uid}
    finally:
        cluster.remove()
        server.wait()

    opened = {stat.S_IMODE(mode) & 0o007 for mode in modes.values()}
    if os.geteuid() == 0:
        assert 0 not in owners
        assert opened == {stat.S_IXOTH}
    else:
        assert owners == {os.geteuid()}
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_folder_that_somebody_else_put_there_is_refused(cluster, tmp_path, monkeypatch):
    theirs = tmp_path / "theirs"
    if os.geteuid() == 0:
        theirs.mkdir()
        os.chown(theirs, 12345, 12345)
    else:
        theirs = Path("/etc")  # root's
    with monkeypatch.context() as misplaced:
        misplaced.setattr(Cluster, "sockets", theirs)

        with pytest.raises(Trouble, match=str(theirs)):
            cluster.start(attached=True)


def test_a_link_in_the_place_of_the_sockets_is_refused(cluster, tmp_path):
    cluster.home.mkdir(parents=True)
    Path(cluster.sockets).symlink_to(tmp_path)

    with pytest.raises(Trouble, match=str(cluster.sockets)):
        cluster.start(attached=True)
