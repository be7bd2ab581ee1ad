"""How sure a rank is: all pairs by matrix products, a few hundred rows at a time."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.statistics.arrays import Bools, Floats, Ints
from evalsite.statistics.comparison import bounds
from evalsite.statistics.distributions import median_rank
from evalsite.statistics.evidence import BASES, UNDECIDABLE, Basis
from evalsite.statistics.measured import Measured, Settings
from evalsite.statistics.moments import wins
from evalsite.statistics.sides import Sides, sides

_PAIRS_AT_ONCE = 120_000  # one MB an array: what a processor's cache holds


class RankIntervals(Struct, frozen=True, kw_only=True, eq=False):
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
        rest = slice(part.start, None)  # each pair once: the other half is its mirror
        better, worse, known = (
            np.triu(found, k=1) for found in _told_apart(prepared, rows[part], rows[rest], settings)
        )
        below[part] += better.sum(axis=1)
        above[rest] += better.sum(axis=0)
        above[part] += worse.sum(axis=1)
        below[rest] += worse.sum(axis=0)
        seen[part] |= known.any(axis=1)
        seen[rest] |= known.any(axis=0)
    return above, below, seen


def _parts(count: int) -> Iterator[slice]:
    size = max(1, _PAIRS_AT_ONCE // max(count, 1))
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def _told_apart(prepared: Sides, rows: Ints, columns: Ints, settings: Settings) -> tuple[Bools, Bools, Bools]:
    """Where each of ``rows`` (R,) is surely better than each of ``columns`` (S,), surely worse, and tested."""
    limits = bounds(prepared, rows, columns, settings)
    decidable = (limits.notes & int(UNDECIDABLE)) == 0
    better, worse = decidable & (limits.low > 0), decidable & (limits.high < 0)
    timed = limits.basis == BASES.index(Basis.PAIRED_TIMES)
    if timed.any():
        typically_better, typically_worse = _median_signs(prepared, rows, columns, settings.confidence)
        better, worse = better & (~timed | typically_better), worse & (~timed | typically_worse)
    return better, worse, ~np.isnan(limits.low)


def _median_signs(prepared: Sides, rows: Ints, columns: Ints, confidence: float) -> tuple[Bools, Bools]:
    """Whether the median's interval is above, and below, 0: all but fewer than k of the shared items are."""
    own, base = prepared.scores[rows], prepared.scores[columns]
    won, lost = wins(own, base)
    n = (~np.isnan(own)).astype(np.float64) @ (~np.isnan(base)).astype(np.float64).T
    k = median_rank(n, confidence)
    return n - won < k, n - lost < k


def unsettled(known: Measured, rows: Sequence[int], eligible: Bools, settings: Settings) -> list[Ints]:
    """For each of ``rows``, the other ``eligible`` models (M,) that it is tested against and not surely apart from.

    Surely apart are two models of which the one with the better value is surely better: the pairwise interval's word,
    as for :func:`rank_intervals`, without a tolerance.
    """
    prepared = sides(known)
    others = np.flatnonzero(eligible & ~np.isnan(prepared.value))
    oriented = known.sign * prepared.value
    found: list[Ints] = []
    for row in rows:
        better, worse, tested = (each[0] for each in _told_apart(prepared, np.array([row]), others, settings))
        apart = np.where(oriented[others] > oriented[row], worse, better)
        found.append(others[tested & ~apart & (others != row)])
    return found
