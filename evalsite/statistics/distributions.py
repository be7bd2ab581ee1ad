"""Quantiles and tail probabilities, of whole arrays, from scipy.special.

That takes as long to import as pandas, and is therefore imported by what needs it: many sites know nothing of
uncertainty.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from math import comb, inf
from statistics import NormalDist

import numpy as np

from evalsite.statistics.arrays import Bools, Floats


def z_quantile(confidence: float) -> float:
    """The standard normal's two-sided critical value: 1.96 at 0.95, infinite at 1."""
    below = (1 + confidence) / 2
    return NormalDist().inv_cdf(below) if below < 1 else inf


def z_p(statistic: Floats) -> Floats:
    """The two-sided p of a standard normal statistic."""
    from scipy.special import ndtr

    p: Floats = 2 * ndtr(-np.abs(statistic))
    return p


def t_quantile(freedom: Floats, confidence: float) -> Floats:
    """Student's two-sided critical values; NaN below one degree of freedom."""

    def quantile(counts: Floats) -> Floats:
        from scipy.special import stdtrit

        found: Floats = stdtrit(counts, (1 + confidence) / 2)
        return found

    degrees = np.where(freedom >= 1, freedom, np.nan)
    return _by_size(degrees, quantile)


def t_p(statistic: Floats, freedom: Floats) -> Floats:
    """The two-sided p of Student's statistic."""
    from scipy.special import stdtr

    p: Floats = 2 * stdtr(freedom, -np.abs(statistic))
    return p


def binomial_half(successes: Floats, trials: Floats) -> Floats:
    """P(X = successes) of a fair coin thrown ``trials`` times."""
    from scipy.special import gammaln

    logarithm = gammaln(trials + 1) - gammaln(successes + 1) - gammaln(trials - successes + 1) - trials * np.log(2)
    p: Floats = np.exp(logarithm)
    return p


def _at_most(successes: Floats, trials: Floats) -> Floats:
    """P(X <= successes) of a fair coin, by the incomplete beta function; successes < trials."""
    from scipy.special import betainc

    p: Floats = betainc(trials - successes, successes + 1, 0.5)
    return p


def mid_p(won: Floats, lost: Floats) -> Floats:
    """McNemar's test with half of the observed point: 2 P(X <= min) - P(X = min), X of b + c fair throws.

    Fagerland, Lydersen and Laake 2013 (BMC Medical Research Methodology 13:91). 1 when nothing differs.
    """
    fewer, thrown = np.minimum(won, lost), won + lost
    point = binomial_half(fewer, thrown)
    p = np.where(won == lost, 1 - point, 2 * _at_most(fewer, thrown) - point)
    result: Floats = np.where(thrown == 0, 1.0, p)
    return result


def sign_test(won: int, lost: int) -> float:
    """The exact two-sided sign test of ``won`` against ``lost``; ties are left out by the caller. 1 without any.

    P(X <= the fewer of the two), doubled, X of as many fair throws (Conover 1999, Practical Nonparametric Statistics).
    """
    return float(min(1.0, 2 * _throws(won + lost)[min(won, lost)] / 2 ** (won + lost)))


@lru_cache(maxsize=1024)
def _throws(count: int) -> tuple[int, ...]:
    """In how many ways ``count`` throws show heads at most 0, 1, 2... times."""
    return tuple(accumulate(comb(count, heads) for heads in range(count + 1)))


def median_rank(counts: Floats, confidence: float) -> Floats:
    """The rank k whose k-th smallest and k-th largest of ``counts`` values hold the median with ``confidence``.

    The binomial quantile, as scipy.stats.binom.ppf finds it; 0 where there are too few values for any interval.
    """
    tail = (1 - confidence) / 2
    return _by_size(counts, lambda sizes: _binomial_quantile(tail, sizes))


def _binomial_quantile(tail: float, trials: Floats) -> Floats:
    from scipy.special import bdtrik

    up = np.ceil(bdtrik(tail, np.maximum(trials, 1), 0.5))
    below = np.maximum(up - 1, 0)
    quantile: Floats = np.where(_at_most(below, trials) >= tail, below, up)
    return quantile


def _by_size(counts: Floats, function: Callable[[Floats], Floats]) -> Floats:
    """``function`` of every count, computed once for each that occurs: pairs are many, sizes few. NaN stays NaN."""
    known: Bools = ~np.isnan(counts)
    result = np.full(counts.shape, np.nan)
    if known.any():
        first = counts[known][0]
        if (counts == first).all():
            return np.full(counts.shape, function(np.array([first]))[0])
        sizes, places = np.unique(counts[known], return_inverse=True)
        result[known] = function(sizes)[places]
    return result
