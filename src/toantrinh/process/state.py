"""The state of a running process as small JSON: which elements were entered, and how far they are.

The format is ours, not the library's serializer's: it has no specification (that is made from the
model), no data (facts are asked when needed, never kept) and no clock, and it outlives upgrades of
the library. The order of keys means nothing, as in a ``jsonb`` column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


def dump(workflow: BpmnWorkflow) -> dict[str, Any]:
    """``{"root": id, "tasks": {id: {"at": element, "state": word, "next": [ids]}}}``."""
    return {
        "root": str(workflow.task_tree.id),
        "tasks": {
            str(task.id): {
                "at": task.task_spec.name,
                "state": TaskState.get_name(task.state),
                "next": [str(child.id) for child in task.children],
            }
            for task in workflow.tasks.values()
        },
    }


def restore(
    spec: BpmnProcessSpec, dumped: Mapping[str, Any], script_engine: object
) -> BpmnWorkflow:
    """The workflow that was dumped.

    Left alone, the library gives a restored workflow its own engine, which runs Python; so the
    closed one is handed in here, and there is no way to restore without one.
    """
    workflow = BpmnWorkflow(spec, script_engine=script_engine, deserializing=True)
    for id, task in dumped["tasks"].items():
        state = TaskState.get_value(task["state"])
        Task(workflow, spec.task_specs[task["at"]], state=state, id=UUID(id))
    for id, task in dumped["tasks"].items():
        parent = workflow.tasks[UUID(id)]
        parent.children = [workflow.tasks[UUID(child)] for child in task["next"]]
        for child in parent.children:
            child.parent = parent
    workflow.task_tree = workflow.tasks[UUID(dumped["root"])]
    return workflow
