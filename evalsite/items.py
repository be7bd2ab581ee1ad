"""Results by item: the scores of the runs that count, in one frame."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.coded import Codes
from evalsite.readings import Reading
from evalsite.runs.run import Run
from evalsite.vocabulary import Vocabulary

KEYS = ("benchmark", "metric", "model", "item")


class Counting(Struct, frozen=True, kw_only=True):
    """What counts: ``rows`` by benchmark, metric and the run's id.

    A metric that has items and no row of its own (pass@1 behind pass@10) counts where its run does.
    """

    rows: frozenset[tuple[str, str, str]]
    runs: frozenset[tuple[str, str]]
    metrics: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, frame: pd.DataFrame, averaged: Collection[tuple[str, str, str]]) -> "Counting":
        """What counts of a frame of results: each row's run, and the runs behind means."""
        keys = frame.loc[frame["run"] != "", ["benchmark", "metric", "run"]].drop_duplicates()
        rows = frozenset([*keys.itertuples(index=False, name=None), *averaged])
        return cls(
            rows=rows,
            runs=frozenset((benchmark, run) for benchmark, _, run in rows),
            metrics=frozenset((benchmark, metric) for benchmark, metric, _ in rows),
        )

    def has(self, benchmark: str, metric: str, run: str) -> bool:
        """Whether the items of this metric of this run count."""
        if (benchmark, metric) in self.metrics:
            return (benchmark, metric, run) in self.rows
        return (benchmark, run) in self.runs


def gather_items(
    readings: Iterable[Reading],
    ids: Mapping[tuple[str, str, str], str],
    runs: Mapping[str, Run],
    counting: Counting,
) -> pd.DataFrame:
    """One row for each item of what counts, in the order of its text columns :data:`KEYS` (ordered categoricals).

    ``value`` is the mean over the ``samples`` that have a number and did not fail, NaN where there are none; ``failed``
    is how many did. Where several runs of a model count, the value is the mean of theirs, and the samples add up.
    ``ids`` leads from a file, a text in its column ``run`` and a benchmark to the run's id, as in
    :attr:`evalsite.runs.told.Told.ids`.
    """
    gathering = _Gathering(ids=ids, runs=runs, counting=counting)
    for reading in readings:
        if reading.items:
            gathering.add(reading)
    return gathering.frame()


class _Gathering(Struct, kw_only=True):
    ids: Mapping[tuple[str, str, str], str]
    runs: Mapping[str, Run]
    counting: Counting
    words: Mapping[str, Vocabulary] = field(default_factory=lambda: {name: Vocabulary() for name in (*KEYS, "run")})
    codes: dict[str, list[Codes]] = field(default_factory=lambda: {name: [] for name in (*KEYS, "run")})
    numbers: dict[str, list[npt.NDArray[np.float64]]] = field(
        default_factory=lambda: {"value": [], "samples": [], "failed": []}
    )

    def add(self, reading: Reading) -> None:
        """The items of one file, each run's numbers added up by item."""
        length = len(reading.items["value"])
        local = {name: Vocabulary() for name in ("run", "benchmark", "metric", "item", "status")}
        told = {name: words.codes(reading.items.get(name), length) for name, words in local.items()}
        run, counts = self._runs(reading, local, told)
        value = np.asarray(reading.items["value"], dtype=np.float64)
        weight = np.asarray(reading.items.get("samples", np.ones(length)), dtype=np.float64)
        failed = told["status"] != 0
        scored = ~failed & ~np.isnan(value)
        key = np.stack([run, *(told[name] for name in ("benchmark", "metric", "item"))])[:, counts]
        if not key.size:
            return
        cells, place = np.unique(key, axis=1, return_inverse=True)
        total = {
            "samples": _total(place, (weight * scored)[counts]),
            "failed": _total(place, (weight * failed)[counts]),
            "value": _total(place, np.where(scored, value * weight, 0.0)[counts]),
        }
        with np.errstate(invalid="ignore"):
            total["value"] /= total["samples"]
        for name, numbers in total.items():
            self.numbers[name].append(numbers)
        self._say(local, cells)

    def _runs(
        self, reading: Reading, local: Mapping[str, Vocabulary], told: Mapping[str, Codes]
    ) -> tuple[Codes, npt.NDArray[np.bool_]]:
        """The run of each row, as a place among this vocabulary's words of it, and whether the row counts."""
        texts, benchmarks, metrics = (list(local[name].places) for name in ("run", "benchmark", "metric"))
        triples, place = np.unique(
            np.stack([told[name] for name in ("run", "benchmark", "metric")]), axis=1, return_inverse=True
        )
        named = [
            (self.ids.get((reading.file, texts[r], benchmarks[b]), ""), benchmarks[b], metrics[m])
            for r, b, m in triples.T.tolist()
        ]
        run = np.array([self.words["run"].place(name) for name, _, _ in named], dtype=np.int32)
        counts = np.array([self.counting.has(benchmark, metric, name) for name, benchmark, metric in named], dtype=bool)
        return run[place], counts[place]

    def _say(self, local: Mapping[str, Vocabulary], cells: npt.NDArray[Any]) -> None:
        """The text columns of ``cells`` (4, R): run, and places among the words of this file."""
        ids = list(self.words["run"].places)
        models = np.array([self.words["model"].place(self.runs[name].model) if name else 0 for name in ids], np.int32)
        self.codes["run"].append(cells[0])
        self.codes["model"].append(models[cells[0]])
        for name, codes in zip(("benchmark", "metric", "item"), cells[1:], strict=True):
            places = np.array([self.words[name].place(word) for word in local[name].places], dtype=np.int32)
            self.codes[name].append(places[codes])

    def frame(self) -> pd.DataFrame:
        """All of it; runs of one model that both count are averaged."""
        frame = pd.DataFrame(
            {name: self.words[name].column(self.codes[name]) for name in KEYS}
            | {name: np.concatenate([*parts, np.array([])]) for name, parts in self.numbers.items()}
        )
        frame = frame.take(np.lexsort([frame[name].cat.codes for name in reversed(KEYS)])).reset_index(drop=True)
        return _averaged(frame) if frame.duplicated(list(KEYS)).any() else frame


def _total(place: npt.NDArray[np.integer], numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.bincount(place, numbers).astype(np.float64)


def _averaged(frame: pd.DataFrame) -> pd.DataFrame:
    groups = frame.groupby(list(KEYS), observed=True, sort=True)
    return groups.agg(value=("value", "mean"), samples=("samples", "sum"), failed=("failed", "sum")).reset_index()
