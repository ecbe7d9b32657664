"""From a model to BPMN 2.0 text with its drawing, as drawing tools read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from toantrinh.core.expressions import Type

from .drawing import Box, Drawing, Place, draw
from .model import Flow, Model, Node, Tag
from .steps import StepKind
from .vocabulary import BPMN, BPMNDI, COUNTS, DC, DI, FACTS, KIND, OWN, ROLE, XSI, XSI_TYPE

_PREFIXES: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "tt": OWN, "xsi": XSI}
_COLLABORATION, _POOL = "collaboration", "pool"


def write(model: Model, places: Mapping[str, Place], roles: Mapping[str, str]) -> str:
    """BPMN text of ``model``; each node has a place, lanes stand in the order of places."""
    drawing = draw(model, places)
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=_PREFIXES)
    root.set("id", "definitions")
    root.set("targetNamespace", OWN)
    collaboration = _add(root, "collaboration", id=_COLLABORATION)
    _add(collaboration, "participant", id=_POOL, name=model.name, processRef=model.id)
    process = _add(root, "process", id=model.id, name=model.name, isExecutable="true")
    declare_on(process, model.facts)
    lanes = _add(process, "laneSet", id="lanes")
    for number, role in enumerate(drawing.lanes, 1):
        lane = _add(lanes, "lane", id=f"lane.{number}", name=roles.get(role, role))
        lane.set(ROLE, role)
        for id, place in places.items():
            if place.role == role:
                _add(lane, "flowNodeRef").text = id
    for node in model.nodes.values():
        _node(process, model, node)
    for flow in model.flows:
        _flow(process, flow)
    _diagram(root, drawing)
    etree.indent(root, space="  ")
    text = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def declare_on(process: Any, facts: Mapping[str, Type]) -> None:
    """Write the names that conditions may use, with their types, on the process element."""
    process.attrib.pop(FACTS, None)
    if facts:
        process.set(FACTS, " ".join(f"{name}:{facts[name].value}" for name in sorted(facts)))


def _add(parent: Any, tag: str, namespace: str = BPMN, /, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _node(process: Any, model: Model, node: Node) -> None:
    element = _add(process, node.tag, id=node.id)
    if node.name:
        element.set("name", node.name)
    if node.tag is Tag.TASK and node.kind != StepKind.WORK:
        element.set(KIND, node.kind)
    if not node.counts:
        element.set(COUNTS, "false")
    for flow in model.incoming[node.id]:
        _add(element, "incoming").text = flow.id
    for flow in model.outgoing[node.id]:
        _add(element, "outgoing").text = flow.id
        if flow.is_default:
            element.set("default", flow.id)


def _flow(process: Any, flow: Flow) -> None:
    element = _add(process, "sequenceFlow", id=flow.id)
    if flow.name:
        element.set("name", flow.name)
    element.set("sourceRef", flow.source)
    element.set("targetRef", flow.target)
    if flow.condition is not None:
        condition = _add(element, "conditionExpression")
        condition.set(XSI_TYPE, "bpmn:tFormalExpression")
        condition.text = flow.condition


def _diagram(root: Any, drawing: Drawing) -> None:
    diagram = _add(root, "BPMNDiagram", BPMNDI, id="diagram")
    plane = _add(diagram, "BPMNPlane", BPMNDI, id="plane", bpmnElement=_COLLABORATION)
    _shape(plane, _POOL, drawing.pool, isHorizontal="true")
    for number, box in enumerate(drawing.lanes.values(), 1):
        _shape(plane, f"lane.{number}", box, isHorizontal="true")
    for id, box in drawing.boxes.items():
        _shape(plane, id, box)
    for id, bends in drawing.bends.items():
        edge = _add(plane, "BPMNEdge", BPMNDI, id=f"{id}..edge", bpmnElement=id)
        for x, y in bends:
            _add(edge, "waypoint", DI, x=str(x), y=str(y))


def _shape(plane: Any, id: str, box: Box, **attributes: str) -> None:
    shape = _add(plane, "BPMNShape", BPMNDI, id=f"{id}..shape", bpmnElement=id, **attributes)
    sizes = {name: str(value) for name, value in box._asdict().items()}
    _add(shape, "Bounds", DC, **sizes)
