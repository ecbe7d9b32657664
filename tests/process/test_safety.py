"""A file from anyone: nothing of it is ever run, opened or fetched."""

from __future__ import annotations

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tests.process.models import HEAD, drawn, escaped
from toantrinh.core.expressions import Type
from toantrinh.process import checks, engine, reading, state
from toantrinh.process.conditions import Condition
from toantrinh.process.errors import ModelRefused

NAMES = {"yes": Type.BOOLEAN}
GOOD = drawn("start a", "a end")


@pytest.fixture
def mark(tmp_path):
    """A file that the payload makes when it is run."""
    return tmp_path / "it-ran"


@pytest.fixture
def payload(mark):
    return escaped(f"__import__('pathlib').Path({str(mark)!r}).touch() or True")


def step_with(inside):
    return GOOD.replace(
        '<userTask id="a" name="a"/>', f'<userTask id="a" name="a">{inside}</userTask>'
    )


MALICIOUS = {
    "script task": lambda p: GOOD.replace(
        '<userTask id="a" name="a"/>',
        f'<scriptTask id="a" name="a" scriptFormat="python"><script>{p}</script></scriptTask>',
    ),
    "script task beside": lambda p: drawn(
        "start a", "a end", extra=f'<scriptTask id="s"><script>{p}</script></scriptTask>'
    ),
    "script in a step": lambda p: step_with(f"<script>{p}</script>"),
    "script format": lambda p: GOOD.replace("<userTask", '<userTask scriptFormat="python"'),
    "pre-script": lambda p: step_with(
        f"<extensionElements><spiffworkflow:preScript>{p}</spiffworkflow:preScript>"
        "</extensionElements>"
    ),
    "post-script": lambda p: step_with(
        f"<extensionElements><spiffworkflow:postScript>{p}</spiffworkflow:postScript>"
        "</extensionElements>"
    ),
    "pre-script outside extensions": lambda p: step_with(
        f"<spiffworkflow:preScript>{p}</spiffworkflow:preScript>"
    ),
    "unit tests": lambda p: step_with(
        f"<extensionElements><spiffworkflow:unitTests>{p}</spiffworkflow:unitTests>"
        "</extensionElements>"
    ),
    "execution listener": lambda p: step_with(
        "<extensionElements><camunda:executionListener event='start'>"
        f"<camunda:script>{p}</camunda:script></camunda:executionListener></extensionElements>"
    ),
    "expression attribute": lambda p: GOOD.replace(
        "<userTask", f'<userTask camunda:expression="{p}"'
    ),
    "service task": lambda p: GOOD.replace("userTask", "serviceTask"),
    "business rule task": lambda p: GOOD.replace("userTask", "businessRuleTask"),
    "manual task": lambda p: GOOD.replace("userTask", "manualTask"),
    "call of another process": lambda p: GOOD.replace(
        "<userTask", '<callActivity calledElement="q"'
    ),
    "sub-process": lambda p: drawn(
        "start a", "a end", extra='<subProcess id="s"><startEvent id="t"/></subProcess>'
    ),
    "event sub-process": lambda p: drawn(
        "start a", "a end", extra='<subProcess id="s" triggeredByEvent="true"/>'
    ),
    "ad hoc sub-process": lambda p: drawn(
        "start a", "a end", extra="<adHocSubProcess id='s'><completionCondition>"
        f"{p}</completionCondition></adHocSubProcess>"
    ),
    "loop": lambda p: step_with(
        "<standardLoopCharacteristics testBefore='true'>"
        f"<loopCondition>{p}</loopCondition></standardLoopCharacteristics>"
    ),
    "many instances": lambda p: step_with(
        "<multiInstanceLoopCharacteristics>"
        f"<loopCardinality>{p}</loopCardinality></multiInstanceLoopCharacteristics>"
    ),
    "completion of many instances": lambda p: step_with(
        "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
        f"<completionCondition>{p}</completionCondition></multiInstanceLoopCharacteristics>"
    ),
    "data object": lambda p: drawn("start a", "a end", extra=f'<dataObject id="{p}"/>'),
    "data input": lambda p: step_with(
        f"<dataInputAssociation id='d'><sourceRef>{p}</sourceRef></dataInputAssociation>"
    ),
    "data specification": lambda p: step_with(
        f"<ioSpecification><dataInput id='{p[:20]}' name='x'/></ioSpecification>"
    ),
    "data store": lambda p: drawn("start a", "a end", inside='<dataStore id="d" name="x"/>'),
    "correlation": lambda p: drawn(
        "start a", "a end", inside='<correlationProperty id="c" name="c"/>'
    ),
    "timer": lambda p: drawn(
        "start a", "a end", extra="<boundaryEvent id='t' attachedToRef='a'><timerEventDefinition>"
        "<timeDuration>PT1S</timeDuration></timerEventDefinition></boundaryEvent>",
    ),
    "timer with a program": lambda p: drawn(
        "start a", "a end", extra="<intermediateCatchEvent id='t'><timerEventDefinition>"
        f"<timeDuration>{p}</timeDuration></timerEventDefinition></intermediateCatchEvent>",
    ),
    "timer at the start": lambda p: GOOD.replace(
        '<startEvent id="start" name="start"/>',
        "<startEvent id='start'><timerEventDefinition/></startEvent>",
    ),
    "conditional event": lambda p: GOOD.replace(
        '<startEvent id="start" name="start"/>',
        f"<startEvent id='start'><conditionalEventDefinition><condition>{p}</condition>"
        "</conditionalEventDefinition></startEvent>",
    ),
    "terminate": lambda p: GOOD.replace(
        '<endEvent id="end" name="end"/>',
        "<endEvent id='end'><terminateEventDefinition/></endEvent>",
    ),
    "inclusive gateway": lambda p: drawn("start a", "a end", extra='<inclusiveGateway id="i"/>'),
    "condition": lambda p: drawn("start which", f"which a ? {'X'}", "which end!", "a end").replace(
        ">X<", f">{p}<"
    ),
    "condition in another language": lambda p: drawn(
        "start which", "which a ? yes == true", "which end!", "a end", facts="yes:boolean"
    ).replace("<conditionExpression", '<conditionExpression language="python"'),
    "condition of another type": lambda p: drawn(
        "start which", "which a ? yes == true", "which end!", "a end", facts="yes:boolean"
    ).replace("<conditionExpression", '<conditionExpression xsi:type="camunda:tScript"'),
    "element of another vocabulary": lambda p: drawn(
        "start a", "a end", extra=f"<x:run xmlns:x='urn:x'>{p}</x:run>"
    ),
    "element of BPMN's name in another vocabulary": lambda p: GOOD.replace(
        '<userTask id="a" name="a"/>', '<camunda:userTask id="a" name="a"/>'
    ),
    "step within a step": lambda p: step_with('<userTask id="b" name="b"/>'),
    "import": lambda p: drawn(
        "start a", "a end", inside='<import importType="x" location="file:///etc/passwd"/>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", MALICIOUS)
def test_no_program_of_a_file_is_run_and_the_file_is_refused(way, payload, mark):
    xml = MALICIOUS[way](payload)
    good = engine.start(GOOD, {})

    assert checks.problems(xml, NAMES)
    with pytest.raises(ModelRefused):
        engine.start(xml, {"yes": True})
    with pytest.raises(ModelRefused):
        engine.resume(xml, good.state)
    with pytest.raises(ModelRefused):
        engine.complete(xml, good.state, good.waiting[0].id, {"yes": True})
    assert not mark.exists()


def test_the_payload_does_run_where_python_is_run(payload, mark):
    program = payload.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")

    PythonScriptEngine().environment.evaluate(program, {})

    assert mark.exists()


def test_all_refused_elements_have_a_remedy():
    for xml in (make("x") for make in MALICIOUS.values()):
        assert all(problem.remedy and problem.element for problem in checks.problems(xml, NAMES))


# the engine after a restore


def test_left_alone_a_restored_workflow_would_run_python():
    loaded = engine._load(GOOD)

    assert isinstance(
        BpmnWorkflow(loaded.spec, deserializing=True).script_engine, PythonScriptEngine
    )


def test_a_restored_workflow_has_the_closed_engine():
    loaded = engine._load(GOOD)
    kept = engine.start(GOOD, {}).state

    workflow = loaded.restored(kept, {})

    assert type(workflow.script_engine) is engine.ClosedEngine
    assert state.dump(workflow) == {"root": kept["root"], "tasks": kept["tasks"]}


def test_the_closed_engine_knows_no_text_no_script_and_no_service(mark, payload):
    closed = engine.ClosedEngine({"yes": True})

    for run in (closed.evaluate, closed.execute):
        with pytest.raises(PermissionError):
            run(None, payload)
    with pytest.raises(PermissionError):
        closed.call_service(None, operation_name="x")
    assert not mark.exists()


def test_even_the_library_s_own_engine_gets_no_text_to_run():
    xml = drawn("start which", "which a ? yes == true", "which end!", "a end", facts="yes:boolean")

    conditions = [
        condition.args[0]
        for condition, _target in engine._load(xml).spec.task_specs["which"].cond_task_specs
        if condition
    ]

    assert [type(condition) for condition in conditions] == [Condition]


# XML


BOMB = (
    "<!DOCTYPE d [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE d PUBLIC "x" "http://127.0.0.1:9/x.dtd">',
    ],
)
@pytest.mark.parametrize("use", ["&a9;", "&x;", ""])
def test_entities_and_document_types_are_refused_before_parsing(head, use, monkeypatch):
    def parsed(*_arguments):
        raise AssertionError("the parser was called")

    monkeypatch.setattr(reading.etree, "fromstring", parsed)

    model, found = reading.read(head + GOOD.replace('name="a"', f'name="{use}"'))

    assert model is None
    assert len(found) == 1


def test_a_document_type_hidden_in_another_encoding_is_no_document_type():
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d+AD4-' + GOOD

    model, found = reading.read(hidden)

    assert model is None
    assert found


def test_unknown_entities_are_refused():
    model, found = reading.read(GOOD.replace('name="a"', 'name="&x;"'))

    assert model is None
    assert len(found) == 1


def test_comments_and_processing_instructions_have_no_effect():
    xml = '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + drawn(
        "start which", "which a ? yes == XX true", "which end!", "a end", facts="yes:boolean"
    ).replace("XX", "<!-- or true --><?run it?>")

    assert checks.problems(xml, NAMES) == []
    assert engine.start(xml, {"yes": False}).done


def test_deep_nesting_is_refused():
    deep = HEAD + "<group>" * 5000 + "</group>" * 5000 + "</definitions>"

    model, found = reading.read(deep)

    assert model is None
    assert found
