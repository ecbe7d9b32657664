"""What becomes of the work when a process is killed in the middle of it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.dossiers import many
from toantrinh.catalogue import packs
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.events import DossierSubmitted
from toantrinh.dossiers.models import BatchState, Dossier
from toantrinh.exchange import actions as exchange
from toantrinh.exchange.models import Question, QuestionState
from toantrinh.project import processes
from toantrinh.project.cluster import Cluster
from toantrinh.project.wiring import REACTIONS
from toantrinh.trail import chain, tasks
from toantrinh.trail.models import TrailEntry

from . import filers

PATIENCE = 60.0  # seconds, for anything here


@contextmanager
def running(*command, **environment):
    """A process and the lines it writes; it is dead afterwards."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line)
        lines.put("ended")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield process, lines
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "postgres")
    yield cluster
    cluster.remove()


def a_session_of(cluster):
    """The process of somebody who is filing."""
    with psycopg.connect(cluster.url("superuser")) as asking:
        (pid,) = asking.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'toantrinh_app'"
            " ORDER BY xact_start NULLS LAST LIMIT 1"
        ).fetchone()
    return pid


def next_line(lines, cluster, servers):
    """What the filers say next; a server that is gone is started again, as the supervisor does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if servers[-1].poll() is not None:
            servers.append(cluster.start(attached=True))
        with suppress(queue.Empty):
            return lines.get(timeout=0.5).strip()
    raise AssertionError(f"nothing happens any more\n{cluster.tail()}")


def listen(lines, cluster, servers):
    """What the filers were promised by key, how often they lost a try, and what there is then.

    After the 4th filing a session of the database is killed, which ends all; after the 12th the
    server itself.
    """
    promised, lost = {}, 0
    while True:
        word, _, rest = next_line(lines, cluster, servers).partition(" ")
        if word == "report":
            return promised, lost, json.loads(rest)
        assert word != "ended", f"the filers died\n{cluster.tail()}"
        lost += word == "lost"
        if word == "filed":
            key, _, promised[key] = rest.partition(" ")
            if len(promised) == 4:
                os.kill(a_session_of(cluster), signal.SIGKILL)
            elif len(promised) == 12:
                servers[-1].kill()


def test_filings_survive_the_death_of_the_database_once_each(cluster, tmp_path):
    servers = [cluster.start(attached=True)]
    there = {
        "TOANTRINH_MODE": "demo",
        "TOANTRINH_VAR": str(tmp_path / "var"),
        "TOANTRINH_DATABASE_URL": cluster.url("app"),
        "TOANTRINH_DATABASE_OWNER_URL": cluster.url("owner"),
    }
    subprocess.run(
        [sys.executable, "-m", "toantrinh.project", "migrate"],
        env={**os.environ, **there},
        check=True,
        stdout=subprocess.DEVNULL,
    )

    with running(filers.__file__, **there) as (_process, lines):
        promised, lost, report = listen(lines, cluster, servers)
    cluster.stop()
    for server in servers:
        server.wait()

    assert lost >= 2, "nobody was filing when the database died"
    assert len(promised) == filers.PEOPLE * filers.EACH
    assert {
        key: [each["reference"] for each in made] for key, made in report["filings"].items()
    } == {key: [reference] for key, reference in promised.items()}
    for made in report["filings"].values():
        assert made[0]["entries"] == 1
        assert made[0]["jobs"] == len(REACTIONS[DossierSubmitted])
        assert made[0]["files"] == [True]
    assert report["faults"] == []


class SlowRegister(BaseHTTPRequestHandler):
    """Keeps silent the first time it is asked, until ``go_on``; remembers the keys."""

    keys: list[str]
    asked: threading.Event
    go_on: threading.Event

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.keys.append(self.headers["Idempotency-Key"])
        self.asked.set()
        self.go_on.wait(PATIENCE)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"number": "019326900001"}')

    def log_message(self, *_words):
        """Silent."""


@pytest.fixture
def slow_register():
    handler = type(
        "Slow",
        (SlowRegister,),
        {"keys": [], "asked": threading.Event(), "go_on": threading.Event()},
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_where: None  # who asked first is dead
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    handler.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield handler
    handler.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def same_tables():
    """The environment in which a process of its own works on the tables of this test."""
    at = connection.get_connection_params()
    place = psycopg.conninfo.make_conninfo(
        **{key: at[key] for key in ("host", "port", "user", "password", "dbname") if at.get(key)}
    )
    return {"TOANTRINH_DATABASE_URL": place, "TOANTRINH_DATABASE_OWNER_URL": place}


@pytest.fixture
def a_worker(slow_register, same_tables):
    """A function that starts a worker, as a process of its own, on the tables of this test."""

    def start():
        return running(
            "-m", "toantrinh.project", "worker",
            **same_tables, TOANTRINH_POPULATION_URL=slow_register.url,
        )  # fmt: skip

    return start


@pytest.mark.django_db(transaction=True)
def test_a_job_in_the_hands_of_a_killed_worker_is_done_once_by_the_next(
    a_worker, slow_register, as_owner
):
    question = exchange.ask(
        connector="population",
        operation="new-number",
        asked={"born": "2026-11-02", "sex": "nu", "province": "019"},
        case="case-of-a-crash",
        step="so_dinh_danh",
        purpose="Đăng ký khai sinh",
        subject=make.party(),
        agency="H55.138",
        procedure="1.001193",
        by=System("test"),
        at=clock.now(),
    )
    calls = ProcrastinateJob.objects.filter(task_name="exchange.call_register")

    with a_worker() as (process, _lines):
        assert slow_register.asked.wait(PATIENCE)
        process.kill()
        process.wait()
    assert calls.get().status == "doing"
    slow_register.go_on.set()
    with as_owner(), connection.cursor() as cursor:  # a minute of silence
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)",
            [tasks.SILENT + 1],
        )
    tasks.take_up_again.defer(timestamp=0)
    with a_worker():
        processes.wait_until(lambda: calls.get().status == "succeeded", PATIENCE)

    assert Question.objects.get(pk=question.pk).state == QuestionState.ANSWERED
    assert slow_register.keys == [str(question.uid)] * 2, "the register knows it by the same key"
    assert TrailEntry.objects.filter(kind="registry.answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ends_every_worker_is_left_for_an_operator(work, as_owner):
    begun = []
    for attempts in (0, tasks.MOST_ATTEMPTS - 1):
        begun.append(tasks.seal_heads.defer(timestamp=attempts))  # the clock may begin another
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s",
                [attempts, begun[-1]],
            )
    tasks.take_up_again.defer(timestamp=0)

    work()

    states = ProcrastinateJob.objects.in_bulk(begun)
    assert [states[job].status for job in begun] == ["succeeded", "failed"]


def locks_waited_for():
    """How many there are at this moment, also as seen from within a transaction."""
    return count_of("SELECT count(*) FROM pg_locks WHERE NOT granted")


def locks_held_by_others():
    return count_of("SELECT count(*) FROM pg_locks WHERE mode = 'RowShareLock'")


def count_of(asked):
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return cursor.fetchone()[0]


CARRY_OUT = """
from toantrinh.project import environment
environment.set_up_django()
from toantrinh.dossiers import tasks
tasks.work_batch(batch={batch!r})
"""


@pytest.mark.django_db(transaction=True)
def test_a_batch_killed_in_the_middle_is_done_to_the_end_and_nothing_twice(same_tables, settings):
    make.edition()
    (folder,) = settings.PACKS.glob("1.001193-*")
    version, agency = make.published(folder), make.agency()
    receiver, steps = make.officer(agency=agency), many.to_accept(version, agency, 5)
    batch = many.looked_through(steps, many.ACCEPT, receiver)
    batch = dossiers.confirm_batch(batch=batch, by=receiver)
    accepted = TrailEntry.objects.filter(kind="dossier.accepted")

    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=steps[2].dossier_id)
        work = CARRY_OUT.format(batch=str(batch.uid))
        with running("-c", work, **same_tables) as (process, _lines):
            assert processes.wait_until(lambda: locks_waited_for() == 1, PATIENCE)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert process.returncode == -signal.SIGKILL
    assert processes.wait_until(lambda: locks_held_by_others() == 0, PATIENCE)
    assert many.states(batch) == ["done", "done", "waiting", "waiting", "waiting"]

    subprocess.run([sys.executable, "-c", work], env={**os.environ, **same_tables}, check=True)

    assert many.states(batch) == ["done"] * 5
    assert many.fresh(batch).state == BatchState.ENDED
    assert sorted(accepted.values_list("case", flat=True)) == sorted(
        each.dossier.case for each in steps
    )
    assert [str(fault) for fault in chain.verify_all()] == []


def sessions_that_wait():
    """How many sessions of others stand in the middle of a transaction, waiting for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_publishing_killed_in_the_middle_leaves_each_pack_whole_and_is_completed_by_the_next(
    same_tables, as_owner, settings
):
    folders = sorted(each.parent for each in settings.PACKS.glob("*/procedure.yaml"))[:8]
    publish = ("-m", "toantrinh.project", "packs", "publish", *map(str, folders))
    digests = {packs.digest(folder) for folder in folders}
    entries = TrailEntry.objects.filter(kind="catalogue.procedure-published")

    with running(*publish, **same_tables) as (process, lines):
        told = [lines.get(timeout=PATIENCE) for _ in range(3)]  # first that all are right
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {TrailEntry._meta.db_table} IN SHARE MODE")
            assert processes.wait_until(lambda: sessions_that_wait() == 1, PATIENCE)
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert process.returncode == -signal.SIGKILL
    assert processes.wait_until(lambda: sessions_that_wait() == 0, PATIENCE)

    kept = list(ProcedureVersion.objects.all())
    assert len(told) - 1 <= len(kept) < len(folders)
    assert {str(each.uid) for each in kept} == {entry.data["uid"] for entry in entries}
    assert {each.national_digest for each in kept} <= digests

    subprocess.run([sys.executable, *publish], env={**os.environ, **same_tables}, check=True)

    assert set(ProcedureVersion.objects.values_list("national_digest", flat=True)) == digests
    assert ProcedureVersion.objects.count() == len(folders) == entries.all().count()
    assert [str(fault) for fault in chain.verify_all()] == []
