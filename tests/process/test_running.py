"""What a drawing does when it runs: the engine against a plain game of tokens."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.process.models import NAMES, drawn, sound_flows
from toantrinh.process import checks, engine
from toantrinh.process.errors import WrongTask
from toantrinh.process.model import Model, Tag
from toantrinh.process.reading import read

FACTS = " ".join(f"{name}:boolean" for name in NAMES)
FACT_SETS = st.fixed_dictionaries({name: st.booleans() for name in NAMES})
NO = dict.fromkeys(NAMES, False)


class Tokens:
    """The rules of BPMN on tokens, as simple as can be: what the engine is held against."""

    def __init__(self, model: Model, facts: dict[str, bool]) -> None:
        self.model = model
        self.facts = facts
        self.on: Counter[str] = Counter()
        (first,) = model.outgoing[model.starts[0].id]
        self.on[first.id] += 1
        self.settle()

    def waiting(self) -> list[str]:
        targets = (f.target for f in self.model.flows for _token in range(self.on[f.id]))
        return sorted(t for t in targets if self.model.nodes[t].tag is Tag.TASK)

    def complete(self, key: str, facts: dict[str, bool]) -> None:
        self.facts = facts
        flow = next(f for f in self.model.incoming[key] if self.on[f.id])
        self.on[flow.id] -= 1
        self.on[self.model.outgoing[key][0].id] += 1
        self.settle()

    def settle(self) -> None:
        while any(self.pass_on(node.id) for node in self.model.nodes.values()):
            pass

    def pass_on(self, id: str) -> bool:
        enters, leaves = self.model.incoming[id], self.model.outgoing[id]
        tag = self.model.nodes[id].tag
        if tag is Tag.PARALLEL:
            taken = list(enters) if all(self.on[f.id] for f in enters) else []
        else:
            taken = [f for f in enters if self.on[f.id]][:1]
        if tag is Tag.TASK or not taken:
            return False
        for flow in taken:
            self.on[flow.id] -= 1
        if tag is Tag.EXCLUSIVE and len(leaves) > 1:
            held = [f for f in leaves if f.condition and self.facts[f.condition.split()[0]]]
            leaves = tuple([*held, *(f for f in leaves if f.is_default)][:1])
        for flow in leaves:
            self.on[flow.id] += 1
        return True


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(flows=sound_flows(), data=st.data())
def test_the_engine_runs_a_drawing_as_a_plain_game_of_tokens_does(flows, data):
    xml = drawn(*flows, facts=FACTS)
    model, _found = read(xml)
    assert checks.problems(xml, NAMES) == []
    facts = data.draw(FACT_SETS)
    game, progress = Tokens(model, facts), engine.start(xml, facts)

    for turn in range(60):
        assert sorted(w.key for w in progress.waiting) == game.waiting()
        if progress.done:
            break
        task = data.draw(st.sampled_from(sorted(progress.waiting, key=lambda w: (w.key, w.id))))
        facts = data.draw(FACT_SETS) if turn < 15 else NO
        progress = engine.complete(xml, progress.state, task.id, facts)
        game.complete(task.key, facts)

    assert progress.done == (not game.waiting())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(flows=sound_flows(), data=st.data())
def test_a_process_comes_to_its_end_wherever_one_goes_back_to(flows, data):
    xml = drawn(*flows, facts=FACTS)
    progress = engine.start(xml, data.draw(FACT_SETS))
    done: list[str] = []

    for turn in range(120):
        if progress.done:
            break
        assert progress.waiting
        if done and turn < 12 and data.draw(st.booleans()):
            again = data.draw(st.sampled_from(done))
            with suppress(WrongTask):
                progress = engine.back_to(xml, progress.state, again)
                assert again in {waiting.id for waiting in progress.waiting}
        else:
            task = data.draw(st.sampled_from(progress.waiting))
            done.append(task.id)
            facts = data.draw(FACT_SETS) if turn < 12 else NO
            progress = engine.complete(xml, progress.state, task.id, facts)

    assert progress.done


def test_a_join_within_a_loop_waits_for_all_branches_in_every_round():
    xml = drawn(
        "start merge",
        "merge fork",
        "fork y_kien_a",
        "fork y_kien_b",
        "y_kien_a join",
        "y_kien_b join",
        "join tong_hop",
        "tong_hop which",
        "which merge? fact_0 == true",
        "which end!",
        facts=FACTS,
    )
    progress = engine.start(xml, {})

    seen = []
    for order in (["y_kien_b", "y_kien_a"], ["y_kien_a", "y_kien_b"], ["y_kien_b", "y_kien_a"]):
        for key in (*order, "tong_hop"):
            seen.append([waiting.key for waiting in progress.waiting])
            (task,) = [waiting for waiting in progress.waiting if waiting.key == key]
            again = {"fact_0": len(seen) < 9}
            progress = engine.complete(xml, progress.state, task.id, again)

    both = ["y_kien_a", "y_kien_b"]
    assert [sorted(keys) for keys in seen] == [
        *(both, ["y_kien_a"], ["tong_hop"]),
        *(both, ["y_kien_b"], ["tong_hop"]),
        *(both, ["y_kien_a"], ["tong_hop"]),
    ]
    assert progress.done
