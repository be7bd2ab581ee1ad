"""Where values come to stand: the sizes of a drawing, and its two scales."""

from dataclasses import dataclass
from math import log10
from typing import NamedTuple

from evalsite.pages.model import Axis, Chart
from evalsite.render.chart.lettering import width


class Box(NamedTuple):
    """A rectangle, in the units of the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Whether no part of it stands out of ``other``."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The sizes of one drawing, in its own units; ``labels`` is how many points it names at most.

    Where ``plain``, points that are not named are dots alone: no link, no title.
    """

    name: str
    width: float
    height: float
    letters: float
    dot: float
    labels: int
    widest_label: float
    plain: bool


WIDE = Style(name="wide", width=720, height=460, letters=13, dot=4, labels=48, widest_label=190, plain=False)
NARROW = Style(name="narrow", width=360, height=400, letters=11.5, dot=3.2, labels=16, widest_label=120, plain=True)
_HEADROOM = 2.6  # lines of letters above the plot: the label of y
_FOOTROOM = 3.4  # below it: the ticks and the label of x
_GAP = 7.0  # between the plot and the letters beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A chart's plot area within a drawing."""

    style: Style
    x: Axis
    y: Axis
    plot: Box

    @classmethod
    def of(cls, chart: Chart, style: Style) -> "Frame":
        """The plot area that leaves room for the ticks' texts."""
        texts = max((width(tick.text, style.letters) for tick in chart.y.ticks), default=0.0)
        plot = Box(
            left=round(texts + _GAP + 4),
            top=round(_HEADROOM * style.letters),
            right=style.width - 2 * style.letters,
            bottom=style.height - round(_FOOTROOM * style.letters),
        )
        return cls(style=style, x=chart.x, y=chart.y, plot=plot)

    @property
    def paper(self) -> Box:
        """The whole drawing."""
        return Box(left=0, top=0, right=self.style.width, bottom=self.style.height)

    def across(self, value: float) -> float:
        """How far to the right ``value`` stands; at the edge when it lies beyond the axis."""
        return self.plot.left + _share(self.x, value) * (self.plot.right - self.plot.left)

    def down(self, value: float) -> float:
        """How far down ``value`` stands; at the edge when it lies beyond the axis."""
        return self.plot.bottom - _share(self.y, value) * (self.plot.bottom - self.plot.top)


def _share(axis: Axis, value: float) -> float:
    """Which share of the axis lies before ``value``, between 0 and 1."""
    if axis.scale == "log":
        if value <= 0:
            return 0.0 if axis.start < axis.end else 1.0
        start, end, at = log10(axis.start), log10(axis.end), log10(value)
    else:
        start, end, at = axis.start, axis.end, value
    return min(1.0, max(0.0, (at - start) / (end - start)))
