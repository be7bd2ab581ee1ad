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
        points, inverse = np.unique(gains[candidates], axis=0, return_inverse=True)
        on_front[candidates] = _undominated(points)[inverse.reshape(-1)]
    return on_front


def _undominated(points: Floats) -> Bools:
    """Which of distinct ``points``, in ascending lexicographic order, no other dominates.

    Of those that are left the last is dominated by none: it is kept, and all that it dominates go.
    """
    keep = np.zeros(len(points), dtype=bool)
    left = np.arange(len(points))
    while len(left):
        keep[left[-1]] = True
        left = left[(points[left] > points[left[-1]]).any(axis=1)]
    return keep
