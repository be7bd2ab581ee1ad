"""Results by item, held compactly while a file is read: each text once, everything else as numbers."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from evalsite.coded import Coded
from evalsite.readings import ITEM_COLUMNS

Outcome = tuple[float, str]
"""A value and a status of one sample; the status is ``""`` when all went well."""


class _Words:
    """A column of text: the words in the order in which they first come, and for each cell the place of its word."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.cells = array("i")

    def add(self, word: str, times: int = 1) -> None:
        self.cells.extend(array("i", [self.places.setdefault(word, len(self.places))]) * times)

    def extend_by(self, words: Sequence[str], codes: npt.NDArray[np.integer]) -> None:
        """Add cells by their places among ``words``, of which some may not occur."""
        places = np.zeros(len(words), dtype=np.int32)
        for code in np.flatnonzero(np.bincount(codes, minlength=len(words))).tolist():
            places[code] = self.places.setdefault(words[code], len(self.places))
        self.cells.frombytes(places[codes].tobytes())

    def extend(self, words: Collection[str]) -> None:
        """Add words of which none comes twice."""
        places = self.places
        new = [word for word in words if word not in places]
        places.update(zip(new, count(len(places))))
        self.cells.extend(map(places.__getitem__, words))

    def column(self, times: npt.NDArray[np.int64] | None = None) -> Coded:
        """The column, each cell as many ``times`` as is said."""
        codes = np.array(self.cells, dtype=np.int32)
        return Coded(tuple(self.places), codes if times is None else np.repeat(codes, times))


class Items:
    """Samples of tasks, gathered task by task; :meth:`columns` gives those of :data:`evalsite.results.ITEM_COLUMNS`."""

    def __init__(self) -> None:
        self._words = {name: _Words() for name in ("run", "benchmark", "item", "metric")}
        self._status = _Words()
        self._lengths, self._samples, self._values = array("q"), array("q"), array("d")

    def __len__(self) -> int:
        return len(self._values)

    @property
    def runs(self) -> AbstractSet[str]:
        """The runs that have items."""
        return self._words["run"].places.keys()

    def add(
        self, *, run: str, benchmark: str, item: str, metric: str, outcomes: Sequence[Outcome], first: int = 0
    ) -> None:
        """Add the samples of one task, numbered from ``first``."""
        for name, word in (("run", run), ("benchmark", benchmark), ("item", item), ("metric", metric)):
            self._words[name].add(word)
        self._lengths.append(len(outcomes))
        for sample, (value, status) in enumerate(outcomes, first):
            self._samples.append(sample)
            self._values.append(value)
            self._status.add(status)

    def add_tasks(
        self,
        *,
        run: str,
        benchmark: str,
        metric: str,
        tasks: Mapping[str, int],
        values: npt.NDArray[np.float64],
        statuses: Sequence[str] = ("",),
        codes: npt.NDArray[np.integer] | None = None,
    ) -> None:
        """Add many tasks, each with its number of samples, and these in columns, one task's after the other's.

        ``codes`` has the place of each sample's status among ``statuses``; the first one is that of all without it.
        """
        for name, word in (("run", run), ("benchmark", benchmark), ("metric", metric)):
            self._words[name].add(word, len(tasks))
        self._words["item"].extend(tasks)
        lengths = np.fromiter(tasks.values(), dtype=np.int64, count=len(tasks))
        ends = np.cumsum(lengths)
        self._lengths.frombytes(lengths.tobytes())
        self._samples.frombytes((np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)).tobytes())
        self._values.frombytes(values.tobytes())
        self._status.extend_by(statuses, np.zeros(len(values), dtype=np.int8) if codes is None else codes)

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """Text with each word once, numbers as arrays; nothing when there is no item."""
        if not self:
            return {}
        times = np.array(self._lengths, dtype=np.int64)
        columns: dict[str, Any] = {name: words.column(times) for name, words in self._words.items()}
        columns["sample"] = np.array(self._samples, dtype=np.int64)
        columns["value"] = np.array(self._values, dtype=np.float64)
        columns["status"] = self._status.column()
        return {name: columns[name] for name in ITEM_COLUMNS}
