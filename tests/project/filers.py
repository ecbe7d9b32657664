"""Eight people who file at once, in a process of their own, on a database that may die under them.

Each writes what became of a filing as it learns it, and tries what was lost again, with the same
key, as a page does. The last line is what the database then says. Run by ``test_crashes``.
"""

import io
import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock

PEOPLE, EACH, CODE = 8, 3, "1.001193"
PATIENCE, BREATH = 90.0, 0.2  # seconds: for the database to come back; between two tries
WRITING = Lock()


def main():
    from toantrinh.project import environment

    environment.set_up_django()
    from toantrinh.core import clock
    from toantrinh.project import demo
    from toantrinh.project.demo.neighbours import make_neighbours

    demo.prepare_house()
    people = make_neighbours(PEOPLE, random.Random(CODE), by=demo.HOUSE, at=clock.now())
    say("ready")
    with ThreadPoolExecutor(PEOPLE) as crowd:
        list(crowd.map(file_all, [account for account, _woman in people]))
    say("report", json.dumps(report()))


def say(*words):
    with WRITING:
        sys.stdout.write(" ".join(words) + "\n")
        sys.stdout.flush()


def file_all(account):
    from django.db import InterfaceError, OperationalError, connections

    for number in range(EACH):
        key = f"{account.party_id}-{number}"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                say("filed", key, file_one(account, key))
                break
            except (OperationalError, InterfaceError) as error:
                say("lost", key, type(error).__name__)
                connections.close_all()
                time.sleep(BREATH)
        else:
            raise SystemExit(f"{key} was never filed")


def file_one(account, key):
    """The filing of this key: as far as it came before, and on from there."""
    from toantrinh.catalogue.queries import in_force
    from toantrinh.core import clock
    from toantrinh.dossiers import actions as dossiers
    from toantrinh.dossiers.states import State
    from toantrinh.identity.models import Agency
    from toantrinh.project.walkthrough import story

    (plan,) = story.walks(frozenset({CODE}))
    draft = dossiers.begin(
        version=in_force(CODE),
        owner=account.party,
        key=key,
        by=account,
        agency=Agency.objects.get(code=plan.agency),
        another=True,
    )
    if draft.state != State.DRAFT:
        return draft.reference
    answers = {
        "nyc_dien_thoai": account.party.known["vneid.dien_thoai"],
        "ks_ngay_sinh": str(clock.today() - timedelta(days=9)),
    }
    dossiers.save_answers(dossier=draft, answers={**plan.sample["answers"], **answers}, by=account)
    dossiers.attach(
        dossier=draft,
        component="giay_chung_sinh",
        name="chung-sinh.png",
        content=picture(key),
        by=account,
    )
    return dossiers.submit(dossier=draft, by=account).reference


def picture(key):
    from PIL import Image

    drawn = io.BytesIO()
    Image.frombytes("L", (64, 64), random.Random(key).randbytes(64 * 64)).save(drawn, "PNG")
    return drawn.getvalue()


def report():
    """What there is of each filing, by its key."""
    from django.db import connections
    from procrastinate.contrib.django.models import ProcrastinateJob

    from toantrinh.dossiers.models import Dossier
    from toantrinh.trail import chain
    from toantrinh.trail.models import TrailEntry
    from toantrinh.vault import queries as vault

    connections.close_all()  # this thread's died long ago
    jobs = [job.args.get("entry_id") for job in ProcrastinateJob.objects.all()]
    found = {}
    for dossier in Dossier.objects.all():
        entries = TrailEntry.objects.filter(
            kind="dossier.submitted", data__reference=dossier.reference
        )
        found.setdefault(dossier.key, []).append(
            {
                "reference": dossier.reference,
                "entries": len(entries),
                "jobs": sum(jobs.count(str(entry.pk)) for entry in entries),
                "files": [
                    vault.content(each.file) == picture(dossier.key)
                    for each in dossier.attachments.all()
                ],
            }
        )
    return {"filings": found, "faults": [str(fault) for fault in chain.verify_all()]}


if __name__ == "__main__":
    main()
