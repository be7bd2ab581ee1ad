"""Which model beats which baseline on which benchmark, and how often."""

from collections.abc import Sequence
from itertools import compress

from msgspec import Struct

from evalsite.analysis.arrays import Bools, Codes
from evalsite.statistics.distributions import sign_test
from evalsite.verdicts import CATEGORIES, OUTCOMES, Category, Outcome

NOT_COMPARED = -1
"""The code of a benchmark that a model was no candidate on."""
FEWEST_BENCHMARKS = 6
"""With fewer, not even all benchmarks won would be rarer than one in twenty."""


class Tally(Struct, frozen=True, kw_only=True, eq=False):
    """One model against one baseline, over all ``benchmarks`` of the site, in their order.

    ``outcomes`` and ``categories`` (B,) are codes of Outcome and Category, :data:`NOT_COMPARED` where the two
    were not compared; in ``categories`` also where the benchmark has none. ``untested`` (B,) are the outcomes that
    stand on a verdict of unknown uncertainty. ``counts`` and ``untested_counts`` are on how many benchmarks each of
    OUTCOMES came out, and without a test of every difference that it stands on.
    """

    model: str
    baseline: str
    benchmarks: tuple[str, ...]
    outcomes: Codes
    categories: Codes
    untested: Bools
    counts: tuple[int, ...]
    untested_counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of benchmarks of the site."""
        return len(self.benchmarks)

    @property
    def compared(self) -> int:
        """The number of benchmarks that the model was a candidate on: the denominator of every count."""
        return sum(self.counts)

    @property
    def compared_on(self) -> tuple[str, ...]:
        """The benchmarks that the model was a candidate on."""
        return self._named(self.outcomes != NOT_COMPARED)

    def on(self, outcome: Outcome) -> tuple[str, ...]:
        """The benchmarks with this outcome."""
        return self._named(self.outcomes == OUTCOMES.index(outcome))

    def count(self, outcome: Outcome) -> int:
        """How many benchmarks have this outcome; over all outcomes they add up to ``compared``."""
        return self.counts[OUTCOMES.index(outcome)]

    def untested_count(self, outcome: Outcome) -> int:
        """How many benchmarks have this outcome without a test of every difference that it stands on."""
        return self.untested_counts[OUTCOMES.index(outcome)]

    @property
    def sign_test(self) -> float | None:
        """The p-value of the sign test of benchmarks beaten against benchmarks lost; None for fewer than six compared.

        Demsar 2006 (JMLR 7:1): what counts is how often, not by how much; nothing else than beats and loses counts.
        """
        if self.compared < FEWEST_BENCHMARKS:
            return None
        return sign_test(self.count(Outcome.BEATS), self.count(Outcome.LOSES))

    @property
    def untested_on(self) -> tuple[str, ...]:
        """The benchmarks whose outcome stands on a difference that was not tested."""
        return self._named(self.untested & (self.outcomes != NOT_COMPARED))

    @property
    def everywhere(self) -> Category | None:
        """The category that the model is in wherever it was compared; None when they differ."""
        found = set(self.categories[self.outcomes != NOT_COMPARED].tolist())
        return CATEGORIES[found.pop()] if len(found) == 1 and NOT_COMPARED not in found else None

    def _named(self, chosen: Bools) -> tuple[str, ...]:
        return tuple(compress(self.benchmarks, chosen.tolist()))


def by_beats(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """In the order of :func:`place`, then of names."""
    return tuple(sorted(tallies, key=lambda tally: (place(tally), tally.model)))


def place(tally: Tally | None) -> tuple[int, float, int]:
    """Sorts most benchmarks beaten first, then the larger share of those compared, fewer losses; not compared last."""
    if tally is None:
        return (1, 0.0, 0)
    beats = tally.count(Outcome.BEATS)
    return (-beats, -beats / max(tally.compared, 1), tally.count(Outcome.LOSES))
