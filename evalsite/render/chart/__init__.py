"""Charts as SVG: only drawing; what is drawn was decided by the page model."""

from evalsite.render.chart.figure import ChartWriter

__all__ = ["ChartWriter"]
