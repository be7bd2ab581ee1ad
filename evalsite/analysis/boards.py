"""From a frame of results to a board for each benchmark."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.analysis.arrays import Floats
from evalsite.analysis.board import Board, oriented
from evalsite.analysis.conditions import Conditions, Harmless, conditions
from evalsite.analysis.items import Errors, ItemFrame
from evalsite.metrics import Metric
from evalsite.readings import CONDITIONS

Codes = npt.NDArray[np.integer]


class Measurements(Struct, frozen=True, kw_only=True, eq=False):
    """What boards are made of: a frame of results, and what belongs to its rows.

    ``frame`` is :attr:`evalsite.results.Results.frame`, ``items`` :attr:`evalsite.results.Results.items` (None for
    none), and ``repeats`` :attr:`evalsite.results.Results.repeats`. ``errors`` says what a sample that failed is.
    """

    frame: pd.DataFrame
    items: pd.DataFrame | None = None
    repeats: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    errors: Errors = "wrong"


def boards(measured: Measurements, metrics: Sequence[Metric], harmless: Harmless | None = None) -> Iterator[Board]:
    """A board for each benchmark, by its name.

    ``metrics`` holds every metric of the frame, in the order of declaration; ``harmless`` are the differences in
    conditions that do not count.
    """
    frame = measured.frame
    making = _Making(
        metrics=metrics,
        names=frame["model"].cat.categories.to_numpy(dtype=object),
        places=_places(frame["model"].cat.codes.to_numpy()),
        told={name: frame[name].cat.categories.tolist() for name in CONDITIONS},
        repeats=measured.repeats,
        items=ItemFrame.of(measured.items, measured.errors),
        harmless=harmless or Harmless(),
    )
    place = {metric.name: j for j, metric in enumerate(metrics)}
    columns = np.array([place.get(name, -1) for name in frame["metric"].cat.categories])[frame["metric"].cat.codes]
    models, benchmarks = frame["model"].cat.codes.to_numpy(), frame["benchmark"].cat.codes.to_numpy()
    numbers = [frame[name].to_numpy() for name in ("value", "stderr", "n")]
    spoken = {name: frame[name].cat.codes.to_numpy() for name, words in making.told.items() if len(words) > 1}
    names = frame["benchmark"].cat.categories
    bounds = np.searchsorted(benchmarks, np.arange(len(names) + 1)).tolist()
    for benchmark, *within in zip(names, bounds, bounds[1:], strict=False):
        rows = slice(*within)
        if rows.start < rows.stop:
            here = {name: codes[rows] for name, codes in spoken.items()}
            cells = np.stack([column[rows] for column in numbers], axis=1)
            yield making.board(str(benchmark), _Cells.of(models[rows], columns[rows]), cells, here)


class _Cells(Struct, frozen=True, kw_only=True, eq=False):
    """Which cell of a table each row of a frame is: ``models`` (M,) and ``metrics`` (K,) are those that occur."""

    models: Codes
    metrics: Codes
    i: Codes
    j: Codes

    @classmethod
    def of(cls, models: Codes, metrics: Codes) -> "_Cells":
        (shown, i), (present, j) = map(_occurring, (models, metrics))
        return cls(models=shown, metrics=present, i=i, j=j)

    def numbers(self, rows: Floats) -> Floats:
        """``rows`` (R, X) as a table (M, K, X), NaN where there is no row."""
        table = np.full((len(self.models), len(self.metrics), rows.shape[1]), np.nan)
        table[self.i, self.j] = rows
        return table

    def codes(self, rows: Codes) -> npt.NDArray[np.int32]:
        """``rows`` (R,) as a table (M, K), 0 where there is no row."""
        table = np.zeros((len(self.models), len(self.metrics)), dtype=np.int32)
        table[self.i, self.j] = rows
        return table


def _occurring(codes: Codes) -> tuple[Codes, Codes]:
    """The codes that occur, and the place of each of ``codes`` among them: as ``unique``, without sorting."""
    places = _places(codes)
    return np.flatnonzero(np.diff(places, prepend=-1)), places[codes]


def _places(codes: Codes) -> npt.NDArray[np.int32]:
    """The place of each code that occurs among those that do."""
    return np.cumsum(np.bincount(codes) > 0, dtype=np.int32) - 1


class _Making(Struct, frozen=True, kw_only=True, eq=False):
    """What all boards are made with.

    ``names`` are the models' by code, and ``places`` theirs among all; ``told`` has the words of each condition.
    """

    metrics: Sequence[Metric]
    names: npt.NDArray[np.object_]
    places: npt.NDArray[np.int32]
    told: Mapping[str, Sequence[str]]
    repeats: Mapping[tuple[str, str, str], int]
    items: ItemFrame
    harmless: Harmless

    def board(self, benchmark: str, cells: _Cells, numbers: Floats, spoken: Mapping[str, Codes]) -> Board:
        """The board of ``numbers`` (R, 3): each row's value, standard error and number of items."""
        table = cells.numbers(numbers)
        metrics = [self.metrics[place] for place in cells.metrics.tolist()]
        rows = _best_first(table[:, :, 0], metrics)
        codes = cells.models[rows]
        models = tuple(self.names[codes].tolist())
        return Board(
            benchmark=benchmark,
            models=models,
            places=self.places[codes],
            metrics=tuple(metrics),
            values=_frozen(table[rows, :, 0]),
            stderr=_told(table[rows, :, 1]),
            n=_told(table[rows, :, 2]),
            repeats=_frozen(self._repeats(benchmark, models, metrics)),
            items=self.items.scores(benchmark, models, metrics),
            conditions=self._conditions(
                benchmark, metrics, {name: cells.codes(codes)[rows] for name, codes in spoken.items()}
            ),
        )

    def _repeats(self, benchmark: str, models: Sequence[str], metrics: Sequence[Metric]) -> Floats:
        if not self.repeats:
            return np.broadcast_to(1.0, (len(models), len(metrics)))
        table = np.ones((len(models), len(metrics)))
        for i, model in enumerate(models):
            for j, metric in enumerate(metrics):
                table[i, j] = self.repeats.get((benchmark, model, metric.name), 1)
        return table

    def _conditions(
        self, benchmark: str, metrics: Sequence[Metric], spoken: Mapping[str, npt.NDArray[np.int32]]
    ) -> Conditions | None:
        if not any(table.any() for table in spoken.values()):
            return None
        silent = np.zeros_like(next(iter(spoken.values())))
        return conditions(
            [(words, spoken.get(name, silent)) for name, words in self.told.items()],
            metrics,
            self.harmless,
            benchmark,
        )


def _best_first(values: Floats, metrics: Sequence[Metric]) -> Codes:
    """The order of rows: by the first metric that has a direction, missing values last, and else as they are."""
    leading = next((j for j, metric in enumerate(metrics) if metric.direction), None)
    if leading is None:
        return np.arange(len(values))
    return np.argsort(-oriented(values, metrics)[:, leading], kind="stable")  # NaN comes last


def _told(array: Floats) -> Floats:
    """The same; where nothing is told one NaN that stands for all, since most benchmarks have nothing."""
    return np.broadcast_to(np.nan, array.shape) if np.isnan(array).all() else _frozen(array)


def _frozen(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
