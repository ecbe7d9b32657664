"""The worklist of an officer among ten thousand, a hundred thousand and a million dossiers.

Each size is a database of its own, and all are measured side by side: sixteen officers of sixteen
agencies ask at once, each the next page two seconds after the last came, and the sizes take turns,
so that whatever else the machine does falls on all of them. A page is the whole answer as a browser
gets it: rights, counts, the choices, fifty rows. The officers ask for the list as it is, what is
late, what they hold, what nobody holds of one procedure, in the order of names, the next page, and
the counts alone.

Of a hundred agencies each has the same part of the dossiers; one dossier of fifty is open. The
sixteen have 150 open steps more each, so that every list is longer than a page in every size.

Held against: the slowest percent among a million against that among ten thousand (1.3), and the
middle of a million against 50 ms. ``TOANTRINH_BENCH_MOST=10000000`` adds ten million.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from _house import CODE, OWNER, prepare, set_up
from clock import make_way
from psycopg import conninfo, sql

SIZES = (10_000, 100_000, 1_000_000)
MOST = int(os.environ.get("TOANTRINH_BENCH_MOST", SIZES[-1]))
CLIENTS, ROUNDS, PAGES = 16, 10, 7  # pages of each client in each round
REST = 2.0  # seconds, on average between the answer and the next question of a client
AGENCIES, EVERY, BASE = 100, 50, 150
RATIO_LIMIT, MEDIAN_LIMIT = 1.3, 50.0  # ms
ASKED = (
    "",
    "?han=tre",
    "?giu=toi",
    f"?giu=chua-ai&thu-tuc={CODE}&xep=ngay-nop",
    "?xep=-ten",
    "?viec=work&han=hom-nay&xep=ma",
    "/dem-viec",
)


def main() -> None:
    prepare()
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()
    sizes = [*SIZES, *([MOST] if MOST not in SIZES else [])]
    houses = [House(size) for size in sizes]
    for house in houses:
        house.fill()
    for _round in range(ROUNDS):
        for house in houses:
            house.ask()
    for house in houses:
        house.leave()
        print(f"{house.size:12,} dossiers: {house.told}")
    small, large = houses[0], houses[len(SIZES) - 1]
    ratio = large.percent(99) / small.percent(99)
    median = large.percent(50)
    worst = max(ratio / RATIO_LIMIT, median / MEDIAN_LIMIT)
    result = {
        "name": "worklist",
        "value": round(ratio, 3),
        "unit": "p99 among a million ÷ among ten thousand, 16 officers at once",
        "limit": RATIO_LIMIT,
        "ratio": round(worst, 3),
        **{
            f"{name}_{house.size}_ms": round(house.percent(percent), 1)
            for house in houses
            for name, percent in (("median", 50), ("p99", 99))
        },
    }
    print(json.dumps(result))


class House:
    """One database with so many dossiers, and a process that serves its officers."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.times, self.asked, self.worked = list[float](), list[float](), list[float]()
        named = str(conninfo.conninfo_to_dict(OWNER)["dbname"])
        self.name = f"list_{size}"
        with psycopg.connect(OWNER, autocommit=True) as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(self.name), sql.Identifier(named)
                )
            )
        url = conninfo.make_conninfo(OWNER, dbname=self.name)
        self.child = subprocess.Popen(
            [sys.executable, __file__, str(size)],
            env={**os.environ, "TOANTRINH_DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fill(self) -> None:
        print(self._answer("fill"))

    def ask(self) -> None:
        for whole, asked, worked in json.loads(self._answer("ask")):
            self.times.append(whole)
            self.asked.append(asked)
            self.worked.append(worked)

    def leave(self) -> None:
        self._answer("leave")
        self.child.wait()

    def _answer(self, word: str) -> str:
        if self.child.stdin is None or self.child.stdout is None:
            raise SystemExit("the house has no door")
        print(word, file=self.child.stdin, flush=True)
        answer = self.child.stdout.readline()
        if not answer:
            raise SystemExit(f"the house of {self.size:,} fell down at “{word}”")
        return answer.strip()

    def percent(self, percent: int) -> float:
        return statistics.quantiles(self.times, n=100)[percent - 1]

    @property
    def told(self) -> str:
        return (
            f"{len(self.times)} pages, half in {self.percent(50):.1f} ms, 95 of 100 in"
            f" {self.percent(95):.1f}, 99 in {self.percent(99):.1f}; of this with the database"
            f" half {statistics.median(self.asked):.1f}; of the processor in the web half"
            f" {statistics.median(self.worked):.1f}"
        )


# what runs in the process of one house


def serve(size: int) -> None:
    set_up()
    clients: list[Any] = []
    for line in sys.stdin:
        if line.strip() == "fill":
            officers, said = fill(size)
            clients = [signed_in(each) for each in officers]
            with ThreadPoolExecutor(CLIENTS) as crowd:  # what a process reads once
                list(crowd.map(lambda client: visit(client, ASKED[0]), clients))
            print(said, flush=True)
        elif line.strip() == "ask":
            print(json.dumps(round_of(clients)), flush=True)
        else:
            print("gone", flush=True)
            return


def signed_in(account: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(account)
    return client


def round_of(clients: list[Any]) -> list[tuple[float, float, float]]:
    """Milliseconds of each page, of this with the database, and of the processor; all clients at
    once, none in step with another."""
    gate = threading.Barrier(CLIENTS)

    def one(number: int) -> list[tuple[float, float, float]]:
        from django.db import connection

        found, chance = [], random.Random(number)  # noqa: S311  pauses, not secrets
        gate.wait()
        time.sleep(chance.random() * REST)
        for turn in range(PAGES):
            asked = ASKED[(turn + number) % len(ASKED)]
            watch, began, worked = Watch(), time.perf_counter(), time.thread_time()
            with connection.execute_wrapper(watch):
                page = visit(clients[number], asked)
            whole = (time.perf_counter() - began) * 1000
            found.append((whole, watch.ms, (time.thread_time() - worked) * 1000))
            if turn == 0 and page.context and page.context.get("next"):
                visit(clients[number], page.context["next"])
            time.sleep(REST * (0.5 + chance.random()))
        return found

    with ThreadPoolExecutor(CLIENTS) as crowd:
        return [each for times in crowd.map(one, range(CLIENTS)) for each in times]


class Watch:
    """Milliseconds spent in statements."""

    def __init__(self) -> None:
        self.ms = 0.0

    def __call__(self, execute: Any, *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.ms += (time.perf_counter() - began) * 1000


def visit(client: Any, asked: str) -> Any:
    from django.db import connections

    answer = client.get(f"/can-bo{asked}")
    connections.close_all()  # back to the pool, as after every request of a server
    if answer.status_code != 200:
        raise SystemExit(f"/can-bo{asked} answers {answer.status_code}")
    return answer


def fill(size: int) -> tuple[list[Any], str]:
    """The dossiers and their steps; one specialist of each of the sixteen agencies."""
    from datetime import date

    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.identity.models import Account, Agency, Party, Post
    from toantrinh.identity.permissions import Role
    from toantrinh.lists import queries as lists

    began = time.perf_counter()
    agencies = Agency.objects.bulk_create(
        Agency(code=f"BENCH.{number:03}", name=f"UBND xã số {number}")
        for number in range(1, AGENCIES + 1)
    )
    citizens = Party.objects.bulk_create(
        Party(name=f"{family} {middle} {given}")
        for family in ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng")
        for middle in ("Văn", "Thị", "Đức", "Ngọc", "Minh")
        for given in ("An", "Bình", "Chi", "Dũng", "Hà", "Hải", "Lan", "Mai", "Sơn", "Tú")
    )
    officers = []
    for agency in agencies[:CLIENTS]:
        for number in range(4):
            account = Account.objects.create_user(
                login=f"{agency.code}-{number}", party=Party.objects.create(name=f"Cán bộ {number}")
            )
            Post.objects.create(
                account=account,
                agency=agency,
                role=Role.SPECIALIST,
                title="Chuyên viên",
                valid_from=date(2025, 7, 1),
            )
            officers.append(account)
    citizen = Account.objects.create_user(login="citizen", party=citizens[0])
    given = {
        "version": ProcedureVersion.objects.get(code=CODE).pk,
        "party": citizens[0].pk,
        "parties": len(citizens),
        "account": citizen.pk,
        "agency": agencies[0].pk,
        "agencies": AGENCIES,
        "officer": officers[0].pk,
        "edition": lists.latest_edition(),
        "dossiers": size,
        "every": EVERY,
        "clients": CLIENTS,
        "base": BASE * CLIENTS,
    }
    with psycopg.connect(OWNER, autocommit=True) as database:
        tables = ("dossiers_dossier", "dossiers_task")
        indexes = [each for table in tables for each in make_way(database, table)]
        database.execute(FILL, given)
        database.execute(STEPS, given)
        database.execute(DONE)
        for index in indexes:
            database.execute(index)
        for table in (*tables, "identity_party"):
            database.execute(f"VACUUM ANALYZE {table}")
        one = database.execute(MINE, [agencies[0].pk]).fetchone()
        size_of = database.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        said = size_of.fetchone()
    waits = one[0] if one else 0
    took = time.perf_counter() - began
    return (
        officers[::4],
        f"{size:12,} dossiers in {took:.0f} s, {said[0] if said else ''}; {waits} steps wait for"
        " the office of one officer",
    )


FILL = """
INSERT INTO dossiers_dossier (
  uid, version_id, agency_id, owner_id, submitted_by_id, channel, key, state, assistance,
  data_key,
  content_sealed, begun_at, changed_at, reference, submitted_at, submitted_on, answer_due_at,
  accepted_at, original_due_at, due_at, answered_at, edition, verdict, settled_at, name_sort,
  name_search
)
SELECT
  gen_random_uuid(), %(version)s, %(agency)s + place, party.id, %(account)s, 'truc_tuyen',
  'key-' || n, state, '', decode(repeat('00', 60), 'hex'), decode(repeat('00', 1500), 'hex'),
  filed, filed, 'BENCH-' || n, filed, filed::date, filed + interval '1 day',
  filed + interval '4 hours', due, due, filed + interval '4 hours', %(edition)s,
  CASE WHEN state = 10 THEN 'on_time' ELSE '' END,
  CASE WHEN state = 10 THEN due - interval '1 hour' END,
  split_part(party.name, ' ', 3) || ' ' || party.name,
  to_tsvector('simple', translate(lower(party.name), 'ễầêạàìứịọũảơúăđ', 'eaeaaiuioouaouaad'))
FROM (
  SELECT n, chance, state, place, filed,
    CASE WHEN state = 10 THEN filed + interval '5 days'
      ELSE now() + (chance - 0.1) * interval '20 days' END AS due
  FROM (
    SELECT n, chance, place, state,
      CASE WHEN state = 10 THEN now() - interval '6 days' - chance * interval '2 years'
        ELSE now() - interval '1 hour' - chance * interval '4 days' END AS filed
    FROM (
      SELECT n, random() AS chance,
        CASE WHEN n > %(dossiers)s THEN n %% %(clients)s ELSE n %% %(agencies)s END AS place,
        CASE WHEN n > %(dossiers)s OR n / %(agencies)s %% %(every)s = 0 THEN 4 ELSE 10 END AS state
      FROM generate_series(1, %(dossiers)s + %(base)s) AS n
    ) AS drawn
  ) AS placed
) AS timed
JOIN identity_party AS party ON party.id = %(party)s + n %% %(parties)s
"""
# Of five open steps two belong to nobody, the others to the four people of the office in turn.
STEPS = """
INSERT INTO dossiers_task (
  uid, dossier_id, agency_id, key, token, kind, role, name, counts, elsewhere, state,
  opened_at, due_at,
  outcome, assignee_id, assigned_at
)
SELECT gen_random_uuid(), id, agency_id, 'tham_tra', 'token', 'work', 'specialist',
  'Thẩm tra hồ sơ', true, false, 'waiting', changed_at,
  least(due_at, now() + (random() - 0.1) * interval '5 days'), '',
  CASE WHEN held THEN officer END, CASE WHEN held THEN changed_at END
FROM (
  SELECT *, id %% 5 > 1 AND agency_id < %(agency)s + %(clients)s AS held,
    %(officer)s + 4 * (agency_id - %(agency)s) + id / 5 %% 4 AS officer
  FROM dossiers_dossier WHERE state = 4
) AS open
"""
DONE = """
INSERT INTO dossiers_task (
  uid, dossier_id, agency_id, key, token, kind, role, name, counts, elsewhere, state,
  opened_at, done_at,
  done_by_id, outcome
)
SELECT gen_random_uuid(), id, agency_id, 'tham_tra', 'token', 'work', 'specialist',
  'Thẩm tra hồ sơ', true, false, 'done', submitted_at, settled_at, submitted_by_id, 'done'
FROM dossiers_dossier WHERE state = 10
"""
MINE = """
SELECT count(*) FROM dossiers_task
WHERE agency_id = %s AND role = 'specialist' AND state = 'waiting'
"""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(int(sys.argv[1]))
    else:
        main()
