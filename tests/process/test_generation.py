"""BPMN from steps: valid, readable, drawn, and the same bytes every time."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser
from hypothesis import given, settings
from lxml import etree

from tests.process.models import NAMES, step_lists
from toantrinh.core.expressions import Type
from toantrinh.process import checks
from toantrinh.process.generation import bpmn
from toantrinh.process.model import Tag
from toantrinh.process.reading import read
from toantrinh.process.steps import StepKind, StepSpec

SCHEMA = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd"
OMG = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}


def step(key, **more):
    return StepSpec(**{"key": key, "name": f"Bước {key}", "role": "chuyen_vien", **more})


BIRTH = [
    step("tiep_nhan", role="tiep_nhan", kind=StepKind.RECEIVE),
    step("tham_tra"),
    step(
        "xac_nhan_du_thao",
        role="nguoi_nop",
        kind=StepKind.CONFIRM_DRAFT,
        when="kenh == 'truc_tuyen'",
        counts=False,
    ),
    step("vao_so"),
    step("so_dinh_danh", role="he_thong", kind=StepKind.QUERY),
    step("ky", role="lanh_dao", kind=StepKind.SIGN),
    step("dong_dau", role="van_thu", kind=StepKind.SEAL),
    step("tra_ket_qua", role="tra_ket_qua", kind=StepKind.RETURN),
]


def model_of(steps, names=None):
    model, found = read(bpmn("1.001193", "Đăng ký khai sinh", steps, names))
    assert found == []
    return model


def ways(model):
    return {f"{flow.source} -> {flow.target}" for flow in model.flows}


def test_steps_follow_one_another():
    model = model_of([step("a"), step("b")])

    assert ways(model) == {"event.start -> a", "a -> b", "b -> event.end"}


def test_a_parallel_group_stands_between_fork_and_join():
    model = model_of([step("a"), step("b", parallel_group="g"), step("c", parallel_group="g")])

    assert ways(model) == {
        "event.start -> a",
        "a -> fork.g",
        "fork.g -> b",
        "fork.g -> c",
        "b -> join.g",
        "c -> join.g",
        "join.g -> event.end",
    }
    assert model.nodes["fork.g"].tag is model.nodes["join.g"].tag is Tag.PARALLEL


def test_a_group_of_one_and_an_empty_group_are_plain_steps():
    model = model_of([step("a", parallel_group="g"), step("b", parallel_group="")])

    assert ways(model) == {"event.start -> a", "a -> b", "b -> event.end"}


def test_a_step_with_a_condition_is_passed_over_by_the_default_flow():
    model = model_of([step("a", when="can == true")], {"can": Type.BOOLEAN})

    assert {(f.source, f.target, f.condition, f.is_default) for f in model.flows} == {
        ("event.start", "when.a", None, False),
        ("when.a", "a", "can == true", False),
        ("when.a", "merge.a", None, True),
        ("a", "merge.a", None, False),
        ("merge.a", "event.end", None, False),
    }


def test_what_a_step_says_of_itself_is_read_again():
    model = model_of(BIRTH)

    found = {n.id: (n.name, n.role, n.kind, n.counts) for n in model.of(Tag.TASK)}

    assert found == {s.key: (s.name, s.role, s.kind, s.counts) for s in BIRTH}
    assert (model.id, model.name) == ("process.1.001193", "Đăng ký khai sinh")


def test_only_the_facts_that_conditions_use_are_declared():
    names = {"can": Type.BOOLEAN, "so_tang": Type.NUMBER, "ten": Type.TEXT}

    model = model_of([step("a", when="so_tang > 3"), step("b", when="can == true")], names)

    assert model.facts == {"can": Type.BOOLEAN, "so_tang": Type.NUMBER}


def test_roles_give_lanes_their_titles():
    xml = bpmn("x", "X", [step("a")], roles={"chuyen_vien": "Người thụ lý"})

    lane = etree.fromstring(xml.encode()).find(".//bpmn:lane", OMG)

    assert lane.get("name") == "Người thụ lý"
    assert [ref.text for ref in lane] == ["event.start", "a", "event.end"]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "no steps"),
        ([step("a"), step("a")], "'a' comes twice"),
        ([step("a b")], "'a b'"),
        ([step("khai_sinh.1")], "khai_sinh.1"),
        ([step("1a")], "1a"),
        ([step("")], "no key"),
        ([step("a", name=" ")], "name or a role"),
        ([step("a", role="")], "name or a role"),
        ([step("a", kind="sgin")], "sgin"),
        ([step("a", parallel_group="x y")], "x y"),
        (
            [step("a", parallel_group="g"), step("b"), step("c", parallel_group="g")],
            "'g' comes twice",
        ),
        ([step("a", when="cann == true")], "cann"),
        ([step("a", when="__import__('os')")], "'a'"),
    ],
)
def test_steps_that_are_not_well_formed_are_refused_by_name(steps, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        bpmn("x", "X", steps, {"can": Type.BOOLEAN})


def test_a_process_key_that_is_no_id_is_refused():
    with pytest.raises(ValueError, match="cannot be part of an id"):
        bpmn("a b", "X", [step("a")])


@settings(max_examples=60, deadline=None)
@given(steps=step_lists())
def test_whatever_is_generated_is_valid_and_passes_the_check(steps):
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    xml = bpmn("1.001193", "Tên & <dấu>", steps, NAMES)

    schema.assertValid(etree.fromstring(xml.encode()))
    assert checks.problems(xml, NAMES) == []
    assert xml == bpmn("1.001193", "Tên & <dấu>", steps, NAMES)


# drawing


def boxes(root, kind):
    """Bounds of the shapes of elements of one kind, by id: left, top, right, bottom."""
    ids = {element.get("id") for element in root.iterfind(f".//bpmn:{kind}", OMG)}
    found = {}
    for shape in root.iterfind(".//bpmndi:BPMNShape", OMG):
        if shape.get("bpmnElement") in ids:
            bounds = shape.find("dc:Bounds", OMG)
            x, y, w, h = (int(bounds.get(name)) for name in ("x", "y", "width", "height"))
            found[shape.get("bpmnElement")] = (x, y, x + w, y + h)
    return found


def bends(root):
    return {
        edge.get("bpmnElement"): [
            (int(point.get("x")), int(point.get("y")))
            for point in edge.iterfind("di:waypoint", OMG)
        ]
        for edge in root.iterfind(".//bpmndi:BPMNEdge", OMG)
    }


def inside(inner, outer):
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def apart(one, other):
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@settings(max_examples=60, deadline=None)
@given(steps=step_lists())
def test_everything_is_drawn_in_its_lane_and_nothing_on_another(steps):
    root = etree.fromstring(bpmn("x", "X", steps, NAMES).encode())
    nodes = {id: box for tag in Tag for id, box in boxes(root, tag).items()}
    lanes = boxes(root, "lane")

    assert set(nodes) == {ref.text for ref in root.iterfind(".//bpmn:flowNodeRef", OMG)}
    for lane in root.iterfind(".//bpmn:lane", OMG):
        for reference in lane.iterfind("bpmn:flowNodeRef", OMG):
            assert inside(nodes[reference.text], lanes[lane.get("id")])
    assert all(
        inside(lane, box) for lane in lanes.values() for box in boxes(root, "participant").values()
    )
    listed = list(nodes.values())
    for number, box in enumerate(listed):
        assert all(apart(box, other) for other in listed[number + 1 :])


@settings(max_examples=60, deadline=None)
@given(steps=step_lists())
def test_flows_are_drawn_from_border_to_border_and_through_no_other_element(steps):
    root = etree.fromstring(bpmn("x", "X", steps, NAMES).encode())
    nodes = {id: box for tag in Tag for id, box in boxes(root, tag).items()}
    drawn = bends(root)

    flows = list(root.iterfind(".//bpmn:sequenceFlow", OMG))
    assert Counter(flow.get("id") for flow in flows) == Counter(drawn.keys())
    for flow in flows:
        source, target = flow.get("sourceRef"), flow.get("targetRef")
        points = drawn[flow.get("id")]
        assert inside((*points[0], *points[0]), nodes[source])
        assert inside((*points[-1], *points[-1]), nodes[target])
        for (x, y), (to_x, to_y) in pairwise(points):
            assert x == to_x or y == to_y
            line = (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
            others = (box for id, box in nodes.items() if id not in (source, target))
            assert all(apart(line, box) for box in others)
