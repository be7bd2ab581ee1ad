"""Results: every number that was read, in one tidy frame with a checked schema.

A *row* is one number of one run: a model's value of one metric on one benchmark, with its source. A row
whose value is missing stays in the frame (its model is shown, the cell is empty); a row that may not be
used at all is left out of the frame and named in the ledger with its reason.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.errors import Problem, quoted
from evalsite.items import Counting, gather_items
from evalsite.readings import COLUMNS, CONDITIONS, DEFAULTS, LeftOut, Reading, Reason
from evalsite.runs.run import Run
from evalsite.runs.standing import Entry, Policy, Standing, Why, decide
from evalsite.runs.told import tell
from evalsite.vocabulary import Vocabulary


class Results(Struct, frozen=True, kw_only=True, eq=False):
    """All rows that may be used, and what was left out of all that was read.

    ``frame`` has the columns of :data:`COLUMNS`, at most one row for each (benchmark, model, metric), sorted
    by these three; its column ``run`` holds the ids of runs, ``""`` where no file tells more than the model and the
    benchmark. One column more, ``called``, is the model's name in the file, which ids are made of. ``others`` has in
    the same columns the rows of runs that do not count, ``repeats`` how many runs went into a mean, by (benchmark,
    model, metric), and ``runs`` what is known of each run, by id; ``run_ids`` leads to them from the text in a file
    (:attr:`evalsite.runs.told.Told.ids`).
    ``items`` has the results by item of the runs that count (:func:`evalsite.items.gather_items`).
    ``left_out`` holds the readers' entries and those of settling which row counts.
    ``directions`` has a row for each direction that a file states of a metric (metric, direction, file, line,
    pointer), whether or not the number beside it counts. ``others`` has one column more, ``standing``: why a row does
    not count (:class:`evalsite.runs.standing.Standing`).
    """

    frame: pd.DataFrame
    others: pd.DataFrame
    directions: pd.DataFrame
    items: pd.DataFrame
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    runs: Mapping[str, Run] = field(default_factory=dict)
    run_ids: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    repeats: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    @classmethod
    def gather(
        cls,
        readings: Iterable[Reading],
        aliases: Mapping[str, str] | None = None,
        *,
        policy: Policy | None = None,
        declared: Mapping[str, str] | None = None,
    ) -> "Results":
        """One frame from all readings; models in ``aliases`` take the name they stand for.

        ``declared`` names the runs of files that cannot do so themselves. Which row counts of several for one
        (benchmark, model, metric) is decided in :func:`evalsite.runs.standing.decide`, by ``policy`` (the latest run
        where there is none); where that does not decide none counts, the value is missing, and a problem asks.
        """
        readings = tuple(readings)
        told = tell(readings, declared, aliases)
        columns = _columns(told.readings, aliases or {})
        directions = _directions(columns)
        settled = _settle(_sorted(columns), told.runs, policy or Policy())
        left_out = chain.from_iterable(reading.left_out for reading in readings)
        return cls(
            frame=settled.frame,
            others=settled.others,
            directions=directions,
            items=gather_items(readings, told.ids, told.runs, Counting.of(settled.frame, settled.averaged)),
            left_out=(*left_out, *settled.left_out),
            problems=(*settled.problems, *_contradictory_directions(directions)),
            runs=told.runs,
            run_ids=told.ids,
            repeats=settled.repeats,
        )

    def direction(self, metric: str) -> str:
        """``higher`` or ``lower`` when the files say so of ``metric``, with one voice; else ``""``."""
        said = set(self.directions.loc[self.directions["metric"] == metric, "direction"])
        return said.pop() if len(said) == 1 else ""

    def digest(self) -> bytes:
        """A hash of the frame and of the items: the same for the same rows."""
        digest = hashlib.sha256()
        for name, column in chain(self.frame.items(), self.items.items()):
            if isinstance(column.dtype, pd.CategoricalDtype):
                digest.update("\n".join([str(name), *column.cat.categories, ""]).encode("utf-8", "surrogatepass"))
                column = column.cat.codes  # noqa: PLW2901 - the same column, as numbers
            digest.update(column.to_numpy().tobytes())
        return digest.digest()


class _Settled(Struct, frozen=True, kw_only=True, eq=False):
    frame: pd.DataFrame
    others: pd.DataFrame
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    repeats: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    averaged: Sequence[tuple[str, str, str]] = ()


_KEY = ["benchmark", "model", "metric"]


def _columns(readings: Sequence[Reading], aliases: Mapping[str, str]) -> dict[str, Any]:
    """All rows in the order in which they were read, column by column."""
    filled = [reading for reading in readings if reading.length]
    columns: dict[str, Any] = {}
    for name, dtype in COLUMNS.items():
        if dtype == "str":
            columns[name] = _coded(filled, name, aliases if name == "model" else {})
        else:
            columns[name] = _numbers(filled, name, dtype)
    columns["called"] = _coded(filled, "model", {}) if aliases else columns["model"]
    return columns


def _sorted(columns: dict[str, Any]) -> pd.DataFrame:
    """``columns`` as a frame sorted by its key; given up one after the other, they are never there twice."""
    order = np.lexsort([columns[name].codes for name in reversed(_KEY)])
    for name, column in columns.items():
        if getattr(column, "strides", None) != (0,):  # a column of one number is in order already
            columns[name] = column[order]
    return pd.DataFrame(columns, copy=False)


def _numbers(readings: Sequence[Reading], name: str, dtype: str) -> npt.NDArray[Any]:
    """A column of numbers; where no file says any, one number that is seen everywhere."""
    default = np.array(DEFAULTS[name], dtype)
    said = [reading.columns.get(name, ()) for reading in readings]
    if not any(map(len, said)):
        return np.broadcast_to(default, sum(reading.length for reading in readings))
    parts = zip(readings, said, strict=True)
    return np.concatenate(
        [np.asarray(cells, dtype) if len(cells) else np.full(reading.length, default) for reading, cells in parts]
    )


def _coded(readings: Sequence[Reading], name: str, aliases: Mapping[str, str]) -> pd.Categorical:
    words = Vocabulary()
    parts = [
        words.codes([reading.file] if name == "file" else reading.columns.get(name), reading.length)
        for reading in readings
    ]
    return words.column(parts, aliases)


def _settle(frame: pd.DataFrame, runs: Mapping[str, Run], policy: Policy) -> _Settled:
    several = _several(frame)
    if not several.any():
        return _Settled(frame=frame, others=frame.iloc[:0].assign(standing=""))
    pairs = frame.groupby(_KEY[:2], observed=True, sort=True).ngroup()
    contested = frame[pairs.isin(pairs[several].unique())]
    settling = _Settling(runs=runs)
    ordered = contested.sort_values([*_KEY[:2], "run", "file", "line", "pointer"], kind="stable")
    for _, rows in groupby(ordered.itertuples(), key=attrgetter(*_KEY[:2])):
        settling.settle(rows, policy)
    return settling.settled(frame)


def _several(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of a sorted ``frame`` share their key with one beside them."""
    same = np.ones(max(0, len(frame) - 1), dtype=bool)
    for name in _KEY:
        codes = frame[name].cat.codes.to_numpy()
        same &= codes[1:] == codes[:-1]
    several: npt.NDArray[np.bool_] = np.zeros(len(frame), dtype=bool)
    several[1:] |= same
    several[:-1] |= same
    return several


