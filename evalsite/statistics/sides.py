"""Each model by itself, made ready to be compared: oriented, completed from its items, freed of what cannot be."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Floats, Ints
from evalsite.statistics.intervals import largest_stderr
from evalsite.statistics.measured import Measured, Scale, single_binary


class Sides(Struct, frozen=True, kw_only=True, eq=False):
    """M models, all arrays (M,) but the scores (M, N).

    ``scores`` are oriented, more is better, and of ratios logarithms; single precision where all are single
    0/1 samples, whose sums it holds exactly. ``value`` is what is shown, ``items`` how many scores each has,
    ``single`` which are of one 0/1 sample an item. ``stderr`` is positive or NaN; ``correct`` the k of k/n where
    the value is one (NaN elsewhere); ``largest`` the stderr, or else its bound; ``run_error`` the standard error
    over runs on the oriented scale.
    """

    scale: Scale
    sign: int
    value: Floats
    scores: npt.NDArray[Any]
    clusters: Ints | None
    items: Floats
    single: Bools
    n: Floats
    stderr: Floats
    correct: Floats
    largest: Floats
    repeats: Floats
    run_error: Floats


@lru_cache(maxsize=4)  # one set of models is compared with several baselines, ranked and shown
def sides(known: Measured) -> Sides:
    """What each model brings into a comparison; computed once for one and the same ``known``."""
    scores = _oriented(known)
    single = single_binary(known)
    items = np.count_nonzero(~np.isnan(scores), axis=1).astype(np.float64)
    value = np.where(np.isnan(known.values), _means(known, items), known.values)
    n = np.where(np.isnan(known.n) & (items > 0), items, known.n)
    stderr = _stderr(known, scores, items)
    if single.any() and (single | (items == 0)).all():
        scores = scores.astype(np.float32)
    return Sides(
        scale=known.scale,
        sign=known.sign,
        value=value,
        scores=scores,
        clusters=known.clusters,
        items=items,
        single=single,
        n=n,
        stderr=stderr,
        correct=np.where(single | (items == 0), _correct(known, value, n), np.nan),
        largest=_largest(known, value, n, stderr),
        repeats=known.repeats,
        run_error=_run_error(known),
    )


def _oriented(known: Measured) -> Floats:
    if known.scores is None:
        return np.empty((known.count, 0))
    if known.scale is Scale.RATIO:
        return known.sign * logarithm(known.scores)
    return known.sign * known.scores


def logarithm(values: Floats) -> Floats:
    """Natural logarithms, NaN of what is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


def _means(known: Measured, items: Floats) -> Floats:
    if known.scores is None:
        return known.values
    with np.errstate(invalid="ignore"):
        mean: Floats = np.nansum(known.scores, axis=1) / np.where(items > 0, items, np.nan)
    return mean


def _stderr(known: Measured, scores: Floats, items: Floats) -> Floats:
    """As reported, else from the items; 0 is no uncertainty, and neither is a mean time's over its own items."""
    if known.scale is Scale.RATIO:
        return np.full(known.count, np.nan)
    stderr = np.where(np.isnan(known.stderr), mean_stderr(scores, items), known.stderr)
    return np.where(stderr > 0, stderr, np.nan)


def mean_stderr(scores: Floats, items: Floats) -> Floats:
    """The standard error of each row's mean, sd (ddof=1) / sqrt(n); NaN of fewer than two items."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(scores, axis=1) / items
        squares = np.nansum((scores - mean[:, None]) ** 2, axis=1)
        stderr = np.sqrt(squares / (items - 1) / items)
    return np.where(items > 1, stderr, np.nan)


def _correct(known: Measured, value: Floats, n: Floats) -> Floats:
    """The k of k/n of right-or-wrong items, where some k gives the value at its printed digits."""
    if known.scale is not Scale.BINARY:
        return np.full(known.count, np.nan)
    inside = (value >= 0) & (value <= 1) & (n >= 1)
    return np.where(inside & granular(value, n, known.step), np.rint(value * n), np.nan)


def granular(value: Floats, n: Floats, step: Floats) -> Bools:
    """Whether a whole number of ``n`` items gives ``value`` within half a unit of its printed digits.

    The GRIM test of Brown and Heathers 2017. It can reject an n; once n * step > 0.3 it confirms nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.rint(value * n) / n - value)
    result: Bools = apart <= np.nan_to_num(step) / 2 + 1e-9
    return result


def _largest(known: Measured, value: Floats, n: Floats, stderr: Floats) -> Floats:
    if known.scale not in (Scale.BINARY, Scale.UNIT):
        return np.full(known.count, np.nan)
    inside = (value > 0) & (value < 1)
    bound = largest_stderr(np.where(inside, value, np.nan), n)
    return np.where(np.isnan(stderr), bound, stderr)


def _run_error(known: Measured) -> Floats:
    """The spread of runs as a standard error; of ratios relative to the value, which is that of the logarithm."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error = known.spread / np.sqrt(known.repeats)
        if known.scale is Scale.RATIO:
            error = error / known.values
    return np.where((known.repeats >= 2) & (error >= 0), error, np.nan)
