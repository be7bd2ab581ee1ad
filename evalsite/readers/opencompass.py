"""OpenCompass: ``summary_<time>.csv``, ``.md`` and ``.txt``: a line a dataset and metric, a column a model.

The tool writes these lines without quoting: commas within a cell have become spaces. The text file holds the same
numbers as a drawn table, as CSV and as Markdown; its CSV is read.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import cycle
from typing import Any, NamedTuple

from msgspec import Struct

from evalsite.errors import EvalsiteError, quoted
from evalsite.metrics import Direction, known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.ledger import Ledger, from_percent
from evalsite.readers.numbers import MISSING, is_within, plain
from evalsite.readers.opencompass_table import HEADER, NAMES, SummaryTable, summary_table
from evalsite.readers.plain_table import check_text
from evalsite.readers.rows import refusal
from evalsite.readers.table import pick
from evalsite.readings import Reading, Reason, RunFacts

_DRAWN = re.compile(r"[^\n]*\n[ \t]*tabulate format[ \t]*\r?\n\^+")
_TITLE = "---"
_NONE = frozenset(["-", ""])
_TIME = re.compile(r"([0-9]{4})([01][0-9])([0-3][0-9])_([0-2][0-9])([0-5][0-9])([0-5][0-9])", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?", re.ASCII | re.IGNORECASE)
_MISSING = MISSING - {"nan", "inf", "-inf", "infinity"}
_PASS = re.compile(r"[a-z0-9_]+_(pass@[0-9]+)")
_PLAIN_MODES = frozenset(["gen", "-", "", "mixed", "unknown"])
_BENCHMARKS = {"openai_humaneval": "humaneval"}


class OpenCompass:
    """Format ``opencompass``: all three kinds of summary."""

    name = "opencompass"

    def sniff(self, document: Document) -> str | None:
        """The four names that the header begins with; or the title of the text file's first part."""
        head = document.head.lstrip()
        if HEADER.match(head):
            return "a header `dataset, version, metric, mode`"
        return "`tabulate format`" if _DRAWN.match(head) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a dataset, metric and model."""
        try:
            check_text(document)
        except EvalsiteError as error:
            return refusal(document.shown, error)
        ledger = Ledger(document=document, format=self.name, rule=rule)
        return ledger.reading(_Summary(ledger=ledger, document=document, rule=rule).columns())


def _time(document: Document) -> str:
    """The time of the run: of the work folder, else of the file's name; local, without a zone. ``""`` for none."""
    *folders, name = document.path.split("/")
    folder = next((fit for part in folders if (fit := _TIME.fullmatch(part))), None)
    fit = folder or _TIME.search(name)
    return f"{fit[1]}-{fit[2]}-{fit[3]}T{fit[4]}:{fit[5]}:{fit[6]}" if fit else ""


class _Kind(NamedTuple):
    """What the numbers of a metric are: whether they are in percent, and whether they are proportions."""

    percent: bool
    proportion: bool


