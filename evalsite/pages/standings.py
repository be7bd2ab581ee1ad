"""One metric of every model on every benchmark: the boards turned, so that a model's page is a row of arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.analysis.arrays import Codes, Floats
from evalsite.analysis.study import Findings, Study
from evalsite.metrics import Metric
from evalsite.pages import numbers


class Standings(Struct, frozen=True, kw_only=True, eq=False):
    """One metric: arrays are (M, B), models and benchmarks in the order of the study.

    ``values`` are NaN and ``ranks`` 0 where there is none; ``marks`` are places in :data:`evalsite.verdicts.MARKS`.
    ``ranked`` (B,) counts the ranked models, ``present`` (B,) says whether the benchmark has the metric, and
    ``digits`` (B,) are the decimals that it shows. ``low`` and ``high`` are the ends of each value's interval, NaN
    where it has none; ``rank_low`` and ``rank_high`` those of its rank's, 0 where it is not tested.
    """

    metric: Metric
    values: Floats
    ranks: npt.NDArray[np.int32]
    marks: Codes
    ranked: npt.NDArray[np.int32]
    present: npt.NDArray[np.bool_]
    digits: npt.NDArray[np.int32]
    low: Floats
    high: Floats
    rank_low: npt.NDArray[np.int32]
    rank_high: npt.NDArray[np.int32]
    hollow: npt.NDArray[np.bool_]

    def texts(self, model: int, benchmarks: Sequence[int]) -> list[str]:
        """How the values of one model on some benchmarks are shown."""
        return self._texts(self.values[model, benchmarks], benchmarks)

    def intervals(self, model: int, benchmarks: Sequence[int]) -> list[str] | None:
        """How their intervals are shown, ``""`` where there is none; None when no value has one."""
        if np.isnan(self.low[model, benchmarks]).all():
            return None
        low, high = (self._texts(ends[model, benchmarks], benchmarks) for ends in (self.low, self.high))
        return [f"[{start}, {end}]" if start else "" for start, end in zip(low, high, strict=True)]

    def _texts(self, row: Floats, benchmarks: Sequence[int]) -> list[str]:
        return numbers.plain(row, self.digits[benchmarks].tolist())


def standings(study: Study, digits: Mapping[str, Sequence[int]]) -> tuple[Standings, ...]:
    """The standings of each metric of the study; ``digits`` has the decimals of each benchmark's metrics."""
    place = {model: i for i, model in enumerate(study.models)}
    shape = (len(place), len(study.benchmarks))
    unsure = {findings.board.metrics[j].name for findings in study.benchmarks.values() for j in findings.known}
    found = tuple(_empty(metric, shape, unsure=metric.name in unsure) for metric in study.question.metrics)
    number = {each.metric.name: each for each in found}
    for k, (name, findings) in enumerate(study.benchmarks.items()):
        rows = [place[model] for model in findings.board.models]
        for j, metric in enumerate(findings.board.metrics):
            _fill(number[metric.name], k, rows, findings, j)
            number[metric.name].digits[k] = digits[name][j]
    return found


def _empty(metric: Metric, shape: tuple[int, int], *, unsure: bool) -> Standings:
    """Nothing yet; of a metric of which no uncertainty is known nothing ever, in one value that stands for all."""
    made = np.full if unsure else _one_for_all
    return Standings(
        metric=metric,
        values=np.full(shape, np.nan),
        ranks=np.zeros(shape, dtype=np.int32),
        marks=np.zeros(shape, dtype=np.int8),
        ranked=np.zeros(shape[1], dtype=np.int32),
        present=np.zeros(shape[1], dtype=np.bool_),
        digits=np.zeros(shape[1], dtype=np.int32),
        low=made(shape, np.nan),
        high=made(shape, np.nan),
        rank_low=made(shape, np.int32(0)),
        rank_high=made(shape, np.int32(0)),
        hollow=made(shape, np.bool_(False)),
    )


def _one_for_all(shape: tuple[int, int], value: Any) -> npt.NDArray[Any]:
    return np.broadcast_to(value, shape)


def _fill(standing: Standings, k: int, rows: Sequence[int], findings: Findings, j: int) -> None:
    """Put the j-th metric of a board where it belongs: benchmark k, its models in ``rows``."""
    board, ranking = findings.board, findings.rankings[j]
    standing.values[rows, k] = board.values[:, j]
    standing.ranks[rows, k] = ranking.ranks
    standing.marks[rows, k] = ranking.marks
    standing.ranked[k] = ranking.count
    standing.present[k] = True
    if known := findings.known.get(j):
        standing.low[rows, k], standing.high[rows, k] = known.shown_intervals
        standing.rank_low[rows, k] = np.where(known.ranks.tested, known.ranks.low, 0)
        standing.rank_high[rows, k] = np.where(known.ranks.tested, known.ranks.high, 0)
        standing.hollow[np.asarray(rows)[[*known.hollow]], k] = True
