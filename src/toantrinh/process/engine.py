"""Running processes: started, resumed, brought forward by completing a task.

All functions take the BPMN text and, when the process runs already, its state, and give a new
state; they keep nothing in between but what was parsed. They may be called from any thread. No
program of a BPMN file is ever run, and no clock is read.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NoReturn

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from toantrinh.core.expressions import UNKNOWN, ExpressionProblem

from . import state as states
from .checks import of_model
from .conditions import Condition, compiled
from .errors import ModelRefused, WrongTask
from .model import Model, ModelProblem, Tag
from .reading import read
from .specification import specification

# at lower levels the library collects all tasks and their data for each line that it might log
logging.getLogger("spiff.workflow").setLevel(logging.WARNING)
logging.getLogger("spiff.task").setLevel(logging.WARNING)

MODELS: Final = 256  # models kept parsed in this operating system process
FORMAT: Final = 1  # of the state


@dataclass(frozen=True)
class Waiting:
    """A task that waits to be done.

    ``id`` is this occurrence (a loop makes several of one step); ``key`` is the id of the step in
    the model; ``role`` owns it; ``counts`` says whether its time is part of the legal limit.
    """

    id: str
    key: str
    role: str
    kind: str
    name: str
    counts: bool


@dataclass(frozen=True)
class Progress:
    """Where a process is. ``state`` is to be kept as it is: JSON, a few kilobytes."""

    state: dict[str, Any]
    waiting: list[Waiting]
    done: bool


def start(xml: str, facts: Mapping[str, object]) -> Progress:
    """Begin a process of the model in ``xml`` and go on to the first tasks.

    ``facts``: values by name, shapes as in core.expressions.Type; more than the gateways use may
    be given, and only what they use is kept.
    Errors: ModelRefused, GatewayUndecided, GatewayFailed.
    """
    loaded = _load(xml)
    if loaded.problems:
        raise ModelRefused(loaded.problems)
    known = loaded.known({}, facts)
    workflow = BpmnWorkflow(loaded.spec, script_engine=ClosedEngine(known))
    workflow.do_engine_steps()
    return loaded.progress(workflow, known)


def resume(xml: str, state: Mapping[str, Any]) -> Progress:
    """Where the process of ``state`` is; nothing moves.

    Errors: ModelRefused; ValueError when the state is not of this model.
    """
    loaded = _load(xml)
    known = dict(state["facts"])
    return loaded.progress(loaded.restored(state, known), known)


def complete(
    xml: str, state: Mapping[str, Any], task_id: str, facts: Mapping[str, object]
) -> Progress:
    """Complete the waiting task ``task_id`` and go on to the next ones.

    ``facts`` come on top of those already known; one that is given as ``None`` is unknown again.
    ``state`` is left as it is, so that nothing has happened when this refuses.
    Errors: WrongTask, GatewayUndecided, GatewayFailed, ModelRefused; ValueError when the state is
    not of this model.
    """
    loaded = _load(xml)
    known = loaded.known(state["facts"], facts)
    workflow = loaded.restored(state, known)
    for task in _waiting(workflow):
        if str(task.id) == task_id:
            task.run()
            workflow.do_engine_steps()
            return loaded.progress(workflow, known)
    raise WrongTask


def back_to(xml: str, state: Mapping[str, Any], task_id: str) -> Progress:
    """Make the task ``task_id``, which was completed, wait again; what came of it is undone.

    Refused when that would leave something waiting that comes after it: a branch behind whose join
    the process already is cannot be gone back to alone, a step before the fork can.
    Errors: WrongTask when it was not completed or cannot be gone back to, ModelRefused; ValueError
    when the state is not of this model.
    """
    loaded = _load(xml)
    known = dict(state["facts"])
    workflow = loaded.restored(state, known)
    done = {str(task.id): task for task in workflow.get_tasks(state=TaskState.COMPLETED)}
    task = done.get(task_id)
    if task is None or not task.task_spec.manual:
        raise WrongTask
    workflow.reset_from_task_id(task.id)
    after = _after(loaded.model, task.task_spec.name)
    if any(other.task_spec.name in after for other in _waiting(workflow)):
        raise WrongTask
    return loaded.progress(workflow, known)


def _after(model: Model, id: str) -> set[str]:
    """The elements that can be reached from the element ``id``, without itself."""
    found: set[str] = set()
    ahead = [id]
    while ahead:
        targets = {flow.target for flow in model.outgoing[ahead.pop()]} - found
        found |= targets
        ahead += targets
    return found - {id}


def names(xml: str) -> frozenset[str]:
    """The facts on which the ways through this process depend.

    Errors: ModelRefused.
    """
    return _load(xml).names


class ClosedEngine:
    """Stands where the library would run Python: knows compiled conditions, and nothing else."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self._facts = facts

    def evaluate(self, task: Task, expression: object, external_context: object = None) -> bool:
        """Whether a condition holds. Errors: GatewayUndecided, GatewayFailed."""
        if not isinstance(expression, Condition):
            self._refuse(expression)
        return expression.holds(self._facts)

    def execute(self, task: Task, script: object, external_context: object = None) -> NoReturn:
        self._refuse(script)

    def call_service(self, task: Task, **service: object) -> NoReturn:
        self._refuse(service)

    def _refuse(self, program: object) -> NoReturn:
        raise PermissionError(f"a process runs no programs: {type(program).__name__}")


