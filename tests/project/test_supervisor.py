import json
import os
import signal
import subprocess
import sys
import time

import pytest

from toantrinh.project import processes
from toantrinh.project.cluster import Cluster
from toantrinh.project.supervisor import MARK, Database, Diary, Program, Supervisor
from toantrinh.project.words import Trouble

# A small installation: the database and one program that does not listen to SIGTERM.
INSTALLATION = """
import sys
from pathlib import Path
from toantrinh.project.cluster import Cluster
from toantrinh.project.supervisor import *

home = Path(sys.argv[1])
diary, supervisor = Diary(home / "run"), Supervisor(print)
listen_to_signals()
processes.adopt_orphans()
with diary.kept():
    cluster = Cluster(home / "postgres", durable=False)
    diary.end_the_former(cluster)
    diary.write(url="http://here", state="starting")
    database = Database(cluster)
    stubborn = Program(
        "stubborn", ["bash", "-c", "trap '' TERM; sleep 300 & wait; wait"],
        {"PATH": os.defpath, MARK: diary.mark}, home / "stubborn.log", patience=0.5)
    try:
        supervisor.start(database)
        diary.write(postgres=database.server.pid)
        supervisor.start(stubborn)
        diary.write(state="serving", stubborn=stubborn.process.pid)
        supervisor.watch()
    except Stop:
        pass
    finally:
        diary.write(state="stopping")
        supervisor.stop()
        diary.file.unlink()
"""


@pytest.fixture
def installation(tmp_path):
    """A function that starts the installation and returns its supervisor, once it serves."""
    (tmp_path / "run").mkdir()
    started = []

    def begin():
        supervisor = subprocess.Popen([sys.executable, "-c", INSTALLATION, str(tmp_path)])
        started.append(supervisor)

        def serves():
            written = facts(tmp_path)
            return written.get("pid") == supervisor.pid and written["state"] == "serving"

        assert processes.wait_until(serves, 60), "it does not come up"
        return supervisor

    yield begin
    for supervisor in started:
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGINT)
        supervisor.wait(60)
    Cluster(tmp_path / "postgres").remove()


def facts(folder):
    try:
        return json.loads((folder / "run" / "demo.json").read_text())
    except (OSError, ValueError):
        return {}


def gone(*pids):
    return processes.wait_until(lambda: not any(processes.is_alive(pid) for pid in pids), 30)


def test_ctrl_c_stops_everything(installation, tmp_path):
    supervisor = installation()
    children = [facts(tmp_path)["postgres"], facts(tmp_path)["stubborn"]]
    marked = [each.pid for each in processes.carrying(f"{MARK}={facts(tmp_path)['mark']}")]

    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(60) == 0
    assert gone(*children, *marked)
    assert len(marked) == 2  # the program and what it had started
    assert facts(tmp_path) == {}


def test_after_its_own_death_the_next_one_ends_what_is_left_and_serves(installation, tmp_path):
    first = installation()
    left = facts(tmp_path)
    first.kill()
    first.wait()
    assert processes.is_alive(left["stubborn"]), "what does not listen to SIGTERM is still there"

    installation()

    assert gone(left["stubborn"], left["postgres"])
    assert Cluster(tmp_path / "postgres").pid() == facts(tmp_path)["postgres"]


def test_a_killed_database_and_a_killed_program_come_back(installation, tmp_path):
    installation()
    before, cluster = facts(tmp_path), Cluster(tmp_path / "postgres")
    mark = f"{MARK}={before['mark']}"
    crowd = {each.pid for each in processes.carrying(mark)}

    os.kill(before["postgres"], signal.SIGKILL)
    os.kill(before["stubborn"], signal.SIGKILL)

    assert gone(*crowd), "the rest of a dead program goes with it"
    assert processes.wait_until(lambda: cluster.pid() not in {None, before["postgres"]}, 60)
    assert processes.wait_until(lambda: len(processes.carrying(mark)) == 2, 30)


def test_a_second_one_is_told_where_the_first_serves(installation, tmp_path):
    installation()

    with pytest.raises(Trouble, match="http://here"), Diary(tmp_path / "run").kept():
        pass


def test_processes_of_others_are_never_ended(tmp_path):
    diary = Diary(tmp_path)
    with subprocess.Popen(["sleep", "60"], env={MARK: "of another", "PATH": os.defpath}) as other:
        (tmp_path / "demo.json").write_text(
            json.dumps({"mark": diary.mark, "pid": other.pid, "postgres": other.pid})
        )

        diary.end_the_former(Cluster(tmp_path / "postgres"))

        assert other.poll() is None
        other.kill()


def test_a_program_that_dies_at_once_is_started_less_and_less_often(tmp_path):
    supervisor = Supervisor(lambda line: None)
    program = Program("short", ["false"], {"PATH": os.defpath}, tmp_path / "short.log")
    supervisor.start(program)

    pauses = []
    for _ in range(3):
        processes.wait_until(lambda: not processes.is_alive(program.process.pid), 10)
        supervisor.look()
        pauses.append(supervisor.records["short"].due - time.monotonic())
        supervisor.records["short"].due = time.monotonic()
        supervisor.look()
    supervisor.stop()

    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def test_a_database_that_ran_before_is_left_running(tmp_path):
    cluster = Cluster(tmp_path / "postgres", durable=False)
    server = cluster.start(attached=True)
    supervisor = Supervisor(lambda line: None)
    try:
        supervisor.start(Database(cluster))
        supervisor.stop()

        assert cluster.pid() == server.pid
    finally:
        cluster.remove()
        server.wait()