class _Settling(Struct, kw_only=True):
    """Decisions on pairs of benchmark and model, as they come; rows by their index in the frame."""

    runs: Mapping[str, Run]
    standing: dict[int, Standing] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    means: dict[int, tuple[float, float, int]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def settle(self, group: Iterable[Any], policy: Policy) -> None:
        rows = {row.Index: row for row in group}
        made = decide([self.entry(row) for row in rows.values()], policy)
        self.standing |= made.standing
        self.means |= made.means
        self.left_out += [_left_out(rows[index], Reason(standing.value)) for index, standing in made.standing.items()]
        self.problems += [_repeated(rows[index], rows[of]) for index, of in made.repeats.items()]
        for why, places in made.conflicts:
            self.blank.append(places[0])
            self.problems.append(_conflict([rows[place] for place in places], why, self.runs))

    def entry(self, row: Any) -> Entry:
        run = self.runs.get(row.run)
        date = (run.date if run else "") or row.date
        return Entry(row.Index, row.metric, row.run, row.value, row.stderr, row.n, date, _conditions(row))

    def settled(self, frame: pd.DataFrame) -> _Settled:
        """The frame of what counts: a row for each conflict keeps its model visible, and each mean stands once."""
        aside = {index: why.value for index, why in self.standing.items() if why is not Standing.MISSING}
        others = frame.loc[list(aside)].assign(standing=list(aside.values()))
        made = [*self.blank, *self.means]
        frame = frame.copy()
        frame.loc[made, ["value", "stderr", "n"]] = float("nan")
        frame.loc[made, ["file", "run"]] = ""  # the rows themselves are all left out
        for index, mean in self.means.items():
            frame.loc[index, ["value", "stderr"]] = [mean[0], mean[1]]
        means = others.loc[[index for index in others.index if self.standing[index] is Standing.AVERAGED]]
        return _Settled(
            frame=frame.drop(index=sorted(self.standing.keys() - made)).reset_index(drop=True),
            others=others.reset_index(drop=True),
            left_out=tuple(self.left_out),
            problems=tuple(self.problems),
            repeats={tuple(frame.loc[index, _KEY]): mean[2] for index, mean in self.means.items()},
            averaged=tuple(means[["benchmark", "metric", "run"]].itertuples(index=False, name=None)),
        )


_ASKS: Mapping[Why, tuple[str, str]] = {
    "identity": (
        "expected one number",
        "Remove all but one, or give each row a `run` and a `date`, so that the latest run counts.",
    ),
    "dates": (
        "expected dates that say which run is the latest",
        "Give each run a `date`, all as precise and with their zone, or choose another `policy` under `runs:`.",
    ),
    "tie": (
        "expected one run to be the best on the metric that `runs:` names",
        "Remove all but one, or choose another `policy`.",
    ),
    "conditions": (
        "expected runs measured under the same conditions, since their mean is asked for",
        "Remove those of another version, number of shots, parameters or environment, or choose another `policy`.",
    ),
    "agree": ("expected all runs to agree, as `runs:` says", "Find out which is right and remove the others."),
}


def _conflict(rows: Sequence[Any], why: Why, runs: Mapping[str, Run]) -> Problem:
    places = " and ".join(f"{row.value!r} at {_place(row)}" + _dated(row, why, runs) for row in rows)
    expected, advice = _ASKS[why]
    if why == "identity" and any(row.run in runs and runs[row.run].native for row in rows):
        advice = "They are of one run, as its tool's own id says: remove all but one."
    head = rows[0]
    return Problem(
        file=head.file,
        line=head.line or None,
        pointer=head.pointer,
        found=f"{head.model}, {head.benchmark}, {head.metric}",
        expected=f"{expected}, but there are {len(rows)}: {places}; none of them is shown",
        advice=advice,
        severity="record",
    )


def _dated(row: Any, why: Why, runs: Mapping[str, Run]) -> str:
    if why != "dates":
        return ""
    date = (runs[row.run].date if row.run in runs else "") or row.date
    return f" ({quoted(date)})" if date else " (no date)"


def _repeated(row: Any, first: Any) -> Problem:
    return Problem(
        file=row.file,
        line=row.line or None,
        pointer=row.pointer,
        found=f"{row.model}, {row.benchmark}, {row.metric}",
        expected=f"expected each number once, but {row.value!r} already stands at {_place(first)}",
        advice="Remove one of the two; it is counted once.",
        severity="record",
    )


def _rows(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)


def _left_out(row: Any, reason: Reason) -> LeftOut:
    detail = f"{row.model}, {row.benchmark}, {row.metric}"
    return LeftOut(file=row.file, reason=reason, place=_place(row), detail=detail)


def _conditions(row: Any) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in CONDITIONS)


def _place(row: Any) -> str:
    return Problem(file=row.file, line=row.line or None, pointer=row.pointer, expected="").place


def _directions(columns: Mapping[str, Any]) -> pd.DataFrame:
    """The first row of each file that states a direction of a metric."""
    stated = np.flatnonzero(columns["direction"] != "")
    said = pd.DataFrame({name: columns[name][stated] for name in ("metric", "direction", "file", "line", "pointer")})
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
