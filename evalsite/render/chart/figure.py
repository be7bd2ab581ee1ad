"""What the template of a chart needs: its drawings, the signs of its legend, the words that stand for it."""

from functools import partial

from markupsafe import Markup

from evalsite.pages.model import Chart, Sign
from evalsite.render.catalog import Catalog
from evalsite.render.chart.drawing import Drawing
from evalsite.render.chart.frame import NARROW, WIDE, Frame
from evalsite.render.chart.signs import legend
from evalsite.render.ids import text_id, title_id
from evalsite.render.links import Links
from evalsite.render.shared import Prints


class ChartWriter:
    """Writes the charts of one page."""

    title_id = staticmethod(title_id)
    text_id = staticmethod(text_id)

    def __init__(self, catalog: Catalog, links: Links, prints: Prints) -> None:
        self._catalog = catalog
        self._drawing = partial(Drawing, catalog=catalog, links=links, prints=prints)

    def drawings(self, chart: Chart) -> tuple[str, str, str]:
        """The chart drawn twice, for wide and for narrow screens; the style sheet shows one of them."""
        wide, narrow = (self._drawing(chart, Frame.of(chart, style)).svg() for style in (WIDE, NARROW))
        return wide, "\n", narrow

    def sign(self, sign: Sign) -> Markup:
        """A sign of the legend."""
        return Markup(legend(sign))  # noqa: S704 - constant

    def told(self, chart: Chart) -> Markup:
        """What the drawing shows, in words."""
        return Markup(self._catalog.sentences(chart.description))  # noqa: S704 - made of escaped parts
