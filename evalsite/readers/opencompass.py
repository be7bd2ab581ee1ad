"""OpenCompass: ``summary_<time>.csv``, ``.md`` and ``.txt``: a line a dataset and metric, a column a model.

The tool writes these lines without quoting: commas within a cell have become spaces. The text file holds the same
numbers as a drawn table, as CSV and as Markdown; its CSV is read.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from evalsite.errors import EvalsiteError, quoted
from evalsite.metrics import Direction, known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.ledger import Ledger, Row, from_percent
from evalsite.readers.numbers import MISSING
from evalsite.readers.plain_table import check_text
from evalsite.readers.rows import refusal
from evalsite.results import Reading, Reason, RunFacts

_NAMES = ("dataset", "version", "metric", "mode")
_HEADER = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?dataset[ \t]*([,|])[ \t]*version[ \t]*\1[ \t]*metric[ \t]*\1[ \t]*mode[ \t]*\1"
)
_DRAWN = re.compile(r"[^\n]*\n[ \t]*tabulate format[ \t]*\r?\n\^+")
_RULE = re.compile(r"\|?[ \t:|-]+\|?")
_BANNER = re.compile(r"-{3,}.*", re.DOTALL)
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
        if _HEADER.match(head):
            return "a header `dataset, version, metric, mode`"
        return "`tabulate format`" if _DRAWN.match(head) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a dataset, metric and model."""
        try:
            check_text(document)
        except EvalsiteError as error:
            return refusal(document.shown, error)
        ledger = Ledger(document=document, format=self.name, rule=rule)
        summary = _Summary(ledger=ledger, document=document, rule=rule)
        summary.read()
        return ledger.reading()


def _time(document: Document) -> str:
    """The time of the run: of the work folder, else of the file's name; local, without a zone. ``""`` for none."""
    parts = PurePosixPath(document.path).parts
    folder = next((fit for part in parts[:-1] if (fit := _TIME.fullmatch(part))), None)
    fit = folder or _TIME.search(document.stem)
    return f"{fit[1]}-{fit[2]}-{fit[3]}T{fit[4]}:{fit[5]}:{fit[6]}" if fit else ""


