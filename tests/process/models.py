"""BPMN texts for tests: by hand, in one line an element; and random ones that are sound."""

from __future__ import annotations

from hypothesis import strategies as st

from toantrinh.core.expressions import Type
from toantrinh.process.steps import StepKind, StepSpec

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:tt="urn:toantrinh:process:1" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">'
)
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "fork": "parallelGateway",
    "join": "parallelGateway",
    "which": "exclusiveGateway",
    "merge": "exclusiveGateway",
}


def drawn(*flows: str, facts: str = "", extra: str = "", inside: str = "") -> str:
    """A process from flows such as ``"start a"``, ``"which1 a? yes == true"``, ``"which1 b!"``.

    An id that begins with a word of ``TAGS`` is that element, all others are steps in one lane;
    ``?`` begins a condition, ``!`` marks the default flow. ``extra`` is added to the process, and
    ``inside`` to the definitions before it.
    """
    ids: dict[str, str] = {}
    defaults: dict[str, str] = {}
    arrows = []
    for number, flow in enumerate(flows, 1):
        ways, _mark, condition = flow.partition("?")
        source, target = ways.rstrip("!").split()
        ids |= {id: tag_of(id) for id in (source, target)}
        if flow.endswith("!"):
            defaults[source] = f"f{number}"
        text = escaped(condition.strip())
        arrows.append(
            f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">'
            + (f"<conditionExpression>{text}</conditionExpression>" if text else "")
            + "</sequenceFlow>"
        )
    steps = [id for id, tag in ids.items() if tag == "userTask"]
    lane = "".join(f"<flowNodeRef>{id}</flowNodeRef>" for id in steps)
    elements = "".join(
        f'<{tag} id="{id}" name="{id}"'
        + (f' default="{defaults[id]}"' if id in defaults else "")
        + "/>"
        for id, tag in ids.items()
    )
    return (
        f'{HEAD}{inside}<process id="p" tt:facts="{facts}">'
        f'<laneSet id="l"><lane id="l1" name="chuyen_vien">{lane}</lane></laneSet>'
        f"{elements}{''.join(arrows)}{extra}</process></definitions>"
    )


def tag_of(id: str) -> str:
    return next((tag for word, tag in TAGS.items() if id.startswith(word)), "userTask")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# steps

NAMES = {f"fact_{number}": Type.BOOLEAN for number in range(6)}


@st.composite
def step_lists(draw: st.DrawFn) -> list[StepSpec]:
    """Any list of steps that a procedure may have: groups of neighbours, conditions, all kinds."""
    steps: list[StepSpec] = []
    for block in range(draw(st.integers(1, 5))):
        size = draw(st.integers(1, 4))
        group = f"nhom_{block}" if draw(st.booleans()) else None
        for _member in range(size):
            condition = draw(st.one_of(st.none(), st.sampled_from(sorted(NAMES))))
            steps.append(
                StepSpec(
                    key=f"buoc_{len(steps)}",
                    name=f"Bước {len(steps)}",
                    role=draw(st.sampled_from(["tiep_nhan", "chuyen_vien", "lanh_dao"])),
                    kind=draw(st.sampled_from(StepKind)),
                    parallel_group=group,
                    when=condition and f"{condition} == true",
                    counts=draw(st.booleans()),
                )
            )
    return steps


@st.composite
def sound_flows(draw: st.DrawFn) -> list[str]:
    """Flows of a drawing of nested sequences, choices, forks and loops; gateways ask ``fact_n``."""
    drawing = _Sound(draw)
    entry, exit = drawing.block(depth=3)
    return [f"start {entry}", *drawing.flows, f"{exit} end"]


class _Sound:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.flows: list[str] = []
        self.count = 0

    def block(self, depth: int) -> tuple[str, str]:
        kinds = ["step", "sequence", "choice", "fork", "loop"] if depth else ["step"]
        kind = self.draw(st.sampled_from(kinds))
        self.count += 1
        return getattr(self, f"_{kind}")(self.count, depth - 1)

    def _step(self, number: int, depth: int) -> tuple[str, str]:
        return f"s{number}", f"s{number}"

    def _sequence(self, number: int, depth: int) -> tuple[str, str]:
        entry, middle = self.block(depth)
        after, exit = self.block(depth)
        self.flows.append(f"{middle} {after}")
        return entry, exit

    def _fact(self) -> str:
        return f"? {self.draw(st.sampled_from(sorted(NAMES)))} == true"

    def _choice(self, number: int, depth: int) -> tuple[str, str]:
        which, merge = f"which{number}", f"merge{number}"
        for _branch in range(self.draw(st.integers(1, 3))):
            entry, exit = self.block(depth)
            self.flows += [f"{which} {entry}{self._fact()}", f"{exit} {merge}"]
        self.flows.append(f"{which} {merge}!")
        return which, merge

    def _fork(self, number: int, depth: int) -> tuple[str, str]:
        fork, join = f"fork{number}", f"join{number}"
        for _branch in range(self.draw(st.integers(2, 3))):
            entry, exit = self.block(depth)
            self.flows += [f"{fork} {entry}", f"{exit} {join}"]
        return fork, join

    def _loop(self, number: int, depth: int) -> tuple[str, str]:
        """Round again while the fact holds; a step within, so that somebody moves it."""
        merge, which = f"merge{number}", f"which{number}"
        entry, middle = self.block(depth)
        step = f"s{number}"
        after = f"merge{number}x"
        self.flows += [f"{merge} {entry}", f"{middle} {step}", f"{step} {which}"]
        self.flows += [f"{which} {merge}{self._fact()}", f"{which} {after}!"]
        return merge, after
