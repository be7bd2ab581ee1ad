"""How sure a rank is: all pairs by matrix products, a few hundred rows at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalsite.statistics.arrays import Bools, Floats, Ints
from evalsite.statistics.comparison import bounds
from evalsite.statistics.distributions import median_rank
from evalsite.statistics.evidence import BASES, UNDECIDABLE, Basis, Bounds
from evalsite.statistics.measured import Measured, Settings
from evalsite.statistics.moments import wins
from evalsite.statistics.sides import Sides, sides

_PAIRS_AT_ONCE = 250_000  # some 2 MB an array, of which some twenty live at a time


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankIntervals:
    """Between which ranks each model (M,) may stand; 0 for models that are not ranked.

    ``low`` is the best rank and ``high`` the worst that the pairwise intervals allow; both always hold the rank by
    value. ``top`` are the models that may be first. ``tested`` is False where no pair of a model has an interval,
    and its rank runs from first to last.
    """

    low: Ints
    high: Ints
    top: Bools
    tested: Bools


def rank_intervals(known: Measured, eligible: Bools, settings: Settings) -> RankIntervals:
    """The rank intervals of the ``eligible`` models (M,) that have a value.

    A model's best rank is one more than the number of models that are surely better, its worst is M less the
    number that are surely worse; "surely" is the pairwise interval's word, without a tolerance.
    """
    prepared = sides(known)
    rows = np.flatnonzero(eligible & ~np.isnan(prepared.value))
    low, high = (np.zeros(known.count, dtype=np.int64) for _ in range(2))
    tested = np.zeros(known.count, dtype=bool)
    above, below, seen = _counts(prepared, rows, _for_all_pairs(settings, len(rows)))
    ranks = _value_ranks(known.sign * prepared.value[rows])
    low[rows] = np.minimum(1 + above, ranks)
    high[rows] = np.maximum(len(rows) - below, ranks)
    tested[rows] = seen | (len(rows) == 1)
    return RankIntervals(low=low, high=high, top=low == 1, tested=tested)


def _for_all_pairs(settings: Settings, models: int) -> Settings:
    pairs = models * (models - 1) / 2
    if not settings.simultaneous or pairs < 1:
        return settings
    return replace(settings, confidence=1 - settings.alpha / pairs)


def _value_ranks(oriented: Floats) -> Ints:
    """Competition ranks, 1 for the largest."""
    ordered = np.sort(-oriented)
    ranks: Ints = np.searchsorted(ordered, -oriented, side="left") + 1
    return ranks


def _counts(prepared: Sides, rows: Ints, settings: Settings) -> tuple[Ints, Ints, Bools]:
    """How many are surely better and surely worse than each of ``rows``, and whether any of its pairs is tested."""
    above, below = (np.zeros(len(rows), dtype=np.int64) for _ in range(2))
    seen = np.zeros(len(rows), dtype=bool)
    for part in _parts(len(rows)):
        limits = bounds(prepared, rows[part], rows, settings)
        better = surely_better(prepared, rows[part], rows, limits, settings)
        below[part] = better.sum(axis=1)
        above += better.sum(axis=0)
        known = ~np.isnan(limits.low)
        known[np.arange(len(known)), np.arange(len(rows))[part]] = False
        seen[part] = known.any(axis=1)
    return above, below, seen


def _parts(count: int) -> Iterator[slice]:
    size = max(1, _PAIRS_AT_ONCE // max(count, 1))
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def surely_better(prepared: Sides, rows: Ints, columns: Ints, limits: Bounds, settings: Settings) -> Bools:
    """Where each of ``rows`` (R,) is better than each of ``columns`` (S,), beyond doubt and before any tolerance."""
    better: Bools = (limits.low > 0) & ((limits.notes & int(UNDECIDABLE)) == 0)
    timed = limits.basis == BASES.index(Basis.PAIRED_TIMES)
    if timed.any():
        better &= ~timed | _typically_better(prepared, rows, columns, settings.confidence)
    return better


def _typically_better(prepared: Sides, rows: Ints, columns: Ints, confidence: float) -> Bools:
    """Whether the median's interval is above 0: fewer than k of the shared items are not won."""
    own, base = prepared.scores[rows], prepared.scores[columns]
    won, _ = wins(own, base)
    n = (~np.isnan(own)).astype(np.float64) @ (~np.isnan(base)).astype(np.float64).T
    result: Bools = n - won < median_rank(n, confidence)
    return result


def separable(known: Measured, above: Sequence[int], below: Sequence[int], settings: Settings) -> Bools:
    """Whether each of ``above`` (P,) is surely better than the model at the same place of ``below``: for medals."""
    prepared = sides(known)
    result = np.zeros(len(above), dtype=bool)
    for place, pair in enumerate(zip(above, below, strict=True)):
        row, column = np.array(pair[:1]), np.array(pair[1:])
        limits = bounds(prepared, row, column, settings)
        result[place] = surely_better(prepared, row, column, limits, settings)[0, 0]
    return result


def indistinguishable(known: Measured, row: int, eligible: Bools, settings: Settings) -> tuple[int, ...]:
    """The other eligible models that are neither surely better nor surely worse than the one in ``row``."""
    prepared, own = sides(known), np.array([row])
    rows = np.flatnonzero(eligible & ~np.isnan(prepared.value))
    rows = rows[rows != row]
    over = surely_better(prepared, own, rows, bounds(prepared, own, rows, settings), settings)[0]
    under = surely_better(prepared, rows, own, bounds(prepared, rows, own, settings), settings)[:, 0]
    return tuple(rows[~over & ~under].tolist())
