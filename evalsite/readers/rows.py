"""From a table to tidy rows: names as they stand, numbers in one unit, everything else told.

The same table gives the same rows from every syntax, wide or long; a row is one number of one model.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.metrics import Direction, known
from evalsite.readers import numbers
from evalsite.readers.base import Document, FileRule, Role
from evalsite.readers.numbers import Fault
from evalsite.readers.roles import Roles, assign, plain
from evalsite.readers.table import NoTableError, Table, pick
from evalsite.readings import LeftOut, Reading, Reason

_NAMES: tuple[Role, ...] = ("model", "benchmark", "metric")
_SAYING: tuple[Role, ...] = ("model", "benchmark", "run", "date", "version", "shots", "parameters", "environment")
_HIGHER = frozenset(["higher", "higher is better", "max", "maximize", "up", "↑", "desc", "descending"])
_LOWER = frozenset(["lower", "lower is better", "min", "minimize", "down", "↓", "asc", "ascending"])
_YES, _NO = frozenset(["true", "yes", "1", "1.0"]), frozenset(["false", "no", "0", "0.0"])


def tidy(table: Table, document: Document, rule: FileRule | None) -> Reading:
    """The rows of the table, with all that was left out, deduced, or wrong.

    Raises:
        NoTableError: no column can be taken for the model, or for numbers; or the table is in doubt or empty.
        EvalsiteError: a declared column is not there.
    """
    _check(table, rule)
    roles = assign(table.header, rule, table.shown)
    names = _Names.of(roles, document, rule)
    table = names.checked(table)
    made = _Rows(table=table, roles=roles, scale=rule.scale if rule else {}, about=names.columns(table))
    made.inferred += [*names.inferred, *roles.inferred, *table.inferred]
    for series in _long(made) if roles.long else _wide(made):
        made.add(series)
    made.set_aside()
    made.refuse()
    if not made.columns and table.length:
        made.problems.append(_no_numbers(table))
    return Reading(
        file=table.shown,
        columns=made.columns,
        left_out=tuple(made.left_out),
        problems=(*table.refused, *made.problems),
        inferred=tuple(dict.fromkeys(made.inferred)),
    )


def _check(table: Table, rule: FileRule | None) -> None:
    """Refuse a table without rows, and one in doubt of which evalsite.yml says nothing."""
    if table.doubt and not (rule and (rule.columns or rule.model or rule.benchmark)):
        raise NoTableError(table.doubt)
    if not table.header or not (table.length or table.refused):
        raise NoTableError(
            Problem(
                file=table.shown,
                expected="expected at least one row, but the table is empty",
                advice="Write the rows, or remove the file.",
                severity="record",
            )
        )


class _Names(Struct, frozen=True, kw_only=True):
    """Where the names of a row come from: a column by role, or one name that stands for all rows."""

    roles: Roles
    fallback: Mapping[Role, str]
    inferred: list[str]

    @classmethod
    def of(cls, roles: Roles, document: Document, rule: FileRule | None) -> "_Names":
        fallback: dict[Role, str] = {}
        inferred = []
        if rule and rule.model:
            fallback["model"] = rule.model
        if rule and rule.benchmark:
            fallback["benchmark"] = rule.benchmark
        elif "benchmark" not in roles.columns:
            fallback["benchmark"] = stem = document.stem
            inferred.append(f"The benchmark is {quoted(stem)}, from the file's name.")
        return cls(roles=roles, fallback=fallback, inferred=inferred)

    def columns(self, table: Table) -> dict[str, Sequence[Any]]:
        """What every row of the table says of its numbers: their place, and the columns of all roles that it names."""
        places: Sequence[Any] = list(table.places)  # of a range each number would be made anew for each metric
        said: dict[str, Sequence[Any]] = {"line" if places and isinstance(places[0], int) else "pointer": places}
        for role in _SAYING:
            column = self.column(table, role)
            if column is not None:
                named = role in _NAMES or role == "run"
                said[role] = (
                    column if named else ["" if cell.casefold() in numbers.MISSING else cell for cell in column]
                )
        return said

    def column(self, table: Table, role: Role) -> Sequence[str] | None:
        """The names of every row, or None when the table does not say them."""
        at, fallback = self.roles.columns.get(role), self.fallback.get(role)
        if at is None:
            return [fallback] * table.length if fallback is not None else None
        cells = table.columns[at]
        return [cell if cell.strip() else fallback for cell in cells] if fallback is not None else cells

    def checked(self, table: Table) -> Table:
        """The table without the rows that lack a name, or have something else in its place."""
        refused: dict[int, Problem] = {}
        for role in _NAMES:
            at = self.roles.columns.get(role)
            names = self.column(table, role) if at is not None else None
            if names is None or (all(map(str.strip, names)) and not table.nested):
                continue
            for row, name in enumerate(names):
                if not name.strip() or (row, at) in table.nested:
                    refused.setdefault(row, self._nameless(table, row, role))
        return table.without(list(refused), list(refused.values())) if refused else table

    def _nameless(self, table: Table, row: int, role: Role) -> Problem:
        at = self.roles.columns[role]
        found, name = table.columns[at][row], quoted(table.header[at])
        return table.problem(
            row,
            found=found,
            expected=f"expected the name of a {role} in {name}" + ("" if found else ", but it is empty"),
            advice="Write the name here, or remove the row.",
        )


class _Series(Struct, frozen=True, kw_only=True):
    """The cells of one metric: which rows of the table they stand in, and the columns they are taken from."""

    metric: str
    rows: Sequence[int]
    value: int
    stderr: int | None
    n: int | None
    sure: bool


def _wide(made: "_Rows") -> Iterable[_Series]:
    every = range(made.table.length)
    n = made.roles.columns.get("n")
    for column in made.roles.metrics:
        yield _Series(
            metric=column.metric,
            rows=every,
            value=column.value,
            stderr=column.stderr,
            n=n if column.n is None else column.n,
            sure=column.sure,
        )


def _long(made: "_Rows") -> Iterable[_Series]:
    columns = made.roles.columns
    groups: dict[str, list[int]] = {}
    for row, metric in enumerate(made.table.columns[columns["metric"]]):
        groups.setdefault(metric, []).append(row)
    for metric, rows in groups.items():
        sure = known(metric) is not None
        yield _Series(
            metric=metric,
            rows=rows,
            value=columns["value"],
            stderr=columns.get("stderr"),
            n=columns.get("n"),
            sure=sure,
        )


class _Rows(Struct, kw_only=True):
    """The rows so far, column by column, with what went wrong on the way; ``about`` as of :meth:`_Names.columns`."""

    table: Table
    roles: Roles
    scale: Mapping[str, numbers.Scale]
    about: Mapping[str, Sequence[Any]]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)

    def add(self, series: _Series) -> None:
        """Add the rows of one metric, or name its cells as left aside when they hold text throughout."""
        cells = self.cells(series.value, series.rows)
        stderrs = None if series.stderr is None else self.cells(series.stderr, series.rows)
        found = numbers.read(series.metric, cells, stderrs, self.scale.get(series.metric))
        if found.only_text and not series.sure:
            self.aside(series.metric, len(cells), "it holds text, and no metric of this name is known")
            return
        if found.only_text and len(found.faults) > 1:
            self.problems.append(self.no_number(series, found.faults[0]))
        else:
            self.report(series, found.faults)
        self.inferred += found.inferred
        values: dict[str, Sequence[Any]] = {"metric": [series.metric] * len(cells), "value": found.values}
        if found.stderrs is not None:
            values["stderr"] = found.stderrs
        if series.n is not None:
            values["n"] = self.counts(series, series.n)
        values |= {name: pick(cells, series.rows) for name, cells in self.about.items()}
        if "direction" in self.roles.columns:
            values["direction"] = self.directions(self.roles.columns["direction"], series.rows)
        self.extend(values)

    def cells(self, column: int, rows: Sequence[int]) -> Sequence[str]:
        return pick(self.table.columns[column], rows)

    def extend(self, new: Mapping[str, Sequence[Any]]) -> None:
        """Append rows; a column that only some metrics have is NaN for the others."""
        length, added = len(self.columns.get("value", ())), len(new["value"])
        for name in (*self.columns, *(name for name in new if name not in self.columns)):
            cells = self.columns.setdefault(name, [float("nan")] * length)
            cells.extend(new.get(name) or [float("nan")] * added)

    def counts(self, series: _Series, column: int) -> list[float]:
        found = numbers.counts(self.cells(column, series.rows))
        for fault in found.faults:
            self.fault(fault, series, column)
        return found.values

    def directions(self, column: int, rows: Sequence[int]) -> list[str]:
        """``higher``, ``lower`` or nothing for each row; other words are a problem where they first stand."""
        turned = plain(self.table.header[column]) == "lower is better"
        cells = self.cells(column, rows)
        words = {cell: _direction(cell, turned) for cell in cells}
        for word, direction in words.items():
            if direction is None:
                self.problems.append(
                    self.table.problem(
                        rows[cells.index(word)],
                        found=word,
                        expected=f'expected "higher" or "lower" in {quoted(self.table.header[column])}',
                        advice="Write which of the two is better, or leave it empty.",
                    )
                )
        return [words[cell] or "" for cell in cells]

    def report(self, series: _Series, faults: Iterable[Fault]) -> None:
        for fault in faults:
            column = series.stderr if fault.beside and series.stderr is not None else series.value
            self.fault(fault, series, column)

    def fault(self, fault: Fault, series: _Series, column: int) -> None:
        where = "" if fault.whole else f" in the column {quoted(self.table.header[column])}"
        self.problems.append(
            self.table.problem(
                series.rows[fault.cell], found=fault.found, expected=fault.expected + where, advice=fault.advice
            )
        )

    def no_number(self, series: _Series, first: Fault) -> Problem:
        return self.table.problem(
            series.rows[first.cell],
            found=first.found,
            expected=f"expected numbers of the metric {quoted(series.metric)}, but none of its cells holds one",
            advice=f"If it is no metric, write `columns: {{{quoted(self.table.header[series.value])}: ignore}}`"
            " under `files:` in evalsite.yml.",
        )

    def aside(self, name: str, count: int, why: str) -> None:
        self.inferred.append(f"{quoted(name)} is left aside: {why}.")
        if count:
            entry = LeftOut(file=self.table.shown, reason=Reason.IGNORED, count=count, detail=f"{quoted(name)}: {why}")
            self.left_out.append(entry)

    def set_aside(self) -> None:
        """Name the columns that are not read."""
        for column, why in sorted(self.roles.aside.items()):
            if self.table.header[column] or any(self.table.columns[column]):
                self.aside(self.table.header[column], self.table.length, why)

    def refuse(self) -> None:
        """Name the rows that could not be read, each with as many numbers as it would have held."""
        count = 1 if self.roles.long else len(self.roles.metrics)
        self.left_out.extend(
            LeftOut(
                file=self.table.shown, reason=Reason.UNREADABLE, count=count, place=problem.place, detail=str(problem)
            )
            for problem in self.table.refused
        )


def _no_numbers(table: Table) -> Problem:
    return Problem(
        file=table.shown,
        expected="expected numbers, but every column holds text",
        advice="Declare which columns hold metrics under `files:` in evalsite.yml, or set `ignore: true` there.",
        severity="record",
    )


def _direction(word: str, turned: bool) -> str | None:
    """The direction that ``word`` says, ``""`` for none, None when it says something else."""
    said = plain(word)
    if said in numbers.MISSING or not word.strip(" -—"):
        return ""
    if said in _HIGHER or said in _LOWER:
        return Direction.HIGHER.value if said in _HIGHER else Direction.LOWER.value
    if said in _YES or said in _NO:
        return Direction.HIGHER.value if (said in _YES) != turned else Direction.LOWER.value
    return None


def refusal(shown: str, error: EvalsiteError, reason: Reason = Reason.UNREADABLE) -> Reading:
    """A reading of a file of which no row could be read, with all that is wrong with it."""
    first = error.problems[0]
    entry = LeftOut(file=shown, reason=reason, place=first.place, detail=str(first))
    return Reading(file=shown, left_out=(entry,), problems=error.problems)
