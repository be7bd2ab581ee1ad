"""One benchmark's numbers as a matrix: models by metrics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from evalsite.analysis.arrays import Floats
from evalsite.metrics import Metric


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """The values of one benchmark: ``values[i, j]`` is model i on metric j, NaN when missing.

    ``stderr`` is the standard error of each value as it was reported, in the same unit, NaN when it was not.

    Metrics come in the order of declaration; models best first by the first metric that has a
    direction, then by name, those without a value last.
    """

    benchmark: str
    models: tuple[str, ...]
    metrics: tuple[Metric, ...]
    values: Floats
    stderr: Floats
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
    """A board for each benchmark of a frame of results (:attr:`evalsite.results.Results.frame`), by benchmark name.

    ``metrics`` holds every metric of the frame, in the order of declaration.
    """
    place = {metric.name: j for j, metric in enumerate(metrics)}
    column = np.array([place.get(name, -1) for name in frame["metric"].cat.categories])[frame["metric"].cat.codes]
    names, models = frame["model"].cat.categories.to_numpy(dtype=object), frame["model"].cat.codes.to_numpy()
    cells, benchmarks = frame[["value", "stderr"]].to_numpy(), frame["benchmark"].cat.codes.to_numpy()
    for code, benchmark in enumerate(frame["benchmark"].cat.categories):
        rows = slice(*np.searchsorted(benchmarks, [code, code + 1]).tolist())
        if rows.start < rows.stop:
            yield _board(str(benchmark), names, models[rows], metrics, column[rows], cells[rows])


def _board(
    benchmark: str,
    names: npt.NDArray[np.object_],
    models: npt.NDArray[np.integer],
    metrics: Sequence[Metric],
    columns: npt.NDArray[np.integer],
    cells: Floats,
) -> Board:
    """The board of ``cells`` (R, 2): a value and its standard error, of row r's model on its metric, given by places.

    ``names`` come in alphabetical order.
    """
    present, j = np.unique(columns, return_inverse=True)
    shown, i = np.unique(models, return_inverse=True)
    table = np.full((len(shown), len(present), 2), np.nan)
    table[i, j] = cells
    here = [metrics[place] for place in present.tolist()]
    rows = _best_first(table[:, :, 0], here)
    return Board(
        benchmark=benchmark,
        models=tuple(names[shown[rows]].tolist()),
        metrics=tuple(here),
        values=_frozen(table[rows, :, 0]),
        stderr=_frozen(table[rows, :, 1]),
    )


def _best_first(values: Floats, metrics: Sequence[Metric]) -> npt.NDArray[np.integer]:
    """The order of rows: by the first metric that has a direction, missing values last, and else as they are."""
    leading = next((j for j, metric in enumerate(metrics) if metric.direction), None)
    if leading is None:
        return np.arange(len(values))
    return np.argsort(-oriented(values, metrics)[:, leading], kind="stable")  # NaN comes last


def _frozen(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
