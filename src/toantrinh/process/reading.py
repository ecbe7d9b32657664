"""From BPMN text to a model. The vocabulary is closed: what is not understood is a problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from toantrinh.core.expressions import Type

from .model import Flow, Model, ModelProblem, Node, Tag
from .steps import StepKind
from .vocabulary import (
    BPMN,
    COUNTS,
    DIAGRAM,
    ELEMENTS,
    FACTS,
    KIND,
    OTHERWISE,
    REMEDIES,
    ROLE,
    XSI_TYPE,
)

LENGTH: Final = 1_000_000  # characters of a file
NODES: Final = 500
_RESERVED: Final = {"Start", "End", "Root"}  # names that the engine gives to elements of its own
_EXPRESSION_TYPES: Final = {None, "tFormalExpression", "tExpression"}
_COUNTS: Final = {None: True, "true": True, "false": False}
_TAGS: Final = {f"{{{BPMN}}}{tag}": tag for tag in Tag}


def read(xml: str) -> tuple[Model | None, list[ModelProblem]]:
    """The model in ``xml`` and everything that is wrong with the reading of it.

    No model when the text is not BPMN at all. A model that comes with problems is a part of what
    was meant and must not be run.
    """
    root, found = _parse(xml)
    if root is None:
        return None, found
    reader = _Reader(root)
    return reader.model(), reader.found


def text_of(node: Any) -> str:
    """The text of an element, without the spaces around it."""
    return (node.text or "").strip()


def _parse(xml: str) -> tuple[Any, list[ModelProblem]]:
    """The root element; or none, and why.

    A document type is refused before parsing, because with it come entities: files read from this
    machine, and texts that swell. The text is UTF-8 whatever it says of itself, so that nothing is
    hidden from that look in another encoding.
    """
    remedy = _("Export the file again from the drawing tool, as BPMN 2.0.")
    if len(xml) > LENGTH:
        return None, [ModelProblem(_("The file is larger than a million characters."), "", remedy)]
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        message = _("The file has a document type or entities, which are refused.")
        return None, [ModelProblem(message, "", remedy)]
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,  # a comment in a condition would otherwise end it
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        message = _("The file is not well-formed XML: %(why)s") % {"why": error.msg}
        return None, [ModelProblem(message, "", remedy, error.lineno or 0)]
    if root.tag != f"{{{BPMN}}}definitions":
        return None, [ModelProblem(_("The file is not BPMN 2.0."), local(root), remedy, 1)]
    return root, []


def local(node: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(node).localname)


class _Reader:
    """Reads one file; ``found`` collects the problems."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.found: list[ModelProblem] = []
        self.ids: dict[str, Any] = {}

    def model(self) -> Model | None:
        self._check(self.root, parent="")
        processes = self._all(self.root, "process")
        if len(processes) != 1:
            self._problem(
                _("The file has %(count)d processes.") % {"count": len(processes)},
                self.root,
                _("Keep exactly one process in a file."),
            )
            return None
        (process,) = processes
        owners = self._owners(process)
        nodes = {node.id: node for node in self._nodes(process, owners)}
        return Model(
            id=process.get("id", ""),
            name=process.get("name", ""),
            nodes=nodes,
            flows=tuple(self._flows(process, nodes)),
            facts=self._facts(process),
        )

    # vocabulary

    def _check(self, node: Any, *, parent: str) -> None:
        """Whether ``node`` and all in it are in the vocabulary, and ids are given once."""
        for child in [node] if not parent else node.iterchildren(etree.Element):
            if child.tag == DIAGRAM:
                continue
            name = local(child)
            place = ELEMENTS.get(name) if child.tag == f"{{{BPMN}}}{name}" else None
            if place is None or (parent and parent not in place.parents):
                self._refused(child, name, known=place is not None)
                self._note_id(child)
                continue
            self._note_id(child)
            self._check_attributes(child, name, place.attributes)
            self._check(child, parent=name)

    def _refused(self, node: Any, name: str, *, known: bool) -> None:
        if known:
            message = _("<%(element)s> cannot stand here.") % {"element": name}
            self._problem(message, node, _("Move it to where the drawing tool puts it."))
        else:
            message = _("<%(element)s> is refused.") % {"element": name}
            self._problem(message, node, str(REMEDIES.get(name, OTHERWISE)))

    def _check_attributes(self, node: Any, name: str, allowed: frozenset[str]) -> None:
        for attribute in sorted(set(node.attrib) - allowed):
            message = _("The attribute “%(attribute)s” of <%(element)s> is refused.") % {
                "attribute": etree.QName(attribute).localname,
                "element": name,
            }
            self._problem(message, node, _("Remove it: it would have no effect here."))

    def _note_id(self, node: Any) -> None:
        id = node.get("id")
        if id is None:
            return
        if id in self.ids:
            message = _("The id “%(id)s” is given twice.") % {"id": id}
            self._problem(message, node, _("Give each element an id of its own."))
        if id in _RESERVED or id.endswith(".EndJoin"):
            message = _("The id “%(id)s” is reserved.") % {"id": id}
            self._problem(message, node, _("Choose another id."))
        self.ids.setdefault(id, node)

    # parts

    def _nodes(self, process: Any, owners: dict[str, str]) -> Iterator[Node]:
        elements = [e for e in process.iterchildren(etree.Element) if e.tag in _TAGS]
        if len(elements) > NODES:
            message = _("The process has more than %(limit)d elements.") % {"limit": NODES}
            self._problem(message, process, _("Split the procedure, or draw it more simply."))
        for element in elements:
            id = element.get("id")
            if not id:
                message = _("<%(element)s> has no id.") % {"element": local(element)}
                self._problem(message, element, _("Give each element an id of its own."))
                continue
            yield Node(
                id=id,
                tag=_TAGS[element.tag],
                name=element.get("name", "").strip(),
                role=owners.get(id, "") if _TAGS[element.tag] is Tag.TASK else "",
                kind=self._kind(element),
                counts=self._counts(element),
                line=element.sourceline or 0,
            )

    def _kind(self, element: Any) -> str:
        kind = element.get(KIND, StepKind.WORK)
        if kind not in set(StepKind):
            message = _("There is no kind of step “%(kind)s”.") % {"kind": kind}
            kinds = ", ".join(StepKind)
            self._problem(message, element, _("Choose one of: %(kinds)s.") % {"kinds": kinds})
        return str(kind)

    def _counts(self, element: Any) -> bool:
        counts = element.get(COUNTS)
        if counts not in _COUNTS:
            message = _("“counts” is neither true nor false.")
            self._problem(message, element, _("Write true or false."))
        return _COUNTS.get(counts, True)

    def _owners(self, process: Any) -> dict[str, str]:
        """Role of each element that lies in a lane."""
        owners: dict[str, str] = {}
        for lane in self._all(process, "lane"):
            role = lane.get(ROLE, "") or lane.get("name", "").strip()
            for reference in self._all(lane, "flowNodeRef"):
                id = text_of(reference)
                if id in owners:
                    message = _("The element lies in two lanes.")
                    self._problem(message, self.ids.get(id, lane), _("Leave it in one lane."))
                owners.setdefault(id, role)
        return owners

    def _flows(self, process: Any, nodes: dict[str, Node]) -> Iterator[Flow]:
        defaults = self._defaults(process)
        for position, element in enumerate(self._all(process, "sequenceFlow")):
            id = element.get("id") or f"sequenceFlow {position + 1}"
            source, target = element.get("sourceRef", ""), element.get("targetRef", "")
            if source not in nodes or target not in nodes:
                self._dangling(element, {source, target} - set(nodes))
                continue
            yield Flow(
                id=id,
                source=source,
                target=target,
                condition=self._condition(element),
                is_default=defaults.pop(id, "") == source,
                name=element.get("name", ""),
                line=element.sourceline or 0,
            )
        for flow, gateway in defaults.items():
            message = _("The default flow “%(flow)s” does not exist.") % {"flow": flow}
            self._problem(
                message, self.ids[gateway], _("Choose a flow that leaves this gateway as default.")
            )

    def _defaults(self, process: Any) -> dict[str, str]:
        gateways = self._all(process, "exclusiveGateway")
        return {g.get("default"): g.get("id", "") for g in gateways if g.get("default")}

    def _dangling(self, element: Any, ends: set[str]) -> None:
        if ends <= set(self.ids) and "" not in ends:
            return  # it leads to an element that is refused already
        message = _("The flow does not join two elements.")
        self._problem(message, element, _("Draw it from one element to another, or remove it."))

    def _condition(self, element: Any) -> str | None:
        conditions = self._all(element, "conditionExpression")
        if len(conditions) > 1:
            message = _("The flow has more than one condition.")
            self._problem(message, element, _("Join them with “and” or “or”."))
        for condition in conditions:
            kind = condition.get(XSI_TYPE)
            if (kind.rpartition(":")[2] if kind else None) not in _EXPRESSION_TYPES:
                message = _("The condition has the unknown type “%(type)s”.") % {"type": kind}
                self._problem(message, element, _("Use tFormalExpression."))
            return text_of(condition)
        return None

    def _facts(self, process: Any) -> dict[str, Type]:
        facts: dict[str, Type] = {}
        for word in process.get(FACTS, "").split():
            name, _colon, kind = word.partition(":")
            if kind not in set(Type):
                message = _("The type of the fact “%(name)s” is not known.") % {"name": name}
                types = ", ".join(Type)
                remedy = _("Write name:type; types are %(types)s.") % {"types": types}
                self._problem(message, process, remedy)
            else:
                facts[name] = Type(kind)
        return facts

    # help

    def _all(self, node: Any, name: str) -> list[Any]:
        """Elements of the vocabulary below ``node``, whatever their depth."""
        return list(node.iterdescendants(f"{{{BPMN}}}{name}"))

    def _problem(self, message: str, node: Any, remedy: str) -> None:
        element = node.get("id") or local(node)
        self.found.append(ModelProblem(message, element, remedy, node.sourceline or 0))
