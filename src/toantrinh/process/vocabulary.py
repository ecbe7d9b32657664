"""The closed vocabulary of models: each element that may stand in a file, where, and with what.

Everything else is refused, with the reason where people are likely to try it. Nothing of a file is
ever executed: what could be is not in the vocabulary, and only what is in it reaches the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
OWN: Final = "urn:toantrinh:process:1"

ROLE: Final = f"{{{OWN}}}role"
KIND: Final = f"{{{OWN}}}kind"
COUNTS: Final = f"{{{OWN}}}counts"
FACTS: Final = f"{{{OWN}}}facts"
XSI_TYPE: Final = f"{{{XSI}}}type"
DIAGRAM: Final = f"{{{BPMNDI}}}BPMNDiagram"  # drawing only: never read


class Place(NamedTuple):
    """Under which elements an element may stand, and which attributes it may have."""

    parents: frozenset[str]
    attributes: frozenset[str]


def _place(parents: str, attributes: str = "", *more: str) -> Place:
    return Place(frozenset(parents.split()), frozenset([*attributes.split(), *more]))


_TEXT_PARENTS = "startEvent endEvent userTask exclusiveGateway parallelGateway"

ELEMENTS: Final[Mapping[str, Place]] = {
    "definitions": _place(
        "", "id name targetNamespace exporter exporterVersion", f"{{{XSI}}}schemaLocation"
    ),
    "collaboration": _place("definitions", "id name isClosed"),
    "participant": _place("collaboration", "id name processRef"),
    "process": _place("definitions", "id name isExecutable isClosed processType", FACTS),
    "laneSet": _place("process", "id name"),
    "lane": _place("laneSet", "id name", ROLE),
    "flowNodeRef": _place("lane"),
    "startEvent": _place("process", "id name"),
    "endEvent": _place("process", "id name"),
    "userTask": _place("process", "id name", KIND, COUNTS),
    "exclusiveGateway": _place("process", "id name default gatewayDirection"),
    "parallelGateway": _place("process", "id name gatewayDirection"),
    "sequenceFlow": _place("process", "id name sourceRef targetRef"),
    "conditionExpression": _place("sequenceFlow", "id", XSI_TYPE),
    "incoming": _place(_TEXT_PARENTS),
    "outgoing": _place(_TEXT_PARENTS),
    "documentation": _place(
        _TEXT_PARENTS + " definitions collaboration participant process lane sequenceFlow",
        "id textFormat",
    ),
    "textAnnotation": _place("process collaboration", "id textFormat"),
    "text": _place("textAnnotation"),
    "association": _place("process collaboration", "id sourceRef targetRef associationDirection"),
    "group": _place("process collaboration", "id categoryValueRef"),
    "category": _place("definitions", "id name"),
    "categoryValue": _place("category", "id value"),
}

_PROGRAM = _("No program of a file is ever run. Use a user task, or a condition at a gateway.")
_CLOCK = _("Legal time is counted by the working calendar. Give the hours in the step instead.")
_CALL = _("Draw the steps themselves; what asks another system is a user task of kind “query”.")
_PLAIN = _("Use a user task: every step has an owner who finishes it.")
_FORK = _("Use an exclusive gateway (one way) or a parallel gateway (all ways).")
_LOOP = _("Draw the repetition with an exclusive gateway and a flow that leads back.")
_DATA = _("Facts come from the form and from findings; remove data from the drawing.")
_ENDING = _("Use a plain end event; the process ends when nothing is left to do.")

REMEDIES: Final[Mapping[str, StrOrPromise]] = {
    "scriptTask": _PROGRAM,
    "script": _PROGRAM,
    "extensionElements": _PROGRAM,
    "serviceTask": _CALL,
    "sendTask": _CALL,
    "receiveTask": _CALL,
    "businessRuleTask": _CALL,
    "callActivity": _CALL,
    "subProcess": _CALL,
    "adHocSubProcess": _CALL,
    "transaction": _CALL,
    "messageFlow": _CALL,
    "task": _PLAIN,
    "manualTask": _PLAIN,
    "timerEventDefinition": _CLOCK,
    "timeDuration": _CLOCK,
    "timeDate": _CLOCK,
    "timeCycle": _CLOCK,
    "boundaryEvent": _CLOCK,
    "intermediateCatchEvent": _CLOCK,
    "intermediateThrowEvent": _CALL,
    "inclusiveGateway": _FORK,
    "complexGateway": _FORK,
    "eventBasedGateway": _FORK,
    "standardLoopCharacteristics": _LOOP,
    "multiInstanceLoopCharacteristics": _LOOP,
    "dataObject": _DATA,
    "dataObjectReference": _DATA,
    "dataStore": _DATA,
    "dataStoreReference": _DATA,
    "dataInputAssociation": _DATA,
    "dataOutputAssociation": _DATA,
    "ioSpecification": _DATA,
    "property": _DATA,
    "terminateEventDefinition": _ENDING,
    "errorEventDefinition": _ENDING,
    "escalationEventDefinition": _ENDING,
    "cancelEventDefinition": _ENDING,
    "messageEventDefinition": _CALL,
    "signalEventDefinition": _CALL,
    "conditionalEventDefinition": _FORK,
}
OTHERWISE: Final = _("Remove it: a process has steps, gateways, flows, lanes and notes only.")
