"""Which model beats which baseline on which benchmark, and how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalsite.analysis.words import Category, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One model against one baseline, over all benchmarks.

    ``outcomes`` and ``categories`` name the benchmarks that the two were compared on, in their order;
    a benchmark without categories is absent from the latter. ``total`` counts all benchmarks of the site.
    """

    model: str
    baseline: str
    outcomes: Mapping[str, Outcome]
    categories: Mapping[str, Category]
    total: int

    @property
    def compared(self) -> int:
        """The number of benchmarks that the model was a candidate on: the denominator of every count."""
        return len(self.outcomes)

    def on(self, outcome: Outcome) -> tuple[str, ...]:
        """The benchmarks with this outcome."""
        return tuple(benchmark for benchmark, found in self.outcomes.items() if found is outcome)

    def count(self, outcome: Outcome) -> int:
        """How many benchmarks have this outcome; over all outcomes they add up to ``compared``."""
        return len(self.on(outcome))

    @property
    def everywhere(self) -> Category | None:
        """The category that the model is in wherever it was compared; None when they differ."""
        found = set(self.categories.values())
        return found.pop() if len(found) == 1 and len(self.categories) == self.compared else None


def by_beats(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Most benchmarks beaten first, then the larger share of those compared, fewer losses, the name."""

    def order(tally: Tally) -> tuple[int, float, int, str]:
        beats = tally.count(Outcome.BEATS)
        return (-beats, -beats / max(tally.compared, 1), tally.count(Outcome.LOSES), tally.model)

    return tuple(sorted(tallies, key=order))
