"""What a reader gathers from one tool's own file: row by row, and column-wise in the end."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from evalsite.errors import Problem
from evalsite.readers.json_data import escape
from evalsite.readers.numbers import MISSING
from evalsite.results import ITEM_COLUMNS, LeftOut, Reading, Reason, RunFacts

Place = int | str
"""Where something stands in a file: a line number, or a JSON pointer."""


class Row(NamedTuple):
    """One number; the fields are those of :data:`evalsite.results.COLUMNS`. A tuple, because there are many.

    The first ones differ from row to row; what follows :data:`SHARED` is often that of a whole task.
    """

    metric: str = ""
    value: float = math.nan
    stderr: float = math.nan
    direction: str = ""
    line: int = 0
    pointer: str = ""
    benchmark: str = ""
    model: str = ""
    run: str = ""
    n: float = math.nan
    date: str = ""
    version: str = ""
    shots: str = ""

    @property
    def place(self) -> Place:
        """Where the number stands."""
        return self.line or self.pointer


SHARED = Row._fields.index("benchmark")


class Item(NamedTuple):
    """One number of one sample of one task; the fields are those of :data:`evalsite.results.ITEM_COLUMNS`."""

    run: str
    benchmark: str
    item: str
    sample: int
    metric: str
    value: float
    status: str = ""


@dataclass(slots=True, kw_only=True)
class Harvest:
    """The rows and items so far, with what was left out, wrong, or deduced on the way."""

    shown: str
    rows: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    runs: dict[str, RunFacts] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    def problem(self, place: Place, *, expected: str, advice: str, found: str = "") -> Problem:
        """Note what is wrong at ``place``."""
        problem = Problem(
            file=self.shown,
            line=place if isinstance(place, int) else None,
            pointer=place if isinstance(place, str) else "",
            found=found,
            expected=expected,
            advice=advice,
            severity="record",
        )
        self.problems.append(problem)
        return problem

    def leave_out(self, place: Place, reason: Reason, detail: str, count: int = 1) -> None:
        """Note ``count`` numbers that are not shown."""
        where = f"{self.shown}:{place}" if isinstance(place, int) else f"{self.shown}#{place}"
        self.left_out.append(
            LeftOut(file=self.shown, reason=reason, count=count, place=where if place else self.shown, detail=detail)
        )

    def refuse(self, place: Place, *, expected: str, advice: str, found: str = "", count: int = 1) -> None:
        """Note a problem that makes ``count`` numbers unreadable."""
        problem = self.problem(place, expected=expected, advice=advice, found=found)
        self.leave_out(place, Reason.UNREADABLE, str(problem), count)

    def number(self, said: object, place: Place) -> float:
        """The number that stands at ``place``; NaN where none does, and for anything else, which is a problem."""
        if type(said) is float and -math.inf < said < math.inf:
            return said  # the common case
        if said is None or (isinstance(said, str) and said.strip().casefold() in MISSING):
            return math.nan
        if isinstance(said, int | float) and not isinstance(said, bool):
            value = _float(said)
            if math.isfinite(value):
                return value
        self.problem(
            place,
            found=text(said),
            expected="expected a finite number",
            advice="Write the file again with the tool that made it; the number is taken as missing.",
        )
        return math.nan

    def stderr(self, said: object, place: Place) -> float:
        """The standard error that stands at ``place``, in the same way; NaN is none, a negative one is a problem."""
        if type(said) is float and 0 <= said < math.inf:
            return said
        error = math.nan if said != said else self.number(said, place)
        if error >= 0 or math.isnan(error):
            return error
        self.problem(
            place,
            found=text(said),
            expected="expected a standard error, which is never negative",
            advice="Write the file again with the tool that made it; the value is shown without it.",
        )
        return math.nan

    def part(self, data: Mapping[str, Any], key: str, place: str = "") -> Mapping[str, Any]:
        """The object under ``key``; an empty one where there is none, and for anything else, which is a problem."""
        said = data.get(key)
        if isinstance(said, dict):
            return said
        if said is not None:
            self.problem(
                f"{place}/{escape(key)}",
                found=text(said),
                expected="expected an object",
                advice="Write the file again with the tool that made it; this part is passed over.",
            )
        return {}

    def reading(self, format_name: str) -> Reading:
        """Everything, column-wise; of the runs those that have rows or items."""
        used = {row.run for row in self.rows} | {item.run for item in self.items}
        columns = dict(zip(Row._fields, zip(*self.rows, strict=True), strict=True)) if self.rows else {}
        items = dict(zip(ITEM_COLUMNS, zip(*self.items, strict=True), strict=True)) if self.items else {}
        return Reading(
            file=self.shown,
            format=format_name,
            columns=columns,
            items=items,
            runs={key: facts for key, facts in self.runs.items() if key in used},
            left_out=tuple(self.left_out),
            problems=tuple(self.problems),
            inferred=tuple(dict.fromkeys(self.inferred)),
        )


def text(said: object) -> str:
    """A short text for anything that JSON holds, whatever its size and depth."""
    if isinstance(said, dict | list):
        return "{...}" if isinstance(said, dict) else "[...]"
    if isinstance(said, bool) or said is None:
        return {True: "true", False: "false", None: ""}[said]
    if isinstance(said, int) and said.bit_length() > 4000:
        return "an integer of more than 1,000 digits"
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return str(int(said))
    return str(said)


def settings(said: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Settings as text, objects within by ``name.part``; what is empty, and lists of lists, are left away."""
    told: dict[str, str] = {}
    for name, value in said.items():
        if isinstance(value, dict):
            flat = {part: inner for part, inner in value.items() if not isinstance(inner, dict)}
            told |= settings(flat, f"{prefix}{name}.")
        elif isinstance(value, list):
            told[prefix + name] = ", ".join(text(part) for part in value[:20])
        else:
            told[prefix + name] = text(value)
    return {name: value for name, value in told.items() if value}


def first_text(*said: object) -> str:
    """The first that is text with something in it, or ``""``."""
    return next((part for part in said if isinstance(part, str) and part.strip()), "")


def _float(said: float) -> float:
    try:
        return float(said)
    except OverflowError:
        return math.inf


def objects(harvest: Harvest, data: Mapping[str, Any], place: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The parts of ``data`` that are objects, by key; each other part is refused."""
    found = []
    for key, part in data.items():
        if isinstance(part, dict):
            found.append((key, part))
        else:
            harvest.refuse(
                f"{place}/{escape(key)}",
                found=text(part),
                expected="expected an object with numbers by metric",
                advice="Write the file again with the tool that made it.",
            )
    return found
