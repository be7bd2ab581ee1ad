"""A reading as bytes, and back: JSON for what is said of a file, plain arrays for its rows and items.

Nothing of it is executed when it is read, whatever the bytes are.
"""

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import asdict, replace

from evalsite.coded import Coded
from evalsite.errors import Problem
from evalsite.readings import COLUMNS, ITEM_COLUMNS, LeftOut, Reading, Reason, RunFacts

_TOLD = ("file", "format", "why", "sha256")
_CODES = "int32"
_COMPACT = {"float64": "d", "int64": "q"}


class PackedError(ValueError):
    """The bytes are no reading."""


def compact(reading: Reading) -> Reading:
    """The same reading, its rows in a few bytes each: lists of numbers take four times as much, of text twice."""
    return replace(reading, columns={name: _compact(name, cells) for name, cells in reading.columns.items()})


def _compact(name: str, cells: Sequence[Any]) -> Sequence[Any]:
    if COLUMNS[name] == "str":
        return cells if isinstance(cells, Coded) else _coded(cells)
    return array(_COMPACT[COLUMNS[name]], cells)


def pack(reading: Reading, about: Mapping[str, Any]) -> bytes:
    """The reading with what is to be known about it, which :func:`unpack` gives back."""
    arrays: list[bytes] = []
    told = {
        **{name: getattr(reading, name) for name in _TOLD},
        "inferred": reading.inferred,
        "runs": {key: _told(facts) for key, facts in reading.runs.items()},
        "left_out": list(map(asdict, reading.left_out)),
        "problems": list(map(asdict, reading.problems)),
        "columns": {name: _pack(name, cells, COLUMNS, arrays) for name, cells in reading.columns.items()},
        "items": {name: _pack(name, cells, ITEM_COLUMNS, arrays) for name, cells in reading.items.items()},
        "about": about,
    }
    return b"\n".join([json.dumps(told).encode("ascii"), b"".join(arrays)])


def unpack(data: bytes) -> tuple[Reading, Mapping[str, Any]]:
    """The reading, and what is known about it.

    Raises:
        PackedError: ``data`` is nothing that :func:`pack` has made.
    """
    head, _, arrays = data.partition(b"\n")
    try:
        told = json.loads(head)
        taken = _Arrays(arrays)
        columns = {name: taken.compact(name, part) for name, part in told["columns"].items()}
        items = {name: taken.column(name, part, ITEM_COLUMNS) for name, part in told["items"].items()}
        reading = Reading(
            **{name: told[name] for name in _TOLD},
            inferred=tuple(told["inferred"]),
            runs={key: RunFacts(**facts) for key, facts in told["runs"].items()},
            left_out=tuple(LeftOut(**{**entry, "reason": Reason(entry["reason"])}) for entry in told["left_out"]),
            problems=tuple(Problem(**problem) for problem in told["problems"]),
            columns=columns,
            items=items,
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise PackedError(str(error)) from error
    return reading, told["about"]


def _told(facts: RunFacts) -> dict[str, Any]:
    return {**facts._asdict(), "settings": dict(facts.settings), "environment": dict(facts.environment)}


def _pack(name: str, cells: Any, types: Mapping[str, str], arrays: list[bytes]) -> list[Any]:
    """Add the column's numbers to ``arrays``; how many there are, and the words that they stand for, if any."""
    if types[name] != "str":
        arrays.append(np.asarray(cells, dtype=types[name]).tobytes())
        return [len(cells), None]
    coded = cells if isinstance(cells, Coded) else _coded(cells)
    arrays.append(coded.codes.tobytes())
    return [len(cells), list(coded.words)]


def _coded(cells: Sequence[str]) -> Coded:
    words = list(dict.fromkeys(cells))
    places = {word: place for place, word in enumerate(words)}
    return Coded(words, np.fromiter(map(places.__getitem__, cells), dtype=_CODES, count=len(cells)))


class _Arrays:
    """The numbers of one column after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def column(self, name: str, part: Sequence[Any], types: Mapping[str, str]) -> Any:
        """The next column: text with each word once, or an array."""
        length, words = part
        dtype = np.dtype(_CODES if words is not None else types[name])
        found = np.frombuffer(self.data, dtype, count=length, offset=self.at) if length else np.array([], dtype)
        self.at += length * dtype.itemsize
        if words is None:
            return found
        if length and not 0 <= found.min() <= found.max() < len(words):
            raise ValueError("a code without a word")
        return Coded(words, found)

    def compact(self, name: str, part: Sequence[Any]) -> Sequence[Any]:
        """The next column of rows."""
        column = self.column(name, part, COLUMNS)
        return column if isinstance(column, Coded) else _compact(name, column)
