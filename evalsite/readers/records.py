"""From lists of mappings, and mappings by model, to a table: what JSON, JSON Lines and YAML have in common.

Tools write their logs and settings in these syntaxes too. What is not clearly a table of results is a table
in doubt: it is read only when evalsite.yml says something of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalsite.errors import Problem, quoted
from evalsite.metrics import known
from evalsite.readers.roles import guess, names_a_model
from evalsite.readers.table import NoTableError, Table

Data = str | list["Data"] | dict[str, "Data"]
"""What was parsed: every number, true, false and null as the text that stood there (null as ``""``)."""

_SHAPES = "expected a list with one object a row, or an object with one flat object a model"
_PARTS = {"value": "", "stderr": "_stderr", "std_err": "_stderr", "n": "_n", "n_samples": "_n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One part of the outermost list (``key`` is None) or mapping, with its place: a line or a JSON pointer."""

    key: str | None
    place: int | str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Rows with their places; ``single`` when the outermost mapping is the only row, ``keyed`` when it names them."""

    rows: Sequence[tuple[int | str, dict[str, Data]]]
    refused: Sequence[Problem] = ()
    inferred: tuple[str, ...] = ()
    keyed: bool = False
    single: bool = False


def tabulate(entries: Sequence[Entry], whole: int | str, shown: str) -> Table:
    """The table that the entries are; ``whole`` is the place of a mapping that is one row by itself.

    A part such as ``{"value": 0.5, "stderr": 0.1, "n": 164}`` becomes the columns of a value and its companions.

    Raises:
        NoTableError: there is no row.
    """
    found = _rows(entries, whole, shown)
    if not found.rows:
        raise NoTableError(found.refused[:1] or [_no_table(whole, shown, "expected at least one row", "")])
    flat = [_flat(data) for _, data in found.rows]
    header = tuple(dict.fromkeys(name for row in flat for name in row))
    columns = [[row.get(name, "") for row in flat] for name in header]
    nested = _nested(columns)
    reason = _doubt(found, flat, header, nested=bool(nested))
    return Table(
        shown=shown,
        header=header,
        columns=tuple([cell if isinstance(cell, str) else _hint(cell) for cell in cells] for cells in columns),
        places=[place for place, _ in found.rows],  # type: ignore[arg-type]  # all lines, or all pointers
        nested=nested,
        refused=tuple(found.refused),
        inferred=found.inferred,
        doubt=_no_table(found.rows[0][0], shown, _SHAPES, reason) if reason else None,
    )


def _rows(entries: Sequence[Entry], whole: int | str, shown: str) -> _Rows:
    keys = [entry.key for entry in entries if entry.key is not None]
    rows = [(entry.place, entry.data) for entry in entries if isinstance(entry.data, dict)]
    if not keys:
        refused = [
            _no_table(entry.place, shown, _SHAPES, "", found=_hint(entry.data))
            for entry in entries
            if not isinstance(entry.data, dict)
        ]
        return _Rows(rows=rows, refused=refused)
    if len(rows) < len(keys):
        return _Rows(rows=[(whole, {entry.key or "": entry.data for entry in entries})], single=True)
    if any(guess(name) == "model" for _, row in rows for name in row):
        said = f"The rows name their models themselves; their keys, such as {quoted(keys[0])}, are not read."
        return _Rows(rows=rows, inferred=(said,), keyed=True)
    named = [(place, {"model": key, **row}) for key, (place, row) in zip(keys, rows, strict=True)]
    return _Rows(rows=named, inferred=("The key of each row names the model.",), keyed=True)


def _doubt(found: _Rows, flat: Sequence[dict[str, Data]], header: Sequence[str], *, nested: bool) -> str:
    """Why the rows may be something else than results, or nothing."""
    if found.keyed and nested:
        return "the objects hold lists or objects in their turn"
    if found.keyed and not any(all(name in row for row in flat) for name in header if guess(name) != "model"):
        return "the objects have no column in common"
    if found.keyed and not any(all(row.get(name) for row in flat) for name in header if guess(name) == "model"):
        return "only some of the objects name a model"
    if found.single and nested:
        return "it holds lists or objects"
    measured = any(known(name) or guess(name) == "metric" for name in header)
    if (nested or (found.single and not any(map(names_a_model, header)))) and not measured:
        return "none of its names is that of a known metric"
    return ""


def _nested(columns: Sequence[Sequence[Data]]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (at, column)
        for column, cells in enumerate(columns)
        for at, cell in enumerate(cells)
        if not isinstance(cell, str)
    )


def _flat(row: dict[str, Data]) -> dict[str, Data]:
    """The row's cells, a value that comes with its companions spread over columns named after it."""
    if dict in map(type, row.values()):
        return dict(cell for name, data in row.items() for cell in _spread(name, data))
    return row


def _spread(name: str, data: Data) -> Iterator[tuple[str, Data]]:
    if isinstance(data, dict) and "value" in data and _PARTS.keys() >= data.keys():
        for part, cell in data.items():
            yield name + _PARTS[part], cell
    else:
        yield name, data


def _hint(data: Data) -> str:
    """A short text that shows what kind of thing stood in a cell, whatever its depth."""
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        return "{" + ", ".join(quoted(name, 20) for name in list(data)[:3]) + (", ...}" if len(data) > 3 else "}")
    return "[...]" if data else "[]"


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
