"""A chart as SVG, in the size of one frame.

Coordinates have one decimal everywhere, so that the same chart gives the same bytes.
"""

from collections.abc import Iterator, Sequence

from evalsite.pages.model import Axis, Chart, Message, Name
from evalsite.render.catalog import Catalog
from evalsite.render.chart import signs
from evalsite.render.chart.frame import Frame
from evalsite.render.chart.labels import Anchor
from evalsite.render.chart.layout import Layout, Named
from evalsite.render.chart.lettering import BOLD, shortened, width
from evalsite.render.escape import escape
from evalsite.render.ids import text_id, title_id
from evalsite.render.laid import exactly, laid
from evalsite.render.links import Links
from evalsite.render.shared import Prints

MOST_BARS = 60
"""Of more points only the named and the special ones have bars: others would be a mesh."""

_UNTABBED = ' tabindex="-1"'


class Drawing:
    """Draws one chart."""

    def __init__(self, chart: Chart, frame: Frame, catalog: Catalog, links: Links, prints: Prints) -> None:
        self._chart = chart
        self._frame = frame
        self._style = frame.style
        self._catalog = catalog
        self._links = links
        self._prints = prints
        self._better = catalog.plain(Message("chart.better"))
        guides = [catalog.plain(guide.label) for guide in chart.guides]
        self._layout = Layout(chart, frame, better=self._better, guides=guides)
        self._baselines, self._references = frozenset(chart.baselines), frozenset(chart.references)
        self._axes = tuple(escape(catalog.plain(axis.name)) for axis in (chart.y, chart.x))

    def svg(self) -> str:
        """The drawing, an element ``svg``."""
        style, layout = self._style, self._layout
        told = f'aria-labelledby="{title_id(self._chart)}" aria-describedby="{text_id(self._chart)}"'
        size = f'viewBox="0 0 {style.width:g} {style.height:g}"'
        parts = [
            f'<svg class="es-drawing es-{style.name}" {size} role="group" {told}>',
            '<g aria-hidden="true">',
            *self._scales(),
            *self._guides(),
            *self._front(),
            *self._bars(),
            self._corner(),
            *(_text(at.x, at.y, escape(name), at.anchor, "es-guide-label") for name, at in layout.guide_labels),
            "</g>",
            *self._unnamed(),
            '<g class="es-named">',
            *map(self._named, sorted({*layout.named, *layout.special}, key=self._drawn_order)),
            "</g>",
            "</svg>",
        ]
        return "\n".join(parts)

    def _drawn_order(self, k: int) -> tuple[bool, int, int]:
        """Ordinary points first, then the front from its best cost on, baselines last and so on top."""
        return (k in self._baselines, self._layout.on_front.get(k, -1), k)

    # Behind the points

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
        yield _text(2, 1.1 * size, self._axis_words(self._chart.y), "start", "es-axis")
        yield _text(plot.right, self._style.height - 0.5 * size, self._axis_words(self._chart.x), "end", "es-axis")

    def _column_texts(self, columns: list[tuple[float, str]]) -> Iterator[str]:
        """The texts below the ticks of x; one that would touch the one before it is left out."""
        size, end = self._style.letters, 0.0
        for x, text in sorted(columns):
            wide = width(text, size)
            middle = min(x, self._style.width - wide / 2)
            if middle - wide / 2 >= end:
                yield _text(middle, self._frame.plot.bottom + 1.4 * size, escape(text), "middle")
                end = middle + wide / 2 + size / 2

    def _axis_words(self, axis: Axis) -> str:
        room = self._frame.plot.right - self._style.letters
        return escape(shortened(self._catalog.plain(axis.label), BOLD * self._style.letters, room))

    def _corner(self) -> str:
        """An arrow to the better corner."""
        plot, size = self._frame.plot, self._style.letters
        x, y = plot.left + 0.6 * size, plot.top + 0.5 * size
        head = f"m0,{0.5 * size:.1f}v-{0.5 * size:.1f}h{0.5 * size:.1f}"
        arrow = f"M{x + 0.7 * size:.1f},{y + 0.7 * size:.1f}L{x:.1f},{y:.1f}{head}"
        words = _text(x + 1.1 * size, y + 0.72 * size, escape(self._better), "start")
        return f'<g class="es-corner"><path d="{arrow}"/>{words}</g>'

    def _front(self) -> Iterator[str]:
        steps, plot = self._layout.steps, self._frame.plot
        if not steps:
            return
        outline = f"M{steps[0].x0:.1f},{steps[0].y0:.1f}" + "".join(
            f"H{x1:.1f}" if y0 == y1 else f"V{y1:.1f}" for x0, y0, x1, y1 in steps if (x0, y0) != (x1, y1)
        )
        yield f'<path class="es-behind" d="{outline}V{plot.bottom:g}Z"/>'
        yield f'<path class="es-front" d="{outline}"/>'

    def _guides(self) -> Iterator[str]:
        lines = "".join(f"M{x0:.1f},{y0:.1f}L{x1:.1f},{y1:.1f}" for x0, y0, x1, y1 in self._layout.lines)
        if lines:
            yield f'<path class="es-guide" d="{lines}"/>'

    def _bars(self) -> Iterator[str]:
        """The intervals of values: of all points, or where these are many of those that are named or special."""
        points, layout, frame = self._chart.points, self._layout, self._frame
        many = len(points.names) > MOST_BARS
        shown = {*layout.named, *layout.special} if many else range(len(points.names))
        bars = ""
        for k in sorted(shown):
            x, y = layout.place(k)
            if points.x_ends and (ends := points.x_ends[k]):
                bars += f"M{frame.across(ends[0]):.1f},{y:.1f}H{frame.across(ends[1]):.1f}"
            if points.y_ends and (ends := points.y_ends[k]):
                bars += f"M{x:.1f},{frame.down(ends[0]):.1f}V{frame.down(ends[1]):.1f}"
        if bars:
            yield f'<path class="es-bars" d="{bars}"/>'

    # Points

    def _named(self, k: int) -> str:
        """A point with its name. Without a name it is special, but no stop of the keyboard."""
        named = self._layout.named.get(k)
        on_front = ' class="es-on-front"' if k in self._layout.on_front else ""
        return self._link(k, self._sign(k) + (_beside(named) if named else ""), on_front + ("" if named else _UNTABBED))

    def _sign(self, k: int) -> str:
        (x, y), size = self._layout.place(k), self._style.dot
        draw = signs.square if k in self._baselines else signs.diamond if k in self._references else signs.dot
        return (signs.ring(x, y, size) if k in self._layout.on_front else "") + draw(x, y, size)

    def _unnamed(self) -> Iterator[str]:
        """The other points: out of the way of the keyboard and of those who listen, who have the table."""
        layout = self._layout
        rest = [k for k in layout.ordinary if k not in layout.named]
        if not rest:
            return
        yield f'<g class="{"es-dots es-crowd" if layout.crowd else "es-dots"}" aria-hidden="true">'
        x, y = (exactly([tenths[k] / 10 for k in rest]) for tenths in (layout.x, layout.y))
        yield f'<path d="{laid(["M", x, ",", y], "h0")}"/>' if self._style.plain else self._dots(rest, x, y)
        yield "</g>"

    def _dots(self, rest: Sequence[int], x: Sequence[str], y: Sequence[str]) -> str:
        """Points that are no stop of the keyboard, each with its title: there may be thousands."""
        radius = f"{self._style.dot * (0.75 if self._layout.crowd else 1):g}"
        points, (y_name, x_name) = self._chart.points, self._axes
        heads, y_texts, x_texts = (
            [texts[k] for k in rest]
            for texts in (self._prints(points.names, self._untabbed), points.y_texts, points.x_texts)
        )
        title = [heads, f"\n{y_name} ", y_texts, f"\n{x_name} ", x_texts, '</title><circle cx="']
        return laid([*title, x, '" cy="', y, f'" r="{radius}"/></a>'], "\n").removesuffix("\n")

    def _untabbed(self, name: Name) -> str:
        return self._opened(name, _UNTABBED)

    def _link(self, k: int, content: str, attributes: str) -> str:
        return f"{self._opened(self._chart.points.names[k], attributes)}{self._values(k)}</title>{content}</a>"

    def _opened(self, name: Name, attributes: str) -> str:
        """A link up to the full name in its title."""
        # Not `href`: the theme's script sets that on whatever has one, and ends with an error on what is drawn.
        href = f' xlink:href="{self._links(name.href)}"' if name.href is not None else ""
        return f"<a{href}{attributes}><title>{escape(name.full or name.text)}"

    def _values(self, k: int) -> str:
        """Both values, each on a line of its own, which also keeps its direction apart from that of the name."""
        points, (y_name, x_name) = self._chart.points, self._axes
        return f"\n{y_name} {points.y_texts[k]}\n{x_name} {points.x_texts[k]}"


def _beside(named: Named) -> str:
    """A point's name, kept apart from the values after it, which its direction could reorder."""
    name, values, label = named
    escaped = f"&#8296;{escape(name)}&#8297;{escape(values)}" if values else escape(name)
    return _text(label.x, label.y, escaped, label.anchor)


def _text(x: float, y: float, escaped: str, anchor: Anchor, kind: str = "") -> str:
    classes = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{classes} x="{x:.1f}" y="{y:.1f}"{anchored}>{escaped}</text>'
