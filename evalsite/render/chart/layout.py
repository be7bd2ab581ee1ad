"""Where everything on a chart stands: points, the front's steps, the lines of baselines, and the names beside them."""

from collections.abc import Iterator, Sequence
from itertools import tee
from math import ceil
from typing import NamedTuple

from evalsite.pages.axis import beyond
from evalsite.pages.model import Chart, Guide
from evalsite.render.chart import signs
from evalsite.render.chart.frame import Box, Frame
from evalsite.render.chart.labels import FRONT_SIDES, SIDES, Anchor, Dots, Label, Paper, beside, first_fitting, lettered
from evalsite.render.chart.lettering import shortened, width

CROWD = 150
"""Of more points than these only the special ones are named: any others would be a matter of chance."""
ROUNDS = 4
"""How often the special points are named anew, those first that found no room before."""
_ALONG = (0.0, 0.2, 0.4, 0.6, 0.8)  # shares of a line at which its name may stand
_CHOICES = ((1.0, False), (0.75, False), (0.5, False), (1.0, True), (0.5, True))  # share of the width, what is covered


class Line(NamedTuple):
    """A line that is level or upright."""

    x0: float
    y0: float
    x1: float
    y1: float


class Named(NamedTuple):
    """What stands beside a point: its name, its values beyond an axis, and where."""

    name: str
    values: str
    label: Label


