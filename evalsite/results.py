"""Results: every number that was read, in one tidy frame with a checked schema.

A *row* is one number of one run: a model's value of one metric on one benchmark, with its source. A row
whose value is missing stays in the frame (its model is shown, the cell is empty); a row that may not be
used at all is left out of the frame and named in the ledger with its reason.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evalsite.errors import Problem

COLUMNS: Mapping[str, str] = {
    "benchmark": "str",
    "model": "str",
    "run": "str",
    "metric": "str",
    "value": "float64",
    "stderr": "float64",
    "n": "float64",
    "date": "str",
    "direction": "str",
    "version": "str",
    "shots": "str",
    "environment": "str",
    "file": "str",
    "line": "int64",
    "pointer": "str",
}
"""The columns of a frame of results and their types. ``""``, NaN and line 0 mean that nothing was said.

Text is held as an ordered categorical: a million rows say the same few words.

``version`` (of the benchmark: its own, or its data set's hash), ``shots`` and, for times, ``environment`` say what
a value can be compared with.
"""

ITEM_COLUMNS: Mapping[str, str] = {
    "run": "str",
    "benchmark": "str",
    "item": "str",
    "sample": "int64",
    "metric": "str",
    "value": "float64",
    "status": "str",
}
"""The columns of results by item: one number of one sample of one task. ``status`` is "" when all went well."""

DEFAULTS: Mapping[str, Any] = {
    name: {"str": "", "float64": float("nan"), "int64": 0}[dtype] for name, dtype in COLUMNS.items()
}


class Reason(StrEnum):
    """Why something that was read is not shown; the words of the ledger."""

    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    SUPERSEDED = "superseded"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown-format"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows of one file that are not shown, for one reason; ``place`` as in :attr:`Problem.place`."""

    file: str
    reason: Reason
    count: int = 1
    place: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a file tells of one run: which tool evaluated which model, how, when, and on what.

    ``native_id`` is the tool's own, "" when it gives none. ``date`` is ISO 8601, as precise as the file
    (``2024-05-01``, ``2024-05-01T18:37``), with its offset where the file has one.
    """

    model: str
    native_id: str = ""
    tool: str = ""
    tool_version: str = ""
    date: str = ""
    code_revision: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one file became.

    ``columns`` holds the rows column-wise: names from :data:`COLUMNS`, all of one length; a column that
    is absent takes its default, and ``file`` is filled in. ``rows_in`` counts every number met, so that
    ``rows_in == length of the columns + rows left out by the reader``.
    ``format`` is the reader's name ("" when no reader took the file) and ``why`` what it was known by.
    ``inferred`` holds sentences on what was deduced rather than read.
    ``runs`` tells what is known of each run, by the text in the column ``run``; ``items`` holds results by
    item, column-wise, with the columns of :data:`ITEM_COLUMNS`.
    """

    file: str
    format: str = ""
    why: str = ""
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    inferred: tuple[str, ...] = ()
    runs: Mapping[str, RunFacts] = field(default_factory=dict)
    items: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many rows were read."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def rows_in(self) -> int:
        """How many numbers the file held, read or left out."""
        return self.length + sum(entry.count for entry in self.left_out)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """All rows that may be used, and what was left out of all that was read.

    ``frame`` has the columns of :data:`COLUMNS`, at most one row for each (benchmark, model, metric), sorted
    by these three; ``left_out`` holds the readers' entries and those of settling which row counts.
    ``directions`` has a row for each direction that a file states of a metric (metric, direction, file, line,
    pointer), whether or not the number beside it counts.
    """

    frame: pd.DataFrame
    directions: pd.DataFrame
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def gather(cls, readings: Iterable[Reading], aliases: Mapping[str, str] | None = None) -> "Results":
        """One frame from all readings; models in ``aliases`` take the name they stand for.

        When several rows stand for one (benchmark, model, metric): a missing value gives way to a number;
        equal numbers of one run are a duplicate; of different runs the latest counts, when every one has a
        date and one is the latest. Otherwise none counts, the value is missing, and a problem asks.
        """
        readings = tuple(readings)
        frame = _concatenate(readings, aliases or {})
        settled, directions = _settle(frame), _directions(frame)
        left_out = chain.from_iterable(reading.left_out for reading in readings)
        return cls(
            frame=settled.frame,
            directions=directions,
            left_out=(*left_out, *settled.left_out),
            problems=(*settled.problems, *_contradictory_directions(directions)),
        )

    def direction(self, metric: str) -> str:
        """``higher`` or ``lower`` when the files say so of ``metric``, with one voice; else ``""``."""
        said = set(self.directions.loc[self.directions["metric"] == metric, "direction"])
        return said.pop() if len(said) == 1 else ""

    def digest(self) -> bytes:
        """A hash of the frame: the same for the same rows."""
        digest = hashlib.sha256()
        for name, dtype in COLUMNS.items():
            column = self.frame[name]
            if dtype == "str":
                digest.update("\n".join([name, *column.cat.categories, ""]).encode("utf-8", "surrogatepass"))
                column = column.cat.codes
            digest.update(column.to_numpy().tobytes())
        return digest.digest()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Settled:
    frame: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]


