"""Under which conditions values were measured: those that differ in one are not comparable."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from evalsite.analysis.arrays import Bools, Codes
from evalsite.metrics import Metric
from evalsite.readings import CONDITIONS

ENVIRONMENT = CONDITIONS.index("environment")
COMPARABLE = -1
"""The code of a pair whose conditions do not differ; others are places in :data:`evalsite.readings.CONDITIONS`."""

Places = npt.NDArray[np.int32]


class Harmless(Struct, frozen=True, kw_only=True):
    """Differences that were declared harmless: names of conditions, for all benchmarks or for some.

    ``unknown_environment`` says that an environment which is not told is taken for the one that is.
    """

    everywhere: frozenset[str] = frozenset()
    on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unknown_environment: bool = False

    def of(self, benchmark: str) -> frozenset[str]:
        """The conditions whose differences are harmless on ``benchmark``."""
        return self.everywhere | self.on.get(benchmark, frozenset())


class Conditions(Struct, frozen=True, kw_only=True, eq=False):
    """The conditions of each value of a board of M models and K metrics.

    ``places`` (F, M, K) are places in ``words``, for each of the F :data:`evalsite.readings.CONDITIONS`; place 0 is
    ``""``: nothing is said. ``told_environment`` asks that an environment be told of both values, or of neither.
    """

    words: Sequence[Sequence[str]]
    places: Places
    told_environment: bool = True

    def word(self, condition: int, row: int, metric: int) -> str:
        """What is said of one condition of one value; ``""`` for nothing."""
        return self.words[condition][int(self.places[condition, row, metric])]

    def against(self, rows: Sequence[int], other: int) -> Codes:
        """For each of ``rows`` and each metric, the first condition in which it differs from row ``other`` (C, K)."""
        return self._differing(self.places[:, list(rows)], self.places[:, [other]])

    def among(self, rows: Sequence[int]) -> Codes:
        """For each metric (K,), the first condition in which some of ``rows`` differ."""
        here = self.places[:, list(rows)]
        found = np.full(here.shape[2], COMPARABLE, dtype=np.int8)
        for row in range(1, len(rows)):
            differing = self._differing(here[:, :row], here[:, [row]]).max(axis=0, initial=COMPARABLE)
            found = np.where(found == COMPARABLE, differing, found)
        return found

    def _differing(self, one: Places, other: Places) -> Codes:
        said = (one != 0) & (other != 0)
        if self.told_environment:
            said[ENVIRONMENT] = True
        differs = said & (one != other)
        return np.where(differs.any(axis=0), differs.argmax(axis=0), COMPARABLE).astype(np.int8)

    def usual(self, given: Bools, *, first: int | None = None) -> Codes:
        """For each value (M, K), the first condition in which it differs from what is usual on its metric.

        Usual are the conditions of row ``first``, where it has a value; else those of most values that are
        ``given`` (M, K), of equally many those that come first in the order of their words.
        """
        rows = range(given.shape[0])
        columns = [
            self.against(rows, row)[:, j]
            if (row := self._typical(given[:, j], j, first)) is not None
            else np.full(given.shape[0], COMPARABLE, dtype=np.int8)
            for j in range(given.shape[1])
        ]
        return np.stack(columns, axis=1) if columns else np.empty(given.shape, dtype=np.int8)

    def _typical(self, given: Bools, j: int, first: int | None) -> int | None:
        """The row whose conditions on metric ``j`` are the usual ones; None when no value is given."""
        if first is not None and given[first]:
            return first
        told = {row: tuple(self.places[:, row, j].tolist()) for row in np.flatnonzero(given).tolist()}
        if not told:
            return None
        counts = Counter(told.values())
        usual = min(counts, key=lambda places: (-counts[places], places))
        return next(row for row, places in told.items() if places == usual)


def conditions(
    columns: Sequence[tuple[Sequence[str], Places]], metrics: Sequence[Metric], harmless: Harmless, benchmark: str
) -> Conditions | None:
    """The conditions of a board; None when they say nothing, or only what is harmless.

    ``columns`` has for each of :data:`evalsite.readings.CONDITIONS` its words, the first of them ``""``, and the place
    of each value (M, K) among them. The environment counts for times alone.
    """
    places = np.stack([column for _, column in columns])
    for condition, name in enumerate(CONDITIONS):
        if name in harmless.of(benchmark):
            places[condition] = 0
    places[ENVIRONMENT][:, [not metric.speedup for metric in metrics]] = 0
    if not places.any():
        return None
    return Conditions(
        words=[words for words, _ in columns], places=places, told_environment=not harmless.unknown_environment
    )
