"""What ``evalsite check`` found out, as values: each file, what it became, and every problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evalsite.errors import CannotRun, EvalsiteError, Problem, did_you_mean
from evalsite.results import Reading
from evalsite.site import read


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """One file: its format ("" when unknown), what it was known by, and what its rows speak of."""

    file: str
    format: str
    why: str
    rows_in: int
    rows: int
    benchmarks: tuple[str, ...]
    models: tuple[str, ...]
    metrics: tuple[str, ...]
    inferred: tuple[str, ...]
    left_out: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """All files that were looked at, and every problem, those of the settings included."""

    files: tuple[FileCheck, ...]
    problems: tuple[Problem, ...]


def check(root: Path, *, files: Sequence[str] = (), results: Path | None = None) -> Check:
    """Read everything as a build would, and say what was found; ``files`` narrows the answer to some files.

    Raises:
        CannotRun: one of ``files`` is not among the files that a build would read.
    """
    try:
        inputs = read(root, results=results)
    except EvalsiteError as error:
        return Check(files=(), problems=_about(error.problems, files, root))
    chosen = _chosen(inputs.readings, files, root)
    return Check(files=tuple(map(_file_check, chosen)), problems=_about(inputs.problems, files, root))


def _chosen(readings: Sequence[Reading], files: Sequence[str], root: Path) -> Sequence[Reading]:
    if not files:
        return readings
    by_path = {(root / reading.file).resolve(): reading for reading in readings}
    missing = [file for file in files if Path(file).resolve() not in by_path]
    if missing:
        known = [reading.file for reading in readings]
        raise CannotRun([_not_read(file, known) for file in missing])
    return [by_path[Path(file).resolve()] for file in files]


def _not_read(file: str, known: Sequence[str]) -> Problem:
    return Problem(
        found=file,
        expected="expected a file of the results folder",
        advice=did_you_mean(file, known) or "Name the folder that it is in: --results DIR.",
    )


def _about(problems: Sequence[Problem], files: Sequence[str], root: Path) -> tuple[Problem, ...]:
    """The problems of ``files`` (all when there are none), and those that stop every build."""
    chosen = {Path(file).resolve() for file in files}
    return tuple(
        problem
        for problem in problems
        if not chosen or problem.severity == "error" or (root / problem.file).resolve() in chosen
    )


def _file_check(reading: Reading) -> FileCheck:
    def distinct(column: str) -> tuple[str, ...]:
        return tuple(sorted(set(reading.columns.get(column, ()))))

    return FileCheck(
        file=reading.file,
        format=reading.format,
        why=reading.why,
        rows_in=reading.rows_in,
        rows=reading.length,
        benchmarks=distinct("benchmark"),
        models=distinct("model"),
        metrics=distinct("metric"),
        inferred=reading.inferred,
        left_out=tuple((str(entry.reason), entry.count, entry.detail) for entry in reading.left_out),
    )
