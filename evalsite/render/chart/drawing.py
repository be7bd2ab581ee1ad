"""A chart as SVG, in the size of one frame.

Coordinates have one decimal everywhere, so that the same chart gives the same bytes.
"""

from collections.abc import Iterator
from math import ceil

from evalsite.pages.axis import beyond
from evalsite.pages.model import Axis, Chart, Guide, Message, Name
from evalsite.render.catalog import Catalog
from evalsite.render.chart import signs
from evalsite.render.chart.frame import Box, Frame
from evalsite.render.chart.labels import (
    FRONT_SIDES,
    SIDES,
    Anchor,
    Label,
    Paper,
    beside,
    first_fitting,
    lettered,
)
from evalsite.render.chart.lettering import shortened, width
from evalsite.render.escape import escape
from evalsite.render.ids import text_id, title_id
from evalsite.render.links import Links

_UNTABBED = ' tabindex="-1"'
_ALONG = (0.0, 0.2, 0.4, 0.6, 0.8)  # shares of a line at which its name may stand
CROWD = 150
"""Of more points than these only the special ones are named: any others would be a matter of chance."""


class Drawing:
    """Draws one chart. What is named is on the paper before the rest, since labels look for room around it."""

    def __init__(self, chart: Chart, frame: Frame, catalog: Catalog, links: Links) -> None:
        self._chart = chart
        self._frame = frame
        self._style = frame.style
        self._catalog = catalog
        self._links = links
        self._places = list(zip(map(frame.across, chart.points.x), map(frame.down, chart.points.y), strict=True))
        self._on_front = {k: place for place, k in enumerate(chart.front)}
        self._baselines, self._references = frozenset(chart.baselines), frozenset(chart.references)
        self._special = dict.fromkeys((*chart.baselines, *chart.front, *chart.references))
        self._names = tuple(escape(catalog.plain(axis.name)) for axis in (chart.y, chart.x))
        self._paper = self._prepared()

    def svg(self) -> str:
        """The drawing, an element ``svg``."""
        style, chart = self._style, self._chart
        guides = list(self._guide_labels())
        labels = self._labels()
        told = f'aria-labelledby="{title_id(chart)}" aria-describedby="{text_id(chart)}"'
        size = f'viewBox="0 0 {style.width:g} {style.height:g}"'
        parts = [
            f'<svg class="es-drawing es-{style.name}" {size} role="group" {told}>',
            '<g aria-hidden="true">',
            *self._scales(),
            *self._guides(),
            *self._front(),
            self._better_corner(),
            *guides,
            "</g>",
            *self._unnamed(labels),
            '<g class="es-named">',
            *(self._named(k, labels.get(k)) for k in sorted({*labels, *self._special}, key=self._drawn_order)),
            "</g>",
            "</svg>",
        ]
        return "\n".join(parts)

    def _drawn_order(self, k: int) -> tuple[bool, bool, int, int]:
        """Ordinary points first, then the front from its best cost on, baselines last and so on top."""
        return (k in self._baselines, k in self._on_front, self._on_front.get(k, 0), k)

    # What stands on the paper

    def _prepared(self) -> Paper:
        plot, size = self._frame.plot, self._style.letters
        area = Box(plot.left, plot.top - 1.8 * size, plot.right + size, plot.bottom)
        paper = Paper(area=area, dot=self._style.dot)
        paper.put(Box(plot.left, plot.top, plot.left + self._better_width(), plot.top + 1.6 * size))
        reach = signs.RING * self._style.dot
        for k, (x, y) in enumerate(self._places):
            if k in self._special:
                paper.put(Box(x - reach, y - reach, x + reach, y + reach))
            else:
                paper.put_dot(x, y)
        for x0, y0, x1, y1 in (*self._steps(), *self._guide_lines()):
            paper.put_line(x0, y0, x1, y1)
        return paper

    def _better_width(self) -> float:
        return 2.4 * self._style.letters + width(self._better(), self._style.letters)

    def _better(self) -> str:
        return self._catalog.plain(Message("chart.better"))

    # Scales

    def _scales(self) -> Iterator[str]:
        frame, plot, size = self._frame, self._frame.plot, self._style.letters
        columns = [(frame.across(tick.value), tick.text) for tick in self._chart.x.ticks]
        lines = [(frame.down(tick.value), tick.text) for tick in self._chart.y.ticks]
        grid = "".join(f"M{x:.1f},{plot.top:g}V{plot.bottom:g}" for x, _ in columns)
        grid += "".join(f"M{plot.left:g},{y:.1f}H{plot.right:g}" for y, _ in lines)
        yield f'<path class="es-grid" d="{grid}"/>'
        yield f'<path class="es-axes" d="M{plot.left:g},{plot.top:g}V{plot.bottom:g}H{plot.right:g}"/>'
        yield '<g class="es-ticks">'
        for y, text in lines:
            yield _text(plot.left - 7, y + 0.35 * size, escape(text), "end")
        yield from self._column_texts(columns)
        yield "</g>"
        yield from self._axis_labels()

    def _column_texts(self, columns: list[tuple[float, str]]) -> Iterator[str]:
        """The texts below the ticks of x; one that would touch the one before it is left out."""
        plot, size, end = self._frame.plot, self._style.letters, 0.0
        for x, text in sorted(columns):
            wide = width(text, size)
            middle = min(x, self._style.width - wide / 2)
            if middle - wide / 2 >= end:
                yield _text(middle, plot.bottom + 1.4 * size, escape(text), "middle")
                end = middle + wide / 2 + size / 2

    def _axis_labels(self) -> Iterator[str]:
        plot, size = self._frame.plot, self._style.letters
        yield _text(2, 1.1 * size, self._axis_words(self._chart.y), "start", "es-axis")
        yield _text(plot.right, self._style.height - 0.5 * size, self._axis_words(self._chart.x), "end", "es-axis")

    def _axis_words(self, axis: Axis) -> str:
        room = self._frame.plot.right - self._style.letters
        return escape(shortened(self._catalog.plain(axis.label), self._style.letters, room))

    def _better_corner(self) -> str:
        plot, size = self._frame.plot, self._style.letters
        x, y = plot.left + 0.6 * size, plot.top + 0.5 * size
        head = f"m0,{0.5 * size:.1f}v-{0.5 * size:.1f}h{0.5 * size:.1f}"
        arrow = f"M{x + 0.7 * size:.1f},{y + 0.7 * size:.1f}L{x:.1f},{y:.1f}{head}"
        words = _text(x + 1.1 * size, y + 0.72 * size, escape(self._better()), "start")
        return f'<g class="es-corner"><path d="{arrow}"/>{words}</g>'

    # The front and the lines of baselines

    def _steps(self) -> Iterator[tuple[float, float, float, float]]:
        """The front's outline as level and upright lines, from the bottom of the plot to its right side."""
        plot = self._frame.plot
        corners = sorted({self._places[k] for k in self._on_front}, key=lambda place: (place[0], -place[1]))
        if not corners:
            return
        x, y = corners[0][0], plot.bottom
        for next_x, next_y in corners:
            yield x, y, next_x, y
            yield next_x, y, next_x, next_y
            x, y = next_x, next_y
        yield x, y, plot.right, y

    def _front(self) -> Iterator[str]:
        steps = list(self._steps())
        if not steps:
            return
        plot = self._frame.plot
        outline = f"M{steps[0][0]:.1f},{steps[0][1]:.1f}" + "".join(
            f"H{x1:.1f}" if y0 == y1 else f"V{y1:.1f}" for x0, y0, x1, y1 in steps if (x0, y0) != (x1, y1)
        )
        yield f'<path class="es-behind" d="{outline}V{plot.bottom:g}Z"/>'
        yield f'<path class="es-front" d="{outline}"/>'

    def _guide_lines(self) -> Iterator[tuple[float, float, float, float]]:
        plot = self._frame.plot
        for guide in self._chart.guides:
            if guide.y is not None:
                y = self._frame.down(guide.y)
                yield plot.left, y, plot.right, y
            if guide.x is not None:
                x = self._frame.across(guide.x)
                yield x, plot.top, x, plot.bottom

    def _guides(self) -> Iterator[str]:
        lines = "".join(f"M{x0:.1f},{y0:.1f}L{x1:.1f},{y1:.1f}" for x0, y0, x1, y1 in self._guide_lines())
        if lines:
            yield f'<path class="es-guide" d="{lines}"/>'

    def _guide_labels(self) -> Iterator[str]:
        """The name of a baseline at each of its lines, where there is room."""
        for guide in self._chart.guides:
            words = shortened(self._catalog.plain(guide.label), self._style.letters, self._style.widest_label)
            for spots in self._guide_spots(guide):
                wide = width(words, self._style.letters)
                places = [lettered(x, y, anchor, wide=wide, size=self._style.letters) for x, y, anchor in spots]
                label = first_fitting(self._paper, places) or first_fitting(self._paper, places, anyhow=True)
                if label:
                    yield _text(label.x, label.y, escape(words), label.anchor, "es-guide-label")

    def _guide_spots(self, guide: Guide) -> Iterator[list[tuple[float, float, Anchor]]]:
        """Where the name of a line may stand: first at the right of a level one, at the foot of an upright one."""
        plot, size = self._frame.plot, self._style.letters
        if guide.y is not None:
            y = self._frame.down(guide.y)
            along = [plot.right - 3 - share * (plot.right - plot.left) for share in _ALONG]
            yield [(x, at, "end") for x in along for at in (y - 5, y + size + 1)]
        if guide.x is not None:
            x = self._frame.across(guide.x)
            up = [plot.bottom - 6 - share * (plot.bottom - plot.top) for share in _ALONG]
            beside_it: tuple[tuple[float, Anchor], ...] = ((x + 5, "start"), (x - 5, "end"))
            yield [(at, y, anchor) for y in up for at, anchor in beside_it]

    # Points

    def _labels(self) -> dict[int, tuple[str, Label]]:
        """The label of each point that has one: baselines and the front first, then references, then the rest."""
        return {k: label for k in self._candidates() if (label := self._label(k))}

    def _label(self, k: int) -> tuple[str, Label] | None:
        """What stands beside a point, and where.

        Where there is no room, a special one gets a part of its name, and at last covers what is behind it.
        """
        widest = self._style.widest_label
        shares = ((1.0, False), (0.75, False), (0.5, False), (1.0, True), (0.5, True))
        for share, anyhow in shares if k in self._special else shares[:1]:
            words, escaped = self._words(k, share * widest)
            if label := first_fitting(self._paper, self._beside(k, words), anyhow=anyhow):
                return escaped, label
        return None

    def _candidates(self) -> list[int]:
        """The points that are to be named: of a long front every so many, in a crowd only what is special."""
        chart, most = self._chart, self._style.labels
        front = chart.front[:: max(1, ceil(len(chart.front) / most))]
        special = dict.fromkeys((*chart.baselines, *front, *chart.references))
        if len(self._places) > CROWD:
            return list(special)
        return [*special, *(k for k in range(len(self._places)) if k not in self._special)]

    def _words(self, k: int, widest: float) -> tuple[str, str]:
        """A point's name, no wider than asked, and its values beyond an axis: as text to be measured, and escaped."""
        name = shortened(self._chart.points.names[k].text, self._style.letters, widest)
        values = "".join(f" {value} {arrow}" for value, arrow in self._beyond(k))
        return name + values, f"&#8296;{escape(name)}&#8297;{escape(values)}" if values else escape(name)

    def _beyond(self, k: int) -> Iterator[tuple[str, str]]:
        """The values of a point that lie beyond their axes, each with an arrow that says where."""
        chart, points, (x, y) = self._chart, self._chart.points, self._places[k]
        if beyond(chart.y, points.y[k]):
            yield points.y_texts[k], "↑" if y == self._frame.plot.top else "↓"
        if beyond(chart.x, points.x[k]):
            yield points.x_texts[k], "←" if x == self._frame.plot.left else "→"

    def _beside(self, k: int, words: str) -> Iterator[Label]:
        x, y = self._places[k]
        size, dot = self._style.letters, self._style.dot
        gap = 3 + dot * (signs.RING if k in self._on_front else signs.DIAMOND if k in self._special else 1)
        wide = width(words, size)
        sides = FRONT_SIDES if k in self._on_front else SIDES
        return (beside(x, y, side, wide=wide, size=size, gap=gap) for side in sides)

    def _named(self, k: int, label: tuple[str, Label] | None) -> str:
        words = _text(label[1].x, label[1].y, label[0], label[1].anchor) if label else ""
        on_front = ' class="es-on-front"' if k in self._on_front else ""
        return self._link(k, self._sign(k) + words, on_front if label else on_front + _UNTABBED)

    def _sign(self, k: int) -> str:
        (x, y), size = self._places[k], self._style.dot
        draw = signs.square if k in self._baselines else signs.diamond if k in self._references else signs.dot
        return (signs.ring(x, y, size) if k in self._on_front else "") + draw(x, y, size)

    def _unnamed(self, labels: dict[int, tuple[str, Label]]) -> Iterator[str]:
        """The other points: out of the way of the keyboard and of those who listen, who have the table."""
        rest = [k for k in range(len(self._places)) if k not in labels and k not in self._special]
        if not rest:
            return
        if self._style.plain:
            yield '<path class="es-dots" d="' + "".join("M{},{}h0".format(*self._places[k]) for k in rest) + '"/>'
            return
        crowd = len(self._places) > CROWD
        size = self._style.dot * (0.75 if crowd else 1)
        yield '<g class="es-crowd" aria-hidden="true">' if crowd else '<g aria-hidden="true">'
        yield from (self._link(k, signs.dot(*self._places[k], size), _UNTABBED) for k in rest)
        yield "</g>"

    def _link(self, k: int, content: str, attributes: str) -> str:
        name = self._chart.points.names[k]
        href = f' href="{self._links(name.href)}"' if name.href is not None else ""
        return f"<a{href}{attributes}><title>{self._title(k, name)}</title>{content}</a>"

    def _title(self, k: int, name: Name) -> str:
        """The full name and both values, each on a line of its own, which also keeps their directions apart."""
        points, (y_name, x_name) = self._chart.points, self._names
        return f"{escape(name.full or name.text)}\n{y_name} {points.y_texts[k]}\n{x_name} {points.x_texts[k]}"


def _text(x: float, y: float, escaped: str, anchor: Anchor, kind: str = "") -> str:
    classes = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{classes} x="{x:.1f}" y="{y:.1f}"{anchored}>{escaped}</text>'
