"""Sums over the items that two models share, for all pairs at once, by matrix products."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Floats, Ints

_ROUNDING = 1e-12
"""What part of a sum of squares may be rounding: differences below a millionth of the scores count as equal."""


class Moments(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """Of R models against S others, all (R, S) and over shared items only.

    ``n`` items; ``own`` and ``base`` the means; ``own_square``, ``base_square``, ``product`` the sums of squares
    and of products. Scores are oriented: more is better.
    """

    n: Floats
    own: Floats
    base: Floats
    own_square: Floats
    base_square: Floats
    product: Floats

    @cached_property
    def delta(self) -> Floats:
        """The mean difference, own - base."""
        return self.own - self.base

    @cached_property
    def square(self) -> Floats:
        """The sum of squared differences, 0 where only rounding is left of it."""
        square = self.own_square + self.base_square - 2 * self.product
        return np.where(square <= self._rounding, 0.0, square)

    @cached_property
    def variance(self) -> Floats:
        """The variance of the differences (ddof=1), 0 where only rounding is left of it; NaN of one item."""
        around = self.square - self.n * self.delta**2
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.where(around <= self._rounding, 0.0, around) / (self.n - 1)
        return np.where(self.n > 1, variance, np.nan)

    @property
    def rho(self) -> Floats:
        """The correlation of both models over the shared items; NaN where one has no variance."""
        own, base = self.own_square - self.n * self.own**2, self.base_square - self.n * self.base**2
        flat = (own <= _ROUNDING * self.own_square) | (base <= _ROUNDING * self.base_square)
        with np.errstate(divide="ignore", invalid="ignore"):
            rho = (self.product - self.n * self.own * self.base) / np.sqrt(own * base)
        return np.where(flat, np.nan, rho)

    @cached_property
    def _rounding(self) -> Floats:
        return _ROUNDING * (self.own_square + self.base_square)


def moments(own: npt.NDArray[Any], base: npt.NDArray[Any]) -> Moments:
    """The moments of ``own`` (R, N) against ``base`` (S, N); NaN is an item that is not there.

    In single precision sums of whole numbers are exact, up to 16 million items of right and wrong.
    """
    has, base_has = ~np.isnan(own), ~np.isnan(base)
    x, y = np.where(has, own, 0), np.where(base_has, base, 0)
    if has.all() and base_has.all():
        sums = _complete(x, y)
    else:
        w, v = has.astype(x.dtype), base_has.astype(y.dtype)
        sums = (w @ v.T, x @ v.T, w @ y.T, (x * x) @ v.T, w @ (y * y).T, x @ y.T)
    n, own_sum, base_sum, own_square, base_square, product = (array.astype(np.float64) for array in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Moments(
            n=n,
            own=own_sum / n,
            base=base_sum / n,
            own_square=own_square,
            base_square=base_square,
            product=product,
        )


def _complete(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    """The sums where nothing is missing: one product is enough."""
    shape = (len(x), len(y))
    rows = (x.sum(axis=1), (x * x).sum(axis=1))
    columns = (y.sum(axis=1), (y * y).sum(axis=1))
    own_sum, own_square = (np.broadcast_to(sums[:, None], shape) for sums in rows)
    base_sum, base_square = (np.broadcast_to(sums[None, :], shape) for sums in columns)
    return np.full(shape, x.shape[1], dtype=np.float64), own_sum, base_sum, own_square, base_square, x @ y.T


def wins(own: npt.NDArray[Any], base: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """On how many shared items each of ``own`` (R, N) scored higher and lower than each of ``base`` (S, N)."""
    won, lost = (np.empty((len(own), len(base))) for _ in range(2))
    for j, scores in enumerate(base):
        won[:, j] = np.count_nonzero(own > scores, axis=1)
        lost[:, j] = np.count_nonzero(own < scores, axis=1)
    return won, lost


def clustered(own: npt.NDArray[Any], base: npt.NDArray[Any], clusters: Ints) -> tuple[Floats, Floats]:
    """The clustered standard error of mean differences, and how many clusters have shared items, both (R, S).

    sqrt(sum over clusters of (sum of deviations)^2 * C / (C - 1)) / n: Liang and Zeger 1986 with the usual
    factor for few clusters, as statsmodels has it. NaN of fewer than two clusters.
    """
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=clusters[order][:1] - 1))
    own, base = own[:, order].astype(np.float64), base[:, order].astype(np.float64)
    if not np.isnan(own).any() and not np.isnan(base).any():
        return _clustered_complete(own, base, starts)
    errors, counts = (np.full((len(own), len(base)), np.nan) for _ in range(2))
    for j, scores in enumerate(base):
        errors[:, j], counts[:, j] = _clustered_column(own - scores, starts)
    return errors, counts


def _clustered_complete(own: Floats, base: Floats, starts: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
    """The same where nothing is missing, from the sums by cluster: one product is enough."""
    n, count = own.shape[1], float(len(starts))
    sizes = np.diff(starts, append=n).astype(np.float64)
    x, y = np.add.reduceat(own, starts, axis=1), np.add.reduceat(base, starts, axis=1)
    delta = (x.sum(axis=1)[:, None] - y.sum(axis=1)[None, :]) / n
    squares = (x * x).sum(axis=1)[:, None] + (y * y).sum(axis=1)[None, :]
    around = squares - 2 * (x @ y.T) - 2 * delta * ((x @ sizes)[:, None] - (y @ sizes)[None, :])
    total = around + delta**2 * (sizes @ sizes)
    total = np.where(total <= _ROUNDING * squares, 0.0, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.sqrt(total * count / (count - 1)) / n
    return np.where(count > 1, errors, np.nan), np.full(errors.shape, count)


def _clustered_column(differences: Floats, starts: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
    shared: Bools = ~np.isnan(differences)
    n = shared.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(shared, differences, 0.0).sum(axis=1) / n
        deviations = np.where(shared, differences - mean[:, None], 0.0)
        sums = np.add.reduceat(deviations, starts, axis=1)
        count = (np.add.reduceat(shared, starts, axis=1, dtype=np.int64) > 0).sum(axis=1)
        errors = np.sqrt((sums**2).sum(axis=1) * count / (count - 1)) / n
    return np.where(count > 1, errors, np.nan), count.astype(np.float64)
