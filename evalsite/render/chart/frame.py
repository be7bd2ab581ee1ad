"""Where values come to stand: the sizes of a drawing, and its two scales."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from evalsite.pages.axis import tenths
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


class Style(Struct, frozen=True, kw_only=True):
    """The sizes of one drawing, in its own units; ``labels`` is how many of the front it names at most.

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
_HEADROOM = 3.2  # lines of letters above the plot: the label of y, and a name at the upper edge
_FOOTROOM = 3.4  # below it: the ticks and the label of x
_GAP = 7.0  # between the plot and the letters beside it


class Scale(Struct, frozen=True, kw_only=True):
    """Takes the values of an axis to places between ``near``, where it starts, and ``far``, where it ends."""

    axis: Axis
    near: float
    far: float

    def __call__(self, value: float) -> float:
        """The place of ``value``, to one decimal; at an edge when it lies beyond the axis."""
        return self.tenths([value])[0] / 10

    def tenths(self, values: Sequence[float]) -> list[int]:
        """The places of many values, in tenths of a unit."""
        return tenths(self.axis, values, self.near, self.far)


class Frame(Struct, frozen=True, kw_only=True):
    """A chart's plot area within a drawing; ``across`` and ``down`` give the place of a value of x and of y."""

    style: Style
    plot: Box
    across: Scale
    down: Scale

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
        across = Scale(axis=chart.x, near=plot.left, far=plot.right)
        return cls(style=style, plot=plot, across=across, down=Scale(axis=chart.y, near=plot.bottom, far=plot.top))