class Layout:
    """A chart laid out in a frame. ``better`` are the words in the better corner, ``guides`` the names of the guides.

    ``x`` and ``y`` are where its points stand, in tenths of a unit. ``special`` are those that have a meaning of their
    own: baselines, the front, references.
    """

    def __init__(self, chart: Chart, frame: Frame, *, better: str, guides: Sequence[str]) -> None:
        self._chart = chart
        self._frame = frame
        self._style = frame.style
        self._corner = 2.2 * self._style.letters + width(better, self._style.letters)
        self.x, self.y = frame.across.tenths(chart.points.x), frame.down.tenths(chart.points.y)
        self.on_front = {k: place for place, k in enumerate(chart.front)}
        self.special = dict.fromkeys((*chart.baselines, *chart.front, *chart.references))
        self.ordinary = [k for k in range(len(self.x)) if k not in self.special]
        self.crowd = len(self.x) > CROWD
        across, down = ([tenths[k] for k in self.ordinary] for tenths in (self.x, self.y))
        self._dots = Dots(across, down, frame.style.dot)
        self.steps = list(self._steps())
        self.lines = [line for guide in chart.guides for line in self._lines(guide)]
        self._bare = self._paper()
        self._open: dict[int, Iterator[Named]] = {}
        paper, self.named = self._best_attempt()
        self.guide_labels = list(self._guide_labels(paper, guides))
        if not self.crowd:
            self.named |= self._names(paper, self.ordinary)
        self._open.clear()  # they know the layout, which would stay in memory until the collector comes

    def place(self, k: int) -> tuple[float, float]:
        """Where a point stands."""
        return self.x[k] / 10, self.y[k] / 10

    # Lines

    def _steps(self) -> Iterator[Line]:
        """The front's outline, from the bottom of the plot to its right side."""
        plot = self._frame.plot
        corners = sorted(set(map(self.place, self.on_front)), key=lambda place: (place[0], -place[1]))
        if not corners:
            return
        x, y = corners[0][0], plot.bottom
        for next_x, next_y in corners:
            yield Line(x, y, next_x, y)
            yield Line(next_x, y, next_x, next_y)
            x, y = next_x, next_y
        yield Line(x, y, plot.right, y)

    def _lines(self, guide: Guide) -> Iterator[Line]:
        plot = self._frame.plot
        if guide.y is not None:
            y = self._frame.down(guide.y)
            yield Line(plot.left, y, plot.right, y)
        if guide.x is not None:
            x = self._frame.across(guide.x)
            yield Line(x, plot.top, x, plot.bottom)

    def _guide_labels(self, paper: Paper, names: Sequence[str]) -> Iterator[tuple[str, Label]]:
        """The name of a baseline at each of its lines, where there is room."""
        size = self._style.letters
        for guide, name in zip(self._chart.guides, names, strict=True):
            words = shortened(name, size, self._style.widest_label)
            for line in self._lines(guide):
                wide = width(words, size)
                places = [lettered(x, y, anchor, wide=wide, size=size) for x, y, anchor in _spots(line, size)]
                label = first_fitting(paper, places) or first_fitting(paper, places, anyhow=True)
                if label:
                    yield words, label

    # Names of points

    def _best_attempt(self) -> tuple[Paper, dict[int, Named]]:
        """Name the special points: who found no room comes first the next time, unless the front is long anyhow."""
        order = self._to_be_named()
        best = paper, named = self._attempt(order)
        for _ in range(ROUNDS - 1 if len(order) == len(self.special) else 0):
            missed = [k for k in order if k not in named]
            if not missed:
                break
            order = [*missed, *(k for k in order if k in named)]
            paper, named = self._attempt(order)
            best = max(best, (paper, named), key=lambda attempt: len(attempt[1]))
        return best

    def _to_be_named(self) -> list[int]:
        """Baselines, the front (of a long one every so many), references."""
        chart = self._chart
        front = chart.front[:: max(1, ceil(len(chart.front) / self._style.labels))]
        return list(dict.fromkeys((*chart.baselines, *front, *chart.references)))

    def _attempt(self, order: Sequence[int]) -> tuple[Paper, dict[int, Named]]:
        paper = self._bare.copy()
        return paper, self._names(paper, order)

    def _paper(self) -> Paper:
        """Everything but names: the better corner, signs and lines."""
        plot, size = self._frame.plot, self._style.letters
        area = Box(plot.left, plot.top - 1.8 * size, plot.right + size, plot.bottom)
        paper = Paper(area=area, dots=self._dots)
        paper.put(Box(plot.left, plot.top, plot.left + self._corner, plot.top + 1.5 * size))
        reach = signs.RING * self._style.dot
        for x, y in map(self.place, self.special):
            paper.put(Box(x - reach, y - reach, x + reach, y + reach))
        for line in (*self.steps, *self.lines):
            paper.put_line(*line)
        return paper

    def _names(self, paper: Paper, order: Sequence[int]) -> dict[int, Named]:
        return {k: named for k in order if (named := self._name(paper, k))}

    def _name(self, paper: Paper, k: int) -> Named | None:
        """What stands beside a point, and where: the first of its choices that covers no other name."""
        # What was worked out in an earlier attempt is not worked out again.
        self._open[k], choices = tee(self._open.get(k) or self._choices(k))
        for named in choices:
            if not paper.covered(named.label.box):
                paper.put(named.label.box)
                return named
        return None

    def _choices(self, k: int) -> Iterator[Named]:
        """What may stand beside a point, and where, as long as there are no other names.

        Where there is no room, a special one gets a part of its name, and at last covers what is behind it.
        """
        values = "".join(f" {value} {arrow}" for value, arrow in self._beyond(k))
        text, letters, widest = self._chart.points.names[k].text, self._style.letters, self._style.widest_label
        choices = _CHOICES if k in self.special else _CHOICES[:1]
        parts = ((shortened(text, letters, share * widest), anyhow) for share, anyhow in choices)
        for name, anyhow in dict.fromkeys(parts):  # a short name is the same at several widths
            for label in self._beside(k, name + values):
                if self._bare.takes(label, anyhow=anyhow):
                    yield Named(name, values, label)

    def _beyond(self, k: int) -> Iterator[tuple[str, str]]:
        """The values of a point that lie beyond their axes, each with an arrow that says where."""
        chart, points, (x, y) = self._chart, self._chart.points, self.place(k)
        if beyond(chart.y, points.y[k]):
            yield points.y_texts[k], "↑" if y == self._frame.plot.top else "↓"
        if beyond(chart.x, points.x[k]):
            yield points.x_texts[k], "←" if x == self._frame.plot.left else "→"

    def _beside(self, k: int, words: str) -> Iterator[Label]:
        x, y = self.place(k)
        size, dot = self._style.letters, self._style.dot
        gap = 3 + dot * (signs.RING if k in self.on_front else signs.DIAMOND if k in self.special else 1)
        wide = width(words, size)
        sides = FRONT_SIDES if k in self.on_front else SIDES
        return (beside(x, y, side, wide=wide, size=size, gap=gap) for side in sides)


def _spots(line: Line, size: float) -> Iterator[tuple[float, float, Anchor]]:
    """Where the name of a line may stand: first at the right of a level one, at the foot of an upright one."""
    for share in _ALONG:
        if line.y0 == line.y1:
            x = line.x1 - 3 - share * (line.x1 - line.x0)
            yield x, line.y0 - 5, "end"
            yield x, line.y0 + size + 1, "end"
        else:
            y = line.y1 - 6 - share * (line.y1 - line.y0)
            yield line.x0 + 5, y, "start"
            yield line.x0 - 5, y, "end"
