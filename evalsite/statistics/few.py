"""What holds for few items too: medians by order statistics, and the test by flipped signs."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from evalsite.statistics.arrays import Floats
from evalsite.statistics.distributions import median_rank

FEWEST = 10
"""Below this many items nothing is decided."""
FEW = 30
"""Below this many items Student's interval of scores that are not 0 or 1 needs the sign-flip test's consent."""
FEWEST_CLUSTERS = 10
"""Below this many clusters their standard error is worth less than the plain one."""
_RESAMPLES = 9999
_EXACT = 13  # 2 ** 13 signs are fewer than the resamples
_SEED = 20240601
_PAIRS_AT_ONCE = 500  # 40 MB of resampled sums


def medians(own: npt.NDArray[Any], base: npt.NDArray[Any], confidence: float) -> tuple[Floats, Floats, Floats]:
    """The medians of the differences of ``own`` (R, N) to ``base`` (S, N), and their intervals, all (R, S).

    The interval is from the k-th smallest to the k-th largest difference, k the binomial quantile: it assumes
    nothing about the differences. NaN where there are too few.
    """
    median, low, high = (np.full((len(own), len(base)), np.nan) for _ in range(3))
    for j, scores in enumerate(base):
        differences = np.sort(own - scores, axis=1)  # NaN comes last
        n = np.count_nonzero(~np.isnan(differences), axis=1)
        k = median_rank(n.astype(np.float64), confidence).astype(np.int64)
        middle = (_at(differences, (n - 1) // 2, n > 0) + _at(differences, n // 2, n > 0)) / 2
        median[:, j] = middle
        low[:, j] = _at(differences, k - 1, k > 0)
        high[:, j] = _at(differences, n - k, k > 0)
    return median, low, high


def _at(ordered: Floats, places: npt.NDArray[np.int64], there: npt.NDArray[np.bool_]) -> Floats:
    picked = np.take_along_axis(ordered, np.where(there, places, 0)[:, None], axis=1)[:, 0]
    return np.where(there, picked, np.nan)


def sign_flip_p(differences: Floats) -> Floats:
    """The two-sided p (P,) that the signs of ``differences`` (P, N) are chance; NaN is an item not shared.

    At most 29 differences in a row are not 0 or NaN. All signs up to 13 differences, else 9999 resamples, the same
    ones at every build: they are applied to the sizes in order, so that the order of items does not matter.
    """
    signed = np.nan_to_num(differences)
    sizes = -np.sort(-np.abs(signed), axis=1)[:, : FEW - 1]
    sizes = np.pad(sizes, ((0, 0), (0, FEW - 1 - sizes.shape[1])))
    observed = np.abs(signed.sum(axis=1))
    few = (sizes[:, _EXACT:] == 0).all(axis=1)
    p = np.empty(len(sizes))
    p[few] = _share_beyond(observed[few], sizes[few, :_EXACT], _all_signs(), added=0)
    p[~few] = _share_beyond(observed[~few], sizes[~few], _some_signs(), added=1)
    return p


def _share_beyond(observed: Floats, sizes: Floats, signs: Floats, *, added: int) -> Floats:
    """How often sums of re-signed sizes are as large as observed; ``added`` counts the observed one itself."""
    p = np.empty(len(sizes))
    for start in range(0, len(sizes), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        sums = np.abs(sizes[part] @ signs.T)
        rounding = 1e-12 * sizes[part].sum(axis=1)
        beyond = np.count_nonzero(sums >= (observed[part] - rounding)[:, None], axis=1)
        p[part] = (beyond + added) / (len(signs) + added)
    return p


@cache
def _all_signs() -> Floats:
    bits = (np.arange(2**_EXACT)[:, None] >> np.arange(_EXACT)) & 1
    return (1 - 2 * bits).astype(np.float64)


@cache
def _some_signs() -> Floats:
    bits = np.random.default_rng(_SEED).integers(0, 2, size=(_RESAMPLES, FEW - 1))
    return (1 - 2 * bits).astype(np.float64)
