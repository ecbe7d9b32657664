"""Where everything stands on the drawing: columns from left to right, one lane for each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from .model import Flow, Model, Tag

COLUMN: Final = 170  # pixels, as all sizes here
ROW: Final = 150
HEADER: Final = 30  # of the pool, and again of a lane
MARGIN: Final = 30
SIZES: Final[Mapping[Tag, tuple[int, int]]] = {
    Tag.TASK: (120, 80),
    Tag.EXCLUSIVE: (50, 50),
    Tag.PARALLEL: (50, 50),
    Tag.START: (36, 36),
    Tag.END: (36, 36),
}

Point = tuple[int, int]


class Place(NamedTuple):
    """A cell of the drawing; ``row`` counts within the lane of ``role``."""

    column: int
    role: str
    row: int


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Drawing:
    """Boxes of the pool, the lanes (by role) and the nodes, and the bends of the flows."""

    pool: Box
    lanes: Mapping[str, Box]
    boxes: Mapping[str, Box]
    bends: Mapping[str, tuple[Point, ...]]


def draw(model: Model, places: Mapping[str, Place]) -> Drawing:
    """The drawing of ``model``, of which each node has a place."""
    columns = max(place.column for place in places.values()) + 1
    width = 2 * MARGIN + HEADER + columns * COLUMN
    lanes = _lanes(places, width)
    boxes = {id: _box(model.nodes[id].tag, place, lanes) for id, place in places.items()}
    height = sum(lane.height for lane in lanes.values())
    return Drawing(
        pool=Box(0, 0, HEADER + width, height),
        lanes=lanes,
        boxes=boxes,
        bends={flow.id: _bends(model, flow, places, boxes) for flow in model.flows},
    )


def _lanes(places: Mapping[str, Place], width: int) -> dict[str, Box]:
    rows: dict[str, int] = {}
    for place in places.values():
        rows[place.role] = max(rows.get(place.role, 0), place.row + 1)
    lanes, y = {}, 0
    for role, count in rows.items():
        lanes[role] = Box(HEADER, y, width, count * ROW)
        y += count * ROW
    return lanes


def _box(tag: Tag, place: Place, lanes: Mapping[str, Box]) -> Box:
    width, height = SIZES[tag]
    lane = lanes[place.role]
    x = lane.x + HEADER + MARGIN + place.column * COLUMN + (COLUMN - width) // 2
    y = lane.y + place.row * ROW + (ROW - height) // 2
    return Box(x, y, width, height)


def _bends(
    model: Model, flow: Flow, places: Mapping[str, Place], boxes: Mapping[str, Box]
) -> tuple[Point, ...]:
    source, target = boxes[flow.source], boxes[flow.target]
    (from_x, from_y), (to_x, to_y) = source.middle, target.middle
    if _passes_over(places[flow.source], places[flow.target]):
        below = from_y + ROW // 2 - 15
        return (
            (from_x, source.y + source.height),
            (from_x, below),
            (to_x, below),
            (to_x, target.y + target.height),
        )
    start, end = (source.x + source.width, from_y), (target.x, to_y)
    if from_y == to_y:
        return start, end
    # one bend up or down in the gap between two columns: before a join, else behind the source
    near = places[flow.target].column if len(model.incoming[flow.target]) > 1 else None
    column = near if near is not None else places[flow.source].column + 1
    bend = 2 * HEADER + MARGIN + column * COLUMN
    return start, (bend, from_y), (bend, to_y), end


def _passes_over(source: Place, target: Place) -> bool:
    """Whether the straight way leads through the cells of other elements."""
    return source[1:] == target[1:] and target.column - source.column > 1
