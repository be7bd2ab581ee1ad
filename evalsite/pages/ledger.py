"""What became of every number that was read: shown, shown without a rank, or left out, and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from msgspec import Struct

from evalsite.analysis.conditions import COMPARABLE
from evalsite.analysis.study import Study
from evalsite.errors import Problem
from evalsite.readings import CONDITIONS, LeftOut, Reading, Reason
from evalsite.results import Results

MOST_PLACES = 5
"""How many places are named of what is not shown for one reason; of the rest their number."""


class Place(Struct, frozen=True, kw_only=True):
    """Where something is that is not shown (see :attr:`evalsite.errors.Problem.place`), and what it is or why."""

    place: str
    detail: str


class Omission(Struct, frozen=True, kw_only=True):
    """Numbers of one file that are not shown, for one reason: the first few ``places``, and how many there are beyond.

    A place can stand for several numbers.
    """

    reason: Reason
    count: int
    places: tuple[Place, ...]
    more: int


class Unranked(Struct, frozen=True, kw_only=True):
    """Numbers of one file that are shown and take no rank: their ``condition`` is not the usual one of their benchmark.

    ``condition`` is among :data:`evalsite.readings.CONDITIONS`; ``places`` and ``more`` are as in :class:`Omission`.
    """

    condition: str
    count: int
    places: tuple[Place, ...]
    more: int


class SourceLine(Struct, frozen=True, kw_only=True):
    """One file of the ledger; ``rows_in == rows_shown + sum of the counts of left_out``.

    ``unranked`` are not comparable with most others. They are among ``rows_shown``, since their pages show them.
    """

    reading: Reading
    rows_shown: int
    left_out: tuple[Omission, ...]
    unranked: tuple[Unranked, ...] = ()

    @property
    def rows_in(self) -> int:
        """How many numbers the file held."""
        return self.rows_shown + sum(omission.count for omission in self.left_out)

    @property
    def not_comparable(self) -> int:
        """How many of the numbers shown take no rank."""
        return sum(entry.count for entry in self.unranked)


def ledger(readings: Sequence[Reading], results: Results, study: Study | None = None) -> tuple[SourceLine, ...]:
    """A line for each file, by path: numbers that are shown, missing ones, and those left out.

    Which of those shown are not comparable is told where there is a ``study`` of the results.
    """
    shown = Counter(results.frame["file"][results.frame["value"].notna()].tolist())
    unlike = _not_comparable(results.frame, study) if study else {}
    aside: dict[tuple[str, Reason], list[LeftOut]] = defaultdict(list)
    for entry in (*results.left_out, *_missing(results)):
        aside[entry.file, entry.reason].append(entry)
    return tuple(
        SourceLine(
            reading=reading,
            rows_shown=shown[reading.file],
            unranked=tuple(
                _unranked(name, places) for name in CONDITIONS if (places := unlike.get((reading.file, name)))
            ),
            left_out=tuple(
                _omission(reason, entries) for reason in Reason if (entries := aside.get((reading.file, reason)))
            ),
        )
        for reading in sorted(readings, key=lambda reading: reading.file)
    )


def _not_comparable(frame: pd.DataFrame, study: Study) -> Mapping[tuple[str, str], Sequence[Place]]:
    """The numbers that take no rank, by file and by the first condition in which they differ from most."""
    unlike = {
        (name, findings.board.models[row], findings.board.metrics[j].name): CONDITIONS[findings.unusual[row, j]]
        for name, findings in study.benchmarks.items()
        for row, j in np.argwhere(findings.unusual != COMPARABLE).tolist()
    }
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    if unlike:
        keys = zip(*(frame[name].tolist() for name in ("benchmark", "model", "metric")), strict=True)
        rare = np.fromiter((key in unlike for key in keys), dtype=np.bool_, count=len(frame))
        for row in _in_order(frame[rare & frame["value"].notna() & (frame["file"] != "")]):
            found[row.file, unlike[row.benchmark, row.model, row.metric]].append(_place(row))
    return found


def _unranked(condition: str, places: Sequence[Place]) -> Unranked:
    named = tuple(places[:MOST_PLACES])
    return Unranked(condition=condition, count=len(places), places=named, more=len(places) - len(named))


def _missing(results: Results) -> Iterator[LeftOut]:
    """The cells without a value that stay in the frame, so that their models are shown."""
    frame = results.frame
    for row in _in_order(frame[frame["value"].isna() & (frame["file"] != "")]):
        found = _place(row)
        yield LeftOut(file=row.file, reason=Reason.MISSING, place=found.place, detail=found.detail)


def _in_order(rows: pd.DataFrame) -> Iterator[Any]:
    return iter(rows.sort_values(["file", "line", "pointer"]).itertuples(index=False))


def _place(row: Any) -> Place:
    """Where a row is, and what it is a number of."""
    place = Problem(file=row.file, line=row.line or None, pointer=row.pointer, expected="").place
    return Place(place=place, detail=f"{row.model}, {row.benchmark}, {row.metric}")


def _omission(reason: Reason, entries: Sequence[LeftOut]) -> Omission:
    named = entries[:MOST_PLACES]
    return Omission(
        reason=reason,
        count=sum(entry.count for entry in entries),
        places=tuple(map(_named, named)),
        more=len(entries) - len(named),
    )


def _named(entry: LeftOut) -> Place:
    """The place of an entry; what it says of the file as a whole begins with the place, which stands here once."""
    place = entry.place or entry.file
    return Place(place=place, detail=entry.detail.removeprefix(f"{place}: "))
