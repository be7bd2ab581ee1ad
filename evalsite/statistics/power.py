"""The smallest difference that a benchmark can show."""

from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Floats, Ints
from evalsite.statistics.distributions import z_quantile
from evalsite.statistics.measured import Measured, Scale, Settings
from evalsite.statistics.moments import moments
from evalsite.statistics.sides import Sides, sides

_POWER = 0.8


class Detectable(Struct, frozen=True, kw_only=True):
    """What two models of this benchmark must differ by to be told apart.

    ``difference`` is found in four of five comparisons; ``half_width`` is what an interval typically spans to each
    side, and with a smaller tolerance nothing can be shown to be on par. Both are in the metric's unit, or of ratios
    in logarithms. ``n`` items, ``rho`` the median correlation of pairs on shared items, 0 where ``paired`` is False.
    """

    difference: float
    half_width: float
    n: int
    rho: float
    paired: bool


def detectable(known: Measured, eligible: Bools, settings: Settings) -> Detectable | None:
    """Of the ``eligible`` models (M,): (z_(1-alpha/2) + z_0.8) sqrt(2 v (1 - rho) / n), all three medians.

    ``v`` is the variance of one model's items. None when it or the number of items is known of no model.
    """
    given = sides(known)
    rows = np.flatnonzero(eligible & ~np.isnan(given.value))
    variance, n = _variances(given)[rows], given.n[rows]
    counted = ~np.isnan(variance) & (n > 1)
    if not counted.any():
        return None
    with_items = rows[given.items[rows] > 1]
    rho = _median_rho(given, with_items)
    items, typical = float(np.median(n[counted])), float(np.median(variance[counted]))
    stderr = unit_stderr(typical, items, 0.0 if rho is None else rho)
    return Detectable(
        difference=(z_quantile(settings.confidence) + NormalDist().inv_cdf(_POWER)) * stderr,
        half_width=z_quantile(settings.confidence) * stderr,
        n=round(items),
        rho=0.0 if rho is None else rho,
        paired=rho is not None,
    )


def unit_stderr(variance: float, n: float, rho: float) -> float:
    """The standard error of the difference of two means of ``n`` items of this variance and correlation."""
    return sqrt(2 * variance * max(1 - rho, 0.0) / n)  # equal items correlate by a rounding error more than 1


def _variances(given: Sides) -> Floats:
    """Of one item's score: from the items, the stderr, or of right and wrong p (1 - p)."""
    scores = given.scores.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(scores, axis=1) / given.items
        from_items = np.nansum((scores - mean[:, None]) ** 2, axis=1) / given.items
    from_stderr = given.stderr**2 * given.n
    share = given.value * (1 - given.value)
    binary = np.where((given.scale is Scale.BINARY) & (share >= 0), share, np.nan)
    from_rest = np.where(np.isnan(binary), from_stderr, binary)
    return np.where(given.items > 1, from_items, from_rest)


def _median_rho(given: Sides, rows: Ints) -> float | None:
    """The median correlation of all pairs of ``rows``; None when no pair has one."""
    if len(rows) < 2:
        return None
    scores = given.scores[rows].astype(np.float64)
    whole = not np.isnan(scores).any()
    rho = (_correlations(scores) if whole else moments(scores, scores).rho)[np.triu(np.ones((len(rows),) * 2, bool), 1)]
    known = rho[~np.isnan(rho)]
    return float(np.median(known)) if len(known) else None


def _correlations(scores: npt.NDArray[Any]) -> Floats:
    """What `Moments.rho` is of complete rows, with a tenth of the work; NaN where a row has no variance."""
    deviations = scores - scores.mean(axis=1, keepdims=True)
    norms = np.sqrt((deviations**2).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        units = deviations / np.where(norms > 1e-6 * np.sqrt((scores**2).sum(axis=1)), norms, np.nan)[:, None]
    rho: Floats = (units @ units.T).astype(np.float64)
    return rho
