"""BPMN 2.0 from the steps of a procedure: the same steps always give the same bytes.

Steps follow one another; neighbours of one parallel group stand between a fork and a join; a step
with a condition stands between an exclusive gateway and its merge, and the default flow passes it
over. Ids are readable: the task has the key of its step, gateways are named after it (``when.key``,
``merge.key``, ``fork.group``, ``join.group``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from toantrinh.core.expressions import ExpressionProblem, Type

from .conditions import compiled
from .drawing import Place
from .model import Flow, Model, Node, Tag
from .steps import StepKind, StepSpec
from .writing import write

_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)
_PROCESS_KEY: Final = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_START, _END = "event.start", "event.end"


def bpmn(
    key: str,
    name: str,
    steps: Sequence[StepSpec],
    names: Mapping[str, Type] | None = None,
    *,
    roles: Mapping[str, str] | None = None,
) -> str:
    """BPMN 2.0 text of the process of procedure ``key``, with a drawing in lanes by role.

    ``names`` are the facts that ``when`` may use, with their types; those in use are written into
    the text, so that it can be run without the pack. ``roles`` gives lanes their titles.
    Errors: ValueError naming the step, when steps are not well formed.
    """
    _check(key, steps)
    builder = _Builder()
    for group, members in groupby(steps, key=lambda step: step.parallel_group or None):
        builder.add(group, list(members))
    builder.finish()
    model = Model(
        id=f"process.{key}",
        name=name,
        nodes=builder.nodes,
        flows=tuple(builder.flows),
        facts=_used(builder, names or {}),
    )
    return write(model, builder.places, roles or {})


def _check(key: str, steps: Sequence[StepSpec]) -> None:
    if not _PROCESS_KEY.fullmatch(key):
        raise ValueError(f"{key!r} cannot be part of an id: letters, digits, '_', '-', '.' can")
    if not steps:
        raise ValueError(f"the process {key!r} has no steps")
    for step in steps:
        _check_step(step)
    _check_once((step.key for step in steps), "step")
    runs = [group for group, _members in groupby(step.parallel_group for step in steps) if group]
    _check_once(runs, "parallel group")


def _check_step(step: StepSpec) -> None:
    if not step.key:
        raise ValueError("a step has no key")
    for id in (step.key, step.parallel_group):
        if id and not _KEY.fullmatch(id):
            raise ValueError(f"step {step.key!r}: {id!r} is not letters, digits, '_' and '-'")
    if not (step.name.strip() and step.role.strip()):
        raise ValueError(f"step {step.key!r} lacks a name or a role")
    if step.kind not in set(StepKind):
        raise ValueError(f"step {step.key!r}: there is no kind {step.kind!r}")


def _check_once(keys: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{what} {key!r} comes twice; members of a group are neighbours")
        seen.add(key)


def _used(builder: _Builder, names: Mapping[str, Type]) -> dict[str, Type]:
    """The names that conditions use, sorted, with their types."""
    used: set[str] = set()
    for flow in builder.flows:
        if flow.condition is not None:
            used |= _names(flow, builder.nodes[flow.source], names)
    return {name: names[name] for name in sorted(used & set(names))}


def _names(flow: Flow, gateway: Node, names: Mapping[str, Type]) -> frozenset[str]:
    try:
        return compiled(flow, gateway, names).expression.names
    except ExpressionProblem as problem:
        raise ValueError(f"step {flow.target!r}: its condition is wrong, {problem}") from problem


class _Builder:
    """Puts blocks one behind the other; ``last`` are the open ends of the block before."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []
        self.places: dict[str, Place] = {}
        self.column = 0
        self.last = ""
        self.lane = ""

    def add(self, group: str | None, members: list[StepSpec]) -> None:
        if not self.nodes:
            self._begin(members[0].role)
        if group is None:
            for step in members:
                self._follow(step)
        else:
            self._beside(group, members)

    def finish(self) -> None:
        self._gateway_or_event(_END, Tag.END, "Kết thúc", Place(self.column, self.lane, 0))
        self._flow(self.last, _END)

    def _begin(self, role: str) -> None:
        self.lane = role
        self._gateway_or_event(_START, Tag.START, "Bắt đầu", Place(0, role, 0))
        self.last, self.column = _START, 1

    def _follow(self, step: StepSpec) -> None:
        entry, exit = self._step(step, self.column, row=0, width=_width([step]))
        self._flow(self.last, entry)
        self.last, self.lane = exit, step.role
        self.column += _width([step])

    def _beside(self, group: str, members: list[StepSpec]) -> None:
        if len(members) == 1:
            self._follow(members[0])
            return
        fork, join, width = f"fork.{group}", f"join.{group}", _width(members)
        self._gateway_or_event(fork, Tag.PARALLEL, "", Place(self.column, self.lane, 0))
        self._flow(self.last, fork)
        rows: dict[str, int] = {}
        exits = []
        for step in members:
            row = rows[step.role] = rows.get(step.role, -1) + 1
            entry, exit = self._step(step, self.column + 1, row=row, width=width)
            self._flow(fork, entry)
            exits.append(exit)
        self.column += width + 1
        self._gateway_or_event(join, Tag.PARALLEL, "", Place(self.column, self.lane, 0))
        for exit in exits:
            self._flow(exit, join)
        self.last = join
        self.column += 1

    def _step(self, step: StepSpec, column: int, *, row: int, width: int) -> tuple[str, str]:
        """Draws a step within ``width`` columns; gives where one enters it and leaves it."""
        middle = column + width // 2
        if not step.when:
            self._task(step, Place(middle, step.role, row))
            return step.key, step.key
        entry, exit = f"when.{step.key}", f"merge.{step.key}"
        question = f"Có cần “{step.name}”?"
        self._gateway_or_event(entry, Tag.EXCLUSIVE, question, Place(column, step.role, row))
        self._task(step, Place(middle, step.role, row))
        end = Place(column + width - 1, step.role, row)
        self._gateway_or_event(exit, Tag.EXCLUSIVE, "", end)
        self._flow(entry, step.key, condition=step.when.strip(), name="Có")
        self._flow(entry, exit, is_default=True, name="Không")
        self._flow(step.key, exit)
        return entry, exit

    def _task(self, step: StepSpec, place: Place) -> None:
        self.places[step.key] = place
        self.nodes[step.key] = Node(
            id=step.key,
            tag=Tag.TASK,
            name=step.name.strip(),
            role=step.role,
            kind=str(step.kind),
            counts=step.counts,
        )

    def _gateway_or_event(self, id: str, tag: Tag, name: str, place: Place) -> None:
        self.places[id] = place
        self.nodes[id] = Node(id=id, tag=tag, name=name)

    def _flow(
        self,
        source: str,
        target: str,
        *,
        condition: str | None = None,
        is_default: bool = False,
        name: str = "",
    ) -> None:
        id = f"{source}..{target}"
        self.flows.append(Flow(id, source, target, condition, is_default, name))


def _width(members: Sequence[StepSpec]) -> int:
    """Columns that the widest member takes: a condition adds its gateway and its merge."""
    return 3 if any(step.when for step in members) else 1
