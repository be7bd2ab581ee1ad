"""The Pareto front: rows that no other row matches on every metric and beats on one."""

import numpy as np

from evalsite.analysis.arrays import Bools, Floats


def front(gains: Floats, eligible: Bools) -> Bools:
    """Which rows of ``gains`` (M, K; more is better) are on the front.

    Only eligible rows without a missing value count, as members and as rivals. Equal rows share the front.
    """
    candidates = np.flatnonzero(eligible & ~np.isnan(gains).any(axis=1))
    on_front = np.zeros(len(gains), dtype=bool)
    if gains.shape[1]:
        undominated = _undominated_pairs if gains.shape[1] == 2 else _undominated
        on_front[candidates] = undominated(gains[candidates])
    return on_front


def _undominated(points: Floats) -> Bools:
    """Which of ``points`` (N, K) no other dominates.

    Of those that are left the last in lexicographic order is dominated by none: it is kept with its equals, and all
    that it dominates go.
    """
    keep = np.zeros(len(points), dtype=bool)
    left = np.lexsort(points.T[::-1])
    while len(left):
        last, rivals = points[left[-1]], points[left]
        keep[left[(rivals == last).all(axis=1)]] = True
        left = left[(rivals > last).any(axis=1)]
    return keep


def _undominated_pairs(points: Floats) -> Bools:
    """The same for points of two coordinates (N, 2), by one look at each, the largest first.

    A point is dominated where one before it has as large a second coordinate, unless all of these are its equals.
    """
    order = np.lexsort((-points[:, 1], -points[:, 0]))
    first, second = points[order].T
    largest = np.maximum.accumulate(second)
    leads = np.ones(len(points), dtype=bool)
    leads[1:] = second[1:] > largest[:-1]
    anew = np.ones(len(points), dtype=bool)
    anew[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    keep = np.zeros(len(points), dtype=bool)
    keep[order] = leads[np.maximum.accumulate(np.where(anew, np.arange(len(points)), 0))]
    return keep
