"""Runs for the numbers of which a file tells only the model and the benchmark, such as those of a plain table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from msgspec.structs import replace

from evalsite.errors import Problem
from evalsite.results import Results
from evalsite.runs.identity import untold_id
from evalsite.runs.run import Run, Source


def with_untold(results: Results, digests: Mapping[str, str]) -> Results:
    """``results`` in which every number that was read has a run; ``digests`` are the files' sha256.

    It decides nothing: which number counts is the same with and without.
    """
    frame, others = _named(results.frame), _named(results.others)
    untold = pd.concat([frame, others])
    untold = untold[~untold["run"].isin([*results.runs, ""])]
    runs = {str(name): _run(str(name), rows, digests) for name, rows in untold.groupby("run", sort=True)}
    return replace(results, frame=frame, others=others, runs=dict(sorted({**results.runs, **runs}.items())))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows, ids in ``run`` wherever there is a row of a file (a mean is of several)."""
    ids: dict[tuple[str, str], str] = {}
    runs = []
    for model, benchmark, run, file in frame[["called", "benchmark", "run", "file"]].itertuples(index=False, name=None):
        pair = (model, benchmark)
        if file and not run and pair not in ids:
            ids[pair] = untold_id(model, benchmark)
        runs.append(run or (ids[pair] if file else ""))
    return frame.assign(run=pd.array(runs, dtype="object"))


def _run(name: str, rows: pd.DataFrame, digests: Mapping[str, str]) -> Run:
    told: dict[str, list[Any]] = {str(column): rows[column].tolist() for column in rows}
    dates = set(told["date"]) - {""}
    sources: dict[str, Source] = {}
    for file, line, pointer in sorted(zip(told["file"], told["line"], told["pointer"], strict=True)):
        place = Problem(file=file, line=line or None, pointer=pointer, expected="").place
        sources.setdefault(file, Source(file=file, place=place, sha256=digests.get(file, "")))
    return Run(
        id=name,
        model=told["model"][0],
        benchmarks=(told["benchmark"][0],),
        date=dates.pop() if len(dates) == 1 else "",
        versions=tuple(sorted(set(told["version"]) - {""})),
        shots=tuple(sorted(set(told["shots"]) - {""})),
        sources=tuple(sources.values()),
    )
