"""Dossiers a second that are accepted in bulk, against the same act done one by one in a loop.

A batch of two thousand (``BULK=5000`` for the largest there may be), a fiftieth of which cannot be
accepted any more: put together, looked through, confirmed, carried out. Each dossier is a
transaction of its own, with the act and the mark of its item, so the peer is the bare act in a
loop. What looking through costs is told beside it, as are the page of such a batch and how much
memory the process gained between the five-hundredth dossier and the last.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _house import CODE, prepare

ALONE = 500
TOGETHER = int(os.environ.get("BULK", "2000"))  # 5000 is the most that a batch holds
SPOILT = 50  # every so manieth was accepted meanwhile
LIMIT = 1.5  # times the time of the bare act
MOST_BYTES = 100_000  # of a page
MOST_GROWTH = 30  # MB


def main() -> None:
    prepare()
    agency, receiver, version = people()
    alone = one_by_one(agency, receiver, version)
    batch, checked, done, growth = in_bulk(agency, receiver, version)
    size, seconds = page(receiver, batch)
    ratio = alone / done
    print(f"{ALONE} accepted one by one: {alone:.1f} a second")
    print(f"{TOGETHER:,} in bulk: looked through {checked:.1f}, done {done:.1f} a second")
    print(f"memory between the 500th and the last dossier: {growth:+.1f} MB")
    print(f"its page: {seconds * 1000:.0f} ms, {size / 1000:.0f} kB")
    assert size <= MOST_BYTES and growth <= MOST_GROWTH
    result = {
        "name": "bulk",
        "value": round(done, 1),
        "unit": "dossiers/s",
        "limit": LIMIT,
        "ratio": round(ratio / LIMIT, 3),
    }
    print(json.dumps(result))


def people() -> tuple[Any, Any, Any]:
    """An agency, an officer at its one-stop desk, the procedure."""
    from datetime import date

    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.identity.models import Account, Agency, Party, Post

    agency = Agency.objects.create(code="H55.901", name="UBND xã Đo")
    receiver = Account.objects.create_user(
        login="nguoi-do", party=Party.objects.create(name="Người đo")
    )
    Post.objects.create(
        account=receiver, agency=agency, role="one_stop", title="x", valid_from=date(2025, 7, 1)
    )
    return agency, receiver, ProcedureVersion.objects.get(code=CODE)


def filed(count: int, agency: Any, receiver: Any, version: Any) -> list[Any]:
    """The steps of as many dossiers that wait to be accepted."""
    from toantrinh.core import clock
    from toantrinh.core.ids import new_id
    from toantrinh.dossiers.models import Dossier, Task
    from toantrinh.dossiers.states import State
    from toantrinh.identity.models import Party

    now, owner, made = clock.now(), Party.objects.create(name="Người nộp"), []
    for number in range(count):
        dossier = Dossier(
            version=version,
            agency=agency,
            owner=owner,
            submitted_by=receiver,
            key=str(new_id()),
            state=State.FILED,
            begun_at=now,
            changed_at=now,
            reference=f"DO-{count}-{number}",
            submitted_at=now,
            submitted_on=clock.local_day(now),
            answer_due_at=now,
        )
        dossier.write_content(answers={"hoan_canh": "thuong"})
        made.append(dossier)
    Dossier.objects.bulk_create(made, batch_size=500)
    step = next(each for each in version.pack.steps if each.kind == "receive")
    return Task.objects.bulk_create(
        [
            Task(
                dossier=dossier,
                agency=agency,
                key=step.key,
                token=str(dossier.pk),
                kind=step.kind,
                role="one_stop",
                name=step.action,
                opened_at=now,
                due_at=now,
            )
            for dossier in made
        ],
        batch_size=500,
    )


def one_by_one(agency: Any, receiver: Any, version: Any) -> float:
    """Accepted a second, each by the act alone, with the rights judged anew as in a batch."""
    from toantrinh.core import clock
    from toantrinh.dossiers import actions
    from toantrinh.dossiers.models import Dossier
    from toantrinh.identity.models import Account

    steps = filed(ALONE, agency, receiver, version)
    rows = Dossier.objects.select_related("agency", "owner", "version")

    def accept(key: int) -> None:
        by = Account.objects.get(pk=receiver.pk)
        actions.accept(dossier=rows.get(pk=key), by=by, at=clock.now())

    accept(steps[0].dossier_id)  # what is read once a process is read
    began = time.perf_counter()
    for step in steps[1:]:
        accept(step.dossier_id)
    return (ALONE - 1) / (time.perf_counter() - began)


def in_bulk(agency: Any, receiver: Any, version: Any) -> tuple[Any, float, float, float]:
    """The batch; dossiers a second looked through and done; MB gained on the way."""
    from toantrinh.core import clock
    from toantrinh.dossiers import actions
    from toantrinh.dossiers.batches import Pair, standing

    steps = filed(TOGETHER, agency, receiver, version)
    spoilt = steps[::SPOILT]
    for each in spoilt:
        actions.accept(dossier=each.dossier, by=receiver, at=clock.now())
    pairs = [Pair(each.dossier_id, each.pk) for each in steps]
    batch = actions.make_batch(act="accept", agency=agency, pairs=pairs, key="do", by=receiver)
    checked, _gained = all_of(actions.check_next, batch, TOGETHER)
    batch = actions.finish_check(batch=batch, by=house(), at=clock.now())
    batch = actions.confirm_batch(batch=batch, by=receiver)
    left = TOGETHER - len(spoilt)
    done, gained = all_of(actions.work_next, batch, left)
    batch = actions.finish_batch(batch=batch, by=house(), at=clock.now())
    found = standing(batch)
    assert (found.done, found.impossible, found.refused) == (left, len(spoilt), 0), found
    return batch, checked, done, gained


def all_of(do: Callable[..., int], batch: Any, count: int) -> tuple[float, float]:
    """How many a second, and the MB gained after the first five hundred."""
    from toantrinh.core import clock

    began, number, last, before = time.perf_counter(), 0, 0, 0.0
    while last := do(batch=batch, after=last, by=house(), at=clock.now()):
        number += 1
        if number == ALONE:
            before = memory()
    assert number == count, f"{number} of {count}"
    return number / (time.perf_counter() - began), memory() - before


def house() -> Any:
    from toantrinh.core.actor import System

    return System("dossiers")


def memory() -> float:
    """MB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def page(receiver: Any, batch: Any) -> tuple[int, float]:
    """Bytes and seconds of the page of the batch, the median of nine."""
    from django.test import Client

    client, times, size = Client(), [], 0
    client.force_login(receiver)
    for _each in range(10):
        began = time.perf_counter()
        answer = client.get(f"/can-bo/hang-loat/{batch.uid}")
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200
        size = len(answer.content)
    return size, sorted(times[1:])[4]


if __name__ == "__main__":
    main()
