"""EvalPerf: Differential Performance Scores of one run, and the table of all runs that its authors publish."""

import math
import re
from collections.abc import Mapping
from itertools import islice
from math import fsum, isclose
from typing import Any

from msgspec import Struct

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import as_found, escape
from evalsite.readers.ledger import Ledger
from evalsite.readers.model_paths import with_slash
from evalsite.readings import Reading, Reason, RunFacts

_BENCHMARK = "evalperf"
_SNIFFED = 5
_PROMPT = re.compile(r"(.+)-(perf-[a-zA-Z]+)", re.DOTALL)
_SETTINGS = ("n_samples", "temperature", "min_correct", "max_profile")


class _Column(Struct, frozen=True, kw_only=True):
    """One metric of a summary, of a task, or of a model's entry: its name there, what it is called, its scale."""

    name: str
    metric: str
    percent: bool = False

    def value(self, ledger: Ledger, data: Mapping[str, Any], pointer: str) -> float:
        said, at = data.get(self.name), f"{pointer}/{self.name}"
        if self.percent:
            return ledger.proportion(said, at, self.metric, percent=True)
        return ledger.number(said, at, quoted(self.metric))


_COLUMNS = (
    _Column(name="dps", metric="dps"),  # points of 100, no proportion
    _Column(name="dps_norm", metric="dps_norm"),
    _Column(name="pass@1", metric="pass@1", percent=True),
)


class EvalPerf:
    """Reads ``*_evalperf_results.json`` and ``*_evalperf_results.brief.json``.

    DPS is a mean over the tasks with enough correct samples only, which differ from model to model: their number
    is ``n``, and the items say which they are.
    """

    name = "evalperf"

    def sniff(self, document: Document) -> str | None:
        """A summary with ``dps``, or tasks with ``dps_norm``."""
        data = document.json
        if not isinstance(data, dict) or not isinstance(tasks := data.get("eval"), dict):
            return None
        if isinstance(data.get("summary"), dict) and "dps" in data["summary"]:
            return "`summary` with `dps`"
        first = islice(tasks.values(), _SNIFFED)
        return (
            "`eval` with `dps_norm`" if any(isinstance(task, dict) and "dps_norm" in task for task in first) else None
        )

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The three means, and each task's numbers."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data, facts = document.json, ledger.path_facts()
        date = ledger.minute(data.get("date"), "/date")
        model, prompt = _with_prompt(facts.model)
        run = model  # as in the table of all models, which knows no dates
        tasks = _tasks(ledger, data["eval"])
        for column in _COLUMNS:
            before = len(ledger.problems)
            values = {task: column.value(ledger, numbers, f"/eval/{escape(task)}") for task, numbers in tasks.items()}
            sound = len(ledger.problems) == before and len(tasks) == len(data["eval"])
            _add(ledger, column, values, run=run, model=model, date=date, sound=sound)
        settings = {**facts.settings, **prompt, **_settings(data)}
        ledger.runs[run] = RunFacts(model=model, tool="EvalPerf", date=date, settings=settings)
        _set_profiles_aside(ledger, data["eval"])
        return ledger.reading()


