"""Whether a model may be published: all that is wrong with it at once, each with a remedy.

In three stages, since a fault of one stage shows as nonsense in the next: what is written (owners,
gateways, conditions), how it hangs together (dead ends, endless loops), and how it runs (forks and
joins).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from toantrinh.core.expressions import ExpressionProblem, Type

from .conditions import compiled
from .model import Flow, Model, ModelProblem, Node, Tag
from .reading import read
from .running import stuck

Problems = Iterator[ModelProblem]
_GATEWAYS = (Tag.EXCLUSIVE, Tag.PARALLEL)


def problems(xml: str, names: Mapping[str, Type]) -> list[ModelProblem]:
    """Everything that keeps the BPMN text ``xml`` from being published; empty when nothing does.

    ``names`` are the facts that conditions may use, with their types; the names known to every
    pack need not be among them. Messages are in the active language.
    """
    model, found = read(xml)
    return found if model is None else found + of_model(model, names, whole=not found)


def of_model(model: Model, names: Mapping[str, Type], *, whole: bool = True) -> list[ModelProblem]:
    """What is wrong with a model that was read; ``whole`` when all of it could be read."""
    found = [*_written(model, names)]
    if not found and whole:
        found = [*_connected(model)]
    if not found and whole:
        found = [*stuck(model)]
    return found


# what is written


def _written(model: Model, names: Mapping[str, Type]) -> Problems:
    yield from _ends(model)
    for node in model.nodes.values():
        yield from _owner(node)
        yield from _degree(model, node)
    for flow in model.flows:
        yield from _misplaced(model, flow)
    yield from _doubled(model)
    for gateway in model.of(Tag.EXCLUSIVE):
        yield from _choice(model, gateway, names)


def _ends(model: Model) -> Problems:
    if len(model.starts) != 1:
        yield ModelProblem(
            _("The process has %(count)d start events.") % {"count": len(model.starts)},
            model.id,
            _("Draw exactly one start event."),
        )
    if not model.of(Tag.END):
        yield ModelProblem(
            _("The process has no end event."), model.id, _("Let each way lead to an end event.")
        )


def _owner(node: Node) -> Problems:
    if node.tag is not Tag.TASK:
        return
    if not node.role:
        yield _at(
            node,
            _("The step “%(step)s” has no owner.") % {"step": node.label},
            _("Put it in the lane of the role that does it."),
        )
    if not node.name:
        yield _at(
            node,
            _("The step “%(step)s” has no name.") % {"step": node.id},
            _("Name it as people will read it in their list of work."),
        )


def _degree(model: Model, node: Node) -> Problems:
    enters, leaves = len(model.incoming[node.id]), len(model.outgoing[node.id])
    if node.tag is Tag.START:
        if enters:
            yield _at(
                node, _("A flow leads back to the start."), _("Lead it to the step after it.")
            )
    elif not enters:
        yield _unreachable(node)
    if node.tag is Tag.END:
        if leaves:
            yield _at(node, _("A flow leaves an end event."), _("Remove the flow or the event."))
    elif not leaves:
        yield _no_result(node)
    elif leaves > 1 and node.tag not in _GATEWAYS:
        yield _at(
            node,
            _("%(count)d flows leave “%(element)s”.") % {"count": leaves, "element": node.label},
            _("Put a gateway behind it that says whether one way or all ways are taken."),
        )


def _misplaced(model: Model, flow: Flow) -> Problems:
    source = model.nodes[flow.source]
    chooses = source.tag is Tag.EXCLUSIVE and len(model.outgoing[source.id]) > 1
    if flow.condition is not None and not chooses:
        yield _on(
            flow,
            _("The condition has no effect: no choice is made at “%(element)s”.")
            % {"element": source.label},
            _("Remove it, or put an exclusive gateway there."),
        )


def _doubled(model: Model) -> Problems:
    seen: set[tuple[str, str]] = set()
    for flow in model.flows:
        if (flow.source, flow.target) in seen:
            yield _on(
                flow,
                _("Two flows join the same elements."),
                _("Keep one; join conditions with “or”."),
            )
        seen.add((flow.source, flow.target))


def _choice(model: Model, gateway: Node, names: Mapping[str, Type]) -> Problems:
    flows = model.outgoing[gateway.id]
    if len(flows) < 2:
        return
    if not any(flow.is_default for flow in flows):
        yield _at(
            gateway,
            _("The gateway “%(gateway)s” has no default flow for when no condition holds.")
            % {"gateway": gateway.label},
            _("Mark one of its flows as the default flow."),
        )
    for flow in flows:
        yield from _condition(flow, gateway, names)


def _condition(flow: Flow, gateway: Node, names: Mapping[str, Type]) -> Problems:
    if flow.is_default:
        if flow.condition is not None:
            yield _on(
                flow,
                _("The default flow has a condition."),
                _("Remove it: the default flow is taken when no other condition holds."),
            )
    elif not flow.condition:
        yield _on(
            flow,
            _("The flow has no condition."),
            _("Write the condition under which it is taken."),
        )
    else:
        yield from _expression(flow, gateway, names)


def _expression(flow: Flow, gateway: Node, names: Mapping[str, Type]) -> Problems:
    try:
        condition = compiled(flow, gateway, names)
    except ExpressionProblem as problem:
        yield _on(
            flow,
            _("The condition is wrong at column %(column)d: %(why)s")
            % {"column": problem.column, "why": _(problem.template).format(**problem.details)},
            _("Correct the condition; it is written in the language of packs."),
        )
        return
    if condition.expression.type is not Type.BOOLEAN:
        yield _on(
            flow,
            _("The condition is not a yes or no."),
            _("Compare its value with something."),
        )


# how it hangs together


def _connected(model: Model) -> Problems:
    reached = model.after([model.starts[0].id]) | {model.starts[0].id}
    for node in model.nodes.values():
        if node.id not in reached:
            yield _unreachable(node)
    ends = [end.id for end in model.of(Tag.END)]
    lost = [n for n in model.nodes.values() if n.id not in model.before(ends) and n.id not in ends]
    yield from _lost(model, lost)
    yield from _spinning(model)


def _lost(model: Model, lost: list[Node]) -> Problems:
    """Nodes from which no end can be reached; since each has a way on, they lie before a loop."""
    told: set[str] = set()
    for node in lost:
        circle = _circle(model, node, tuple(Tag))
        if circle and not told & circle:
            told |= circle
            yield _at(
                node,
                _("Endless loop without a way out: %(elements)s.")
                % {"elements": _labels(model, circle)},
                _("Lead a way from the loop to an end event."),
            )


def _spinning(model: Model) -> Problems:
    """Loops of gateways alone: the engine would go round for ever without anybody's doing."""
    told: set[str] = set()
    for node in model.of(*_GATEWAYS):
        circle = _circle(model, node, _GATEWAYS)
        if circle and not told & circle:
            told |= circle
            yield _at(
                node,
                _("Endless loop without a step: %(elements)s.")
                % {"elements": _labels(model, circle)},
                _("Put a step into the loop, or remove the flow that leads back."),
            )


def _circle(model: Model, node: Node, through: tuple[Tag, ...]) -> set[str]:
    """Elements that lie on a loop with ``node``; empty when it lies on none."""
    later = model.after([node.id], through=through)
    if node.id not in later:
        return set()
    return {id for id in later if node.id in model.after([id], through=through)}


def _labels(model: Model, ids: set[str]) -> str:
    return ", ".join(f"“{node.label}”" for node in model.nodes.values() if node.id in ids)


# help


def _unreachable(node: Node) -> ModelProblem:
    return _at(
        node,
        _("“%(element)s” can never be reached.") % {"element": node.label},
        _("Lead a flow to it, or remove it."),
    )


def _no_result(node: Node) -> ModelProblem:
    return _at(
        node,
        _("The way ends at “%(element)s” without a result.") % {"element": node.label},
        _("Lead it on to the next step or to an end event."),
    )


def _at(node: Node, message: str, remedy: str) -> ModelProblem:
    return ModelProblem(message, node.id, remedy, node.line)


def _on(flow: Flow, message: str, remedy: str) -> ModelProblem:
    return ModelProblem(message, flow.id, remedy, flow.line)
