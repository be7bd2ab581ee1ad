"""The tables that lm-evaluation-harness prints, kept in a Markdown file or in a log among other lines."""

import math
import re
from collections.abc import Mapping

from msgspec import Struct, field

from evalsite.errors import EvalsiteError, quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import settings
from evalsite.readers.ledger import Ledger, Row
from evalsite.readers.lm_harness import TOOL, Scores, arguments, evaluated, metric_name, model
from evalsite.readers.numbers import MISSING
from evalsite.readers.plain_table import check_text
from evalsite.readers.rows import refusal
from evalsite.readings import Reading, Reason, RunFacts

_LOOKS = re.compile(
    rb"^[ \t]*\|[ \t]*(?:Tasks?|Groups)[ \t]*\|[ \t]*Version[ \t]*\|[^\n]*\|[ \t]*Stderr[ \t]*\|", re.MULTILINE
)
_COMMAND = re.compile(r"[\w.-]+ \((?P<model_args>[^()]*)\), (?P<rest>(?:gen_kwargs|limit): .*)")
_NAMED = re.compile(r"(?:model|模型|모델)[^:|\n]{0,40}:\s*([\w.-]+/[\w.-]+)(?:\s|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?", re.ASCII | re.IGNORECASE)
_TASKS = ("Tasks", "Task", "Groups")
_ARROWS = {"↑": Direction.HIGHER.value, "↓": Direction.LOWER.value}
_NO_MODELS = frozenset(["eval", "evaluation", "log", "logs", "output", "result", "results", "summary", "table", "out"])
_AGAIN = "Write the table again as the tool prints it."


class LmEvalPrinted:
    """Format ``lm-eval-printed``: tables of Tasks (or Groups), Version, Filter, n-shot, Metric, Value and Stderr."""

    name = "lm-eval-printed"

    def sniff(self, document: Document) -> str | None:
        """A header as the tool prints it, anywhere in the file."""
        found = document.json is None and b"Stderr" in document.data and _LOOKS.search(document.data)
        return "a table of tasks as the tool prints it" if found else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a line of the tables."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        try:
            check_text(document)
        except EvalsiteError as error:
            return refusal(document.shown, error)
        _Log(ledger=ledger, document=document, rule=rule).read()
        return ledger.reading()


class _Table(Struct, kw_only=True):
    """Where the table's columns are, and the task that the last line spoke of."""

    columns: Mapping[str, int]
    width: int
    task: str = ""
    version: str = ""
    root: str = ""

    @classmethod
    def of(cls, cells: list[str]) -> "_Table | None":
        """The table whose header ``cells`` are, or None; the arrow and the ± stand in columns without a name."""
        names = [cell.strip() for cell in cells]
        if names[0] not in _TASKS or not {"Version", "Metric", "Value", "Stderr"} <= set(names):
            return None
        columns = {name: at for at, name in enumerate(names) if name}
        after = columns["Metric"] + 1
        if names[after : after + 1] == [""]:
            columns["arrow"] = after
        return cls(columns=columns, width=len(names))

    def cell(self, cells: list[str], name: str) -> str:
        at = self.columns.get(name)
        return cells[at].strip() if at is not None else ""

    def move_to(self, cells: list[str]) -> str:
        """Note which task ``cells`` speak of: that of the line above when they do not say it. The printed name."""
        said = cells[0].rstrip()
        if not said.strip():
            return ""
        printed = said.strip().removeprefix("- ")
        deeper = said.lstrip().startswith("- ")
        if not deeper:
            self.root = printed
        self.task = _qualified(self.root, printed) if deeper else printed
        self.version = self.cell(cells, "Version")
        return printed


