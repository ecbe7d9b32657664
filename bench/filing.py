"""Complete filings a second over HTTP, against what the bare database can make durable.

A filing: draft, every section of the form, two photographs of 200 kB, the check, the submission;
it counts when its confirmation and all jobs that follow from it are done. Eight applicants file at
once. The peer is the same database in the same run: eight connections that write as many rows of
the same size as one filing leaves behind, a statement each, and commit them durably together.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from _house import CODE, OWNER, make_tables
from PIL import Image

CLIENTS, EACH = 8, 4
SECONDS = 3.0  # of the peer
PASSWORD = "mat-khau-de-do-toc-do"  # noqa: S105  of a database that is gone afterwards
LIMIT = 0.05
PHOTO = 200_000  # bytes
PATIENCE = 120.0  # seconds for all jobs to be done


def main() -> None:
    prepare()
    with serving() as address:
        rows, size, filings, seconds = measure(address)
    value = filings / seconds
    peer = bare(rows, size)
    print(f"{filings} filings in {seconds:.1f} s; each leaves {rows} rows of {size} bytes")
    print(f"the bare database: {peer:.1f} such commits a second")
    result = {
        "name": "filing",
        "value": round(value, 3),
        "unit": "filings/s",
        "limit": LIMIT,
        "ratio": round(value / peer, 4),
    }
    print(json.dumps(result))


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "toantrinh.project", *words]


def prepare() -> None:
    """Tables, procedures, invented people; Django is ready in this process afterwards."""
    make_tables()
    from toantrinh.core import clock
    from toantrinh.project import demo
    from toantrinh.project.demo.neighbours import make_neighbours

    demo.prepare_house()
    chance = random.Random(CODE)  # noqa: S311  names, not secrets
    for account, _woman in make_neighbours(CLIENTS, chance, by=demo.HOUSE, at=clock.now()):
        account.set_password(PASSWORD)
        account.save()


@contextmanager
def serving() -> Iterator[str]:
    """Web and worker, as in real use, on a free port."""
    from toantrinh.project import addresses, processes

    port = addresses.free_port("127.0.0.1", 0, 8300)
    programs = [
        subprocess.Popen(command(*words), stdout=subprocess.DEVNULL)
        for words in (("run", "--port", str(port)), ("worker",))
    ]
    try:
        if not processes.wait_until(lambda: addresses.answers("127.0.0.1", port), 60):
            raise SystemExit("the service does not answer")
        yield addresses.url("127.0.0.1", port)
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait()


def photo() -> bytes:
    """A photograph of about 200 kB that nobody has sent before."""
    drawn = io.BytesIO()
    noise = Image.frombytes("L", (480, 400), os.urandom(480 * 400))
    noise.save(drawn, "JPEG", quality=92)
    content = drawn.getvalue()
    comment = os.urandom(max(0, PHOTO - len(content)))[:65_000]
    marked = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return content[:2] + marked + content[2:]


def measure(address: str) -> tuple[int, int, int, float]:
    """Rows of a filing, bytes of a row, filings, seconds."""
    from toantrinh.project.walkthrough import citizen, story
    from toantrinh.project.walkthrough.browsing import Visitor
    from toantrinh.project.walkthrough.words import Telling

    (plan,) = story.walks(frozenset({CODE}))

    def applicant(number: int) -> citizen.Applicant:
        visitor = Visitor(address)
        form = visitor.get("/dang-nhap").form(control="password")
        visitor.send(form, {"login": f"nguoi-dan-{101 + number}", "password": PASSWORD})
        return citizen.Applicant(
            visitor=visitor,
            telling=Telling(lambda line: None),
            key=plan.applicant.key,
            code=plan.code,
            name=plan.name,
            sample=plan.sample,
            agency=plan.agency,
            paper=b"",
            patience=PATIENCE,
        )

    def file(person: citizen.Applicant) -> str:
        person.fill(person.begin())  # the part of the father blocks nothing: nobody is invited
        page = person.visitor.get(f"{person.address}/giay-to")
        form = page.form("/giay-to", control="file-giay_chung_sinh")
        for number in (1, 2):
            sent = ("file-giay_chung_sinh", (f"anh-{number}.jpg", photo(), "image/jpeg"))
            person.visitor.send(form, files=[sent], press=("_send", "file-giay_chung_sinh"))
        page = person.visitor.get(f"{person.address}/giay-to")
        page = person.visitor.send(page.form(button="tiep"), press=("tiep", "1"))
        person.visitor.send(page.form("kiem-tra-lai"))
        return person.address.rsplit("/", 1)[-1]

    people = [applicant(number) for number in range(CLIENTS)]
    file(people[0])  # the first of all warms the templates up
    wait_for_jobs()
    before = weight()
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        filed = [each for _round in range(EACH) for each in clients.map(file, people)]
    wait_for_jobs()
    seconds = time.monotonic() - began
    rows, size = (after - then for after, then in zip(weight(), before, strict=True))
    check(filed)
    return round(rows / len(filed)), round(size / rows), len(filed), seconds


def check(filed: list[str]) -> None:
    """Every one has its code, its confirmation and its place in the trail, once."""
    from toantrinh.dossiers.models import Dossier, PaperKind
    from toantrinh.trail import chain

    found = Dossier.objects.filter(uid__in=filed).exclude(reference="")
    assert len(set(filed)) == len(found) == CLIENTS * EACH
    for dossier in found:
        assert dossier.papers.filter(kind=PaperKind.CONFIRMATION).count() == 1
        assert dossier.attachments.count() == 2
        assert list(chain.verify(dossier.case)) == []


def wait_for_jobs() -> None:
    asked = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    asked += " AND queue_name <> 'upkeep'"
    end = time.monotonic() + PATIENCE
    with psycopg.connect(OWNER, autocommit=True) as connection:
        while connection.execute(asked).fetchone()[0]:
            if time.monotonic() > end:
                raise SystemExit("the jobs do not end")
            time.sleep(0.1)


def weight() -> tuple[int, int]:
    """Rows ever inserted here, and bytes of the database."""
    with psycopg.connect(OWNER, autocommit=True) as connection:
        time.sleep(1.2)  # the statistics of the other connections are told once a second
        asked = "SELECT tup_inserted, pg_database_size(datname) FROM pg_stat_database"
        rows, size = connection.execute(f"{asked} WHERE datname = current_database()").fetchone()
    return rows, size


def bare(rows: int, size: int) -> float:
    """Durable commits a second of ``rows`` rows of ``size`` bytes, eight connections at once."""
    with psycopg.connect(OWNER, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, body bytea)")
    body, end = os.urandom(size), time.monotonic() + SECONDS
    write = "INSERT INTO bare (body) VALUES (%s)"

    def commits(_number: int) -> int:
        done = 0
        with psycopg.connect(OWNER) as connection:
            while time.monotonic() < end:
                for _row in range(rows):
                    connection.execute(write, [body])
                connection.commit()
                done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as writers:
        return sum(writers.map(commits, range(CLIENTS))) / SECONDS


if __name__ == "__main__":
    main()
