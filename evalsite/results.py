"""Results: every number that was read, in one tidy frame with a checked schema.

A *row* is one number of one run: a model's value of one metric on one benchmark, with its source. A row
whose value is missing stays in the frame (its model is shown, the cell is empty); a row that may not be
used at all is left out of the frame and named in the ledger with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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
    "file": "str",
    "line": "int64",
    "pointer": "str",
}
"""The columns of a frame of results and their types. ``""``, NaN and line 0 mean that nothing was said."""

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
class Reading:
    """What one file became.

    ``columns`` holds the rows column-wise: names from :data:`COLUMNS`, all of one length; a column that
    is absent takes its default, and ``file`` is filled in. ``rows_in`` counts every number met, so that
    ``rows_in == length of the columns + rows left out by the reader``.
    ``format`` is the reader's name ("" when no reader took the file) and ``why`` what it was known by.
    ``inferred`` holds sentences on what was deduced rather than read.
    """

    file: str
    format: str = ""
    why: str = ""
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    inferred: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many rows were read."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def rows_in(self) -> int:
        """How many numbers the file held, read or left out."""
        return self.length + sum(entry.count for entry in self.left_out)


class Results:
    """All rows that may be used, in one frame; being written."""
