"""Dossiers a second whose times, state and verdict are computed again from the trail.

What ``toantrinh trail recompute --check`` does: two thousand dossiers, each with its whole life in
the trail (filed, accepted, asked to complete, answered, extended, settled), held against what is
stored. The peer is a province: 1.3 million dossiers a year are to be checked in a night of eight
hours. Nothing may differ.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from _house import CODE, prepare

DOSSIERS = 2_000
LIMIT = 1_300_000 / (8 * 3600)  # a second, at least


def main() -> None:
    prepare()
    fill()
    from toantrinh.dossiers import recompute

    list(recompute.all_differences())  # what is read once a process is read
    began = time.perf_counter()
    found = [each for each in recompute.all_differences() if not isinstance(each, int)]
    seconds = time.perf_counter() - began
    for each in found[:5]:
        print(each)
    if found:
        raise SystemExit(f"{len(found)} stored values differ from the trail")
    rate = DOSSIERS / seconds
    print(f"{DOSSIERS:,} dossiers in {seconds:.2f} s")
    result = {
        "name": "recompute",
        "value": round(rate, 1),
        "unit": "dossiers/s, at least",
        "limit": round(LIMIT, 1),
        "ratio": round(LIMIT / rate, 3),
    }
    print(json.dumps(result))


def fill() -> None:
    """Each life as its events tell it, written in batches without the jobs that would follow."""
    from django.db import transaction

    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.dossiers.models import Dossier
    from toantrinh.identity.models import Account, Agency, Party
    from toantrinh.trail.models import TrailEntry

    chance = random.Random(CODE)  # noqa: S311  dates, not secrets
    party = Party.objects.create(name="Người đo")
    account = Account.objects.create_user(login="nguoi-do", party=party)
    agency = Agency.objects.create(code="H55.901", name="UBND xã Đo")
    version = ProcedureVersion.objects.get(code=CODE)
    for first in range(0, DOSSIERS, 500):
        made = [
            life(number, version, agency, party, account, chance)
            for number in range(first, first + 500)
        ]
        with transaction.atomic():
            Dossier.objects.bulk_create([dossier for dossier, _entries in made])
            TrailEntry.objects.bulk_create([e for _dossier, entries in made for e in entries])


def life(
    number: int, version: Any, agency: Any, party: Any, account: Any, chance: random.Random
) -> tuple[Any, list[Any]]:
    from toantrinh.core.calendar import Limit, LimitKind
    from toantrinh.dossiers import ledger
    from toantrinh.dossiers.handling import answer_due
    from toantrinh.dossiers.models import Dossier
    from toantrinh.dossiers.states import State

    filed = datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(400_000))
    dossier = Dossier(
        version=version,
        agency=agency,
        owner=party,
        submitted_by=account,
        key=f"{number}",
        state=State.SETTLED,
        data_key=b"0",
        content_sealed=b"0",
        begun_at=filed,
        changed_at=filed,
        reference=f"DO-{number}",
        submitted_at=filed,
        submitted_on=filed.date(),
    )
    dossier.answer_due_at, edition = answer_due(dossier, filed)
    hour, entries = timedelta(hours=1), []

    def happens(kind: str, after: float, **data: Any) -> datetime:
        at = filed + after * hour
        entries.append(entry(dossier, kind, at, len(entries) + 1, data))
        return at

    limit = Limit(LimitKind.WORKING_DAYS, Decimal(10))
    happens("dossier.submitted", 0, edition=edition)
    told = ledger.told(limit, "")
    dossier.accepted_at = happens("dossier.accepted", 2, **told, edition=edition, limit="")
    dossier.answered_at = dossier.accepted_at
    happens("dossier.forwarded", 2)
    happens("supplement.asked", 20)
    happens("time.stopped", 20, reason="supplement", ref="r", ground="")
    happens("supplement.answered", 80, edition=edition)
    happens("time.went-on", 80, ref="r")
    happens("dossier.extended", 120, amount=2, ground="")
    dossier.settled_at = happens("dossier.result-issued", chance.randrange(130, 700))
    found = ledger.from_entries(dossier, entries)
    assert found
    dossier.original_due_at, dossier.due_at = found.original_due, found.due
    dossier.edition, dossier.verdict = edition, found.verdict(dossier.settled_at).value
    return dossier, entries


def entry(dossier: Any, kind: str, at: datetime, seq: int, data: dict[str, Any]) -> Any:
    from toantrinh.trail.models import TrailEntry

    return TrailEntry(
        kind=kind,
        version=2,
        case=dossier.case,
        seq=seq,
        actor="bench",
        on_behalf_of="",
        subject="",
        agency=dossier.agency.code,
        procedure=CODE,
        at=at,
        recorded_at=at,
        data=data,
        previous_hash="",
        hash="",
    )


if __name__ == "__main__":
    main()
