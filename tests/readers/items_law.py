"""The law of items: a row is the mean over its items, of whatever file and format."""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, median

from evalsite.readings import Reading

Key = tuple[str, str, str]
"""Run, benchmark and metric."""

UNNAMED = {"swe-bench-report": "what was not submitted counts as unresolved, but a report need not name it"}
"""Formats whose rows are over more than the items that the file names, with the reason: the others count 0."""


def disagreements(*readings: Reading) -> Iterator[str]:
    """The rows that are not the mean over the tasks of their items, and those whose n is not the number of tasks.

    Of a task's samples it is the mean that counts; of times the median, over tasks of which no sample failed.
    """
    scores = dict(task_scores(readings))
    for reading in readings:
        names = ("run", "benchmark", "metric", "value") if "run" in reading.columns else ()
        for index, (run, benchmark, metric, value) in enumerate(zip(*map(reading.columns.get, names), strict=True)):
            told = scores.get((run, benchmark, metric))
            if told and not math.isnan(value):
                n, count = reading.columns["n"][index], len(told)
                if reading.format in UNNAMED and n > count:
                    told, count = [*told, *[0.0] * int(n - count)], int(n)
                if not math.isclose(fmean(told), value, rel_tol=1e-9):
                    yield f"{reading.file}: {metric} of {benchmark} is {value!r}, but of the items {fmean(told)!r}"
                if n != count:
                    yield f"{reading.file}: n of {metric} is {n!r}, but there are {count} items"


def task_scores(readings: Sequence[Reading]) -> Iterator[tuple[Key, list[float]]]:
    """The score of each task that has one, by what it is a score of."""
    for (run, benchmark, metric), tasks in gathered(readings).items():
        is_time = "time" in metric
        told = []
        for samples in tasks.values():
            values = [value for value, _ in samples if not math.isnan(value)]
            if values and not (is_time and any(status for _, status in samples)):
                told.append(median(values) if is_time else fmean(values))
        yield (run, benchmark, metric), told


def gathered(readings: Sequence[Reading]) -> Mapping[Key, Mapping[str, list[tuple[float, str]]]]:
    """Values and statuses by task."""
    found: dict[Key, dict[str, list[tuple[float, str]]]] = {}
    for reading in readings:
        cells = (reading.items.get(name, ()) for name in ("run", "benchmark", "metric", "item", "value", "status"))
        for run, benchmark, metric, item, value, status in zip(*cells, strict=True):
            found.setdefault((run, benchmark, metric), {}).setdefault(item, []).append((float(value), status))
    return found
