"""A process as a graph of steps, gateways and flows: what is read, checked, drawn and run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from toantrinh.core.expressions import Type

from .steps import StepKind


class Tag(StrEnum):
    """The elements of BPMN that a process may consist of."""

    START = "startEvent"
    END = "endEvent"
    TASK = "userTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"


@dataclass(frozen=True)
class Node:
    """A step, a gateway, the beginning or an end. ``role``, ``kind``, ``counts``: steps only."""

    id: str
    tag: Tag
    name: str = ""
    role: str = ""
    kind: str = StepKind.WORK
    counts: bool = True
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """What a person calls it: its name, or else its id."""
        return self.name or self.id


@dataclass(frozen=True)
class Flow:
    """An arrow. ``condition`` is a text in the language of packs; see core.expressions."""

    id: str
    source: str
    target: str
    condition: str | None = None
    is_default: bool = False
    name: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Model:
    """One process. ``facts`` are the names that its conditions may use, with their types.

    Flows stand in the order of the file: a gateway tries its conditions in that order.
    """

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    facts: Mapping[str, Type] = field(default_factory=dict)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        """Flows that leave each node."""
        return {id: tuple(f for f in self.flows if f.source == id) for id in self.nodes}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        """Flows that lead to each node."""
        return {id: tuple(f for f in self.flows if f.target == id) for id in self.nodes}

    @cached_property
    def starts(self) -> tuple[Node, ...]:
        return self.of(Tag.START)

    def of(self, *tags: Tag) -> tuple[Node, ...]:
        """Nodes of these kinds, in the order of the file."""
        return tuple(node for node in self.nodes.values() if node.tag in tags)

    def after(self, ids: Collection[str], *, through: Collection[Tag] = tuple(Tag)) -> set[str]:
        """Nodes that can be reached from ``ids`` by at least one flow, passing only ``through``."""
        return self._reached(ids, through, forward=True)

    def before(self, ids: Collection[str]) -> set[str]:
        """Nodes from which one of ``ids`` can be reached by at least one flow."""
        return self._reached(ids, tuple(Tag), forward=False)

    def _reached(
        self, ids: Collection[str], through: Collection[Tag], *, forward: bool
    ) -> set[str]:
        reached: set[str] = set()
        waiting = list(ids)
        while waiting:
            id = waiting.pop()
            steps = (
                [flow.target for flow in self.outgoing[id]]
                if forward
                else [flow.source for flow in self.incoming[id]]
            )
            fresh = [s for s in steps if s not in reached and self.nodes[s].tag in through]
            reached.update(fresh)
            waiting += fresh
        return reached


@dataclass(frozen=True)
class ModelProblem:
    """Something wrong with a model: what, at which element (id), and what to do.

    ``line`` is that of the BPMN file, from 1; 0 when it is about the whole.
    """

    message: str
    element: str
    remedy: str
    line: int = 0
