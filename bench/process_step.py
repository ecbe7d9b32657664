"""Milliseconds of one completed step of a dossier, with its commit.

``dossiers.complete_task`` as the desk calls it: rights, the row locked, what was found sealed, the
process moved on, the next step opened, the clock looked at, two entries in the trail with their
jobs, one commit. The peer is a bare SpiffWorkflow of as many steps in this same run: its state read
from JSON by the library's own serializer, one task run, the state written as JSON; nothing else.
Told beside it: the same with the JSON read from and committed to a row of the same database.

Run by ``make bench``. The last line is one JSON object.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import psycopg
from _house import CODE, OWNER, prepare
from lxml import etree

ROUNDS, WARM = 200, 20
LIMIT = 3.0
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def main() -> None:
    prepare()
    ours, statements = of_ours()
    states = bare_states(steps_of_pack())
    bare = median([lambda each=each: step(each) for each in states])
    stored = of_rows(states)
    print(f"{ours:8.2f} ms a completed step with its commit, {statements} statements")
    print(f"{bare:8.2f} ms a bare step with JSON state")
    print(f"{stored:8.2f} ms the same, read from a row and committed: ratio {ours / stored:.2f}")
    result = {
        "name": "process_step",
        "value": round(ours, 2),
        "unit": "ms a completed step with commit",
        "limit": round(LIMIT * bare, 2),
        "ratio": round(ours / bare / LIMIT, 3),
        "times_bare": round(ours / bare, 2),
        "times_bare_with_commit": round(ours / stored, 2),
        "statements": statements,
    }
    print(json.dumps(result))


def median(works: list[Callable[[], Any]]) -> float:
    """Milliseconds of one of them, the first ones aside."""
    took = []
    for work in works:
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took[WARM:])


# ours


def of_ours() -> tuple[float, int]:
    """The median, and the statements of one step."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from toantrinh.dossiers import actions as dossiers

    specialist, tasks = waiting_steps()

    def complete(task: Any) -> None:
        found = {"phai_xac_minh_hon_nhan": False}
        dossiers.complete_task(task=task, findings=found, by=specialist)

    took = median([lambda each=each: complete(each) for each in tasks[:-1]])
    with CaptureQueriesContext(connection) as captured:
        complete(tasks[-1])
    return took, len(captured)


def waiting_steps() -> tuple[Any, list[Any]]:
    """Accepted dossiers that wait to be examined, each read as a page reads it."""
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.core import clock, yaml
    from toantrinh.core.actor import System
    from toantrinh.dossiers import actions as dossiers
    from toantrinh.dossiers.models import Dossier, Task
    from toantrinh.dossiers.states import State
    from toantrinh.identity.models import Account, Agency, Party, Post
    from toantrinh.identity.permissions import Role

    house, now = System("bench"), clock.now()
    version = ProcedureVersion.objects.get(code=CODE)
    (folder,) = folders()
    sample: Any = yaml.load(folder / "samples" / "don-gian.yaml")[0]
    agency = Agency.objects.create(code="H55.901", name="UBND xã Đo", administrative_code="05443")
    staff = {}
    for role in (Role.ONE_STOP, Role.SPECIALIST):
        party = Party.objects.create(name=f"Người đo {role}")
        staff[role] = Account.objects.create_user(login=f"nguoi-do-{role}", party=party)
        since = date(2025, 7, 1)
        Post.objects.create(account=staff[role], agency=agency, role=role, valid_from=since)
    for number in range(ROUNDS + WARM + 1):
        dossier = Dossier(
            version=version,
            agency=agency,
            owner=staff[Role.ONE_STOP].party,
            submitted_by=staff[Role.ONE_STOP],
            key=f"{number}",
            state=State.FILED,
            begun_at=now,
            changed_at=now,
            reference=f"DO-{number}",
            submitted_at=now,
            submitted_on=clock.local_day(now),
            answer_due_at=now,
        )
        dossier.write_content(answers=sample["answers"], known=sample["known"])
        dossier.save()
        dossiers.start_process(dossier=dossier, by=house)
        dossiers.accept(dossier=dossier, by=staff[Role.ONE_STOP])
        dossiers.forward(dossier=dossier, by=house)
    rows = Task.objects.filter(state="waiting", kind="work").select_related("agency")
    rows = rows.select_related("dossier__version", "dossier__agency", "dossier__owner")
    return staff[Role.SPECIALIST], list(rows.defer("dossier__version__definition"))


def folders() -> list[Any]:
    from django.conf import settings

    return list(settings.PACKS.glob(f"{CODE}-*"))


def steps_of_pack() -> int:
    from toantrinh.catalogue.models import ProcedureVersion

    return len(ProcedureVersion.objects.get(code=CODE).pack.steps)


# the peer


def bare_states(steps: int) -> list[str]:
    """States of fresh workflows of so many user tasks in a row, as JSON, half way."""
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(model(steps).encode())))
    spec = parser.get_spec("bare")
    made = []
    for _number in range(ROUNDS + WARM):
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for _half in range(steps // 2):
            run_one(workflow)
        made.append(serializer().serialize_json(workflow))
    return made


def model(steps: int) -> str:
    tasks = "".join(f'<userTask id="t{n}" name="t{n}"/>' for n in range(steps))
    places = ["start", *(f"t{n}" for n in range(steps)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(places))
    )
    inside = f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
    process = f'<process id="bare" isExecutable="true">{inside}</process>'
    return f'<definitions xmlns="{BPMN}" targetNamespace="bare">{process}</definitions>'


def serializer() -> Any:
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

    if not _kept:
        _kept.append(BpmnWorkflowSerializer())
    return _kept[0]


_kept: list[Any] = []


def run_one(workflow: Any) -> None:
    from SpiffWorkflow.util.task import TaskState

    workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
    workflow.do_engine_steps()


def step(state: str) -> str:
    workflow = serializer().deserialize_json(state)
    run_one(workflow)
    return str(serializer().serialize_json(workflow))


def of_rows(states: list[str]) -> float:
    with psycopg.connect(OWNER) as server:
        server.execute("CREATE TABLE bare_step (id integer PRIMARY KEY, state text)")
        for number, state in enumerate(states):
            server.execute("INSERT INTO bare_step VALUES (%s, %s)", [number, state])
        server.commit()

        def one(number: int) -> None:
            row = server.execute(
                "SELECT state FROM bare_step WHERE id = %s FOR UPDATE", [number]
            ).fetchone()
            assert row is not None
            server.execute("UPDATE bare_step SET state = %s WHERE id = %s", [step(row[0]), number])
            server.commit()

        return median([lambda each=each: one(each) for each in range(len(states))])


if __name__ == "__main__":
    main()
