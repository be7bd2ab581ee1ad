"""From counted items to rows of results, and to results by item."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.config import SampleSource
from evalsite.readings import RunFacts
from evalsite.samples.columns import KEYS
from evalsite.statistics.estimators import pass_at_k

Numbers = npt.NDArray[np.float64]
FAILED = "failed"
"""The status of an item of which every attempt failed."""


class TooFew(Struct, frozen=True, kw_only=True):
    """A number that there is not: ``metric`` needs more samples than ``item`` has."""

    model: str
    benchmark: str
    metric: str
    item: str
    samples: int


class Rows(Struct, frozen=True, kw_only=True):
    """What stands in a reading: ``columns``, ``items`` and ``runs``, and which numbers could not be computed."""

    columns: Mapping[str, Sequence[Any]]
    items: Mapping[str, Sequence[Any]]
    runs: Mapping[str, RunFacts]
    too_few: tuple[TooFew, ...]


class _Metric(Struct, frozen=True, kw_only=True):
    """``values`` has a number an item, NaN where there is none; ``least`` samples are needed of every item.

    ``failures`` tells what became of failed attempts: in a value that is a ``mean`` they are zeros, in pass@k of more
    than one they are ``inside`` and cannot be taken apart, and a time is that of the ``others``.
    """

    name: str
    values: Numbers
    failures: Literal["mean", "inside", "others"]
    least: int = 1


class _Group(Struct, frozen=True, kw_only=True):
    """The items of one run on one benchmark: the rows ``start`` to ``stop`` of the frame."""

    model: str
    run: str
    benchmark: str
    start: int
    stop: int


def rows_of(frame: pd.DataFrame, source: SampleSource, grain: int) -> Rows:
    """The rows of ``frame`` (:class:`evalsite.samples.counting.Counted`), all of whose items have names.

    The value of pass@k on a benchmark is the mean over its items of the unbiased estimator
    (:func:`evalsite.statistics.estimators.pass_at_k`), that of a score the mean of the items' means, that of a time the
    mean of the items' medians; ``n`` is the number of items.
    """
    frame = frame[frame["samples"] > 0].reset_index(drop=True)
    frame = frame.assign(**{key: pd.Categorical([name] * len(frame)) for key, name in _constants(frame, source)})
    groups = tuple(_groups(frame))
    facts = _facts(frame, groups)
    gathered = _Gathered(frame=frame, groups=groups, keys={run: str(place) for place, run in enumerate(facts)})
    for metric in _metrics(frame, source, grain):
        gathered.add(metric)
    runs = {gathered.keys[run]: told for run, told in facts.items()}
    dates = [runs[key].date for key in gathered.columns["run"]]
    columns = {**gathered.columns, "date": dates} if gathered.columns["run"] else {}
    return Rows(columns=columns, items=gathered.gathered_items(), runs=runs, too_few=tuple(gathered.too_few))


def _constants(frame: pd.DataFrame, source: SampleSource) -> Iterator[tuple[str, str]]:
    for key in KEYS:
        if key not in frame.columns:
            yield key, getattr(source, key, None) or ""


def _groups(frame: pd.DataFrame) -> Iterator[_Group]:
    """The frame is in the order of model, run, benchmark."""
    if frame.empty:
        return
    codes = np.stack([frame[key].cat.codes.to_numpy() for key in KEYS[:3]])
    starts = np.flatnonzero(np.r_[True, (codes[:, 1:] != codes[:, :-1]).any(axis=0)]).tolist()
    for start, stop in zip(starts, [*starts[1:], len(frame)], strict=True):
        model, run, benchmark = (str(frame[key].iat[start]) for key in KEYS[:3])
        yield _Group(model=model, run=run, benchmark=benchmark, start=start, stop=stop)


def _facts(frame: pd.DataFrame, groups: Sequence[_Group]) -> dict[tuple[str, str], RunFacts]:
    dates: dict[tuple[str, str], list[Any]] = {}
    for group in groups:
        said = frame["date"].iloc[group.start : group.stop].dropna() if "date" in frame else ()
        dates.setdefault((group.model, group.run), []).extend([max(said)] if len(said) else [])
    return {
        (model, run): RunFacts(model=model, native_id=run, date=_iso(max(said)) if said else "")
        for (model, run), said in dates.items()
    }


def _iso(date: Any) -> str:
    return date if isinstance(date, str) else str(date.isoformat())


def _metrics(frame: pd.DataFrame, source: SampleSource, grain: int) -> Iterator[_Metric]:
    if source.columns.passed:
        for k in dict.fromkeys(source.k):
            yield _Metric(name=f"pass@{k}", values=_pass_at(k, frame), failures="mean" if k == 1 else "inside", least=k)
    else:
        means = frame["points"].to_numpy(dtype=np.float64) / frame["samples"].to_numpy() / grain
        yield _Metric(name=source.metric or "score", values=means, failures="mean")
    if source.columns.time:
        times = frame["time"].to_numpy(dtype=np.float64)
        yield _Metric(name=source.time_metric or "time", values=times, failures="others")


def _pass_at(k: int, frame: pd.DataFrame) -> Numbers:
    """pass@k of each item; there are many items, and few pairs of samples and right ones among them."""
    pairs = frame[["samples", "points"]].to_numpy(dtype=np.int64)
    known, places = np.unique(pairs, axis=0, return_inverse=True)
    values = [pass_at_k(int(n), int(c), k) if n >= k else np.nan for n, c in known]
    made: Numbers = np.array(values, dtype=np.float64)[places.reshape(-1)]
    return made


class _Gathered(Struct, kw_only=True):
    """Rows and items, metric by metric."""

    frame: pd.DataFrame
    groups: Sequence[_Group]
    keys: Mapping[tuple[str, str], str]
    columns: dict[str, list[Any]] = field(
        default_factory=lambda: {name: [] for name in ("benchmark", "model", "run", "metric", "value", "n")}
    )
    kept: list[tuple[_Metric, npt.NDArray[np.int64]]] = field(default_factory=list)
    too_few: list[TooFew] = field(default_factory=list)

    def add(self, metric: _Metric) -> None:
        kept = []
        for group in self.groups:
            few = self.few(metric, group)
            if few:
                self.too_few.append(few)
                continue
            values = metric.values[group.start : group.stop]
            there = np.flatnonzero(~np.isnan(values))
            if len(there):
                self.row(metric, group, values[there])
                kept.append(there + group.start)
        if kept:
            self.kept.append((metric, np.concatenate(kept)))

    def few(self, metric: _Metric, group: _Group) -> TooFew | None:
        samples = self.frame["samples"].to_numpy()[group.start : group.stop]
        place = int(samples.argmin())
        if samples[place] >= metric.least:
            return None
        return TooFew(
            model=group.model,
            benchmark=group.benchmark,
            metric=metric.name,
            item=str(self.frame["item"].iat[group.start + place]),
            samples=int(samples[place]),
        )

    def row(self, metric: _Metric, group: _Group, values: Numbers) -> None:
        row = (group.benchmark, group.model, self.keys[group.model, group.run], metric.name)
        for name, cell in zip(self.columns, (*row, fsum(values) / len(values), len(values)), strict=True):
            self.columns[name].append(cell)

    def gathered_items(self) -> dict[str, Any]:
        """Column-wise, words once: the columns of ITEM_COLUMNS, and ``samples``, how many stand behind a value.

        The attempts at an item that failed stand in a row of their own, where they can be taken apart.
        """
        parts = [part for number in range(len(self.kept)) for part in self.item_parts(number)]
        if not parts:
            return {}
        metric, places, value, failed, samples = (np.concatenate(column) for column in zip(*parts, strict=True))
        frame = self.frame.iloc[places]
        return {
            "run": _words(self.runs()[places], list(self.keys.values())),
            "benchmark": frame["benchmark"].array,
            "item": frame["item"].array,
            "sample": failed,
            "metric": _words(metric, [kept.name for kept, _ in self.kept]),
            "value": value,
            "status": _words(failed, ["", FAILED]),
            "samples": samples,
        }

    def item_parts(self, number: int) -> Iterator[tuple[npt.NDArray[Any], ...]]:
        """Arrays of one length: the metric's number, places in the frame, values, 1 where attempts failed, samples."""
        metric, places = self.kept[number]
        values = metric.values[places]
        samples, failures = (self.frame[name].to_numpy(dtype=np.int64)[places] for name in ("samples", "failures"))
        completed = samples - failures
        if metric.failures == "inside":
            yield np.full_like(places, number), places, values, (completed == 0).astype(np.int64), samples
            return
        if metric.failures == "mean":
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(failures > 0, values * samples / completed, values)
            lost = failures > 0
            count = int(lost.sum())
            yield np.full(count, number), places[lost], np.zeros(count), np.ones(count, dtype=np.int64), failures[lost]
        done = completed > 0
        yield np.full(int(done.sum()), number), places[done], values[done], np.zeros_like(places[done]), completed[done]

    def runs(self) -> npt.NDArray[np.int64]:
        """The place of each item's run among the keys."""
        place = {run: number for number, run in enumerate(self.keys)}
        own = [place[group.model, group.run] for group in self.groups]
        return np.repeat(np.array(own, dtype=np.int64), [group.stop - group.start for group in self.groups])


def _words(codes: npt.NDArray[Any], words: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(words)))
