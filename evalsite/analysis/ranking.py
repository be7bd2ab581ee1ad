"""Ranks and marks within one column."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from evalsite.analysis.arrays import Bools, Floats, counting
from evalsite.metrics import Direction
from evalsite.verdicts import Mark


class Ranking(Struct, frozen=True, kw_only=True):
    """Competition ranks (1, 1, 3) of one column; None where a row is missing or not ranked.

    ``count`` is how many rows have a rank ("2 of 17 ranked").
    """

    ranks: Sequence[int | None]
    marks: Sequence[Mark | None]
    count: int


def rank(values: Floats, direction: Direction | None, eligible: Bools) -> Ranking:
    """Rank the ``eligible`` rows of ``values`` (M,), best first; without a direction nothing is ranked.

    Tied values share a rank and its medal. The worst value is marked when at least three are ranked and
    not all are equal; it then takes the mark even where a medal would have been due.
    """
    ranked = eligible & ~np.isnan(values) if direction else np.zeros(len(values), dtype=bool)
    keys = values * -direction.sign if direction else values
    ordered = np.sort(keys[ranked])
    places = np.where(ranked, np.searchsorted(ordered, keys, side="left") + 1, 0)
    marks: list[Mark | None] = [None] * len(values)
    for i in np.flatnonzero(ranked & (places <= len(_MEDALS))).tolist():
        marks[i] = _MEDALS[int(places[i])]
    if len(ordered) >= 3 and ordered[0] != ordered[-1]:
        for i in np.flatnonzero(ranked & (keys == ordered[-1])).tolist():
            marks[i] = Mark.WORST
    shown = (None, *counting(len(values) + 1)[1:])
    return Ranking(ranks=tuple(map(shown.__getitem__, places.tolist())), marks=tuple(marks), count=len(ordered))


_MEDALS = {1: Mark.FIRST, 2: Mark.SECOND, 3: Mark.THIRD}
