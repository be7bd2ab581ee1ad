"""One benchmark's numbers as a matrix: models by metrics."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from evalsite.analysis.arrays import Floats
from evalsite.analysis.conditions import Conditions
from evalsite.analysis.items import ItemScores
from evalsite.metrics import Metric


class Board(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The values of one benchmark: ``values[i, j]`` is model i on metric j, NaN when missing.

    ``stderr`` is the standard error of each value as it was reported, in the same unit, and ``n`` the number of items
    it is taken over; NaN when they were not told. Where a value is the mean of several runs, ``repeats`` says of how
    many (else 1), and ``stderr`` is that of this mean. ``items`` has the scores by item of those metrics, by column,
    of which some are known; ``conditions`` is None when nothing is said that could keep values from being compared.

    Metrics come in the order of declaration; models best first by the first metric that has a
    direction, then by name, those without a value last. ``places`` (M,) are theirs among the models of all boards, by
    name.
    """

    benchmark: str
    models: tuple[str, ...]
    places: npt.NDArray[np.int32]
    metrics: tuple[Metric, ...]
    values: Floats
    stderr: Floats
    n: Floats
    repeats: Floats
    items: Mapping[int, ItemScores] = field(default_factory=dict)
    conditions: Conditions | None = None

    def row(self, model: str) -> int | None:
        """The row of ``model``, or None when the benchmark has no result of it."""
        try:
            return self.models.index(model)
        except ValueError:
            return None

    def column(self, metric: str) -> int | None:
        """The column of ``metric``, or None when the benchmark has no result on it."""
        return next((j for j, known in enumerate(self.metrics) if known.name == metric), None)

    @cached_property
    def judged(self) -> tuple[int, ...]:
        """The columns that enter outcomes: judged metrics, which have a direction."""
        return tuple(j for j, metric in enumerate(self.metrics) if metric.judged and metric.direction)


def oriented(values: Floats, metrics: Sequence[Metric]) -> Floats:
    """``values`` with every column turned so that more is better; columns without a direction become NaN."""
    signs = [metric.direction.sign if metric.direction else np.nan for metric in metrics]
    return values * np.array(signs, dtype=np.float64)
