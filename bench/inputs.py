"""Results of any size, the same for the same seed."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

MISSING = 0.03
SETTINGS = """\
metrics:
  pass@1: {digits: 4}
  avg_time: {digits: 2}
baselines:
  one: {model: model-0000}
  best: {best_of: [model-0001, model-0002, model-0003], partial: true}
"""


class Size(Struct, frozen=True, kw_only=True):
    """How many models and benchmarks there are; each has two metrics."""

    models: int
    benchmarks: int

    @classmethod
    def parse(cls, text: str) -> "Size":
        """``300x50``: models x benchmarks.

        Raises:
            ValueError: it is something else.
        """
        models, _, benchmarks = text.partition("x")
        return cls(models=int(models), benchmarks=int(benchmarks))

    def __str__(self) -> str:
        return f"{self.models}x{self.benchmarks}"


def write(root: Path, size: Size, seed: int = 1) -> None:
    """Write ``results/``, a CSV file a benchmark, and ``evalsite.yml`` into ``root``."""
    (root / "results").mkdir(parents=True)
    (root / "evalsite.yml").write_text(SETTINGS, encoding="utf-8")
    source = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(size.benchmarks):
        with (root / "results" / f"bench-{number:03}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["model", "pass@1", "avg_time"])
            writer.writerows(_rows(size.models, source))


def _rows(models: int, source: random.Random) -> Iterator[list[str]]:
    for number in range(models):
        quality, cost = f"{source.random():.4f}", f"{source.uniform(10, 1000):.2f}"
        yield [f"model-{number:04}", *("" if source.random() < MISSING else value for value in (quality, cost))]
