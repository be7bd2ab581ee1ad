"""What a reader gathers from one file on its way through it, until it is a reading."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

from evalsite.errors import Problem, quoted
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_data import escape
from evalsite.readers.model_paths import PathFacts, from_path
from evalsite.results import DEFAULTS, ITEM_COLUMNS, LeftOut, Reading, Reason, RunFacts

_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", re.ASCII)
_AGAIN = "Write the file again with the tool that made it, or mend it here."
_TASK_COLUMNS = ("run", "benchmark", "item", "metric")
_Task = tuple[str, str, str, str, Sequence[tuple[float, str]]]
"""The cells of :data:`_TASK_COLUMNS`, and a value and a status for each sample."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Rows, items, runs and everything that is to be told of one document; a reader fills it and asks for the reading.

    Nothing here raises for what the document holds.
    """

    document: Document
    format: str
    rule: FileRule | None = None
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    tasks: list[_Task] = field(default_factory=list)
    runs: dict[str, RunFacts] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    def row(self, **cells: Any) -> None:
        """Add one number; a column that is not named takes its default."""
        self.rows.append(cells)

    def item(self, *, run: str, benchmark: str, item: str, metric: str, outcomes: Sequence[tuple[float, str]]) -> None:
        """Add the samples of one task: a value and a status each, the status ``""`` when all went well."""
        self.tasks.append((run, benchmark, item, metric, outcomes))

    @property
    def columns(self) -> Mapping[str, Sequence[Any]]:
        """The rows column-wise; a column that no row names is absent."""
        named = set().union(*self.rows)
        return {
            name: [row.get(name, default) for row in self.rows] for name, default in DEFAULTS.items() if name in named
        }

    @property
    def items(self) -> Mapping[str, Sequence[Any]]:
        """The samples column-wise, with the columns of :data:`evalsite.results.ITEM_COLUMNS`; or nothing."""
        if not self.tasks:
            return {}
        runs, benchmarks, names, metrics, outcomes = zip(*self.tasks, strict=True)
        lengths = [len(task) for task in outcomes]
        columns: dict[str, Sequence[Any]] = {
            name: _spread(cells, lengths)
            for name, cells in zip(_TASK_COLUMNS, (runs, benchmarks, names, metrics), strict=True)
        }
        columns["sample"] = [sample for length in lengths for sample in range(length)]
        columns["value"] = [value for task in outcomes for value, _ in task]
        columns["status"] = [status for task in outcomes for _, status in task]
        return {name: columns[name] for name in ITEM_COLUMNS}

    def problem(self, pointer: str, found: Any, expected: str, advice: str = _AGAIN) -> None:
        """Note what is wrong at ``pointer``; ``found`` is data of the document, or ``""``."""
        self.problems.append(
            Problem(
                file=self.document.shown,
                pointer=pointer,
                found=as_text(found),
                expected=f"expected {expected}",
                advice=advice,
                severity="record",
            )
        )

    def leave_out(self, reason: Reason, count: int, pointer: str, detail: str) -> None:
        """Name numbers of the document that become no rows."""
        place = f"{self.document.shown}#{pointer}" if pointer else self.document.shown
        entry = LeftOut(file=self.document.shown, reason=reason, count=count, place=place, detail=detail)
        self.left_out.append(entry)

    def expect(self, expected: str, pointer: str = "") -> None:
        """Refuse the document when no number was met in it, neither read nor left out."""
        if not self.rows and not self.left_out:
            self.problem(pointer, "", expected)
            self.leave_out(Reason.UNREADABLE, 1, pointer, f"expected {expected}")

    def path_facts(self, *, org_folder: bool = False) -> PathFacts:
        """What evalsite.yml or else the path says of the model, which the document does not name; told."""
        facts = from_path(self.document.path, org_folder=org_folder)
        if self.rule and self.rule.model:
            return PathFacts(model=self.rule.model, settings=facts.settings)
        if facts.model:
            self.inferred.append(f"The model is {quoted(facts.model)}, from {facts.place}.")
        return facts

    def number(self, data: Any, pointer: str, what: str) -> float:
        """``data`` as a finite number; NaN for null, and for anything else, which is a problem."""
        if data is None:
            return math.nan
        value = _float(data)
        if not math.isfinite(value):
            self.problem(pointer, data, f"a finite number for {what}")
            return math.nan
        return value

    def proportion(self, data: Any, pointer: str, metric: str, *, percent: bool) -> float:
        """``data`` as a fraction of 1, a percent by moving its decimal point; evalsite.yml may say which it is."""
        if self.rule and metric in self.rule.scale:
            percent = self.rule.scale[metric] == "percent"
        value = self.number(data, pointer, metric)
        if not math.isnan(value) and not 0 <= value <= (100 if percent else 1):
            scale = "percent from 0 to 100" if percent else "a fraction from 0 to 1"
            advice = f"Correct it, or write `scale: {{{quoted(metric)}: ...}}` under `files:` in evalsite.yml."
            self.problem(pointer, data, f"{scale} for {quoted(metric)}", advice)
            return math.nan
        return from_percent(value) if percent else value

    def text(self, data: Any, pointer: str) -> str:
        """``data`` as text, ``""`` for null, and for anything else, which is a problem."""
        if data is not None and not isinstance(data, str):
            self.problem(pointer, data, "text")
        return data if isinstance(data, str) else ""

    def minute(self, data: Any, pointer: str) -> str:
        """A local time such as ``2024-05-01 18:37`` in ISO 8601, without a zone since it has none; ``""`` for none."""
        if data is None:
            return ""
        if isinstance(data, str) and _MINUTE.fullmatch(data) and _is_time(data):
            return data.replace(" ", "T")
        self.problem(pointer, data, 'a date such as "2024-05-01 18:37"', "It is left out; correct it to have it shown.")
        return ""

    def reading(self) -> Reading:
        """All of it; rows without a model are left out, and evalsite.yml is asked for one."""
        if not all(row.get("model") for row in self.rows):
            self._nameless()
        return Reading(
            file=self.document.shown,
            format=self.format,
            columns=self.columns,
            items=self.items,
            runs=self.runs,
            left_out=tuple(self.left_out),
            problems=tuple(self.problems),
            inferred=tuple(self.inferred),
        )

    def set_aside(self, reason: Reason, detail: str) -> None:
        """Leave out every row so far, and their items and runs with them."""
        self.leave_out(reason, len(self.rows), "", detail)
        self.rows, self.tasks, self.runs = [], [], {}

    def _nameless(self) -> None:
        match = quoted(self.document.path)
        self.problem(
            "",
            "",
            "to find the model in the file's path, since the file does not name it",
            f"Write `files: [{{match: {match}, model: ...}}]` in evalsite.yml.",
        )
        self.set_aside(Reason.UNREADABLE, "no model is known")


def from_percent(percent: float) -> float:
    """``percent`` as a fraction: the decimal point is moved in its shortest text, so that no digit is lost.

    >>> from_percent(61.6), 61.6 / 100
    (0.616, 0.616)
    >>> from_percent(0.57), 0.57 / 100
    (0.0057, 0.005699999999999999)
    """
    return float(Decimal(repr(percent)).scaleb(-2))


def as_text(data: Any, limit: int = 200) -> str:
    """``data`` of a JSON document as it would be written there, its length bounded."""
    if isinstance(data, str):
        return data[:limit]
    if isinstance(data, dict | list):
        return ("an object" if isinstance(data, dict) else "a list") + f" of {len(data)}"
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    return repr(data)[:limit]


def json_pointer(*parts: object) -> str:
    """The JSON pointer that leads through ``parts``."""
    return "".join(f"/{escape(str(part))}" for part in parts)


def _spread(cells: Sequence[str], lengths: Sequence[int]) -> list[str]:
    """Each cell as many times as its task has samples."""
    return list(chain.from_iterable(map(repeat, cells, lengths)))


def _float(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        return math.nan
    try:
        return float(data)
    except OverflowError:
        return math.inf


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
