"""How a model runs: every possible course is played through with tokens.

A model is fit to run when from each situation it can get into, it can come to its end, no step is
done twice at once, and each element has a use. For the elements of the vocabulary this can be
decided: a situation is the set of flows that hold a token, and there are finitely many.

Every model is played in one order first (always the earliest element that can go on), which shows
faults where they begin. For models without loops nothing is lost by that: an element never takes a
token that another one could take, so the order changes neither where tokens come together nor where
they get stuck. Then it is played in every order, unless that is too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from .model import Flow, Model, ModelProblem, Tag

SITUATIONS: Final = 20_000

Situation = int  # bit i is set when flow i of the model holds a token


def stuck(model: Model) -> list[ModelProblem]:
    """What can go wrong when ``model`` runs; it is connected and its gateways are complete."""
    play = _played(model, every_order=False)
    if play is None:
        message = _("The process is too entangled to be checked.")
        return [ModelProblem(message, model.id, _("Draw forks and joins in pairs."))]
    found = _faults(play)
    if not found and (play := _played(model, every_order=True)):
        found = _faults(play)
    return found


def _faults(play: _Play) -> list[ModelProblem]:
    return [*_crowded(play), *_waiting(play)] or [*_locked(play), *_idle(play)]


@dataclass
class _Play:
    """What was seen of one model."""

    model: Model
    every_order: bool
    bits: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    moves: dict[Situation, list[Situation]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    crowded: dict[str, Flow] = field(default_factory=dict)

    def begin(self) -> Situation:
        self.bits = {flow.id: 1 << i for i, flow in enumerate(self.model.flows)}
        self.order = _order(self.model)
        start = self.model.starts[0].id
        self.used.add(start)
        return self._mask(self.model.outgoing[start])

    def next(self, now: Situation) -> list[Situation]:
        """The situations that may follow; in one order only, those of the earliest element."""
        following: list[Situation] = []
        for id in self.order:
            following += self._fired(id, now)
            if following and not self.every_order:
                break
        return following

    def _fired(self, id: str, now: Situation) -> list[Situation]:
        """What comes of it when the element goes on; nothing when it cannot."""
        node, taken = self.model.nodes[id], self._taken(id, now)
        if taken:
            self.used.add(id)
        leaves = self.model.outgoing[id]
        ways = [[flow] for flow in leaves] if node.tag is Tag.EXCLUSIVE else [list(leaves)]
        return [self._put(now & ~mask, way) for mask in taken for way in ways]

    def _taken(self, id: str, now: Situation) -> list[int]:
        """The tokens that the element may take: those of all flows at a join, else of any one."""
        enters = [self.bits[flow.id] for flow in self.model.incoming[id]]
        if self.model.nodes[id].tag is Tag.PARALLEL:
            all_of_them = sum(enters)
            return [all_of_them] if enters and now & all_of_them == all_of_them else []
        return [bit for bit in enters if now & bit]

    def _put(self, now: Situation, flows: list[Flow]) -> Situation:
        for flow in flows:
            if now & self.bits[flow.id]:
                self.crowded.setdefault(flow.target, flow)
        return now | self._mask(flows)

    def _mask(self, flows: list[Flow] | tuple[Flow, ...]) -> int:
        return sum(self.bits[flow.id] for flow in flows)

    def flows(self, now: Situation) -> list[Flow]:
        return [flow for flow in self.model.flows if now & self.bits[flow.id]]


def _played(model: Model, *, every_order: bool) -> _Play | None:
    """All situations of ``model``; none when there are too many."""
    play = _Play(model, every_order)
    waiting = [play.begin()]
    while waiting:
        now = waiting.pop()
        if now in play.moves:
            continue
        if len(play.moves) >= SITUATIONS:
            return None
        play.moves[now] = play.next(now)
        if play.crowded:
            return play  # enough to know; beyond this, situations are no longer sets
        waiting += play.moves[now]
    return play


def _order(model: Model) -> list[str]:
    """Elements, each after those that lead to it (flows that lead back aside)."""
    order: list[str] = []
    seen: set[str] = set()
    waiting = [(model.starts[0].id, False)]
    while waiting:
        id, left = waiting.pop()
        if left:
            order.append(id)
        elif id not in seen:
            seen.add(id)
            waiting.append((id, True))
            waiting += [(flow.target, False) for flow in model.outgoing[id]]
    return order[::-1]


def _crowded(play: _Play) -> Iterator[ModelProblem]:
    for flow in play.crowded.values():
        target = play.model.nodes[flow.target]
        yield ModelProblem(
            _("“%(element)s” would be reached twice at the same time.") % {"element": target.label},
            target.id,
            _("Join the ways that a parallel gateway opened with a parallel gateway first."),
            target.line,
        )


def _waiting(play: _Play) -> Iterator[ModelProblem]:
    """Joins that would wait for ever."""
    told: set[str] = set()
    for now, following in play.moves.items():
        for flow in [] if following else play.flows(now):
            if flow.target not in told:
                told.add(flow.target)
                join = play.model.nodes[flow.target]
                yield ModelProblem(
                    _("“%(element)s” would wait for ever: not all its ways are always taken.")
                    % {"element": join.label},
                    join.id,
                    _("Join with an exclusive gateway what an exclusive gateway has parted."),
                    join.line,
                )


def _locked(play: _Play) -> Iterator[ModelProblem]:
    """Situations that go on and on and never come to the end."""
    before: dict[Situation, list[Situation]] = {}
    for now, following in play.moves.items():
        for later in following:
            before.setdefault(later, []).append(now)
    finishing, waiting = {0}, [0]
    while waiting:
        fresh = [now for now in before.get(waiting.pop(), []) if now not in finishing]
        finishing.update(fresh)
        waiting += fresh
    locked = [now for now in play.moves if now not in finishing]
    if locked:
        names = ", ".join(f"“{play.model.nodes[f.target].label}”" for f in play.flows(locked[0]))
        yield ModelProblem(
            _("The process can get where it never ends: at %(elements)s.") % {"elements": names},
            play.flows(locked[0])[0].target,
            _("Lead a way from there to an end event."),
        )


def _idle(play: _Play) -> Iterator[ModelProblem]:
    for node in play.model.nodes.values():
        if node.id not in play.used:
            yield ModelProblem(
                _("“%(element)s” can never be reached.") % {"element": node.label},
                node.id,
                _("Lead a flow to it, or remove it."),
                node.line,
            )