@dataclass(slots=True, kw_only=True)
class _Summary:
    """One summary while it is read; ``models`` has a model and its run for each column."""

    ledger: Ledger
    document: Document
    rule: FileRule | None
    models: Sequence[tuple[str, str]] = ()
    date: str = ""
    percents: list[str] = field(default_factory=list)

    def read(self) -> None:
        self.date = _time(self.document)
        for line, cells in self.lines():
            if not self.models:
                self.models = [self.model(name) for name in cells[len(_NAMES) :]]
            elif len(cells) != len(_NAMES) + len(self.models):
                self.ledger.refuse(
                    line,
                    ", ".join(cells),
                    f"{len(_NAMES) + len(self.models)} cells, as in the header",
                    "Write the summary again with the tool.",
                    count=max(len(self.models), 1),
                )
            elif not _BANNER.fullmatch(cells[0]):
                self.add(line, cells)
        self.tell()

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """The cells of the table's lines, its header first, without the line below it."""
        separator = ""
        for number, text in enumerate(self.document.text.splitlines(), 1):
            line = text.strip()
            if not separator:
                fit = _HEADER.match(line)
                separator = fit[1] if fit else ""
            elif not line or line.startswith("$"):
                return
            if separator and not (_RULE.fullmatch(line) and "-" in line):
                yield number, _cells(line, separator)

    def model(self, name: str) -> tuple[str, str]:
        """The model of a column and its run, which is noted."""
        model = self.name(name)
        run = f"{self.date} {model}".strip()
        if model:
            native_id = run if self.date else ""
            self.ledger.runs[run] = RunFacts(model=model, native_id=native_id, tool="OpenCompass", date=self.date)
        return model, run

    def name(self, name: str) -> str:
        """The model's name; of a path on somebody's machine the last part."""
        if not name.startswith(("/", "./", "../", "~")) and "\\" not in name:
            return name
        last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
        self.ledger.inferred.append(f"The model is {quoted(last)}, the last part of its path.")
        return last

    def add(self, line: int, cells: Sequence[str]) -> None:
        dataset, version, said, mode = cells[: len(_NAMES)]
        values = cells[len(_NAMES) :]
        if said in ("-", ""):
            self.ledger.leave_out(Reason.MISSING, len(values), line, f"{quoted(dataset)} was not evaluated")
            return
        metric = _metric(said, mode)
        direction = Direction.HIGHER.value if _is_percent(metric) else ""
        benchmark = self.benchmark(dataset)
        after = (math.nan, self.date, "" if version == "-" else version, "")
        percent = self.percent(metric)
        for (model, run), value in zip(self.models, values, strict=True):
            found = self.value(value, metric, line, percent=percent)
            self.ledger.rows.append(Row(metric, found, math.nan, direction, line, "", benchmark, model, run, *after))

    def benchmark(self, dataset: str) -> str:
        found = _BENCHMARKS.get(dataset, dataset)
        if found != dataset:
            self.ledger.inferred.append(f"The benchmark is {quoted(found)}, which the tool calls {quoted(dataset)}.")
        return found

    def value(self, said: str, metric: str, line: int, *, percent: bool) -> float:
        """The number in a cell: a proportion as a fraction of 1, anything else as it is."""
        value = float(said) if _NUMBER.fullmatch(said) else math.nan
        if percent and 0 <= value <= 100:
            return from_percent(value)  # the common case
        if said.casefold() in _MISSING:
            return math.nan
        if math.isfinite(value) and not (_is_percent(metric) and not 0 <= value <= (100 if percent else 1)):
            return from_percent(value) if percent else value
        what = ("a percentage from 0 to 100" if percent else "a fraction of 1") if _is_percent(metric) else "a number"
        self.ledger.problem(
            line,
            said,
            f"{what} of {quoted(metric)}",
            "Write the summary again with the tool; the number is taken as missing.",
        )
        return math.nan

    def percent(self, metric: str) -> bool:
        """Whether numbers of the metric are percentages: evalsite.yml decides, else the tool's habit."""
        declared = self.rule.scale.get(metric) if self.rule else None
        if declared:
            return declared == "percent"
        if _is_percent(metric):
            self.percents.append(metric)
        return _is_percent(metric)

    def tell(self) -> None:
        """Say what was deduced; without a table or with nameless columns, what is missing."""
        ledger = self.ledger
        for metric in dict.fromkeys(self.percents):
            ledger.inferred.append(f"{quoted(metric)} is taken as percent, as this tool writes proportions.")
        if self.date and ledger.rows:
            ledger.inferred.append(f"The date is {self.date}, from the name of the file or its folder.")
        nameless = [row for row in ledger.rows if not row.model]
        if nameless:
            ledger.rows = [row for row in ledger.rows if row.model]
            ledger.refuse(
                nameless[0].line,
                "",
                "a model's name above each column of numbers",
                "Write the names into the header.",
                count=len(nameless),
            )
        ledger.expect("a dataset with its numbers below the header")


def _cells(line: str, separator: str) -> list[str]:
    inner = line.removeprefix("|").removesuffix("|") if separator == "|" else line
    return [cell.strip().strip("*").strip() for cell in inner.split(separator)]


def _metric(said: str, mode: str) -> str:
    """The metric's name; a mode other than generation makes it another number.

    >>> _metric("humaneval_pass@1", "gen"), _metric("accuracy", "ppl")
    ('pass@1', 'accuracy (ppl)')
    """
    fit = _PASS.fullmatch(said)
    name = fit[1] if fit else said
    return name if mode in _PLAIN_MODES else f"{name} ({mode})"


@lru_cache(maxsize=1024)
def _is_percent(metric: str) -> bool:
    about = known(metric)
    return about is not None and about.proportion
