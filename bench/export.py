"""A worklist of 100,000 steps written to a file, as the worker does it.

* ``first``: seconds from the wish to the first row of the list (limit 1 s).
* ``memory``: megabytes that a list of 100,000 takes more than one of 10,000, as the operating
  system counts them (limit 16 MB: flat but for what a process always does differently).
* rows a second of both formats, beside the same rows only read from the database: told, no limit.

Each writing is a process of its own, so that its memory is its own. Run by ``make bench``. The last
line is one JSON object.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import date

import psycopg
from _house import CODE, OWNER, prepare, set_up

ROWS, TENTH = 100_000, 10_000
FIRST_LIMIT, MEMORY_LIMIT = 1.0, 16.0  # s, MB
KINDS = ("read", "csv", "xlsx")
COLUMNS = ["ma", "ten", "thu-tuc", "buoc", "nguoi-giu", "ngay-nop", "trang-thai", "han"]


def main() -> None:
    if sys.argv[1:]:
        write_one(sys.argv[1], int(sys.argv[2]))
        return
    prepare()
    fill()
    found = {(kind, rows): written(kind, rows) for kind in KINDS for rows in (TENTH, ROWS)}
    for (kind, rows), each in found.items():
        print(f"{kind:>6} {rows:>8,}: {each}")
    first = found["read", ROWS]["first"]
    memory = max(found[kind, ROWS]["peak"] - found[kind, TENTH]["peak"] for kind in KINDS)
    ratios = {"first": first / FIRST_LIMIT, "memory": memory / MEMORY_LIMIT}
    worst = max(ratios, key=lambda name: ratios[name])
    result = {
        "name": "export",
        "value": round(ratios[worst], 3),
        "unit": f"of its limit, the worst of 2: {worst}",
        "limit": 1,
        "ratio": round(ratios[worst], 3),
        "first_s": first,
        "memory_mb": round(memory, 1),
        **{f"{kind}_rows_per_second": found[kind, ROWS]["per_second"] for kind in KINDS},
    }
    print(json.dumps(result))


def written(kind: str, rows: int) -> dict[str, float]:
    """What a process of its own says of the writing."""
    command = [sys.executable, __file__, kind, str(rows)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def write_one(kind: str, wanted: int) -> None:
    """Write the list, or only read its rows, and say how fast and how large."""
    set_up()
    from toantrinh.core import clock
    from toantrinh.core.actor import System
    from toantrinh.dossiers import actions, exporting, worklists
    from toantrinh.identity.models import Account

    account, first = Account.objects.get(login=f"officer-{wanted}"), 0.0
    began = time.perf_counter()
    if kind == "read":
        seen = worklists.whose(account, at=clock.now())
        rows = exporting.rows(exporting.steps(seen, worklists.Chosen()), COLUMNS)
        next(rows)
        first = time.perf_counter() - began
        count = 1 + sum(1 for _row in rows)
    else:
        export = actions.ask_export(
            key=str(time.time_ns()),
            format=kind,
            chosen=worklists.Chosen(),
            columns=COLUMNS,
            heads=COLUMNS,
            by=account,
        )
        count = actions.write_export(export=export, by=System("bench")).rows
    took = time.perf_counter() - began
    if count != wanted:
        raise SystemExit(f"{count} rows instead of {wanted}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"per_second": round(count / took), "peak": round(peak, 1), "first": round(first, 3)}
    print(json.dumps(said))


def fill() -> None:
    """Two officers with a list each."""
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.identity.models import Account, Agency, Party, Post
    from toantrinh.identity.permissions import Role

    version = ProcedureVersion.objects.get(code=CODE)
    for rows in (TENTH, ROWS):
        officer, citizen = (
            Account.objects.create_user(login=f"{who}-{rows}", party=Party.objects.create(name=who))
            for who in ("officer", "citizen")
        )
        agency = Agency.objects.create(code=f"BENCH.{rows}", name=f"UBND xã {rows}")
        Post.objects.create(
            account=officer,
            agency=agency,
            role=Role.SPECIALIST,
            title="Chuyên viên",
            valid_from=date(2025, 7, 1),
        )
        given = {
            "version": version.pk,
            "agency": agency.pk,
            "party": citizen.party_id,
            "account": citizen.pk,
            "rows": rows,
        }
        with psycopg.connect(OWNER, autocommit=True) as database:
            database.execute(FILL, given)
            database.execute(STEPS, given)
            database.execute("VACUUM ANALYZE dossiers_dossier")
            database.execute("VACUUM ANALYZE dossiers_task")


FILL = """
INSERT INTO dossiers_dossier (
  uid, version_id, agency_id, owner_id, submitted_by_id, channel, key, state, assistance,
  data_key,
  content_sealed, begun_at, changed_at, reference, submitted_at, submitted_on, answer_due_at,
  accepted_at, original_due_at, due_at, answered_at, edition, verdict, name_sort
)
SELECT
  gen_random_uuid(), %(version)s, %(agency)s, %(party)s, %(account)s, 'truc_tuyen',
  'key-' || n, 4, '', '\\x00', '\\x00', filed, filed, 'BENCH-' || %(rows)s || '-' || n, filed,
  filed::date, filed + interval '1 day', filed, filed + interval '9 days',
  filed + interval '9 days', filed, 1, '', ''
FROM (
  SELECT n, now() - random() * interval '9 days' AS filed FROM generate_series(1, %(rows)s) AS n
) AS drawn
"""
STEPS = """
INSERT INTO dossiers_task (
  uid, dossier_id, agency_id, key, token, kind, role, name, counts, elsewhere, state,
  opened_at, due_at,
  outcome
)
SELECT gen_random_uuid(), id, agency_id, 'tham_tra', 'token', 'work', 'specialist',
  'Thẩm tra hồ sơ', true, false, 'waiting', changed_at, due_at, ''
FROM dossiers_dossier WHERE agency_id = %(agency)s
"""


if __name__ == "__main__":
    main()
