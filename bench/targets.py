"""What is to be reached, as ratios between two builds of one round."""

from collections.abc import Mapping
from statistics import median
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bench.running import Cost

Measure = Literal["wall", "cpu", "memory"]
Rounds = list[Mapping[str, Cost]]
"""What each way cost, by its name, in each round."""


class Target(Struct, frozen=True, kw_only=True):
    """At ``size`` the way ``ours`` takes at most ``limit`` of what ``other`` takes."""

    size: str
    ours: str
    other: str
    limit: float
    measure: Measure = "wall"

    def ratio(self, costs: Mapping[str, Cost]) -> float | None:
        """Ours over the other, in one round; None when one of them was not run."""
        if self.ours not in costs or self.other not in costs:
            return None
        return float(getattr(costs[self.ours], self.measure) / getattr(costs[self.other], self.measure))

    def told(self, rounds: Rounds) -> str:
        """The target, every round's ratio, their median, and whether that reaches it."""
        ratios = [ratio for costs in rounds if (ratio := self.ratio(costs)) is not None]
        what = f"{self.size}: {self.ours} / {self.other} ({self.measure}) at most {self.limit:.3f}"
        if not ratios:
            return f"{what}: not measured"
        verdict = "reached" if median(ratios) <= self.limit else "NOT REACHED"
        each = ", ".join(f"{ratio:.3f}" for ratio in ratios)
        cpu = median(ratio for costs in rounds if (ratio := replace(self, measure="cpu").ratio(costs)) is not None)
        return f"{what}: {median(ratios):.3f}, {verdict} (each round {each}; processors {cpu:.3f})"


TABLES = "evalsite, no model pages"
TARGETS = (
    Target(size="30x4", ours="evalsite", other="empty", limit=2.5),
    Target(size="300x50", ours=TABLES, other="naive", limit=1 / 12),
    Target(size="1000x200", ours=TABLES, other="naive", limit=1 / 50),
    Target(size="1000x200", ours=TABLES, other="hugo", limit=0.45),
    Target(size="1000x200", ours=TABLES, other="naive", limit=1 / 6, measure="memory"),
    Target(size="1000x200", ours="evalsite", other="naive", limit=1 / 25),
    Target(size="1000x200", ours="evalsite again", other="evalsite", limit=1 / 4),
)
LARGEST_INDEX = 2_000_000
LARGEST_PAGE = 3_000_000
SOONEST = 1.0
"""Seconds from an edit until the page is new, at 300x50."""
