"""What one file became: its rows, what was left out of them and why, and what it tells of runs."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

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
    "parameters": "str",
    "environment": "str",
    "file": "str",
    "line": "int64",
    "pointer": "str",
}
"""The columns of a frame of results and their types. ``""``, NaN and line 0 mean that nothing was said.

Text is held as an ordered categorical: a million rows say the same few words.

``version`` (of the benchmark: its own, or its data set's hash), ``shots``, ``parameters`` (of the metric) and, for
times, ``environment`` say what a value can be compared with: :data:`CONDITIONS`.
"""

CONDITIONS = ("version", "shots", "parameters", "environment")
"""The columns that must agree, where they say something, for two values to be comparable."""

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
    AVERAGED = "averaged"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown-format"
    IGNORED = "ignored"


class LeftOut(Struct, frozen=True, kw_only=True):
    """Rows of one file that are not shown, for one reason; ``place`` as in :attr:`Problem.place`."""

    file: str
    reason: Reason
    count: int = 1
    place: str = ""
    detail: str = ""


_NONE: Mapping[str, str] = MappingProxyType({})


class RunFacts(NamedTuple):
    """What a file tells of one run: which tool evaluated which model, how, when, and on what. A tuple: there are many.

    ``native_id`` is the tool's own, "" when it gives none. ``date`` is ISO 8601, as precise as the file
    (``2024-05-01``, ``2024-05-01T18:37``), with its offset where the file has one.
    """

    model: str
    native_id: str = ""
    tool: str = ""
    tool_version: str = ""
    date: str = ""
    code_revision: str = ""
    settings: Mapping[str, str] = _NONE
    environment: Mapping[str, str] = _NONE


class Reading(Struct, frozen=True, kw_only=True):
    """What one file became.

    ``columns`` holds the rows column-wise: names from :data:`COLUMNS`, all of one length; a column that
    is absent takes its default, and ``file`` is filled in. ``rows_in`` counts every number met, so that
    ``rows_in == length of the columns + rows left out by the reader``.
    ``format`` is the reader's name ("" when no reader took the file) and ``why`` what it was known by.
    ``inferred`` holds sentences on what was deduced rather than read.
    ``runs`` tells what is known of each run, by the text in the column ``run``; ``items`` holds results by
    item, column-wise, with the columns of :data:`ITEM_COLUMNS`. ``sha256`` is that of the file, "" when not known.
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
    sha256: str = ""

    @property
    def length(self) -> int:
        """How many rows were read."""
        return len(next(iter(self.columns.values()), ()))

    def without_rows(self) -> "Reading":
        """The same, of the rows only how many they are: gathered, they would be held twice."""
        return replace(self, columns={"line": range(self.length)}, items={})

    def under(self, conditions: Mapping[str, str]) -> "Reading":
        """The same, each row that does not tell one of the :data:`CONDITIONS` itself under those given."""
        if not self.length:
            return self
        filled = {
            name: [cell or said for cell in self.columns.get(name) or [""] * self.length]
            for name, said in conditions.items()
        }
        return replace(self, columns={**self.columns, **filled})

    @property
    def rows_in(self) -> int:
        """How many numbers the file held, read or left out."""
        return self.length + sum(entry.count for entry in self.left_out)
