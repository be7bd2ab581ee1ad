"""Views by item. Scores are (M, N), models by items, more is better unless said; NaN is an item that is not there."""

import numpy as np
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Floats, Ints

FEWEST_MODELS = 10
"""With fewer models an item against the trend is chance."""

FEW_LEVELS = 32
"""Up to so many different scores the trend of all items is counted at once."""


class Solved(Struct, frozen=True, kw_only=True, eq=False):
    """How many models solved each item (N,), and how many tried it. One sample of several is enough to solve."""

    solved: Ints
    tried: Ints

    @property
    def by_none(self) -> Bools:
        """Items that somebody tried and nobody solved."""
        none: Bools = (self.tried > 0) & (self.solved == 0)
        return none

    @property
    def by_one(self) -> Bools:
        """Items that exactly one model solved."""
        one: Bools = self.solved == 1
        return one

    @property
    def by_all(self) -> Bools:
        """Items that every model solved that tried them."""
        everyone: Bools = (self.tried > 0) & (self.solved == self.tried)
        return everyone


def solved(scores: Floats) -> Solved:
    """Who solved what, of right-or-wrong items or shares of right samples."""
    return Solved(solved=np.count_nonzero(scores > 0, axis=0), tried=np.count_nonzero(~np.isnan(scores), axis=0))


def trend(scores: Floats, values: Floats) -> Floats:
    """Kendall's tau-b of each item's scores (N,) and the models' ``values`` (M,), more is better in both.

    Below 0 an item is suspicious: weaker models do better on it. NaN with fewer than 10 models that have both, and
    for items on which all do alike.
    """
    have = ~np.isnan(values)
    order = np.sign(np.subtract.outer(values[have], values[have]))
    mine = scores[have]
    levels = np.unique(mine[~np.isnan(mine)])
    if len(levels) <= FEW_LEVELS:
        return _taus(mine, order, levels)
    return np.array([_tau(column, order) for column in mine.T], dtype=np.float64)


def _taus(scores: Floats, order: Floats, levels: Floats) -> Floats:
    """As :func:`_tau`, all items (M, N) at once, counted level by level: 100 times as fast for a thousand models."""
    tried = (~np.isnan(scores)).astype(np.float64)
    number = tried.sum(axis=0)
    agree, tied = np.zeros(len(number)), np.zeros(len(number))
    for level in levels:
        at = (scores == level).astype(np.float64)
        agree += (at * (order @ (scores < level))).sum(axis=0)
        tied += at.sum(axis=0) ** 2
    untied = (number**2 - tied) * (tried * (np.abs(order) @ tried)).sum(axis=0)
    enough = (number >= FEWEST_MODELS) & (untied > 0)
    taus: Floats = np.divide(2 * agree, np.sqrt(untied), where=enough, out=np.full(len(number), np.nan))
    return taus


def _tau(scores: Floats, order: Floats) -> float:
    """Kendall 1945: concordant less discordant pairs over the geometric mean of the pairs that are not tied."""
    tried = ~np.isnan(scores)
    if np.count_nonzero(tried) < FEWEST_MODELS:
        return np.nan
    mine = np.sign(np.subtract.outer(scores[tried], scores[tried]))
    theirs = order[np.ix_(tried, tried)]
    untied = np.count_nonzero(mine) * np.count_nonzero(theirs)
    return float((mine * theirs).sum() / np.sqrt(untied)) if untied else np.nan


def flaky(scores: Floats, samples: Floats) -> Bools:
    """Where (M, N) samples of one item by one model, each right or wrong, differ in their outcome."""
    result: Bools = (samples > 1) & (scores > 0) & (scores < 1)
    return result


class Flips(Struct, frozen=True, kw_only=True, eq=False):
    """The items of a pair, as places: ``gained`` and ``lost`` by the candidate; the same on ``both`` and ``neither``.

    With several samples an item is gained when more of them are right, and neither has it when none is.
    """

    gained: Ints
    lost: Ints
    both: Ints
    neither: Ints


def flips(own: Floats, base: Floats) -> Flips:
    """The shared items of a candidate's scores (N,) and a baseline's, more is better."""
    same = own == base
    return Flips(
        gained=np.flatnonzero(own > base),
        lost=np.flatnonzero(own < base),
        both=np.flatnonzero(same & (own > 0)),
        neither=np.flatnonzero(same & (own <= 0)),
    )


class Noise(Struct, frozen=True, kw_only=True):
    """Where the uncertainty of a difference comes from, as variances of one item's difference.

    ``prediction`` is that of a single sample around the item's mean, ``data`` that among items. ``one_sample`` and
    ``endless_samples`` are the standard errors of the difference with one sample an item, and with so many that only
    the choice of items is left.
    """

    prediction: float
    data: float
    one_sample: float
    endless_samples: float


def noise(own: Floats, base: Floats, samples: int) -> Noise:
    """Of two models' shares of right samples (N,), ``samples`` >= 2 of each item.

    prediction = (E[u (1 - u)] + E[v (1 - v)]) K / (K - 1), data = var(u - v) - prediction / K (ddof=0), not below 0:
    the law of total variance with the unbiased variance of K samples.

    Raises:
        ValueError: fewer than two samples an item, or no shared item.
    """
    shared = ~np.isnan(own) & ~np.isnan(base)
    u, v = own[shared], base[shared]
    if samples < 2 or not len(u):
        raise ValueError(f"the noise of {samples} samples on {len(u)} shared items; expected 2 samples or more")
    prediction = float((u * (1 - u)).mean() + (v * (1 - v)).mean()) * samples / (samples - 1)
    data = max(float((u - v).var()) - prediction / samples, 0.0)
    return Noise(
        prediction=prediction,
        data=data,
        one_sample=float(np.sqrt((data + prediction) / len(u))),
        endless_samples=float(np.sqrt(data / len(u))),
    )