@dataclass(frozen=True)
class _Loaded:
    """A model made ready to run; shared by threads, so nothing in it ever changes."""

    digest: str
    model: Model
    spec: BpmnProcessSpec
    names: frozenset[str]
    problems: tuple[ModelProblem, ...]

    def known(self, before: Mapping[str, object], facts: Mapping[str, object]) -> dict[str, object]:
        """Facts that gateways use, as JSON, the new ones over those of before."""
        now = {name: before.get(name) for name in self.names}
        now |= {name: _json(facts[name]) for name in self.names & facts.keys()}
        return {name: now[name] for name in sorted(now) if now[name] is not None}

    def restored(self, state: Mapping[str, Any], known: Mapping[str, object]) -> BpmnWorkflow:
        if (state["format"], state["model"]) != (FORMAT, self.digest):
            raise ValueError("the state belongs to another process model")
        return states.restore(self.spec, state, ClosedEngine(known))

    def progress(self, workflow: BpmnWorkflow, known: dict[str, object]) -> Progress:
        kept = {"format": FORMAT, "model": self.digest, "facts": known, **states.dump(workflow)}
        waiting = [self._shown(task) for task in _waiting(workflow)]
        return Progress(state=kept, waiting=waiting, done=bool(workflow.is_completed()))

    def _shown(self, task: Task) -> Waiting:
        node = self.model.nodes[task.task_spec.name]
        return Waiting(
            id=str(task.id),
            key=node.id,
            role=node.role,
            kind=node.kind,
            name=node.name,
            counts=node.counts,
        )


@lru_cache(maxsize=MODELS)
def _load(xml: str) -> _Loaded:
    """The model in ``xml``; parsed once, then remembered.

    What cannot be read, or has a condition that cannot be compiled, is refused here and so by every
    function. The rest of the check is left to ``start``: a check that becomes stricter must not
    strand what is running.
    """
    model, found = read(xml)
    if model is None or found:
        raise ModelRefused(found)
    conditions = _conditions(model)
    return _Loaded(
        digest=sha256(xml.encode()).hexdigest()[:16],
        model=model,
        spec=specification(model, conditions),
        names=frozenset().union(*(c.expression.names for c in conditions.values())),
        problems=tuple(of_model(model, model.facts)),
    )


def _conditions(model: Model) -> dict[str, Condition]:
    try:
        return {
            flow.id: compiled(flow, model.nodes[flow.source], model.facts)
            for flow in model.flows
            if flow.condition is not None and model.nodes[flow.source].tag is Tag.EXCLUSIVE
        }
    except ExpressionProblem as problem:
        raise ModelRefused(of_model(model, model.facts)) from problem


def _waiting(workflow: BpmnWorkflow) -> list[Task]:
    return list(workflow.get_tasks(state=TaskState.READY, manual=True))


def _json(fact: object) -> object:
    """A fact in the shapes that JSON has and core.expressions reads; None when it is unknown."""
    if fact is None or fact is UNKNOWN or fact == "":
        return None
    if isinstance(fact, bool | int | str | list):
        return fact
    if isinstance(fact, date) and not isinstance(fact, datetime):
        return fact.isoformat()
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    if isinstance(fact, tuple | set | frozenset):
        return sorted(fact)
    raise TypeError(f"a fact is no {type(fact).__name__}")
