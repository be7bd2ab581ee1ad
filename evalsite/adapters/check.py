"""What ``evalsite check`` found out, as values: each file, what it became, and every problem."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from evalsite.analysis.study import Study
from evalsite.errors import CannotRun, EvalsiteError, Problem, did_you_mean
from evalsite.files import READINGS
from evalsite.pages.ledger import Omission, SourceLine, Unranked, ledger
from evalsite.pages.run_book import RunBook
from evalsite.pages.sources import near_models
from evalsite.readers.folder import Progress
from evalsite.readings import Reading
from evalsite.runs.details import Kind
from evalsite.site import Found, judge, look, run_book


class FileCheck(Struct, frozen=True, kw_only=True):
    """One file: its format ("" when unknown), what it was known by, what its rows speak of, and what is wrong in it.

    ``left_out`` is all that is not shown, by reason: ``rows_in == rows_shown + sum of its counts``. Of those shown
    ``unranked`` take no rank.
    """

    path: str
    format: str
    why: str
    sha256: str
    rows_in: int
    rows: int
    rows_shown: int
    benchmarks: tuple[str, ...]
    models: tuple[str, ...]
    metrics: tuple[str, ...]
    inferred: tuple[str, ...]
    left_out: tuple[Omission, ...]
    unranked: tuple[Unranked, ...]
    problems: tuple[Problem, ...]


class Redacted(Struct, frozen=True, kw_only=True):
    """What is told of runs and not shown since it looks private, and in how many of them.

    ``name`` is that of a setting or a condition, ``""`` where there is none or it looks private itself.
    """

    kind: Kind
    name: str
    runs: int


class Check(Struct, frozen=True, kw_only=True):
    """All files that were looked at, every problem, those of the settings included, and what is kept private.

    ``near_names`` are models that may be one by their names, though evalsite.yml does not join them.
    """

    files: tuple[FileCheck, ...]
    problems: tuple[Problem, ...]
    redacted: tuple[Redacted, ...] = ()
    near_names: tuple[tuple[str, ...], ...] = ()

    @property
    def elsewhere(self) -> tuple[Problem, ...]:
        """The problems of none of the files, such as those of the settings."""
        files = {file.path for file in self.files}
        return tuple(problem for problem in self.problems if problem.file not in files)


def check(
    root: Path, *, files: Sequence[str] = (), results: Path | None = None, progress: Progress | None = None
) -> Check:
    """Read everything as a build would, and say what was found; ``files`` narrows the answer to some files.

    The files are listed whatever is wrong with the settings or in them. What was read is kept for the next build, where
    anything can be written; but not of a folder ``results``, which need not be one of a site.

    Raises:
        CannotRun: one of ``files`` is not among the files that a build would read; ``results`` is no folder.
    """
    if results and not (root / results).is_dir():
        raise CannotRun(_no_folder(results))
    cache = None if results else root / READINGS
    found = look(root, results=results, progress=progress, cache=cache)
    study, addresses = _judged(found)
    problems = sorted([*found.problems, *addresses], key=lambda problem: problem.severity != "error")
    chosen = {reading.file for reading in _chosen(found.readings, files, root)}
    lines = [line for line in ledger(found.readings, found.results, study) if line.reading.file in chosen]
    told = _about(problems, files, root)
    return Check(
        files=tuple(_file_check(line, told) for line in lines),
        problems=told,
        redacted=_redacted(run_book(found, results=results)),
        near_names=near_models(found.results),
    )


def _judged(found: Found) -> tuple[Study | None, tuple[Problem, ...]]:
    """What judging found, and what only it finds wrong."""
    if any(problem.severity == "error" for problem in found.problems):
        return None, ()
    try:
        return judge(found).study, ()
    except EvalsiteError as error:
        return None, tuple(error.problems)


def _redacted(book: RunBook) -> tuple[Redacted, ...]:
    runs: dict[tuple[Kind, str], set[object]] = defaultdict(set)
    for kind, name, run in book.redacted():
        runs[kind, name].add(run)
    return tuple(Redacted(kind=kind, name=name, runs=len(runs[kind, name])) for kind, name in sorted(runs))


def _no_folder(results: Path) -> Problem:
    return Problem(
        found=str(results),
        expected="expected a folder with results after --results",
        advice="Name one that is there.",
    )


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


def _file_check(line: SourceLine, problems: Sequence[Problem]) -> FileCheck:
    reading = line.reading

    def distinct(column: str) -> tuple[str, ...]:
        return tuple(sorted(set(reading.columns.get(column, ()))))

    return FileCheck(
        path=reading.file,
        format=reading.format,
        why=reading.why,
        sha256=reading.sha256,
        rows_in=line.rows_in,
        rows=reading.length,
        rows_shown=line.rows_shown,
        benchmarks=distinct("benchmark"),
        models=distinct("model"),
        metrics=distinct("metric"),
        inferred=reading.inferred,
        left_out=line.left_out,
        unranked=line.unranked,
        problems=tuple(problem for problem in problems if problem.file == reading.file),
    )
