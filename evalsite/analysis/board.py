"""One benchmark's numbers as a matrix: models by metrics."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evalsite.analysis.words import Floats
from evalsite.metrics import Metric


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """The values of one benchmark: ``values[i, j]`` is model i on metric j, NaN when missing.

    Metrics come in the order of declaration; models best first by the first metric that has a
    direction, then by name, those without a value last.
    """

    benchmark: str
    models: tuple[str, ...]
    metrics: tuple[Metric, ...]
    values: Floats
    _rows: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", {model: row for row, model in enumerate(self.models)})

    def row(self, model: str) -> int | None:
        """The row of ``model``, or None when the benchmark has no result of it."""
        return self._rows.get(model)

    def column(self, metric: str) -> int | None:
        """The column of ``metric``, or None when the benchmark has no result on it."""
        return next((j for j, known in enumerate(self.metrics) if known.name == metric), None)

    @property
    def judged(self) -> tuple[int, ...]:
        """The columns that enter outcomes: judged metrics, which have a direction."""
        return tuple(j for j, metric in enumerate(self.metrics) if metric.judged and metric.direction)


def oriented(values: Floats, metrics: Sequence[Metric]) -> Floats:
    """``values`` with every column turned so that more is better; columns without a direction become NaN."""
    signs = [metric.direction.sign if metric.direction else np.nan for metric in metrics]
    return values * np.array(signs, dtype=np.float64)


def boards(frame: pd.DataFrame, metrics: Sequence[Metric]) -> Iterator[Board]:
    """A board for each benchmark of a frame of results, by benchmark name.

    ``metrics`` holds every metric of the frame, in the order of declaration.
    """
    column = {metric.name: j for j, metric in enumerate(metrics)}
    for benchmark, rows in frame.groupby("benchmark", sort=True, observed=True):
        present = sorted(column[name] for name in rows["metric"].unique())
        place = {j: k for k, j in enumerate(present)}
        models, model_codes = np.unique(rows["model"].to_numpy(dtype=object), return_inverse=True)
        values = np.full((len(models), len(present)), np.nan)
        values[model_codes, [place[column[name]] for name in rows["metric"]]] = rows["value"].to_numpy()
        yield _sorted(str(benchmark), [str(model) for model in models], [metrics[j] for j in present], values)


def _sorted(benchmark: str, models: list[str], metrics: list[Metric], values: Floats) -> Board:
    leading = next((j for j, metric in enumerate(metrics) if metric.direction), None)
    order: Callable[[int], tuple[float, str]] = lambda i: (0.0, models[i])  # noqa: E731
    if leading is not None:
        best_first = -oriented(values, metrics)[:, leading]
        keys = np.where(np.isnan(best_first), np.inf, best_first)
        order = lambda i: (float(keys[i]), models[i])  # noqa: E731
    rows = sorted(range(len(models)), key=order)
    return Board(
        benchmark=benchmark,
        models=tuple(models[i] for i in rows),
        metrics=tuple(metrics),
        values=_frozen(values[rows]),
    )


def _frozen(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
