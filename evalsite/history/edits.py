"""From a results folder to the runs whose numbers were edited since the revision before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from evalsite.history.earlier import read_earlier
from evalsite.history.revisions import changed_since
from evalsite.readers.base import FileRule
from evalsite.readings import DEFAULTS, Reading
from evalsite.results import Results
from evalsite.runs.edited import Edits, Told, edited
from evalsite.runs.identity import untold_id
from evalsite.runs.told import tell

Declared = Callable[[Sequence[Reading]], Mapping[str, str]]
"""The runs that evalsite.yml names, by file."""


def find_edits(
    folder: Path,
    readings: Sequence[Reading],
    results: Results,
    *,
    rules: Sequence[FileRule],
    shown: str,
    declared: Declared,
    aliases: Mapping[str, str],
) -> Edits:
    """Compare ``results``, which were made of ``readings``, with what the files of ``folder`` held before.

    Only files that differ are read again. Nothing is known where git has no revision before; see
    :mod:`evalsite.history.revisions`.
    """
    blobs = changed_since(folder)
    if blobs is None:
        return Edits()
    earlier = read_earlier(folder, blobs, rules, shown=shown)
    told = tell(earlier, declared(earlier), aliases, among=readings)
    before = [number for reading in told.readings for number in _numbers(reading, aliases)]
    return Edits(known=True, numbers=edited(before, _today(results, before)))


def _numbers(reading: Reading, aliases: Mapping[str, str]) -> Iterator[Told]:
    columns = ("run", "model", "benchmark", "metric", "value")
    cells = (reading.columns.get(name) or [DEFAULTS[name]] * reading.length for name in columns)
    for run, model, benchmark, metric, value in zip(*cells, strict=True):
        run_id = run or untold_id(model, benchmark)
        yield Told(run_id, aliases.get(model, model), benchmark, metric, float(value), reading.file)


def _today(results: Results, before: Sequence[Told]) -> Iterator[Told]:
    """The numbers of today that can be of the runs in ``before``."""
    models, benchmarks = {number.model for number in before}, {number.benchmark for number in before}
    for frame in (results.frame, results.others):
        rows = frame[frame["model"].isin(models) & frame["benchmark"].isin(benchmarks) & (frame["file"] != "")]
        yield from _rows(rows)


def _rows(frame: pd.DataFrame) -> Iterator[Told]:
    columns = frame[["called", "run", "model", "benchmark", "metric", "value", "file"]].itertuples(
        index=False, name=None
    )
    for called, run, model, benchmark, metric, value, file in columns:
        yield Told(run or untold_id(called, benchmark), model, benchmark, metric, float(value), file)
