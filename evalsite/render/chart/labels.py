"""Labels that do not collide: each takes the first free place beside its point, or none.

Deterministic and greedy: who comes first is served first. What stands on the paper already is kept in a grid, so
that a place is compared only with what is near it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor
from typing import Literal

from evalsite.render.chart.frame import Box

Anchor = Literal["start", "middle", "end"]
Side = Literal["right", "left", "above", "below", "above-right", "above-left", "below-right", "below-left"]

SIDES: tuple[Side, ...] = (
    "right", "left", "above", "below", "above-right", "below-right", "above-left", "below-left",
)  # fmt: skip
FRONT_SIDES: tuple[Side, ...] = (
    "left", "above-left", "above", "above-right", "right", "below-right", "below", "below-left",
)  # fmt: skip
"""A point on the front has nothing better beside it: to its upper left there is room."""
_CELL_WIDTH, _CELL_HEIGHT = 48.0, 16.0
_ASCENT, _DESCENT = 0.86, 0.26  # of the size of the letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text's place: its anchor and baseline, and the room it takes."""

    x: float
    y: float
    anchor: Anchor
    box: Box


@dataclass(slots=True)
class Grid:
    """Boxes on the paper, found again by the cells they touch."""

    _cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def put(self, box: Box) -> None:
        """Keep ``box`` from now on."""
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether nothing stands where ``box`` would."""
        return not any(box.overlaps(other) for cell in _cells(box) for other in self._cells.get(cell, ()))


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(floor(box.left / _CELL_WIDTH), floor(box.right / _CELL_WIDTH) + 1):
        for row in range(floor(box.top / _CELL_HEIGHT), floor(box.bottom / _CELL_HEIGHT) + 1):
            yield column, row


def beside(x: float, y: float, side: Side, *, wide: float, size: float, gap: float) -> Label:
    """The label of width ``wide`` on one side of the point at (x, y), whose sign reaches ``gap`` far."""
    slant = gap * 0.75
    if side in ("right", "left"):
        dx, line = gap, y + 0.33 * size
    elif side in ("above", "below"):
        dx, line = 0.0, y - gap - _DESCENT * size if side == "above" else y + gap + _ASCENT * size
    else:
        dx, line = slant, y - slant - _DESCENT * size if side.startswith("above") else y + slant + _ASCENT * size
    anchor: Anchor = "start" if side.endswith("right") else "end" if side.endswith("left") else "middle"
    return lettered(x - dx if anchor == "end" else x + dx, line, anchor, wide=wide, size=size)


def lettered(x: float, y: float, anchor: Anchor, *, wide: float, size: float) -> Label:
    """A text of width ``wide`` at an anchor on its baseline, rounded to tenths as it will be drawn."""
    x, y = round(x, 1), round(y, 1)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    box = Box(left=left, top=y - _ASCENT * size, right=left + wide, bottom=y + _DESCENT * size)
    return Label(x=x, y=y, anchor=anchor, box=box)
