"""From lists of mappings, and mappings by model, to a table: what JSON, JSON Lines and YAML have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.readers.roles import guess
from evalsite.readers.table import Table

Data = str | list["Data"] | dict[str, "Data"]
"""What was parsed: every number, true, false and null as the text that stood there (null as ``""``)."""

_SHAPES = "a list with one object a row, or an object with one object a model"
_DECLARE = "Write it in one of these shapes, or set `ignore: true` for it under `files:` in evalsite.yml."
_PARTS = {"value": "", "stderr": "_stderr", "std_err": "_stderr", "n": "_n", "n_samples": "_n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One part of the outermost list (``key`` is None) or mapping, with its place: a line or a JSON pointer."""

    key: str | None
    place: int | str
    data: Data


def tabulate(entries: Sequence[Entry], whole: int | str, shown: str) -> Table:
    """The table that the entries are; ``whole`` is the place of a mapping that is one row by itself.

    A part such as ``{"value": 0.5, "stderr": 0.1, "n": 164}`` becomes the columns of a value and its companions.

    Raises:
        EvalsiteError: the data is in none of the shapes that are read.
    """
    rows, refused, inferred = _rows(entries, whole, shown)
    if not rows:
        raise EvalsiteError(
            refused[:1] or [_problem(whole, shown, expected="expected at least one row", advice=_DECLARE)]
        )
    flat = [_flat(data) for _, data in rows]
    header = tuple(dict.fromkeys(name for row in flat for name in row))
    _check_flat(flat, rows, shown)
    columns = [[row.get(name, "") for row in flat] for name in header]
    nested = frozenset(
        (at, column)
        for column, cells in enumerate(columns)
        for at, cell in enumerate(cells)
        if not isinstance(cell, str)
    )
    return Table(
        shown=shown,
        header=header,
        columns=tuple([cell if isinstance(cell, str) else _hint(cell) for cell in cells] for cells in columns),
        places=[place for place, _ in rows],  # type: ignore[arg-type]  # all lines, or all pointers
        nested=nested,
        refused=tuple(refused),
        inferred=inferred,
    )


_Rows = list[tuple[int | str, dict[str, Data]]]


def _rows(entries: Sequence[Entry], whole: int | str, shown: str) -> tuple[_Rows, list[Problem], tuple[str, ...]]:
    keyed = [entry.key for entry in entries if entry.key is not None]
    if keyed and not all(isinstance(entry.data, dict) for entry in entries):
        return [(whole, {entry.key or "": entry.data for entry in entries})], [], ()
    rows: _Rows = [(entry.place, entry.data) for entry in entries if isinstance(entry.data, dict)]
    refused = [_no_row(entry, shown) for entry in entries if not isinstance(entry.data, dict)]
    if not keyed:
        return rows, refused, ()
    if any(guess(name) == "model" for _, row in rows for name in row):
        return (
            rows,
            refused,
            (f"The rows name their models themselves; their keys, such as {quoted(keyed[0])}, are not read.",),
        )
    named: _Rows = [(place, {"model": key, **row}) for key, (place, row) in zip(keyed, rows, strict=True)]
    return named, refused, ("The key of each row names the model.",)


def _no_row(entry: Entry, shown: str) -> Problem:
    return _problem(entry.place, shown, found=_hint(entry.data), expected=f"expected {_SHAPES}", advice=_DECLARE)


def _flat(row: dict[str, Data]) -> dict[str, Data]:
    """The row's cells, a value that comes with its companions spread over columns named after it."""
    if not any(isinstance(data, dict) for data in row.values()):
        return row
    flat: dict[str, Data] = {}
    for name, data in row.items():
        if isinstance(data, dict) and "value" in data and _PARTS.keys() >= data.keys():
            flat |= {name + _PARTS[part]: cell for part, cell in data.items()}
        else:
            flat[name] = data
    return flat


def _check_flat(flat: Sequence[dict[str, Data]], rows: _Rows, shown: str) -> None:
    """Refuse rows that hold only lists and objects: a deeper shape, of which the levels cannot be told."""
    deep = [
        (place, row)
        for (place, _), row in zip(rows, flat, strict=True)
        if not any(isinstance(cell, str) for name, cell in row.items() if name != "model")
    ]
    if len(deep) == len(flat):
        place, row = deep[0]
        found = _hint({name: cell for name, cell in row.items() if name != "model"})
        raise EvalsiteError(_problem(place, shown, found=found, expected=f"expected {_SHAPES}", advice=_DECLARE))


def _hint(data: Data) -> str:
    """A short text that shows what kind of thing stood in a cell, whatever its depth."""
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        return "{" + ", ".join(quoted(name, 20) for name in list(data)[:3]) + (", ...}" if len(data) > 3 else "}")
    return "[...]" if data else "[]"


def _problem(place: int | str, shown: str, *, found: str = "", expected: str, advice: str) -> Problem:
    return Problem(
        file=shown,
        line=place if isinstance(place, int) else None,
        pointer=place if isinstance(place, str) else "",
        found=found,
        expected=expected,
        advice=advice,
        severity="record",
    )
