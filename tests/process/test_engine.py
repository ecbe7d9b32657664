"""Processes run: the right task waits, nothing is chosen on unknown, a refusal changes nothing."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parallel import at_once
from tests.process.models import NAMES, drawn, step_lists
from tests.process.test_generation import BIRTH, step
from toantrinh.core.expressions import UNKNOWN, Type
from toantrinh.process import engine
from toantrinh.process.errors import GatewayFailed, GatewayUndecided, ModelRefused, WrongTask
from toantrinh.process.generation import bpmn

PLAIN = bpmn("x", "X", [step("a", role="tiep_nhan"), step("b", kind="sign", counts=False)])
BIRTH_XML = bpmn("1.001193", "Đăng ký khai sinh", BIRTH)
ASKING = bpmn("x", "X", [step("a"), step("b", when="can == true")], {"can": Type.BOOLEAN})


def keys(progress):
    return sorted(waiting.key for waiting in progress.waiting)


def task(progress, key):
    (found,) = [waiting for waiting in progress.waiting if waiting.key == key]
    return found.id


def test_a_process_starts_at_its_first_step():
    progress = engine.start(PLAIN, {})

    (waiting,) = progress.waiting
    assert waiting == engine.Waiting(
        id=waiting.id, key="a", role="tiep_nhan", kind="work", name="Bước a", counts=True
    )
    assert not progress.done


def test_completing_a_task_leads_to_the_next_and_the_last_to_the_end():
    first = engine.start(PLAIN, {})

    second = engine.complete(PLAIN, first.state, task(first, "a"), {})
    last = engine.complete(PLAIN, second.state, task(second, "b"), {})

    (waiting,) = second.waiting
    assert (waiting.key, waiting.kind, waiting.counts) == ("b", "sign", False)
    assert (last.waiting, last.done) == ([], True)


def test_members_of_a_group_wait_side_by_side_and_the_join_for_all_of_them():
    members = [step(key, parallel_group="g") for key in "abc"]
    xml = bpmn("x", "X", [*members, step("d")])

    progress = engine.start(xml, {})
    seen = [keys(progress)]
    for key in "bca":
        progress = engine.complete(xml, progress.state, task(progress, key), {})
        seen.append(keys(progress))

    assert seen == [["a", "b", "c"], ["a", "c"], ["a"], ["d"]]


@pytest.mark.parametrize(("can", "next_step"), [(True, ["b"]), (False, [])])
def test_a_condition_decides_whether_its_step_is_done(can, next_step):
    first = engine.start(ASKING, {})

    second = engine.complete(ASKING, first.state, task(first, "a"), {"can": can})

    assert keys(second) == next_step
    assert second.done == (not next_step)


@pytest.mark.parametrize("facts", [{}, {"can": None}, {"can": UNKNOWN}, {"can": ""}])
def test_a_gateway_refuses_to_choose_on_unknown_and_nothing_changes(facts):
    progress = engine.start(ASKING, {})
    before = deepcopy(progress.state)

    with pytest.raises(GatewayUndecided) as refused:
        engine.complete(ASKING, progress.state, task(progress, "a"), facts)

    assert refused.value.names == ("can",)
    assert refused.value.gateway == "when.b"
    assert "Có cần “Bước b”?" in str(refused.value)
    assert "can" in refused.value.what_to_do
    assert progress.state == before
    assert keys(engine.complete(ASKING, before, task(progress, "a"), {"can": True})) == ["b"]


def test_a_process_that_begins_with_an_open_question_does_not_begin():
    xml = bpmn("x", "X", [step("a", when="can == true")], {"can": Type.BOOLEAN})

    with pytest.raises(GatewayUndecided):
        engine.start(xml, {})


def test_only_the_facts_that_are_missing_are_asked_for():
    names = {"can": Type.BOOLEAN, "so": Type.NUMBER, "ngay": Type.DATE}
    xml = bpmn("x", "X", [step("a", when="so > 1 and can == true")], names)
    by_day = bpmn("x", "X", [step("a", when="ngay > date('2026-01-01')")], names)

    with pytest.raises(GatewayUndecided) as one_missing:
        engine.start(xml, {"so": 5})
    with pytest.raises(GatewayUndecided) as only_the_year:
        engine.start(by_day, {"ngay": "2026"})

    assert one_missing.value.names == ("can",)
    assert only_the_year.value.names == ("ngay",)


def test_a_part_that_decides_alone_needs_no_other():
    names = {"can": Type.BOOLEAN, "so": Type.NUMBER}
    xml = bpmn("x", "X", [step("a", when="so > 1 and can == true"), step("b")], names)

    assert keys(engine.start(xml, {"so": 0})) == ["b"]


def test_conditions_are_tried_in_the_order_of_the_file_and_stop_at_an_unknown_one():
    flows = ["start which", "which a ? one == true", "which b ? two == true", "which c!"]
    xml = drawn(*flows, "a end", "b end", "c end", facts="one:boolean two:boolean")

    assert keys(engine.start(xml, {"one": True})) == ["a"]
    assert keys(engine.start(xml, {"one": True, "two": True})) == ["a"]
    assert keys(engine.start(xml, {"one": False, "two": True})) == ["b"]
    assert keys(engine.start(xml, {"one": False, "two": False})) == ["c"]
    with pytest.raises(GatewayUndecided):
        engine.start(xml, {"two": True})


def test_facts_without_a_value_for_the_condition_are_a_refusal():
    names = {"tien": Type.NUMBER, "so": Type.NUMBER}
    xml = bpmn("x", "X", [step("a", when="tien / so > 2")], names)

    with pytest.raises(GatewayFailed) as divided:
        engine.start(xml, {"tien": 10, "so": 0})
    with pytest.raises(GatewayFailed) as mistyped:
        engine.start(xml, {"tien": True, "so": 1})

    assert divided.value.names == ("so", "tien")
    assert mistyped.value.names == ("tien",)
    assert divided.value.gateway == "when.a"


@pytest.mark.parametrize("id", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_task_that_was_never_there_is_refused(id):
    progress = engine.start(PLAIN, {})

    with pytest.raises(WrongTask):
        engine.complete(PLAIN, progress.state, id, {})


def test_a_task_that_is_done_is_refused():
    first = engine.start(PLAIN, {})
    second = engine.complete(PLAIN, first.state, task(first, "a"), {})

    with pytest.raises(WrongTask):
        engine.complete(PLAIN, second.state, task(first, "a"), {})


def test_gateways_and_the_future_cannot_be_completed():
    progress = engine.start(ASKING, {})
    waiting = task(progress, "a")

    for id in set(progress.state["tasks"]) - {waiting}:
        with pytest.raises(WrongTask):
            engine.complete(ASKING, progress.state, id, {"can": True})


# facts


def test_a_fact_that_was_withdrawn_decides_nothing_any_more():
    steps = [step("a"), step("b"), step("c", when="can == true")]
    xml = bpmn("x", "X", steps, {"can": Type.BOOLEAN})
    first = engine.start(xml, {"can": True})
    second = engine.complete(xml, first.state, task(first, "a"), {"can": True})

    with pytest.raises(GatewayUndecided):
        engine.complete(xml, second.state, task(second, "b"), {})


def test_no_fact_is_kept_in_the_state():
    names = {"ho_ten": Type.TEXT}
    xml = bpmn("x", "X", [step("a", when="ho_ten != 'Mai'"), step("b")], names)

    progress = engine.start(xml, {"ho_ten": "Hoa"})

    assert keys(progress) == ["a"]
    assert "Hoa" not in json.dumps(progress.state)


@pytest.mark.parametrize(
    ("kind", "condition", "fact"),
    [
        (Type.NUMBER, "f == 12.5", Decimal("12.5")),
        (Type.NUMBER, "f > 1000000000000", Decimal("1E+13")),
        (Type.NUMBER, "f == 3", 3),
        (Type.DATE, "f == date('2026-07-02')", date(2026, 7, 2)),
        (Type.DATE, "f == date('2026-07-02')", "2026-07-02"),
        (Type.TEXT, "f == 'giấy'", "giấy"),
        (Type.TEXTS, "'a' in f", ["a", "b"]),
        (Type.TEXTS, "'a' in f", {"b", "a"}),
        (Type.BOOLEAN, "f == true", True),
    ],
)
def test_facts_of_all_kinds_decide(kind, condition, fact):
    xml = bpmn("x", "X", [step("b", when=condition)], {"f": kind})

    progress = engine.start(xml, {"f": fact})

    assert keys(progress) == ["b"]


# state


def test_a_state_restored_is_the_same_state_whatever_the_order_of_its_keys():
    progress = engine.start(PLAIN, {})
    shuffled = json.loads(json.dumps(progress.state, sort_keys=True))
    shuffled["tasks"] = dict(reversed(shuffled["tasks"].items()))

    again = engine.resume(PLAIN, shuffled)

    assert again == progress


def test_a_state_of_another_model_is_an_error():
    progress = engine.start(PLAIN, {})

    with pytest.raises(ValueError, match="another process model"):
        engine.resume(ASKING, progress.state)
    with pytest.raises(ValueError, match="another process model"):
        engine.complete(ASKING, progress.state, task(progress, "a"), {})


def test_the_state_of_eight_steps_is_small():
    online = {"kenh": "truc_tuyen"}
    progress = engine.start(BIRTH_XML, online)

    sizes = []
    while not progress.done:
        sizes.append(len(json.dumps(progress.state)))
        progress = engine.complete(BIRTH_XML, progress.state, progress.waiting[0].id, online)

    assert len(sizes) == 8
    assert max(sizes) < 8_000


def test_birth_registration_on_paper_has_no_draft_to_confirm():
    at_the_desk = {"kenh": "truc_tiep"}
    progress = engine.start(BIRTH_XML, at_the_desk)

    seen = []
    while not progress.done:
        seen += keys(progress)
        progress = engine.complete(BIRTH_XML, progress.state, progress.waiting[0].id, at_the_desk)

    assert seen == [each.key for each in BIRTH if each.key != "xac_nhan_du_thao"]


def test_a_model_that_fails_the_check_does_not_start():
    with pytest.raises(ModelRefused) as refused:
        engine.start(drawn("start a", "a b"), {})

    assert [problem.element for problem in refused.value.problems] == ["p", "b"]
    assert "2" in str(refused.value)


def test_a_condition_on_facts_that_are_not_declared_does_not_start():
    xml = drawn("start which", "which a ? can == true", "which end!", "a end")

    with pytest.raises(ModelRefused) as refused:
        engine.start(xml, {"can": True})

    assert [problem.element for problem in refused.value.problems] == ["f2"]


@settings(max_examples=80, deadline=None)
@given(steps=step_lists(), data=st.data())
def test_every_generated_process_reaches_its_end_by_its_path_alone(steps, data):
    xml = bpmn("x", "X", steps, NAMES)
    facts = {name: data.draw(st.booleans()) for name in NAMES}
    path = [s.key for s in steps if not s.when or facts[s.when.split()[0]]]

    progress = engine.start(xml, facts)
    done = []
    while not progress.done:
        assert progress.waiting
        chosen = data.draw(st.integers(0, len(progress.waiting) - 1))
        state = json.loads(json.dumps(progress.state))
        assert engine.resume(xml, state) == progress
        done.append(progress.waiting[chosen].key)
        progress = engine.complete(xml, state, progress.waiting[chosen].id, facts)

    assert sorted(done) == sorted(path)
    groups = {s.key: s.parallel_group or s.key for s in steps}
    assert list(dict.fromkeys(groups[key] for key in done)) == list(
        dict.fromkeys(groups[key] for key in path)
    )


@settings(max_examples=40, deadline=None)
@given(steps=step_lists())
def test_no_generated_process_chooses_a_way_while_its_fact_is_unknown(steps):
    xml = bpmn("x", "X", steps, NAMES)
    asked = {s.key for s in steps if s.when}

    def run(progress):
        while not progress.done:
            assert not asked & set(keys(progress))
            progress = engine.complete(xml, progress.state, progress.waiting[0].id, {})

    if asked:
        with pytest.raises(GatewayUndecided):
            run(engine.start(xml, {}))
    else:
        run(engine.start(xml, {}))


# threads


def test_many_threads_share_one_model():
    engine._load.cache_clear()
    steps = [step("a"), *(step(key, parallel_group="g") for key in "bcd"), step("e")]
    xml = bpmn("x", "X", steps)

    def run(_number):
        progress = engine.start(xml, {})
        done = []
        while not progress.done:
            done.append(progress.waiting[-1].key)
            progress = engine.complete(xml, progress.state, progress.waiting[-1].id, {})
        return done

    results = at_once(run, range(24), people=8)

    assert [sorted(done) for done in results] == [list("abcde")] * 24


def test_models_are_parsed_once_and_not_for_ever():
    engine._load.cache_clear()
    for number in range(3):
        engine.start(bpmn("x", f"X{number % 2}", [replace(step("a"), name="A")]), {})

    info = engine._load.cache_info()

    assert (info.hits, info.misses, info.maxsize) == (1, 2, engine.MODELS)


# going back


def test_going_back_makes_a_done_step_wait_again_and_undoes_what_came_of_it():
    xml = bpmn("x", "X", [step("a"), step("b"), step("c")])
    first = engine.start(xml, {})
    a = first.waiting[0].id
    third = engine.complete(
        xml, (second := engine.complete(xml, first.state, a, {})).state, second.waiting[0].id, {}
    )

    again = engine.back_to(xml, json.loads(json.dumps(third.state)), a)

    assert [waiting.id for waiting in again.waiting] == [a]
    assert keys(engine.complete(xml, again.state, a, {})) == ["b"]


def test_nobody_goes_back_to_a_step_that_still_waits():
    xml = bpmn("x", "X", [step("a"), step("b")])
    first = engine.start(xml, {})

    with pytest.raises(WrongTask):
        engine.back_to(xml, first.state, first.waiting[0].id)


def test_a_branch_behind_whose_join_the_process_is_cannot_be_gone_back_to_alone():
    steps = [step("a"), step("b", parallel_group="g"), step("c", parallel_group="g"), step("d")]
    xml = bpmn("x", "X", steps)
    first = engine.start(xml, {})
    a = first.waiting[0].id
    progress = engine.complete(xml, first.state, a, {})
    b = next(w.id for w in progress.waiting if w.key == "b")
    for _ in range(2):
        progress = engine.complete(xml, progress.state, progress.waiting[0].id, {})

    with pytest.raises(WrongTask):
        engine.back_to(xml, progress.state, b)

    assert keys(engine.back_to(xml, progress.state, a)) == ["a"]


def test_a_branch_of_which_a_join_within_has_used_the_result_cannot_be_gone_back_to_alone():
    """The process waits at the outer join then, so no step behind the inner one waits."""
    xml = drawn(
        "start fork1", "fork1 fork2", "fork1 x", "fork2 b", "fork2 c", "b join2", "c join2",
        "join2 join1", "x join1", "join1 end",
    )  # fmt: skip
    progress = engine.start(xml, {})
    b, c = task(progress, "b"), task(progress, "c")
    for id in (b, c):
        progress = engine.complete(xml, progress.state, id, {})

    with pytest.raises(WrongTask):
        engine.back_to(xml, progress.state, b)

    assert keys(engine.back_to(xml, progress.state, c)) == ["c", "x"]


def test_a_branch_can_be_gone_back_to_while_the_join_still_waits():
    members = [step(key, parallel_group="g") for key in "abc"]
    xml = bpmn("x", "X", [*members, step("d")])
    progress = engine.start(xml, {})
    a = task(progress, "a")
    for key in "ab":
        progress = engine.complete(xml, progress.state, task(progress, key), {})

    progress = engine.back_to(xml, progress.state, a)

    assert keys(progress) == ["a", "c"]
    for key in "ca":
        progress = engine.complete(xml, progress.state, task(progress, key), {})
    assert keys(progress) == ["d"]


def test_going_back_to_what_never_was_is_refused():
    progress = engine.start(PLAIN, {})
    elements = progress.state["tasks"]

    for id in [*elements, "x"]:
        with pytest.raises(WrongTask):
            engine.back_to(PLAIN, progress.state, id)
