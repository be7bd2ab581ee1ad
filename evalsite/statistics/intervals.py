"""Formulas of intervals. Every argument is an array or broadcasts to one; nothing here knows of models."""

import numpy as np
from msgspec import Struct

from evalsite.statistics.arrays import Floats
from evalsite.statistics.distributions import t_quantile, z_quantile


class Interval(Struct, frozen=True, kw_only=True, eq=False):
    """An interval, its standard error and its degrees of freedom (infinite for the normal); NaN where none is."""

    stderr: Floats
    low: Floats
    high: Floats
    freedom: Floats


def wilson(correct: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson's score interval (1927) of a proportion ``correct / n``; never of width 0, never beyond [0, 1]."""
    z = z_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, total = correct / n, n + z * z
        centre = (correct + z * z / 2) / total
        half = z * np.sqrt(n) / total * np.sqrt(share * (1 - share) + z * z / (4 * n))
    return np.where(correct == 0, 0.0, centre - half), np.where(correct == n, 1.0, centre + half)


def newcombe(own: tuple[Floats, Floats], base: tuple[Floats, Floats], confidence: float) -> tuple[Floats, Floats]:
    """The difference of two independent proportions, each (correct, n), by both Wilson intervals.

    Newcombe 1998 (Statistics in Medicine 17:873), method 10.
    """
    own_low, own_high = wilson(*own, confidence)
    base_low, base_high = wilson(*base, confidence)
    own_share, base_share = own[0] / own[1], base[0] / base[1]
    delta = own_share - base_share
    down = np.hypot(own_share - own_low, base_high - base_share)
    up = np.hypot(own_high - own_share, base_share - base_low)
    return delta - down, delta + up


def bonett_price(won: Floats, lost: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """The interval of the difference (won - lost) / n of paired proportions. Its width is never 0.

    Bonett and Price 2012: Wald's interval after one more item won and one more lost.
    """
    up, down = (won + 1) / (n + 2), (lost + 1) / (n + 2)
    shift = up - down
    half = z_quantile(confidence) * np.sqrt((up + down - shift**2) / (n + 2))
    return np.maximum(shift - half, -1), np.minimum(shift + half, 1)


def student(delta: Floats, stderr: Floats, freedom: Floats, confidence: float) -> Interval:
    """``delta`` with Student's interval; none where the standard error is not positive."""
    stderr = np.where(stderr > 0, stderr, np.nan)
    half = t_quantile(freedom, confidence) * stderr
    return Interval(stderr=stderr, low=delta - half, high=delta + half, freedom=freedom)


def normal(delta: Floats, stderr: Floats, confidence: float) -> Interval:
    """``delta`` with the normal interval; none where the standard error is not positive."""
    stderr = np.where(stderr > 0, stderr, np.nan)
    half = z_quantile(confidence) * stderr
    return Interval(stderr=stderr, low=delta - half, high=delta + half, freedom=np.full(delta.shape, np.inf))


def welch_freedom(own_error: Floats, own_runs: Floats, base_error: Floats, base_runs: Floats) -> Floats:
    """Degrees of freedom of two means of few runs, by their standard errors (Welch 1947)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom: Floats = (own_error**2 + base_error**2) ** 2 / (
            own_error**4 / (own_runs - 1) + base_error**4 / (base_runs - 1)
        )
    return freedom


def largest_stderr(value: Floats, n: Floats) -> Floats:
    """The largest standard error that a mean of ``n`` scores in [0, 1] can have: sqrt(v (1 - v) / (n - 1))."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.sqrt(value * (1 - value) / (n - 1))
    return np.where(n > 1, bound, np.nan)
