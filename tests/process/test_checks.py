"""The check of a model before publishing: each fault found, at its element, with a remedy."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.process.models import HEAD, drawn
from toantrinh.core.expressions import Type
from toantrinh.process import running
from toantrinh.process.checks import problems

NAMES = {"yes": Type.BOOLEAN, "so": Type.NUMBER}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def found(xml, names=NAMES):
    """Pairs of element and message."""
    all_of_them = problems(xml, names)
    assert all(problem.remedy for problem in all_of_them)
    return [(problem.element, problem.message) for problem in all_of_them]


def test_a_plain_process_passes():
    assert found(drawn("start a", "a b", "b end")) == []


def test_what_a_drawing_tool_adds_passes():
    notes = (
        '<textAnnotation id="t"><text>Ghi chú</text></textAnnotation>'
        '<association id="as" sourceRef="a" targetRef="t"/>'
    )
    diagram = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="d">'
        '<bpmndi:BPMNPlane id="pl" bpmnElement="p"/></bpmndi:BPMNDiagram></definitions>'
    )

    xml = drawn("start a", "a end", extra=notes).replace("</definitions>", diagram)

    assert found(xml) == []


def test_a_step_outside_the_lanes_has_no_owner():
    xml = drawn("start a", "a end").replace("<flowNodeRef>a</flowNodeRef>", "")

    assert found(xml) == [("a", "The step “a” has no owner.")]


def test_a_step_in_a_lane_without_a_name_has_no_owner():
    xml = drawn("start a", "a end").replace(' name="chuyen_vien"', "")

    assert found(xml) == [("a", "The step “a” has no owner.")]


def test_a_step_in_two_lanes_is_told():
    lane = '<lane id="l2" name="lanh_dao"><flowNodeRef>a</flowNodeRef></lane></laneSet>'

    assert found(drawn("start a", "a end").replace("</laneSet>", lane)) == [
        ("a", "The element lies in two lanes.")
    ]


def test_a_step_without_a_name_is_told():
    xml = drawn("start a", "a end").replace(' name="a"', "")

    assert found(xml) == [("a", "The step “a” has no name.")]


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (["a end"], ("p", "The process has 0 start events.")),
        (["start a", "start2 a", "a end"], ("p", "The process has 2 start events.")),
        (["start a", "a start"], ("p", "The process has no end event.")),
        (["start a", "a start", "a end"], ("start", "A flow leads back to the start.")),
        (["start a", "a end", "end a"], ("end", "A flow leaves an end event.")),
        (["start a", "a end", "b end"], ("b", "“b” can never be reached.")),
        (["start a", "a b", "c end"], ("b", "The way ends at “b” without a result.")),
        (["start a", "a end", "a b", "b end"], ("a", "2 flows leave “a”.")),
        (["start a", "start b", "a end", "b end"], ("start", "2 flows leave “start”.")),
        (
            ["start a", "a b ? yes", "b end"],
            ("f2", "The condition has no effect: no choice is made at “a”."),
        ),
        (
            ["start fork", "fork a ? yes", "fork b", "a join", "b join", "join end"],
            ("f2", "The condition has no effect: no choice is made at “fork”."),
        ),
        (
            ["start which", "which a ? yes", "a end"],
            ("f2", "The condition has no effect: no choice is made at “which”."),
        ),
        (
            ["start fork", "fork join", "fork join", "join end"],
            ("f3", "Two flows join the same elements."),
        ),
        (
            ["start which", "which a ? yes", "which b ? so > 1", "a end", "b end"],
            ("which", "The gateway “which” has no default flow for when no condition holds."),
        ),
        (
            ["start which", "which a", "which b!", "a end", "b end"],
            ("f2", "The flow has no condition."),
        ),
        (
            ["start which", "which a ? so + 1", "which b!", "a end", "b end"],
            ("f2", "The condition is not a yes or no."),
        ),
        (
            ["start a", "a b", "b merge", "merge c", "c merge", "b2 end"],
            ("b2", "“b2” can never be reached."),
        ),
    ],
)  # fmt: skip
def test_what_is_written_wrong_is_told_at_its_element(flows, expected):
    assert expected in found(drawn(*flows))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("yess == true", "column 1"),
        ("yes == 'x'", "column"),
        ("so >", "column"),
        ("__import__('os').system('id')", "column 1"),
        ("(lambda: true)()", "column"),
    ],
)
def test_a_condition_that_does_not_compile_is_told_with_its_column(condition, said):
    xml = drawn("start which", f"which a ? {condition}", "which b!", "a end", "b end")

    ((element, message),) = found(xml)

    assert element == "f2"
    assert said in message


def test_a_default_flow_with_a_condition_is_told():
    xml = drawn("start which1", "which1 a ? yes", "which1 b ? yes", "a end", "b end")
    xml = xml.replace('id="which1"', 'id="which1" default="f3"')

    assert found(xml) == [("f3", "The default flow has a condition.")]


@pytest.mark.parametrize("default", ["f1", "nowhere"])
def test_a_default_flow_that_does_not_leave_the_gateway_is_told(default):
    xml = drawn("start which1", "which1 a ? yes", "which1 b ? yes", "a end", "b end")
    xml = xml.replace('id="which1"', f'id="which1" default="{default}"')

    message = "The gateway “which1” has no default flow for when no condition holds."
    assert ("which1", message) in found(xml)


def test_names_known_to_every_pack_may_be_used():
    xml = drawn("start which", "which a ? kenh == 'truc_tuyen'", "which end!", "a end")

    assert found(xml, {}) == []


# how it hangs together


def test_an_endless_loop_is_told_with_its_elements():
    xml = drawn("start which0", "which0 merge ? yes", "which0 end!", "merge a", "a b", "b merge")

    assert found(xml) == [("merge", "Endless loop without a way out: “merge”, “a”, “b”.")]


def test_a_loop_of_gateways_alone_is_told():
    xml = drawn("start merge1", "merge1 which1", "which1 merge1 ? yes", "which1 a!", "a end")

    assert found(xml) == [("merge1", "Endless loop without a step: “merge1”, “which1”.")]


def test_a_loop_with_a_step_and_a_way_out_passes():
    xml = drawn("start merge", "merge a", "a which", "which merge ? yes", "which end!")

    assert found(xml) == []


def test_a_part_that_only_leads_to_itself_is_dead():
    xml = drawn("start a", "a end", "b c", "c b")

    assert ("b", "“b” can never be reached.") in found(xml)
    assert ("c", "“c” can never be reached.") in found(xml)


# how it runs


def test_a_join_of_ways_of_which_only_one_is_taken_would_wait_for_ever():
    xml = drawn("start which", "which a ? yes", "which b!", "a join", "b join", "join end")

    assert found(xml) == [
        ("join", "“join” would wait for ever: not all its ways are always taken.")
    ]


def test_ways_that_run_side_by_side_must_be_joined():
    xml = drawn("start fork", "fork a", "fork b", "a merge", "b merge", "merge c", "c end")

    assert found(xml) == [("c", "“c” would be reached twice at the same time.")]


def test_a_loop_back_into_a_fork_is_told():
    xml = drawn(
        "start merge", "merge fork", "fork a", "fork b", "a which", "which merge ? yes",
        "which join!", "b join", "join end",
    )  # fmt: skip

    ((element, _message),) = found(xml)
    assert element in {"b", "join"}  # what comes first depends on who is faster


def test_a_join_that_waits_for_what_comes_after_it_is_told():
    xml = drawn("start join1", "join1 a", "a which", "which join1 ? yes", "which end!")

    assert [element for element, _message in found(xml)] == ["join1"]


def test_branches_may_end_apart():
    assert found(drawn("start fork", "fork a", "fork b", "a end1", "b end2")) == []


def wide(branches):
    """A fork of many branches, each with a choice: far more situations than can be played."""
    flows = ["start fork", "join end"]
    for number in range(branches):
        which, merge = f"which{number}", f"merge{number}"
        flows += [f"fork {which}", f"{which} s{number} ? yes", f"{which} {merge}!"]
        flows += [f"s{number} {merge}", f"{merge} join"]
    return flows


def test_a_wide_process_is_checked_too():
    assert found(drawn(*wide(12))) == []


def test_a_fault_in_a_wide_process_is_found_too():
    flows = [*wide(12), "fork t1", "fork t2", "t1 merge", "t2 merge", "merge u", "u join"]

    assert [element for element, _message in found(drawn(*flows))] == ["u"]


def test_a_process_beyond_all_measure_is_refused(monkeypatch):
    monkeypatch.setattr(running, "SITUATIONS", 3)

    assert found(drawn("start a", "a b", "b c", "c d", "d end")) == [
        ("p", "The process is too entangled to be checked.")
    ]


# reading


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("", "not well-formed"),
        ("<definitions", "not well-formed"),
        ("<definitions/>", "not BPMN 2.0"),
        ("<html><body/></html>", "not BPMN 2.0"),
        (HEAD + "</definitions>", "0 processes"),
        (HEAD + '<process id="a"/><process id="b"/></definitions>', "2 processes"),
        ("x" * 1_000_001, "larger than"),
        ("\ud800" + drawn("start a", "a end"), "not well-formed"),
    ],
)
def test_what_is_no_process_is_told(xml, said):
    messages = [message for _element, message in found(xml)]

    assert any(said in message for message in messages)


def test_all_faults_are_told_at_once_with_their_lines():
    xml = drawn("start a", "a which", "which b ? nope", "which end!", "b c").replace(
        "<sequenceFlow", "\n<sequenceFlow"
    )

    told = {(problem.element, problem.line) for problem in problems(xml, NAMES)}

    assert told == {("f3", 4), ("c", 1)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (('id="a"', 'id="start"'), "The id “start” is given twice."),
        (('id="start"', 'id="Start"'), "The id “Start” is reserved."),
        (('id="a"', 'id="p.EndJoin"'), "The id “p.EndJoin” is reserved."),
        (('<userTask id="a"', "<userTask"), "<userTask> has no id."),
        (('sourceRef="a"', 'sourceRef="x"'), "The flow does not join two elements."),
        (('sourceRef="a"', ""), "The flow does not join two elements."),
        (("<userTask", '<userTask tt:kind="sgin"'), "There is no kind of step “sgin”."),
        (("<userTask", '<userTask tt:counts="no"'), "“counts” is neither true nor false."),
        (('tt:facts=""', 'tt:facts="so:integer"'), "The type of the fact “so” is not known."),
        (('tt:facts=""', 'tt:facts="so"'), "The type of the fact “so” is not known."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(change, expected):
    xml = drawn("start a", "a end").replace(*change, 1)

    assert expected in [message for _element, message in found(xml)]


def test_too_many_elements_are_told():
    flows = [f"s{number} s{number + 1}" for number in range(600)]

    messages = [message for _element, message in found(drawn("start s0", *flows, "s600 end"))]

    assert messages == ["The process has more than 500 elements."]


def test_two_conditions_on_a_flow_are_told():
    xml = drawn("start which", "which a ? yes", "which end!", "a end").replace(
        "</conditionExpression>",
        "</conditionExpression><conditionExpression>so</conditionExpression>",
    )

    assert found(xml) == [("f2", "The flow has more than one condition.")]


def test_messages_are_in_the_language_of_the_reader():
    with override("vi"):
        (problem,) = problems(drawn("start a", "a b", "b end").replace('name="b"', ""), NAMES)

    assert (problem.message, problem.remedy) == (
        "Bước “b” chưa có tên.",
        "Đặt tên như người xử lý sẽ thấy trong danh sách việc.",
    )
