"""Ranks and marks within one column."""

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.analysis.arrays import Bools, Codes, Floats
from evalsite.metrics import Direction
from evalsite.verdicts import MARKS, Mark

_MEDALS = MARKS.index(Mark.THIRD)
_WORST = MARKS.index(Mark.WORST)


class Ranking(Struct, frozen=True, kw_only=True, eq=False):
    """Competition ranks (1, 1, 3) of one column (M,), 0 where a row is missing or not ranked.

    ``marks`` (M,) are places in :data:`evalsite.verdicts.MARKS`. ``count`` is how many rows have a rank ("2 of 17
    ranked").
    """

    ranks: npt.NDArray[np.int32]
    marks: Codes
    count: int

    def rows(self, rank: int) -> list[int]:
        """The rows that have this rank: several when they are tied."""
        found: list[int] = np.flatnonzero(self.ranks == rank).tolist()
        return found


def rank(values: Floats, direction: Direction | None, eligible: Bools) -> Ranking:
    """Rank the ``eligible`` rows of ``values`` (M,), best first; without a direction nothing is ranked.

    Tied values share a rank and its medal. The worst value is marked when at least three are ranked and
    not all are equal; it then takes the mark even where a medal would have been due.
    """
    ranked = eligible & ~np.isnan(values) if direction else np.zeros(len(values), dtype=bool)
    keys = values * -direction.sign if direction else values
    ordered = np.sort(keys[ranked])
    ranks = np.where(ranked, np.searchsorted(ordered, keys, side="left") + 1, 0).astype(np.int32)
    marks = np.where(ranks <= _MEDALS, ranks, 0).astype(np.int8)
    if len(ordered) >= 3 and ordered[0] != ordered[-1]:
        marks[ranked & (keys == ordered[-1])] = _WORST
    return Ranking(ranks=ranks, marks=marks, count=len(ordered))