class _Log(Struct, kw_only=True):
    """The lines of one file while they are read."""

    ledger: Ledger
    document: Document
    rule: FileRule | None
    table: _Table | None = None
    model: str = ""
    known_by: dict[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    again: list[int] = field(default_factory=list)

    def read(self) -> None:
        self.take_model(*self.model_of_file())
        for number, line in enumerate(self.document.text.split("\n"), 1):
            self.take(number, line.strip())
        self.tell()
        self.ledger.expect("rows below the table's header")

    def model_of_file(self) -> tuple[str, str]:
        """The model before any line names one, and how it is known."""
        if self.rule and self.rule.model:
            return self.rule.model, ""
        stem = self.document.stem
        if stem.casefold() in _NO_MODELS:
            return "", ""
        return stem, f"The model is {quoted(stem)}, from the file's name."

    def take(self, number: int, line: str) -> None:
        """Read one line: a row, a header, a line that names the model, or anything else."""
        if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
            self.table = None
            self.take_command(line)
            return
        cells = line[1:-1].split("|")
        header = _Table.of(cells)
        if header:
            self.table = header
        elif self.table and not set(line) <= set("|-: "):
            self.add(number, cells, self.table)

    def take_command(self, line: str) -> None:
        """A line that names the model of the tables below it."""
        if command := _COMMAND.fullmatch(line):
            given = arguments(command["model_args"])
            said = model(evaluated(given), given, self.document, self.rule)
            rest = dict(part.partition(": ")[::2] for part in command["rest"].split(", "))
            self.settings = settings({"model_args": command["model_args"], **rest})
            self.take_model(said.name or self.model, said.inferred)
        elif (named := _NAMED.search(line[:2000])) and not (self.rule and self.rule.model):
            self.settings = {}
            self.take_model(named[1], f"The model of the tables below it is named by the line {quoted(line)}.")

    def take_model(self, name: str, inferred: str) -> None:
        self.model = name
        self.known_by[name] = inferred
        self.seen = {}

    def add(self, number: int, cells: list[str], table: _Table) -> None:
        if len(cells) != table.width:
            expected = f"{table.width} cells, but there are {len(cells)}"
            self.ledger.refuse(number, "|".join(cells).strip(), expected, _AGAIN)
            return
        printed = table.move_to(cells)
        if printed not in ("", table.task):
            self.renamed.setdefault(table.task, printed)
        metric = table.cell(cells, "Metric")
        if not table.task or not metric:
            self.ledger.refuse(number, "", "a task and a metric on this line or above", _AGAIN)
            return
        self.keep(self.row(number, cells, table, metric), metric)

    def row(self, number: int, cells: list[str], table: _Table, metric: str) -> Row:
        value = self.number(number, table.cell(cells, "Value"))
        error = self.ledger.stderr(self.number(number, table.cell(cells, "Stderr")), number)
        return Row(
            benchmark=table.task,
            model=self.model,
            run=self.model,
            metric=metric_name(metric, table.cell(cells, "Filter")),
            value=value,
            stderr=math.nan if math.isnan(value) else error,
            direction=_ARROWS.get(table.cell(cells, "arrow"), ""),
            version=table.version.removesuffix(".0"),
            shots=table.cell(cells, "n-shot"),
            line=number,
        )

    def number(self, line: int, cell: str) -> float:
        if cell.casefold() in MISSING:
            return math.nan
        return self.ledger.number(float(cell) if _NUMBER.fullmatch(cell) and len(cell) < 400 else cell, line)

    def keep(self, row: Row, metric: str) -> None:
        """Add a row, unless the table of groups only says again what the table of tasks has said."""
        scores = Scores(ledger=self.ledger, scale=self.rule.scale if self.rule else {})
        row = scores.in_one_unit(row, metric)
        before = self.seen.setdefault((row.benchmark, row.metric, row.shots), row)
        if before is not row and (before.value, before.version) == (row.value, row.version):
            self.again.append(row.line)
            return
        self.ledger.rows.append(row)
        if row.run not in self.ledger.runs:
            self.ledger.runs[row.run] = RunFacts(model=row.model, tool=TOOL, settings=self.settings)

    def tell(self) -> None:
        """Say what was deduced, of models that have rows and of tasks, and which lines only repeat others."""
        said = [said for name, said in self.known_by.items() if said and name in self.ledger.runs]
        for task, printed in list(self.renamed.items())[:1]:
            said.append(f"The parts of a group carry its name: {quoted(printed)} is {quoted(task)}, and so on.")
        self.ledger.inferred += said
        if self.again:
            detail = "group: said by a table above already"
            self.ledger.leave_out(Reason.IGNORED, len(self.again), self.again[0], detail)


def _qualified(root: str, printed: str) -> str:
    """The task's name in the tool, which prints a part of a group without it: ``mmlu_formal_logic``."""
    return printed if not root or printed.startswith(root) else f"{root}_{printed.replace(' ', '_')}"
