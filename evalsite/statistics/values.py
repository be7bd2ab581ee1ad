"""One model's value with its own interval, as tables and charts show it."""

import numpy as np
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Codes, Floats
from evalsite.statistics.evidence import BASES, Basis
from evalsite.statistics.few import FEWEST_CLUSTERS
from evalsite.statistics.intervals import Interval, normal, student, wilson
from evalsite.statistics.measured import Measured, Scale, Settings
from evalsite.statistics.moments import clustered
from evalsite.statistics.sides import Sides, mean_stderr, sides


class ValueIntervals(Struct, frozen=True, kw_only=True, eq=False):
    """Intervals of values, all (M,) and in the metric's unit.

    ``centre`` is what the interval is of: the value, or of times by item their geometric mean. ``stderr`` is NaN
    where the interval has none. ``basis`` holds codes of `Basis`: a model with items has the basis that a pair of
    such models would have.
    """

    centre: Floats
    stderr: Floats
    low: Floats
    high: Floats
    basis: Codes


def value_intervals(known: Measured, settings: Settings) -> ValueIntervals:
    """The interval of every model's value, by the best of what is known of it alone."""
    given = sides(known)
    basis = _basis(given)
    centre = np.where(_is(basis, Basis.PAIRED_TIMES), _geometric_means(given), given.value)
    stderr, low, high = (np.full(known.count, np.nan) for _ in range(3))
    for kind, interval in _intervals(given, settings.confidence).items():
        chosen = _is(basis, kind)
        for column, found in ((stderr, interval.stderr), (low, interval.low), (high, interval.high)):
            np.copyto(column, found, where=chosen)
    basis = np.where(np.isnan(low) & ~np.isnan(given.value), BASES.index(Basis.UNKNOWN), basis).astype(np.int8)
    return ValueIntervals(centre=centre, stderr=stderr, low=low, high=high, basis=basis)


def _is(basis: Codes, kind: Basis) -> Bools:
    result: Bools = basis == BASES.index(kind)
    return result


def _basis(given: Sides) -> Codes:
    items = given.items > 0
    ratio = np.full(items.shape, given.scale is Scale.RATIO)
    many = _cluster_errors(given)[1] >= FEWEST_CLUSTERS
    cases = {
        Basis.NOTHING: np.isnan(given.value),
        Basis.PAIRED_TIMES: items & ratio,
        Basis.PAIRED_CLUSTERED: items & many,
        Basis.PAIRED_BINARY: items & given.single,
        Basis.PAIRED: items,
        Basis.STDERR: ~np.isnan(given.stderr),
        Basis.COUNTS: ~np.isnan(given.correct),
        Basis.BOUND: ~np.isnan(given.largest),
        Basis.RERUNS: ~np.isnan(given.run_error),
    }
    codes = np.select(list(cases.values()), [BASES.index(basis) for basis in cases], BASES.index(Basis.UNKNOWN))
    return codes.astype(np.int8)


def _cluster_errors(given: Sides) -> tuple[Floats, Floats]:
    if given.clusters is None or given.scale is Scale.RATIO:
        return np.full(given.items.shape, np.nan), np.zeros(given.items.shape)
    errors, counts = clustered(given.scores, np.zeros((1, given.scores.shape[1])), given.clusters)
    return errors[:, 0], counts[:, 0]


def _intervals(given: Sides, confidence: float) -> dict[Basis, Interval]:
    value, errors = given.value, mean_stderr(given.scores, given.items)
    cluster_errors, clusters = _cluster_errors(given)
    correct = np.where(given.single, np.rint(value * given.items), given.correct)
    counted = np.where(given.single, given.items, given.n)
    low, high = wilson(correct, counted, confidence)
    infinite = np.full(value.shape, np.inf)
    reruns = student(value, _run_errors(given), given.repeats - 1, confidence)
    return {
        Basis.PAIRED_TIMES: _of_times(given, errors, confidence),
        Basis.PAIRED_CLUSTERED: student(value, np.fmax(errors, cluster_errors), clusters - 1, confidence),
        Basis.PAIRED_BINARY: Interval(stderr=errors, low=low, high=high, freedom=infinite),
        Basis.PAIRED: student(value, errors, given.items - 1, confidence),
        Basis.STDERR: normal(value, given.stderr, confidence),
        Basis.COUNTS: Interval(stderr=np.full(value.shape, np.nan), low=low, high=high, freedom=infinite),
        Basis.BOUND: normal(value, given.largest, confidence),
        Basis.RERUNS: reruns,
    }


def _run_errors(given: Sides) -> Floats:
    """On the metric's own scale, also of ratios."""
    return given.run_error * given.value if given.scale is Scale.RATIO else given.run_error


def _geometric_means(given: Sides) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Floats = np.exp(given.sign * np.nansum(given.scores, axis=1) / given.items)
    return means


def _of_times(given: Sides, errors: Floats, confidence: float) -> Interval:
    inner = student(np.log(_geometric_means(given)), errors, given.items - 1, confidence)
    return Interval(
        stderr=np.full(errors.shape, np.nan), low=np.exp(inner.low), high=np.exp(inner.high), freedom=inner.freedom
    )
