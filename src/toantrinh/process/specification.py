"""From a checked model to what SpiffWorkflow runs.

The library's own parser is passed by on purpose: it would read more of a file than was checked
(scripts, loops, timers, data, the order of conditions from the drawing). What was checked runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    ExclusiveGateway,
    ParallelGateway,
    StartEvent,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from .conditions import Condition
from .model import Flow, Model, Tag


class CountingGateway(ParallelGateway):  # type: ignore[misc]
    """A parallel gateway that takes one token from each flow, as BPMN says, also within a loop.

    The library's own asks whether each flow was *ever* taken, so that from the second round of a
    loop on it goes on after the first branch: a paper would be signed before everybody was asked.
    """

    def counted(self, workflow: BpmnWorkflow) -> tuple[Counter[str], int]:
        """How many tokens have come, by the element they came from, and how often it went on."""
        arrived: Counter[str] = Counter()
        gone_on = 0
        for task in workflow.get_tasks(spec_name=self.name):
            gone_on += task.has_state(_GONE_ON)
            if task.parent.state == TaskState.COMPLETED:
                arrived[task.parent.task_spec.name] += 1
        return arrived, gone_on

    def _check_threshold_unstructured(self, my_task: Task) -> bool:
        arrived, gone_on = self.counted(my_task.workflow)
        return all(arrived[element.name] > gone_on for element in self.inputs)

    def _run_hook(self, my_task: Task) -> bool:
        """The library would merge the data of all branches here; tasks have none."""
        return True


_GONE_ON: Final = TaskState.READY | TaskState.STARTED | TaskState.COMPLETED
_CLASSES: Final = {
    Tag.START: StartEvent,
    Tag.END: EndEvent,
    Tag.TASK: UserTask,
    Tag.EXCLUSIVE: ExclusiveGateway,
    Tag.PARALLEL: CountingGateway,
}


def specification(model: Model, conditions: Mapping[str, Condition]) -> BpmnProcessSpec:
    """The specification of ``model``; ``conditions`` by id of flow, compiled."""
    spec = BpmnProcessSpec(name=model.id)
    made = {node.id: _made(spec, node.tag, node.id) for node in model.nodes.values()}
    for start in model.starts:
        spec.start.connect(made[start.id])
    for end in model.of(Tag.END):
        made[end.id].connect(spec.end)
    for flow in model.flows:
        _connect(made[flow.source], made[flow.target], flow, conditions)
    return spec


def joins_hold(workflow: BpmnWorkflow) -> bool:
    """Whether no gateway went on with a token that did not come; after a step was undone."""
    for gateway in workflow.spec.task_specs.values():
        if isinstance(gateway, CountingGateway):
            arrived, gone_on = gateway.counted(workflow)
            if any(arrived[element.name] < gone_on for element in gateway.inputs):
                return False
    return True


def _made(spec: BpmnProcessSpec, tag: Tag, id: str) -> Any:
    if tag in (Tag.START, Tag.END):
        return _CLASSES[tag](spec, id, event_definition=NoneEventDefinition())
    return _CLASSES[tag](spec, id)


def _connect(source: Any, target: Any, flow: Flow, conditions: Mapping[str, Condition]) -> None:
    """The compiled condition itself is handed over: there is no text that could be run."""
    if flow.id in conditions:
        source.connect_outgoing_if(conditions[flow.id], target)
    else:
        source.connect(target)