_KEY = ["benchmark", "model", "metric"]


def _concatenate(readings: Sequence[Reading], aliases: Mapping[str, str]) -> pd.DataFrame:
    filled = [reading for reading in readings if reading.length]
    columns: dict[str, Any] = {}
    for name, dtype in COLUMNS.items():
        if dtype == "str":
            columns[name] = _coded(filled, name, aliases if name == "model" else {})
        else:
            columns[name] = np.concatenate(
                [_numbers(reading, name, dtype) for reading in filled] or [np.array([], dtype)]
            )
    return pd.DataFrame(columns)


def _numbers(reading: Reading, name: str, dtype: str) -> npt.NDArray[Any]:
    cells = reading.columns.get(name)
    return np.array(cells, dtype=dtype) if cells else np.full(reading.length, DEFAULTS[name], dtype=dtype)


def _coded(readings: Sequence[Reading], name: str, aliases: Mapping[str, str]) -> pd.Categorical:
    """A column of text as places in the ordered words that occur, among which is ``""``; each word by its alias."""
    places = {"": 0}
    codes = [
        _codes(reading, [reading.file] if name == "file" else reading.columns.get(name), places) for reading in readings
    ]
    said = [aliases.get(word, word) for word in places]
    ordered = sorted(set(said))
    rank = {word: code for code, word in enumerate(ordered)}
    final = np.array([rank[word] for word in said], dtype=np.int32)
    return pd.Categorical.from_codes(
        final[np.concatenate([*codes, np.array([], dtype=np.int32)])],
        categories=pd.Index(ordered, dtype=object),
        ordered=True,
    )


def _codes(reading: Reading, cells: Sequence[str] | None, places: dict[str, int]) -> npt.NDArray[np.int32]:
    """The place of each cell in ``places``, to which new words are added; most columns say one word, or none."""
    words = set(cells or [""])
    for word in words:
        places.setdefault(word, len(places))
    if len(words) == 1:
        return np.full(reading.length, places[words.pop()], dtype=np.int32)
    return np.fromiter(map(places.__getitem__, cells or ()), dtype=np.int32, count=reading.length)


