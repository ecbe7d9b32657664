"""Running processes: started, resumed, brought forward by completing a task.

All functions take the BPMN text and, when the process runs already, its state, and give a new
state; they keep nothing in between but what was parsed. They may be called from any thread. No
program of a BPMN file is ever run, and no clock is read.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NoReturn

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from toantrinh.core.expressions import ExpressionProblem

from . import state as states
from .checks import of_model
from .conditions import Condition, compiled
from .errors import ModelRefused, WrongTask
from .model import Model, ModelProblem, Tag
from .reading import read
from .specification import joins_hold, specification

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

    ``facts``: all that is known, by name, shapes as in core.expressions.Type; what is missing is
    unknown. They are asked and forgotten: the state holds none, so it holds no personal data.
    Errors: ModelRefused, GatewayUndecided, GatewayFailed.
    """
    loaded = _load(xml)
    if loaded.problems:
        raise ModelRefused(loaded.problems)
    workflow = BpmnWorkflow(loaded.spec, script_engine=ClosedEngine(facts))
    workflow.do_engine_steps()
    return loaded.progress(workflow)


def resume(xml: str, state: Mapping[str, Any]) -> Progress:
    """Where the process of ``state`` is; nothing moves.

    Errors: ModelRefused; ValueError when the state is not of this model.
    """
    loaded = _load(xml)
    return loaded.progress(loaded.restored(state, {}))


def complete(
    xml: str, state: Mapping[str, Any], task_id: str, facts: Mapping[str, object]
) -> Progress:
    """Complete the waiting task ``task_id`` and go on to the next ones.

    ``facts``: all that is known now, as in ``start``, not only what has become known since; so a
    fact that was withdrawn can decide nothing any more. ``state`` is left as it is, so that
    nothing has happened when this refuses.
    Errors: WrongTask, GatewayUndecided, GatewayFailed, ModelRefused; ValueError when the state is
    not of this model.
    """
    loaded = _load(xml)
    workflow = loaded.restored(state, facts)
    for task in _waiting(workflow):
        if str(task.id) == task_id:
            task.run()
            workflow.do_engine_steps()
            return loaded.progress(workflow)
    raise WrongTask


def back_to(xml: str, state: Mapping[str, Any], task_id: str) -> Progress:
    """Make the task ``task_id``, which was completed, wait again; what came of it is undone.

    Refused when another branch has gone on with its result through a join: such a branch cannot be
    gone back to alone, a step before the fork can.
    Errors: WrongTask when it was not completed or cannot be gone back to, ModelRefused; ValueError
    when the state is not of this model.
    """
    loaded = _load(xml)
    workflow = loaded.restored(state, {})
    done = {str(task.id): task for task in workflow.get_tasks(state=TaskState.COMPLETED)}
    task = done.get(task_id)
    if task is None or not task.task_spec.manual:
        raise WrongTask
    workflow.reset_from_task_id(task.id)
    if not joins_hold(workflow):
        raise WrongTask
    return loaded.progress(workflow)


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
    problems: tuple[ModelProblem, ...]

    def restored(self, state: Mapping[str, Any], facts: Mapping[str, object]) -> BpmnWorkflow:
        if (state["format"], state["model"]) != (FORMAT, self.digest):
            raise ValueError("the state belongs to another process model")
        return states.restore(self.spec, state, ClosedEngine(facts))

    def progress(self, workflow: BpmnWorkflow) -> Progress:
        kept = {"format": FORMAT, "model": self.digest, **states.dump(workflow)}
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
    return _Loaded(
        digest=sha256(xml.encode()).hexdigest()[:16],
        model=model,
        spec=specification(model, _conditions(model)),
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
