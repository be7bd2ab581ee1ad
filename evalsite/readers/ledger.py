"""What a reader gathers from one file on its way through it, until it is a reading."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct, field

from evalsite.errors import Problem, quoted
from evalsite.readers.base import Document, FileRule
from evalsite.readers.items import Items, Outcome
from evalsite.readers.json_text import as_found, escape
from evalsite.readers.model_paths import PathFacts, from_path
from evalsite.readers.numbers import MISSING
from evalsite.readings import LeftOut, Reading, Reason, RunFacts

_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", re.ASCII)
AGAIN = "Write the file again with the tool that made it, or mend it here."

Place = int | str
"""Where something stands in a file: a line number, or a JSON pointer; ``""`` is the whole file."""


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


class Ledger(Struct, kw_only=True):
    """Rows, items, runs and everything that is to be told of one document; a reader fills it and asks for the reading.

    Nothing here raises for what the document holds.
    """

    document: Document
    format: str
    rule: FileRule | None = None
    rows: list[Row] = field(default_factory=list)
    items: Items = field(default_factory=Items)
    runs: dict[str, RunFacts] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    def row(self, **cells: Any) -> None:
        """Add one number; a column that is not named takes its default."""
        self.rows.append(Row(**cells))

    def item(
        self, *, run: str, benchmark: str, item: str, metric: str, outcomes: Sequence[Outcome], first: int = 0
    ) -> None:
        """Add the samples of one task, numbered from ``first``."""
        self.items.add(run=run, benchmark=benchmark, item=item, metric=metric, outcomes=outcomes, first=first)

    def problem(self, place: Place, found: object, expected: str, advice: str = AGAIN) -> Problem:
        """Note what is wrong at ``place``; ``found`` is data of the document, or ``""``."""
        problem = Problem(
            file=self.document.shown,
            line=place if isinstance(place, int) else None,
            pointer=place if isinstance(place, str) else "",
            found=as_found(found),
            expected=f"expected {expected}",
            advice=advice,
            severity="record",
        )
        self.problems.append(problem)
        return problem

    def leave_out(self, reason: Reason, count: int, place: Place, detail: str) -> None:
        """Name numbers of the document that become no rows."""
        shown = self.document.shown
        where = f"{shown}:{place}" if isinstance(place, int) else f"{shown}#{place}" if place else shown
        self.left_out.append(LeftOut(file=shown, reason=reason, count=count, place=where, detail=detail))

    def refuse(self, place: Place, found: object, expected: str, advice: str = AGAIN, *, count: int = 1) -> None:
        """Note a problem that makes ``count`` numbers unreadable."""
        problem = self.problem(place, found, expected, advice)
        self.leave_out(Reason.UNREADABLE, count, place, str(problem))

    def expect(self, expected: str, place: Place = "") -> None:
        """Refuse the document when no number was met in it, neither read nor left out."""
        if not self.rows and not self.left_out:
            self.refuse(place, "", expected)

    def path_facts(self, *, org_folder: bool = False) -> PathFacts:
        """What evalsite.yml or else the path says of the model, which the document does not name; told."""
        facts = from_path(self.document.path, org_folder=org_folder)
        if self.rule and self.rule.model:
            return PathFacts(model=self.rule.model, settings=facts.settings)
        if facts.model:
            self.inferred.append(f"The model is {quoted(facts.model)}, from {facts.place}.")
        return facts

    def number(self, said: object, place: Place, what: str = "") -> float:
        """The number that stands at ``place``; NaN where none does, and for anything else, which is a problem."""
        if type(said) is float and -math.inf < said < math.inf:
            return said  # the common case
        if said is None or (isinstance(said, str) and said.strip().casefold() in MISSING):
            return math.nan
        value = _float(said)
        if math.isfinite(value):
            return value
        self.problem(
            place,
            said,
            "a finite number" + (f" for {what}" if what else ""),
            "Write the file again with the tool that made it; the number is taken as missing.",
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
            said,
            "a standard error, which is never negative",
            "Write the file again with the tool that made it; the value is shown without it.",
        )
        return math.nan

    def proportion(self, said: object, place: Place, metric: str, *, percent: bool) -> float:
        """``said`` as a fraction of 1, a percent by moving its decimal point; evalsite.yml may say which it is."""
        if self.rule and metric in self.rule.scale:
            percent = self.rule.scale[metric] == "percent"
        value = self.number(said, place, metric)
        if not math.isnan(value) and not 0 <= value <= (100 if percent else 1):
            scale = "percent from 0 to 100" if percent else "a fraction from 0 to 1"
            advice = f"Correct it, or write `scale: {{{quoted(metric)}: ...}}` under `files:` in evalsite.yml."
            self.problem(place, said, f"{scale} for {quoted(metric)}", advice)
            return math.nan
        return from_percent(value) if percent else value

    def text(self, said: object, place: Place) -> str:
        """``said`` as text, ``""`` for null, and for anything else, which is a problem."""
        if said is not None and not isinstance(said, str):
            self.problem(place, said, "text")
        return said if isinstance(said, str) else ""

    def minute(self, said: object, place: Place) -> str:
        """A local time such as ``2024-05-01 18:37`` in ISO 8601, without a zone since it has none; ``""`` for none."""
        if said is None:
            return ""
        if isinstance(said, str) and _MINUTE.fullmatch(said) and _is_time(said):
            return said.replace(" ", "T")
        self.problem(place, said, 'a date such as "2024-05-01 18:37"', "It is left out; correct it to have it shown.")
        return ""

    def part(self, data: Mapping[str, Any], key: str, place: str = "") -> Mapping[str, Any]:
        """The object under ``key``; an empty one where there is none, and for anything else, which is a problem."""
        said = data.get(key)
        if isinstance(said, dict):
            return said
        if said is not None:
            advice = "Write the file again with the tool that made it; this part is passed over."
            self.problem(f"{place}/{escape(key)}", said, "an object", advice)
        return {}

    def objects(self, data: Mapping[str, Any], place: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """The parts of ``data`` that are objects, by key; each other part is refused."""
        found = []
        for key, part in data.items():
            if isinstance(part, dict):
                found.append((key, part))
            else:
                self.refuse(f"{place}/{escape(key)}", part, "an object with numbers by metric")
        return found

    def reading(self, columns: Mapping[str, Sequence[Any]] | None = None) -> Reading:
        """All of it, of the runs those that have rows or items; rows without a model are left out, and asked for.

        A reader that has its rows in ``columns``, each with its model and run, adds none by itself.
        """
        if columns is None:
            columns = self._columns()
        items = self.items.columns()
        used = set(columns.get("run", ())) | self.items.runs
        return Reading(
            file=self.document.shown,
            format=self.format,
            columns=columns,
            items=items,
            runs={key: facts for key, facts in self.runs.items() if key in used},
            left_out=tuple(self.left_out),
            problems=tuple(self.problems),
            inferred=tuple(dict.fromkeys(self.inferred)),
        )

    def _columns(self) -> Mapping[str, Sequence[Any]]:
        """The rows that have a model, in columns."""
        if not all(row.model for row in self.rows):
            self._nameless()
        return dict(zip(Row._fields, map(list, zip(*self.rows, strict=True)), strict=True)) if self.rows else {}

    def set_aside(self, reason: Reason, place: Place, detail: str) -> None:
        """Leave out every row so far, at least one number, and their items with them."""
        self.leave_out(reason, max(len(self.rows), 1), place, detail)
        self.rows, self.items = [], Items()

    def _nameless(self) -> None:
        named = [row for row in self.rows if row.model]
        self.refuse(
            "",
            "",
            "to find the evaluated model, but neither the file nor its path names it",
            f"Write `files: [{{match: {quoted(self.document.path)}, model: ...}}]` in evalsite.yml.",
            count=len(self.rows) - len(named),
        )
        self.rows, self.items = named, self.items if named else Items()


def from_percent(percent: float) -> float:
    """``percent`` as a fraction: the decimal point is moved in its shortest text, so that no digit is lost.

    >>> from_percent(61.6), 61.6 / 100
    (0.616, 0.616)
    >>> from_percent(0.57), 0.57 / 100
    (0.0057, 0.005699999999999999)
    """
    written = repr(percent)
    return (
        float(f"{written}e-2") if written[-1:].isdigit() and "e" not in written else float(Decimal(written).scaleb(-2))
    )


def _float(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return math.nan
    try:
        return float(said)
    except OverflowError:
        return math.inf


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
