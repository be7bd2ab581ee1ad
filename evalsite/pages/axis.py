"""Axes of charts: what they span, whether they are logarithmic, where their ticks stand."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Literal

import numpy as np

from evalsite.metrics import Metric
from evalsite.pages.model import Axis, Text, Tick

Scale = Literal["linear", "log"]

LOG_FROM = 10
"""An axis is logarithmic when all its values are positive and the largest is this many times the smallest."""
MARGIN = 0.08
"""How far an axis goes on beyond its first and last value, as a share of what lies between them."""
SQUEEZED = 0.4
"""A value that would leave less than this share of an axis to all others lies beyond it."""
MOST_TICKS = 6
MANY = 100
"""The places of fewer values are worked out one by one in less time."""
SMALLEST = 1e-290
"""What is closer to zero than this is not told from zero."""


def scale_of(metric: Metric, values: Sequence[float]) -> Scale:
    """``log`` from :data:`LOG_FROM` on; a proportion, bounded on both sides, always stands on a linear axis."""
    low, high = min(values), max(values)
    return "log" if low > SMALLEST and high / LOG_FROM >= low and not metric.proportion else "linear"


def spanned(metric: Metric, values: Sequence[float], outsiders: Sequence[float]) -> list[float]:
    """The values that an axis has to span: ``outsiders`` only where they leave enough of it to ``values``."""
    everything = [*values, *outsiders]
    scale = scale_of(metric, everything)
    inner = _span(values, scale) if values else 0.0
    squeezed = 0 < inner < SQUEEZED * _span(everything, scale)
    return list(values) if squeezed else everything


def axis(metric: Metric, values: Sequence[float], *, label: Text, name: Text, descending: bool = False) -> Axis:
    """An axis that spans ``values`` (at least one, none beyond ±1e299), from high to low when ``descending``."""
    scale = scale_of(metric, values)
    low, high = _log_ends(values) if scale == "log" else _linear_ends(values)
    ticks = tuple(_log_ticks(low, high) if scale == "log" else _linear_ticks(low, high))
    start, end = (high, low) if descending else (low, high)
    return Axis(label=label, name=name, scale=scale, start=start, end=end, ticks=ticks)


def beyond(given: Axis, value: float) -> bool:
    """Whether ``value`` lies outside of the axis."""
    return not min(given.start, given.end) <= value <= max(given.start, given.end)


def tenths(given: Axis, values: Sequence[float], near: float, far: float) -> list[int]:
    """Where ``values`` stand on an axis from ``near`` to ``far``, in tenths; at an edge when they lie beyond it."""
    low, high = sorted((given.start, given.end))
    log = given.scale == "log"
    start, end = (log10(given.start), log10(given.end)) if log else (given.start, given.end)
    half_up, factor = 10 * near + 0.5, 10 * (far - near) / (end - start)
    if len(values) >= MANY:
        within = np.clip(np.array(values, dtype=np.float64), low, high)
        places: list[int] = (((np.log10(within) if log else within) - start) * factor + half_up).astype(int).tolist()
        return places
    inside = [min(max(value, low), high) for value in values]
    return [int(half_up + ((log10(value) if log else value) - start) * factor) for value in inside]


def _span(values: Sequence[float], scale: Scale) -> float:
    low, high = min(values), max(values)
    return log10(high) - log10(low) if scale == "log" else high - low


def _linear_ends(values: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis that does not cross zero unless its values do; equal values stand in its middle."""
    low, high = min(values), max(values)
    size = max(abs(low), abs(high))
    margin = MARGIN * (high - low)
    if margin <= 1e-12 * size or margin < SMALLEST:
        margin = size / 10 if size > SMALLEST else 1.0
    return (max(0.0, low - margin) if low > 0 else low - margin), (
        min(0.0, high + margin) if high < 0 else high + margin
    )


def _log_ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = log10(min(values)), log10(max(values))
    margin = MARGIN * (high - low)
    return 10 ** max(-300.0, low - margin), 10 ** min(300.0, high + margin)


def _linear_ticks(low: float, high: float) -> Iterator[Tick]:
    """Multiples of the smallest step of 1, 2 or 5 times a power of ten of which there are few enough."""
    rough = (high - low) / MOST_TICKS
    exponent = floor(log10(rough))
    factor = next(factor for factor in (1, 2, 5, 10) if factor * 10.0**exponent >= rough * (1 - 1e-9))
    step = factor * 10.0**exponent
    for count in range(ceil(low / step), floor(high / step) + 1):
        value = float(f"{count * factor}e{exponent}")
        if low <= value <= high:
            yield Tick(value=value, text=_text(value, -exponent - (factor == 10)))


def _log_ticks(low: float, high: float) -> Iterator[Tick]:
    """1, 2 and 5 of each decade; from three decades on the decades alone, and of very many only some."""
    decades = log10(high) - log10(low)
    every = ceil(decades / MOST_TICKS)
    for exponent in range(floor(log10(low)), ceil(log10(high)) + 1):
        for factor in (1, 2, 5) if decades < 3 else (1,):
            value = float(f"{factor}e{exponent}")
            if low <= value <= high and (decades < 3 or exponent % every == 0):
                yield Tick(value=value, text=_text(value, -exponent))


def _text(value: float, decimals: int) -> str:
    """``0.05``, ``120000``; with an exponent where plain digits would be too many: ``2e+09``."""
    if value and (decimals > 6 or abs(value) >= 1e9):
        return f"{value:.{max(1, floor(log10(abs(value))) + 1 + decimals)}g}"
    return f"{value:.{max(0, min(decimals, 6))}f}"