class _Summary(Struct, kw_only=True):
    """One summary while it is read."""

    ledger: Ledger
    document: Document
    rule: FileRule | None
    date: str = ""

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """The rows in columns: those of one kind of metric together, model by model."""
        self.date = _time(self.document)
        table = self.evaluated(summary_table(self.document.text))
        models = [self.model(name) for name in table.models]
        named = self.named(table, models)
        about = self.about(table)
        parts = []
        for kind, at in self.kinds(about["metric"]).items():
            of_kind = {name: pick(cells, at) for name, cells in about.items()}
            cells = _laid(pick(table.columns[column], at) for column, _ in named)
            parts.append(self.rows(of_kind, cells, kind, [model for _, model in named]))
        columns = _joined(parts)
        if not columns.get("value"):
            self.ledger.expect("a dataset with its numbers below the header")
        elif self.date:
            self.ledger.inferred.append(f"The date is {self.date}, from the name of the file or its folder.")
        return columns

    def evaluated(self, table: SummaryTable) -> SummaryTable:
        """The table's lines that have numbers; the others are refused, left out, or nothing but titles."""
        for line, cells in table.refused:
            width, advice = len(NAMES) + len(table.models), "Write the summary again with the tool."
            self.ledger.refuse(
                line, ", ".join(cells), f"{width} cells, as in the header", advice, count=len(table.models)
            )
        datasets, _, metrics, _ = table.columns[: len(NAMES)]
        if _NONE.isdisjoint(metrics):
            return table
        for line, dataset, metric in zip(table.lines, datasets, metrics, strict=True):
            if metric in _NONE and not dataset.startswith(_TITLE):
                detail = f"{quoted(dataset)} was not evaluated"
                self.ledger.leave_out(Reason.MISSING, len(table.models), line, detail)
        return table.pick([at for at, metric in enumerate(metrics) if metric not in _NONE])

    def model(self, name: str) -> tuple[str, str]:
        """The model of a column and its run, which is noted."""
        model = self.name(name)
        run = f"{self.date} {model}".strip()
        if model:
            native_id = run if self.date else ""
            self.ledger.runs[run] = RunFacts(model, native_id, "OpenCompass", date=self.date)
        return model, run

    def name(self, name: str) -> str:
        """The model's name; of a path on somebody's machine the last part."""
        if not name.startswith(("/", "./", "../", "~")) and "\\" not in name:
            return name
        last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
        self.ledger.inferred.append(f"The model is {quoted(last)}, the last part of its path.")
        return last

    def named(self, table: SummaryTable, models: Sequence[tuple[str, str]]) -> Sequence[tuple[int, tuple[str, str]]]:
        """The columns of models that have a name, each with its model and run; the numbers of others are refused."""
        nameless = sum(not model for model, _ in models) * len(table.lines)
        if nameless:
            self.ledger.refuse(
                table.lines[0],
                "",
                "a model's name above each column of numbers",
                "Write the names into the header.",
                count=nameless,
            )
        return [(column, model) for column, model in enumerate(models, len(NAMES)) if model[0]]

    def about(self, table: SummaryTable) -> Mapping[str, Sequence[Any]]:
        """What each line says of its numbers, under the names that are used here."""
        datasets, versions, metrics, modes = table.columns[: len(NAMES)]
        return {
            "metric": list(map(_metric, metrics, modes)),
            "line": table.lines,
            "benchmark": datasets if _BENCHMARKS.keys().isdisjoint(datasets) else self.benchmarks(datasets),
            "version": ["" if version == "-" else version for version in versions] if "-" in versions else versions,
        }

    def benchmarks(self, datasets: Sequence[str]) -> Sequence[str]:
        """The names of data sets that are known by another one."""
        for dataset, benchmark in _BENCHMARKS.items():
            if dataset in datasets:
                said = f"The benchmark is {quoted(benchmark)}, which the tool calls {quoted(dataset)}."
                self.ledger.inferred.append(said)
        return [_BENCHMARKS.get(dataset, dataset) for dataset in datasets]

    def kinds(self, metrics: Sequence[str]) -> Mapping[_Kind, Sequence[int]]:
        """The lines with metrics of each kind."""
        kinds = {metric: self.kind(metric) for metric in dict.fromkeys(metrics)}
        if len(set(kinds.values())) == 1:
            return {kind: range(len(metrics)) for kind in kinds.values()}  # the common case
        lines: dict[_Kind, list[int]] = {kind: [] for kind in kinds.values()}
        for at, metric in enumerate(metrics):
            lines[kinds[metric]].append(at)
        return lines

    def kind(self, metric: str) -> _Kind:
        """What the numbers of a metric are: evalsite.yml says whether they are in percent, else the tool's habit."""
        about = known(metric)
        proportion = about is not None and about.proportion
        declared = self.rule.scale.get(metric) if self.rule else None
        if proportion and not declared:
            self.ledger.inferred.append(f"{quoted(metric)} is taken as percent, as this tool writes proportions.")
        return _Kind(percent=declared == "percent" if declared else proportion, proportion=proportion)

    def rows(
        self, about: Mapping[str, Sequence[Any]], cells: Sequence[str], kind: _Kind, models: Sequence[tuple[str, str]]
    ) -> Mapping[str, Sequence[Any]]:
        """The rows of lines of one kind; ``cells`` has those of one model after those of the other."""
        length = len(about["line"])
        return {
            **{name: [*said] * len(models) for name, said in about.items()},
            "value": self.values(about, cells, kind),
            "direction": [Direction.HIGHER.value if kind.proportion else ""] * len(cells),
            "model": _laid([model] * length for model, _ in models),
            "run": _laid([run] * length for _, run in models),
            "date": [self.date] * len(cells),
        }

    def values(self, about: Mapping[str, Sequence[Any]], cells: Sequence[str], kind: _Kind) -> Sequence[float]:
        """The numbers in the cells: a percent as a fraction of 1, anything else as it is, NaN for none."""
        found = plain(cells, percent=kind.percent)
        if found is None:
            said = ["" if cell.casefold() in _MISSING else cell for cell in cells]
            found = plain(said, percent=kind.percent)
        if found is not None and (not kind.proportion or is_within(found, 0, 1)):
            return found
        places = cycle(zip(about["metric"], about["line"], strict=True))
        return [self.value(cell, *place, kind) for cell, place in zip(cells, places, strict=False)]

    def value(self, said: str, metric: str, line: int, kind: _Kind) -> float:
        """The number in one cell; a problem where it is none of the metric."""
        if said.casefold() in _MISSING:
            return math.nan
        value = float(said) if _NUMBER.fullmatch(said) else math.nan
        if math.isfinite(value) and not (kind.proportion and not 0 <= value <= (100 if kind.percent else 1)):
            return from_percent(value) if kind.percent else value
        what = ("a percentage from 0 to 100" if kind.percent else "a fraction of 1") if kind.proportion else "a number"
        self.ledger.problem(
            line,
            said,
            f"{what} of {quoted(metric)}",
            "Write the summary again with the tool; the number is taken as missing.",
        )
        return math.nan


def _laid(parts: Iterable[Sequence[str]]) -> Sequence[str]:
    """One part after the other."""
    cells: list[str] = []
    for part in parts:
        cells += part
    return cells


def _joined(parts: Sequence[Mapping[str, Sequence[Any]]]) -> Mapping[str, Sequence[Any]]:
    """The columns of one part after those of the other."""
    if len(parts) == 1:
        return parts[0]
    return {name: [cell for part in parts for cell in part[name]] for name in (parts[0] if parts else ())}


@lru_cache(maxsize=1024)
def _metric(said: str, mode: str) -> str:
    """The metric's name; a mode other than generation makes it another number.

    >>> _metric("humaneval_pass@1", "gen"), _metric("accuracy", "ppl")
    ('pass@1', 'accuracy (ppl)')
    """
    fit = _PASS.fullmatch(said)
    name = fit[1] if fit else said
    return name if mode in _PLAIN_MODES else f"{name} ({mode})"
