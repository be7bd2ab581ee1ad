"""Labels that do not collide: each takes the first free place beside its point, or none.

Deterministic and greedy: who comes first is served first. What stands on the paper already is kept in a grid, so
that a place is compared only with what is near it.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Literal, NamedTuple

from msgspec import Struct, field

from evalsite.render.chart.frame import Box

Cell = tuple[int, int]
Anchor = Literal["start", "middle", "end"]
Side = Literal["right", "left", "above", "below", "above-right", "above-left", "below-right", "below-left"]

SIDES: tuple[Side, ...] = (
    "right", "left", "above", "below", "above-right", "below-right", "above-left", "below-left",
)  # fmt: skip
FRONT_SIDES: tuple[Side, ...] = (
    "left", "above-left", "above", "above-right", "right", "below-right", "below", "below-left",
)  # fmt: skip
"""A point on the front has nothing better beside it: to its upper left there is room."""
CELL_WIDTH, CELL_HEIGHT = 96.0, 32.0
_ASCENT, _DESCENT = 0.86, 0.26  # of the size of the letters


class Label(NamedTuple):
    """A text's place: its anchor and baseline, and the room it takes."""

    x: float
    y: float
    anchor: Anchor
    box: Box


class Dots:
    """Small signs, of which there may be thousands: their centres, as a byte for each unit of the drawing.

    ``x`` and ``y`` are in tenths of a unit.
    """

    def __init__(self, x: Sequence[int], y: Sequence[int], radius: float) -> None:
        self._radius = radius
        self._width = max(x, default=0) // 10 + 1
        self._there = bytearray(self._width * (max(y, default=0) // 10 + 1))
        for place in [down // 10 * self._width + across // 10 for across, down in zip(x, y, strict=True)]:
            self._there[place] = 1

    def meet(self, box: Box) -> bool:
        """Whether one of the signs reaches into ``box``, to the next unit."""
        left, top, right, bottom = box
        there, width = self._there, self._width
        start, end = max(0, floor(left - self._radius)), min(width, ceil(right + self._radius))
        first, last = max(0, floor(top - self._radius)), ceil(bottom + self._radius)
        return any(there.find(1, y * width + start, y * width + end) >= 0 for y in range(first, last))


class Paper(Struct):
    """What stands on the paper already, found again by the cells it touches.

    ``solid`` is never covered: signs that have a name, and labels. ``light`` (lines) and ``dots`` (small signs) are,
    when a label that must be there finds no better place.
    """

    area: Box
    dots: Dots
    solid: dict[Cell, list[Box]] = field(default_factory=dict)
    light: dict[Cell, list[Box]] = field(default_factory=dict)

    def copy(self) -> "Paper":
        """A paper of its own with the same on it."""
        solid, light = ({cell: [*boxes] for cell, boxes in cells.items()} for cells in (self.solid, self.light))
        return Paper(area=self.area, dots=self.dots, solid=solid, light=light)

    def put(self, box: Box) -> None:
        """Keep a sign or a label."""
        _put(self.solid, box)

    def put_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep a line that is level or upright."""
        _put(self.light, Box(min(x0, x1) - 1, min(y0, y1) - 1, max(x0, x1) + 1, max(y0, y1) + 1))

    def takes(self, label: Label, *, anyhow: bool = False) -> bool:
        """Whether there is room for ``label``; with ``anyhow``, whether it covers nothing that is solid."""
        box = label.box
        if not box.within(self.area) or self.covered(box):
            return False
        return anyhow or not (self.dots.meet(box) or _met(self.light, box))

    def covered(self, box: Box) -> bool:
        """Whether something solid is in ``box``."""
        return _met(self.solid, box)


def first_fitting(paper: Paper, places: Iterable[Label], *, anyhow: bool = False) -> Label | None:
    """The first of ``places`` with room, kept on the paper; ``anyhow``, it may cover lines and dots."""
    for label in places:
        if paper.takes(label, anyhow=anyhow):
            paper.put(label.box)
            return label
    return None


def _put(cells: dict[Cell, list[Box]], box: Box) -> None:
    for cell in _cells(box):
        cells.setdefault(cell, []).append(box)


def _met(cells: dict[Cell, list[Box]], box: Box) -> bool:
    left, top, right, bottom = box
    for cell in _cells(box):
        for its_left, its_top, its_right, its_bottom in cells.get(cell, ()):
            if left < its_right and its_left < right and top < its_bottom and its_top < bottom:
                return True
    return False


def _cells(box: Box) -> list[Cell]:
    left, top, right, bottom = box
    rows = range(int(top // CELL_HEIGHT), int(bottom // CELL_HEIGHT) + 1)
    return [(column, row) for column in range(int(left // CELL_WIDTH), int(right // CELL_WIDTH) + 1) for row in rows]


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
    left = x if anchor == "start" else x - wide if anchor == "end" else x - wide / 2
    return Label(x, y, anchor, Box(left, y - _ASCENT * size, left + wide, y + _DESCENT * size))
