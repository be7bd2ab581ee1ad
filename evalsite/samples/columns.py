"""From a source's own columns to the ones that are counted: names as text, outcomes as whole numbers, faults named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

from msgspec import Struct

from evalsite.config.places import Places
from evalsite.config.sample_settings import SampleSource
from evalsite.errors import EvalsiteError, Problem, did_you_mean, quoted
from evalsite.samples.engines import Table

GRAIN = 1_000_000_000
"""Scores are counted in whole billionths: sums of whole numbers are the same in any order, on every engine."""
LARGEST = 1_000_000
"""The largest score, in size, that is counted."""
_NUMBER = r"^-?\d{1,15}(\.\d{1,30})?([eE][+-]?\d{1,2})?$"
_RIGHT, _WRONG = ("true", "1", "1.0"), ("false", "0", "0.0")


class Fault(IntEnum):
    """Why a sample is not counted."""

    NONE = 0
    NO_SAMPLE = 1
    NO_OUTCOME = 2
    WRONG_OUTCOME = 3
    UNKNOWN_STATUS = 4
    DIFFERING = 5


class Samples(Struct, frozen=True, kw_only=True):
    """A source's samples as a table of an engine, nothing of it read yet.

    ``table`` has the columns ``keys`` (text; of :data:`KEYS` those that a column holds), ``points`` (whole; 0 where
    an attempt failed or a fault is there), ``failed``, ``fault`` (a :class:`Fault`), and where the source has them
    ``sample`` (text or whole), ``status`` (text), ``time`` (null where points are 0 for these reasons), ``date``.
    ``grain`` points are a score of 1.
    """

    table: Table
    keys: tuple[str, ...]
    grain: int

    def has(self, column: str) -> bool:
        """Whether the source has the column."""
        return column in self.table.columns


KEYS = ("model", "run", "benchmark", "item")
"""What tells one item's row from another's."""


def samples_of(table: Table, source: SampleSource, places: Places, number: int) -> Samples:
    """The samples of the source ``number``, whose columns are those of ``table``.

    Raises:
        EvalsiteError: with a problem for each column that is not there, or holds something else.
    """
    declared = {role: name for role, name in source.columns if name}
    problems = list(_problems(table, declared, places, number))
    if problems:
        raise EvalsiteError(problems)
    columns = {role: table[name] for role, name in declared.items()}
    keys = tuple(key for key in KEYS if key in columns)
    made = {key: _text(columns[key]) for key in keys}
    if "sample" in columns:
        kind = columns["sample"].type()
        whole = kind.is_integer() and not kind.is_uint64()  # of which half is beyond what engines calculate with
        made["sample"] = columns["sample"] if whole else _text(columns["sample"])
    if "status" in columns:
        made["status"] = _text(columns["status"])
    if "time" in columns:
        made["time"] = _time(columns["time"])
    if "date" in columns:
        made["date"] = columns["date"]
    value, valid = _passed(columns["passed"]) if "passed" in columns else _score(columns["score"])
    return _judged(table.select(**made, value=value, valid=valid), source, keys)


def _judged(table: Table, source: SampleSource, keys: tuple[str, ...]) -> Samples:
    import ibis

    branches = []
    failed = ibis.literal(False)
    if "sample" in table.columns:
        branches.append((table["sample"].isnull(), Fault.NO_SAMPLE))
    if "status" in table.columns:
        failed = table["status"].isin(source.failed).fill_null(False)
        known = table["status"].isnull() | table["status"].isin([*source.completed, *source.failed])
        branches.append((~known, Fault.UNKNOWN_STATUS))
    branches.append((~failed & table["value"].isnull(), Fault.NO_OUTCOME))
    branches.append((~failed & ~table["valid"], Fault.WRONG_OUTCOME))
    fault = ibis.cases(*((condition, int(fault)) for condition, fault in branches), else_=int(Fault.NONE))
    table = table.mutate(failed=failed, fault=fault)
    sound = (table["fault"] == int(Fault.NONE)) & ~table["failed"]
    made = {"points": ibis.ifelse(sound, table["value"], 0).cast("int64")}
    if "time" in table.columns:
        made["time"] = ibis.cases((sound, table["time"]), else_=None)
    grain = 1 if source.columns.passed else GRAIN
    return Samples(table=table.mutate(**made).drop("value", "valid"), keys=keys, grain=grain)


def _text(column: Table) -> Table:
    return column if column.type().is_string() else column.cast("string")


def _passed(column: Table) -> tuple[Table, Table]:
    """1 or 0 (null where nothing stands), and whether it is one of the two."""
    import ibis

    if column.type().is_boolean():
        return column.cast("int64"), ibis.literal(True)
    if column.type().is_string():
        word = column.lower()
        value = ibis.cases((word.isin(_RIGHT), 1), (word.isin(_WRONG), 0), (word.isnull(), None), else_=-1)
        return value.cast("int64"), word.isin([*_RIGHT, *_WRONG])
    valid = (column == 0) | (column == 1)
    return ibis.cases((valid, column.cast("float64")), (column.isnull(), None), else_=-1.0).cast("int64"), valid


def _score(column: Table) -> tuple[Table, Table]:
    """The score in billionths (null where nothing stands), and whether it is a number of a size that is counted."""
    import ibis

    number = _number(column)
    valid = number.between(-LARGEST, LARGEST).fill_null(False)
    grains = ibis.ifelse(valid, number * GRAIN, 0.0).round().cast("int64")
    return ibis.cases((column.isnull(), None), else_=grains), valid


def _time(column: Table) -> Table:
    """The time; null where none stands, or what stands there is no time."""
    import ibis

    number = _number(column)
    return ibis.cases((number.between(0, 1e18), number), else_=None)


def _number(column: Table) -> Table:
    import ibis

    if column.type().is_string():
        return ibis.cases((column.re_search(_NUMBER), column), else_=None).cast("float64")
    return column.cast("float64")


# Whether the declared columns are there, and of a kind that can be counted

_Kind = tuple[str, Callable[[Any], bool]]
_NAMES: _Kind = ("text or whole numbers", lambda kind: kind.is_string() or kind.is_integer())
_NUMBERS: _Kind = ("numbers", lambda kind: kind.is_numeric() or kind.is_string())
_KINDS: Mapping[str, _Kind] = {
    "passed": ("true or false, or 1 and 0", lambda kind: kind.is_boolean() or kind.is_numeric() or kind.is_string()),
    "score": _NUMBERS,
    "time": _NUMBERS,
    "date": ("dates", lambda kind: kind.is_date() or kind.is_timestamp() or kind.is_string()),
}


def _problems(table: Table, declared: Mapping[str, str], places: Places, number: int) -> Iterator[Problem]:
    for role, name in declared.items():
        path = ("samples", "sources", number, "columns", role)
        if name not in table.columns:
            yield places.problem(
                path,
                found=name,
                expected="expected a column of the samples",
                advice=did_you_mean(name, table.columns) or "There are: " + _some(table.columns) + ".",
            )
            continue
        kind = table[name].type()
        expected, fits = _KINDS.get(role, _NAMES)
        if not fits(kind):
            yield places.problem(
                path,
                found=f"{name}: {kind}",
                expected=f"expected a column of {expected}",
                advice="Name another column, or write the samples with this one as such.",
            )


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names[:20])) + (", …" if len(names) > 20 else "")