class EvalPerfTable:
    """Reads ``COMBINED-RESULTS.json``: the same numbers of many models, and their win rates."""

    name = "evalperf-table"

    def sniff(self, document: Document) -> str | None:
        """Models with ``dps``, ``dps_norm`` and pass@1."""
        entries = document.json.values() if isinstance(document.json, dict) else ()
        return "models with `dps` and `dps_norm`" if any(map(_is_entry, islice(entries, _SNIFFED))) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """A run for each model; a win rate carries the number of models, since it depends on who takes part."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        entries = {key: entry for key, entry in document.json.items() if _is_entry(entry) and key.strip()}
        for key, entry in document.json.items():
            if key not in entries:
                _left_aside(ledger, key, entry)
        ledger.inferred.append('"--" in the models\' names stands for "/".')
        wins = f"win_rate (of {len(entries)} models)"
        for key, entry in entries.items():
            model, prompt = _with_prompt(with_slash(key))
            values = {column.metric: column.value(ledger, entry, f"/{escape(key)}") for column in _COLUMNS}
            if "win_rate" in entry:
                pointer = f"/{escape(key)}/win_rate"
                values[wins] = ledger.proportion(entry["win_rate"], pointer, wins, percent=False)
            for metric, value in values.items():
                _row(ledger, metric, value, model=model, run=model, pointer=f"/{escape(key)}/{metric.split()[0]}")
            ledger.runs[model] = RunFacts(model=model, tool="EvalPerf", settings=prompt)
        return ledger.reading()


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and {"dps", "dps_norm", "pass@1"} <= set(entry)


def _row(ledger: Ledger, metric: str, value: float, **cells: Any) -> None:
    ledger.row(benchmark=_BENCHMARK, metric=metric, value=value, direction=Direction.HIGHER.value, **cells)


def _with_prompt(model: str) -> tuple[str, Mapping[str, str]]:
    """The model, told apart by its prompt when that is not the usual one, as the authors' own table does."""
    fit = _PROMPT.fullmatch(model)
    return (f"{fit[1]} ({fit[2]})", {"prompt": fit[2]}) if fit else (model, {})


def _tasks(ledger: Ledger, data: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    for task, numbers in data.items():
        if not isinstance(numbers, dict):
            ledger.problem(f"/eval/{escape(task)}", numbers, "an object with `dps`, `dps_norm` and `pass@1`")
    if not data:
        ledger.problem("/eval", "", "the results of tasks, but there are none")
    return {task: numbers for task, numbers in data.items() if isinstance(numbers, dict)}


def _add(
    ledger: Ledger, column: _Column, values: Mapping[str, float], *, run: str, model: str, date: str, sound: bool
) -> None:
    """The mean that the summary gives, held against that of the tasks; without a summary the tasks' own."""
    known = [value for value in values.values() if not math.isnan(value)]
    mean = fsum(known) / len(known) if known and sound else math.nan
    summary = ledger.document.json.get("summary")
    published, pointer = column.value(ledger, summary, "/summary") if isinstance(summary, dict) else mean, "/summary"
    if not math.isnan(mean) and not isclose(published, mean, rel_tol=1e-9):
        expected = f"the mean over its {len(known)} tasks, {mean!r}, which is shown"
        ledger.problem(f"{pointer}/{column.name}", as_found(summary.get(column.name)), expected)
        published = mean
    n = float(len(known)) if known else math.nan
    _row(ledger, column.metric, published, model=model, run=run, date=date, n=n, pointer=f"{pointer}/{column.name}")
    for task, value in values.items():
        if not math.isnan(value):  # too few correct programs are no failure: the score is not of this task
            ledger.item(run=run, benchmark=_BENCHMARK, item=task, metric=column.metric, outcomes=[(value, "")])


def _settings(data: Mapping[str, Any]) -> Mapping[str, str]:
    config = data["config"] if isinstance(data.get("config"), dict) else data
    return {name: as_found(config[name]) for name in _SETTINGS if config.get(name) is not None}


def _set_profiles_aside(ledger: Ledger, tasks: Mapping[str, Any]) -> None:
    """Count the programs' instruction counts, which full files hold: they mean nothing on another processor."""
    count = sum(
        isinstance(program, dict) and program.get("_num_cpu_instructions") is not None
        for task in tasks.values()
        if isinstance(task, dict) and isinstance(task.get("results"), list)
        for program in task["results"]
    )
    if count:
        detail = "instruction counts of single programs: they depend on the processor"
        ledger.leave_out(Reason.IGNORED, count, "/eval", detail)


def _left_aside(ledger: Ledger, key: str, entry: Any) -> None:
    if key == "heatmap_data" and isinstance(entry, dict):
        pairs = sum(len(row) for row in entry.values() if isinstance(row, dict))
        detail = "`heatmap_data`: scores of pairs of models on the tasks that both have"
        ledger.leave_out(Reason.IGNORED, pairs, "/heatmap_data", detail)
        return
    ledger.problem(f"/{escape(key)}", entry, "a model's name with `dps`, `dps_norm` and `pass@1`")
    ledger.leave_out(Reason.UNREADABLE, 1, f"/{escape(key)}", "no entry of the table")
