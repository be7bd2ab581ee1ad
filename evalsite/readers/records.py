"""From lists of mappings, and mappings by model, to a table: what JSON, JSON Lines and YAML have in common.

Tools write their logs and settings in these syntaxes too. What is not clearly a table of results is a table
in doubt: it is read only when evalsite.yml says something of it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, cast

from msgspec import Struct
from msgspec.structs import replace

from evalsite.errors import Problem, quoted
from evalsite.metrics import known
from evalsite.readers.numbers import finite
from evalsite.readers.roles import guess, names_a_model
from evalsite.readers.table import NoTableError, NumberCells, Table

Data = str | float | None | list["Data"] | dict[str, "Data"]
"""What was parsed: text, numbers, true, false and null, lists and mappings."""
Row = dict[str, Data]
Place = int | str
"""A line, or a JSON pointer."""

_SHAPES = "expected a list with one object a row, or an object with one flat object a model"
_PARTS = {"value": "", "stderr": "_stderr", "std_err": "_stderr", "n": "_n", "n_samples": "_n"}


_NUMBERS = frozenset([int, float])
_PARTED = frozenset([list, dict])
_WORDS: Mapping[bool | None, str] = {None: "", True: "true", False: "false"}


class Entries(Struct, frozen=True, kw_only=True):
    """The parts of the outermost list, or of the outermost mapping with their ``keys``, and where each stands."""

    data: Sequence[Data]
    places: Sequence[Place]
    keys: Sequence[str] | None = None


class _Rows(Struct, frozen=True, kw_only=True):
    """Rows with their places; ``single`` when the outermost mapping is the only row, ``keyed`` when it names them."""

    rows: Sequence[Row]
    places: Sequence[Place]
    refused: Sequence[Problem] = ()
    inferred: tuple[str, ...] = ()
    keyed: bool = False
    single: bool = False


def tabulate(entries: Entries, whole: Place, shown: str, written: Callable[[], Table] | None = None) -> Table:
    """The table that the entries are; ``whole`` is the place of a mapping that is one row by itself.

    A part such as ``{"value": 0.5, "stderr": 0.1, "n": 164}`` becomes the columns of a value and its companions.
    Where the entries hold numbers that are no text, ``written`` gives the table of the same entries with numbers as
    they were written: it is asked when they stand among something else, and when somebody looks at their text.

    Raises:
        NoTableError: there is no row.
    """
    found = _rows(entries, whole, shown)
    if found.refused and written:
        return written()
    if not found.rows:
        raise NoTableError(found.refused[:1] or [_no_table(whole, shown, "expected at least one row", "")])
    columns = _columns(found.rows)
    if any(dict in column.kinds for column in columns):
        found = replace(found, rows=[_flat(row) for row in found.rows])
        columns = _columns(found.rows)
    cells = [_cells(column, at, written) for at, column in enumerate(columns)]
    if written and None in cells:
        return written()
    header, nested = tuple(column.name for column in columns), _nested(columns)
    reason = _doubt(found, header, nested=bool(nested))
    return Table(
        shown=shown,
        header=header,
        columns=tuple(column or () for column in cells),
        places=found.places,  # type: ignore[arg-type]  # all lines, or all pointers
        nested=nested,
        refused=tuple(found.refused),
        inferred=found.inferred,
        doubt=_no_table(found.places[0], shown, _SHAPES, reason) if reason else None,
    )


def _rows(entries: Entries, whole: Place, shown: str) -> _Rows:
    rows = [data for data in entries.data if isinstance(data, dict)]
    keys = entries.keys
    if not keys:
        return _listed(entries, rows, shown)
    if len(rows) < len(keys):
        return _Rows(rows=[dict(zip(keys, entries.data, strict=True))], places=[whole], single=True)
    if any(guess(name) == "model" for row in rows for name in row):
        said = f"The rows name their models themselves; their keys, such as {quoted(keys[0])}, are not read."
        return _Rows(rows=rows, places=entries.places, inferred=(said,), keyed=True)
    named: list[Row] = [{"model": key, **row} for key, row in zip(keys, rows, strict=True)]
    said = "The key of each row names the model."
    return _Rows(rows=named, places=entries.places, inferred=(said,), keyed=True)


def _listed(entries: Entries, rows: Sequence[Row], shown: str) -> _Rows:
    """The rows of a list; what is none is refused."""
    if len(rows) == len(entries.data):
        return _Rows(rows=rows, places=entries.places)
    parts = list(zip(entries.places, entries.data, strict=True))
    others = [(place, data) for place, data in parts if not isinstance(data, dict)]
    return _Rows(
        rows=rows,
        places=[place for place, data in parts if isinstance(data, dict)],
        refused=[_no_table(place, shown, _SHAPES, "", found=_text(data)) for place, data in others],
    )


class _Column(NamedTuple):
    """The cells of one name, None where a row does not have it, and of what types they are."""

    name: str
    cells: Sequence[Data]
    kinds: AbstractSet[type]


def _columns(rows: Sequence[Row]) -> Sequence[_Column]:
    named = ((name, _picked(rows, name)) for name in dict.fromkeys(chain.from_iterable(rows)))
    return [_Column(name, cells, set(map(type, cells))) for name, cells in named]


def _picked(rows: Sequence[Row], name: str) -> Sequence[Data]:
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


def _cells(column: _Column, at: int, written: Callable[[], Table] | None) -> Sequence[str] | None:
    """The cells of column ``at`` as text, or as numbers throughout; None for numbers among something else."""
    if column.kinds == {str}:
        return cast(Sequence[str], column.cells)  # the common case
    if not written or column.kinds.isdisjoint(_NUMBERS):
        return [_text(cell) for cell in column.cells]
    numbers = _numbers(column)
    return None if numbers is None else NumberCells(numbers, lambda: written().columns[at])


def _numbers(column: _Column) -> list[float] | None:
    """Numbers and null as floats, of which NaN is none; None when a cell is none that a float can be."""
    if column.kinds == {float}:
        return finite(cast(list[float], column.cells))  # the common case
    if not column.kinds <= {*_NUMBERS, type(None)}:
        return None
    cells = cast(Sequence[float | None], column.cells)
    try:
        return finite([math.nan if cell is None else float(cell) for cell in cells])
    except OverflowError:
        return None


def _doubt(found: _Rows, header: Sequence[str], *, nested: bool) -> str:
    """Why the rows may be something else than results, or nothing."""
    if found.keyed and nested:
        return "the objects hold lists or objects in their turn"
    if found.keyed and not any(all(name in row for row in found.rows) for name in header if guess(name) != "model"):
        return "the objects have no column in common"
    if found.keyed and not any(_all_say(found.rows, name) for name in header if guess(name) == "model"):
        return "only some of the objects name a model"
    if found.single and nested:
        return "it holds lists or objects"
    measured = any(known(name) or guess(name) == "metric" for name in header)
    if (nested or (found.single and not any(map(names_a_model, header)))) and not measured:
        return "none of its names is that of a known metric"
    return ""


def _all_say(rows: Sequence[Row], name: str) -> bool:
    return all(_text(row.get(name)) for row in rows)


def _nested(columns: Sequence[_Column]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (at, number)
        for number, column in enumerate(columns)
        if not column.kinds.isdisjoint(_PARTED)
        for at, cell in enumerate(column.cells)
        if type(cell) in _PARTED
    )


def _flat(row: Row) -> Row:
    """The row's cells, a value that comes with its companions spread over columns named after it."""
    return dict(cell for name, data in row.items() for cell in _spread(name, data))


def _spread(name: str, data: Data) -> Iterator[tuple[str, Data]]:
    if isinstance(data, dict) and "value" in data and _PARTS.keys() >= data.keys():
        for part, cell in data.items():
            yield name + _PARTS[part], cell
    else:
        yield name, data


def _text(data: Data) -> str:
    """The text of a cell; of one that has parts only what shows its kind, whatever its depth."""
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        return "{" + ", ".join(quoted(name, 20) for name in list(data)[:3]) + (", ...}" if len(data) > 3 else "}")
    if isinstance(data, list):
        return "[...]" if data else "[]"
    return _WORDS[data] if data is None or isinstance(data, bool) else repr(data)


def _no_table(place: int | str, shown: str, expected: str, reason: str, *, found: str = "") -> Problem:
    return Problem(
        file=shown,
        line=place if isinstance(place, int) else None,
        pointer=place if isinstance(place, str) else "",
        found=found,
        expected=expected + (f", but {reason}" if reason else ""),
        advice="Unknown format: if it is a table, declare its columns under `files:` in evalsite.yml;"
        " else set `ignore: true` there.",
        severity="record",
    )