def _settle(frame: pd.DataFrame) -> _Settled:
    frame = frame.take(np.lexsort([frame[name].cat.codes for name in reversed(_KEY)])).reset_index(drop=True)
    several = frame.duplicated(_KEY, keep=False)
    if not several.any():
        return _Settled(frame=frame, left_out=(), problems=())
    drop: list[int] = []
    blank: list[int] = []
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    for _, group in frame[several].groupby(_KEY, sort=True, observed=True):
        choice = _choose(group.sort_values(["run", "file", "line", "pointer"], kind="stable"))
        drop.extend(choice.drop)
        blank.extend(choice.blank)
        left_out.extend(choice.left_out)
        problems.extend(choice.problems)
    frame.loc[blank, ["value", "stderr", "n"]] = float("nan")
    frame.loc[blank, "file"] = ""  # it keeps its model visible; the rows themselves are all left out
    return _Settled(
        frame=frame.drop(index=drop).reset_index(drop=True), left_out=tuple(left_out), problems=tuple(problems)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """Which rows of one key go (``drop``), and which row stays without its value (``blank``), by index."""

    drop: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()


def _choose(group: pd.DataFrame) -> _Choice:
    numbers = group[group["value"].notna()]
    if numbers.empty:
        return _dropped(group.iloc[1:], Reason.MISSING)
    missing = _dropped(group.drop(index=numbers.index), Reason.MISSING)
    first, rest = _equals(numbers)
    duplicate = _dropped(
        rest, Reason.DUPLICATE, problems=tuple(_duplicate(row, numbers.iloc[0]) for row in _rows(rest))
    )
    if len(first) == 1:
        return _joined(missing, duplicate)
    latest = _latest(first)
    if latest is not None:
        return _joined(missing, duplicate, _dropped(first.drop(index=latest), Reason.SUPERSEDED))
    return _joined(missing, duplicate, _conflict(first))


def _equals(numbers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first row of each (run, value, stderr), and the rows that only say it again."""
    again = numbers.duplicated(["run", "value", "stderr"])
    return numbers[~again], numbers[again]


def _latest(rows: pd.DataFrame) -> int | None:
    """The index of the one row with the latest date; None when dates do not decide, or the run is one."""
    if rows["run"].duplicated().any() or (rows["date"] == "").any():
        return None
    last = rows.index[rows["date"] == rows["date"].max()]
    return int(last[0]) if len(last) == 1 else None


def _conflict(rows: pd.DataFrame) -> _Choice:
    places = " and ".join(f"{row.value!r} at {_place(row)}" for row in _rows(rows))
    head = next(_rows(rows))
    problem = Problem(
        file=head.file,
        line=head.line or None,
        pointer=head.pointer,
        found=f"{head.model}, {head.benchmark}, {head.metric}",
        expected=f"expected one number, but there are {len(rows)}: {places}; none of them is shown",
        advice="Remove all but one, or give each row a `run` and a `date`, so that the latest run counts.",
        severity="record",
    )
    left_out = tuple(_left_out(row, Reason.CONFLICT) for row in _rows(rows))
    return _Choice(drop=tuple(rows.index[1:]), blank=(int(rows.index[0]),), left_out=left_out, problems=(problem,))


def _duplicate(row: Any, first: pd.Series) -> Problem:
    return Problem(
        file=row.file,
        line=row.line or None,
        pointer=row.pointer,
        found=f"{row.model}, {row.benchmark}, {row.metric}",
        expected=f"expected each number once, but {row.value!r} already stands at {_place(first)}",
        advice="Remove one of the two; it is counted once.",
        severity="record",
    )


def _dropped(rows: pd.DataFrame, reason: Reason, problems: tuple[Problem, ...] = ()) -> _Choice:
    left_out = tuple(_left_out(row, reason) for row in _rows(rows))
    return _Choice(drop=tuple(rows.index), left_out=left_out, problems=problems)


def _joined(*choices: _Choice) -> _Choice:
    return _Choice(
        drop=tuple(chain.from_iterable(choice.drop for choice in choices)),
        blank=tuple(chain.from_iterable(choice.blank for choice in choices)),
        left_out=tuple(chain.from_iterable(choice.left_out for choice in choices)),
        problems=tuple(chain.from_iterable(choice.problems for choice in choices)),
    )


def _rows(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)


def _left_out(row: Any, reason: Reason) -> LeftOut:
    detail = f"{row.model}, {row.benchmark}, {row.metric}"
    return LeftOut(file=row.file, reason=reason, place=_place(row), detail=detail)


def _place(row: Any) -> str:
    return Problem(file=row.file, line=row.line or None, pointer=row.pointer, expected="").place


def _directions(frame: pd.DataFrame) -> pd.DataFrame:
    """The first row of each file that states a direction of a metric."""
    said = frame.loc[frame["direction"] != "", ["metric", "direction", "file", "line", "pointer"]]
    return said.drop_duplicates(["metric", "direction", "file"]).sort_values(["metric", "file"], ignore_index=True)


def _contradictory_directions(directions: pd.DataFrame) -> list[Problem]:
    """One problem for each metric of which the files say both that higher and that lower is better."""
    problems = []
    for metric, rows in directions.drop_duplicates(["metric", "direction"]).groupby("metric", sort=True, observed=True):
        if len(rows) < 2:
            continue
        one, other = _rows(rows.head(2))
        problems.append(
            Problem(
                file=other.file,
                line=other.line or None,
                pointer=other.pointer,
                found=str(metric),
                expected=f"says that {other.direction} is better, but {_place(one)} says that {one.direction} is",
                advice="Correct one of the two, or give the two metrics names of their own.",
                severity="record",
            )
        )
    return problems
